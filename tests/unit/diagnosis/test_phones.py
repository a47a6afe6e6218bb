"""What is said of a phone, for each state that it can be in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fitglue.diagnosis.facts import HEALTH_CONNECT, PhoneFacts
from fitglue.diagnosis.phones import phone_troubles
from fitglue.diagnosis.trouble import Article, Severity, lasting

NOW = datetime(2026, 3, 14, 18, 0, tzinfo=UTC)
WELL = PhoneFacts(
    name="Kim's iPhone", paired_at=NOW - timedelta(days=40), seen_at=NOW - timedelta(minutes=4),
    request_status=2, background_refresh="available", low_power=False,
    last_wake=NOW - timedelta(minutes=4), workouts_seen=120,
)  # fmt: skip
ANDROID = replace(
    WELL, platform=HEALTH_CONNECT, request_status=None, background_refresh="",
    permissions={"READ_EXERCISE": True, "READ_HEART_RATE": True},
)  # fmt: skip


def codes(phone: PhoneFacts) -> list[str]:
    return [one.code for one in phone_troubles(phone, NOW)]


@pytest.mark.parametrize("phone", [WELL, ANDROID], ids=["iPhone", "Android"])
def test_nothing_is_said_of_a_phone_that_is_well(phone: PhoneFacts) -> None:
    assert phone_troubles(phone, NOW) == []


@pytest.mark.parametrize(
    ("changes", "code", "severity", "sentence", "press"),
    [
        ({"revoked_at": NOW}, "revoked", "natural", "its token was revoked", "Pair it again"),
        ({"seen_at": None}, "never-came", "wrong", "since it was paired", "open FitGlue once"),
        (
            {"seen_at": NOW - timedelta(hours=26)}, "silent", "odd",
            "No contact from Kim's iPhone for 26 hours.", "open FitGlue once",
        ),
        ({"seen_at": NOW - timedelta(days=5)}, "silent", "wrong", "for 5 days.", "open FitGlue"),
        ({"request_status": 1}, "never-asked", "wrong", "has not asked for access", "Allow access"),
        ({"workouts_seen": 0}, "nothing-seen", "wrong", "sees no workouts", "turn on Workouts"),
        (
            {"background_refresh": "denied"}, "background-off", "odd",
            "Background App Refresh is off", "Background App Refresh → FitGlue",
        ),
        ({"background_refresh": "restricted"}, "background-off", "odd", "is off", "open FitGlue"),
        ({"low_power": True}, "low-power", "natural", "Low Power Mode is on", "open FitGlue"),
        ({"last_error": "6 the database is protected"}, "locked", "natural", "locked", "unlock it"),
        ({"last_error": "HKError 4"}, "may-not-ask", "wrong", "turned FitGlue", "allow access"),
        ({"last_error": "503 busy"}, "error", "odd", "503 busy", "open FitGlue once"),
        (
            {"last_wake": NOW - timedelta(days=3)}, "asleep", "odd",
            "has not woken the app for 3 days", "leave it in the list",
        ),
        ({"queue_depth": 812}, "queue", "odd", "812 parts of workouts waited", "open FitGlue once"),
        (
            {"queue_depth": 3, "seen_at": NOW - timedelta(hours=2)}, "queue", "odd", "3 parts",
            "open FitGlue once",
        ),
    ],
)  # fmt: skip
def test_each_state_has_its_sentence_and_its_button(
    changes: dict[str, Any], code: str, severity: str, sentence: str, press: str
) -> None:
    [one] = phone_troubles(replace(WELL, **changes), NOW)
    assert (one.code, one.severity) == (code, severity)
    assert sentence in one.sentence
    assert one.press is not None
    assert press in one.press.label
    assert one.article is not None


def test_a_queue_that_moves_is_no_trouble() -> None:
    assert codes(replace(WELL, queue_depth=3)) == []


def test_a_phone_that_was_paired_just_now_is_given_time() -> None:
    assert codes(replace(WELL, seen_at=None, paired_at=NOW - timedelta(minutes=3))) == []


def test_of_a_revoked_phone_nothing_else_is_said() -> None:
    phone = replace(WELL, revoked_at=NOW, request_status=1, background_refresh="denied")
    assert codes(phone) == ["revoked"]


def test_the_worst_comes_first() -> None:
    phone = replace(WELL, low_power=True, background_refresh="denied", request_status=1)
    assert codes(phone) == ["never-asked", "background-off", "low-power"]


def test_silence_names_what_the_phone_said_before_it() -> None:
    silent = replace(WELL, seen_at=NOW - timedelta(hours=30), background_refresh="denied")
    one = next(one for one in phone_troubles(silent, NOW) if one.code == "silent")
    assert "only while the app is open" in one.cause
    saving = replace(silent, background_refresh="available", low_power=True, queue_depth=9)
    one = next(one for one in phone_troubles(saving, NOW) if one.code == "silent")
    assert one.cause.startswith("Low Power Mode was on")
    assert one.cause.endswith("9 parts waited on it.")


def test_an_iphone_is_never_said_to_have_denied_reading() -> None:
    every = {
        "request_status": [None, 0, 1, 2], "workouts_seen": [None, 0, 5],
        "background_refresh": ["", "denied", "restricted"], "last_error": ["", "4 x", "5 y", "6"],
    }  # fmt: skip
    for name, values in every.items():
        for value in values:
            for one in phone_troubles(replace(WELL, **{name: value}), NOW):
                told = f"{one.sentence} {one.cause}".lower()
                assert "denied" not in told
                assert "permission" not in told


@pytest.mark.parametrize(
    ("permission", "severity", "sentence"),
    [
        ("READ_EXERCISE", Severity.WRONG, "“Exercise” is not allowed on Kim's iPhone: no workout"),
        ("READ_EXERCISE_ROUTES", Severity.ODD, "no map"),
        ("READ_HEART_RATE", Severity.ODD, "no heart rate"),
        ("READ_DISTANCE", Severity.ODD, "no distance"),
        ("READ_HEALTH_DATA_IN_BACKGROUND", Severity.ODD, "only while the app is open"),
        ("READ_HEALTH_DATA_HISTORY", Severity.NATURAL, "30 days"),
    ],
)
def test_health_connect_tells_so_it_is_said_directly(
    permission: str, severity: Severity, sentence: str
) -> None:
    [one] = phone_troubles(replace(ANDROID, permissions={permission: False}), NOW)
    assert one.severity is severity
    assert sentence in one.sentence
    assert "allow “" in (one.press.label if one.press else "")
    assert one.article is Article.HEALTH_CONNECT


def test_what_only_iphones_say_is_not_asked_of_an_android_phone() -> None:
    assert codes(replace(ANDROID, request_status=1, workouts_seen=0)) == []


@pytest.mark.parametrize(
    ("span", "told"),
    [
        (timedelta(seconds=5), "1 minute"),
        (timedelta(minutes=89), "89 minutes"),
        (timedelta(hours=26), "26 hours"),
        (timedelta(days=3, hours=5), "3 days"),
    ],
)
def test_spans_are_told_as_people_do(span: timedelta, told: str) -> None:
    assert lasting(span) == told
