"""“Why is nothing syncing?”: facts and buttons, and never a word on what iOS does not tell."""

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitglue_phone.core.diagnosis import Button, Finding, findings
from fitglue_phone.core.ports import PhoneFacts
from fitglue_phone.core.state import State

NOW_S = 1_794_657_600.0
FINE = State(
    is_paired=True, has_asked=True, request_status=2, workouts_seen=12, wake_s=NOW_S - 60,
    read_s=NOW_S - 60, answered_s=NOW_S - 60, status=200, newest_s=NOW_S - 9000,
)  # fmt: skip
TROUBLES: list[tuple[dict[str, Any], str, Button | None]] = [
    ({"is_paired": False}, "not paired", Button.PAIR),
    ({"is_let_in": False}, "does not know this phone", Button.PAIR),
    ({"request_status": 1}, "not chosen", Button.ASK_HEALTH),
    ({"health_error": 5}, "not chosen", Button.ASK_HEALTH),
    ({"health_error": 4}, "entitlement", Button.CHECK_AGAIN),
    ({"health_error": 3}, "error 3", Button.CHECK_AGAIN),
    ({"health_error": 6, "workouts_seen": 0}, "locked", None),
    ({"workouts_seen": 0}, "We see no workouts", Button.OPEN_SETTINGS),
    ({"absent": 40}, "not seen in Health any more", Button.OPEN_SETTINGS),
    ({"refused": 2}, "did not take 2 parts of workouts", Button.SHOW_REFUSED),
    ({"refused": 1}, "did not take 1 part of a workout", Button.SHOW_REFUSED),
    ({"absent": 1}, "1 workout that was sent is not seen", Button.OPEN_SETTINGS),
    ({"aside": 2, "aside_why": "ValueError at series.py:8"}, "series.py:8", Button.READ_AGAIN),
    ({"history_paused": True}, "paused", Button.RESUME_HISTORY),
    ({"status": 507, "next_try_s": NOW_S + 900, "waiting": 3}, "no room", Button.CHECK_AGAIN),
    ({"status": 0, "next_try_s": NOW_S + 90, "waiting": 3}, "not reached", Button.CHECK_AGAIN),
    ({"status": 500, "next_try_s": NOW_S + 90, "waiting": 3}, "status 500", Button.CHECK_AGAIN),
    ({"phone": PhoneFacts(background_refresh="denied")}, "Refresh is off", Button.OPEN_SETTINGS),
    ({"phone": PhoneFacts(has_health=False)}, "no Health data", None),
    ({"wake_s": NOW_S - 40 * 3600}, "40 hours", Button.CHECK_AGAIN),
    ({"permissions": {"READ_EXERCISE_ROUTES": False}}, "READ_EXERCISE_ROUTES", Button.ASK_HEALTH),
]


def test_a_phone_that_has_sent_all_says_so() -> None:
    (first, *_) = findings(FINE, NOW_S)
    assert first.sentence == "Everything was sent."
    assert not first.is_trouble


@pytest.mark.parametrize(("change", "words", "button"), TROUBLES)
def test_what_stands_in_the_way_is_said_with_its_button(
    change: dict[str, Any], words: str, button: Button | None
) -> None:
    found = [one for one in findings(replace(FINE, **change), NOW_S) if words in one.sentence]
    assert len(found) == 1
    assert found[0].is_trouble
    assert button is None or button in found[0].buttons


def test_earlier_workouts_that_nobody_asked_for_are_offered() -> None:
    found = findings(replace(FINE, missing=300), NOW_S)
    assert any(Button.CHOOSE_HISTORY in one.buttons for one in found)
    assert not any(one.is_trouble for one in found)


@pytest.mark.parametrize(
    ("platform", "here", "elsewhere"),
    [("healthkit", "Privacy & Security → Health", "Health Connect"),
     ("health_connect", "Health Connect → App permissions", "Workout Routes")],
)  # fmt: skip
def test_each_system_is_told_of_in_its_own_words(platform: str, here: str, elsewhere: str) -> None:
    phone = PhoneFacts(low_power=True)
    state = replace(FINE, platform=platform, workouts_seen=0, absent=3, phone=phone)
    told = " ".join(one.sentence for one in findings(state, NOW_S))
    assert told.count(here) == 2
    assert elsewhere not in told
    assert ("Battery Saver" in told) is (platform == "health_connect")


@given(st.data())
def test_whatever_holds_there_is_a_sentence_and_never_the_word_denied(data: st.DataObject) -> None:
    changed = data.draw(st.lists(st.sampled_from(TROUBLES), max_size=6))
    state = State()
    for change, *_ in changed:
        state = replace(state, **change)
    found: list[Finding] = findings(state, NOW_S)
    assert found
    for one in found:
        assert one.sentence.endswith(".")
        assert "denied" not in one.sentence.lower()
        assert "permission" not in one.sentence.lower()
    assert {one.name for one in fields(State)} >= {"health_error", "status"}
