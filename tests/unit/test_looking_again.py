"""When to look again for what comes late."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitglue.domain.looking_again import in_words, look_again_s, look_again_until

END = datetime(2026, 5, 1, 8, tzinfo=UTC)
UNTIL = look_again_until(END, 24)


@pytest.mark.parametrize(
    ("attempt", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 60), (5, 60), (17, 60)]
)
def test_it_waits_longer_every_time_up_to_an_hour(attempt: int, minutes: int) -> None:
    assert look_again_s(attempt, END, UNTIL) == minutes * 60


def test_the_last_look_is_at_the_end_of_the_time() -> None:
    assert look_again_s(9, UNTIL - timedelta(minutes=20), UNTIL) == 20 * 60
    assert look_again_s(9, UNTIL - timedelta(seconds=5), UNTIL) == 60
    assert look_again_s(9, UNTIL, UNTIL) == 0


def test_without_hours_there_is_no_other_look() -> None:
    assert look_again_s(1, END + timedelta(seconds=1), look_again_until(END, 0)) == 0


@given(st.integers(0, 3600 * 30), st.floats(0.5, 72))
def test_it_comes_to_an_end_whenever_it_begins(after_s: int, hours: float) -> None:
    now, until = END + timedelta(seconds=after_s), look_again_until(END, hours)
    for attempt in range(1, 80):
        step_s = look_again_s(attempt, now, until)
        if not step_s:
            break
        now += timedelta(seconds=step_s)
    assert now >= until
    assert now <= max(until + timedelta(minutes=1), END + timedelta(seconds=after_s))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(5, "1 minute"), (60, "1 minute"), (300, "5 minutes"), (3600, "1 hour"), (7200, "2 hours"),
     (4000, "67 minutes")],
)  # fmt: skip
def test_times_are_said_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
