"""Weeks and months begin at somebody's own midnight."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from fitglue.domain.spans import midnight, month_of, week_of

ZONES = ("UTC", "Europe/Paris", "America/New_York", "Pacific/Auckland", "Asia/Kathmandu")


def test_a_week_begins_on_monday_at_the_persons_midnight() -> None:
    week = week_of(date(2026, 3, 15), "Pacific/Auckland")  # a Sunday
    assert (week.first, week.after) == (date(2026, 3, 9), date(2026, 3, 16))
    assert week.begin == datetime(2026, 3, 8, 11, tzinfo=UTC)


@pytest.mark.parametrize(("week_start", "first"), [(0, 9), (5, 14), (6, 15)])
def test_a_week_begins_with_the_day_that_its_person_chose(week_start: int, first: int) -> None:
    week = week_of(date(2026, 3, 15), "UTC", week_start=week_start)  # a Sunday
    assert (week.first, week.after) == (date(2026, 3, first), date(2026, 3, first + 7))


def test_a_week_in_which_clocks_change_is_an_hour_longer_or_shorter() -> None:
    spring, autumn = (week_of(date(2026, m, d), "Europe/Paris") for m, d in ((3, 29), (10, 25)))
    assert spring.end - spring.begin == timedelta(hours=167)
    assert autumn.end - autumn.begin == timedelta(hours=169)


@pytest.mark.parametrize(("back", "first"), [(0, (2026, 1)), (1, (2025, 12)), (13, (2024, 12))])
def test_months_before_go_back_over_new_year(back: int, first: tuple[int, int]) -> None:
    assert month_of(date(2026, 1, 31), "UTC", back=back).first == date(*first, 1)


def test_a_midnight_that_a_zone_skips_is_the_first_moment_there_is() -> None:
    # On 29 March 2026 clocks in Beirut went from midnight to one.
    assert midnight(date(2026, 3, 29), "Asia/Beirut") == datetime(2026, 3, 28, 22, tzinfo=UTC)


@given(some.dates(date(1990, 1, 1), date(2060, 1, 1)), some.sampled_from(ZONES))
def test_spans_follow_each_other_without_a_gap(day: date, zone: str) -> None:
    for of in (week_of, month_of):
        now, before = of(day, zone), of(day, zone, back=1)
        assert before.end == now.begin
        assert now.first <= day < now.after
