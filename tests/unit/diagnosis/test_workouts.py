"""What is missing from an activity, and what to press about it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from fitglue.diagnosis.facts import Other, WorkoutFacts
from fitglue.diagnosis.trouble import Severity, Trouble
from fitglue.diagnosis.workouts import workout_troubles
from fitglue.domain.workout import App
from fitglue.testing.arrivals import a_run

CAME = datetime(2026, 3, 14, 18, 0, tzinfo=UTC)
BARE = a_run(route=False, streams={}, avg_hr_bpm=None)
WATCH = Other("a2", "Evening Run", "Apple Watch", has_heart_rate=True, has_route=True)


def found(facts: WorkoutFacts, after: timedelta) -> dict[str, Trouble]:
    return {one.code: one for one in workout_troubles(facts, CAME + after)}


def sent(**changes: object) -> WorkoutFacts:
    facts = WorkoutFacts(workout=BARE, by_phone=True, received_at=CAME)
    return replace(facts, **changes)  # type: ignore[arg-type]


def test_a_route_that_may_still_come_is_waited_for() -> None:
    one = found(sent(), timedelta(minutes=12))["no-route"]
    assert one.severity is Severity.NATURAL
    assert "12 minutes ago" in one.cause
    assert one.press is None


def test_a_route_that_has_not_come_in_days_has_a_switch_to_look_at() -> None:
    one = found(sent(), timedelta(days=3))["no-route"]
    assert one.severity is Severity.ODD
    assert "No route has come in 3 days." in one.cause
    assert "iOS does not tell an app which" in one.cause
    assert one.press is not None
    assert "turn on Workout Routes" in one.press.label


def test_an_export_is_made_again_where_a_phone_would_send_later() -> None:
    one = found(sent(by_phone=False), timedelta(days=3))["no-route"]
    assert "export again" in one.cause


def test_heart_rate_that_another_recording_has_is_named() -> None:
    strava = replace(BARE, app=App("Strava"))
    one = found(sent(workout=strava, others=(WATCH,)), timedelta(hours=1))["no-heart-rate"]
    assert one.cause == (
        "The recording was written by Strava, which recorded none. “Evening Run”, written by Apple "
        "Watch, has it for the same time."
    )
    assert one.press is not None
    assert one.press.address == "/activities/a2"


def test_heart_rate_that_did_not_come_with_it_has_a_switch_to_look_at() -> None:
    one = found(sent(), timedelta(hours=1))["no-heart-rate"]
    assert one.press is not None
    assert "turn on Heart Rate" in one.press.label
    assert "denied" not in one.cause


def test_two_at_one_time_name_each_other() -> None:
    one = found(sent(others=(WATCH,)), timedelta(0))["twice"]
    assert "shares its time" in one.cause
    assert one.press is not None
    assert one.press.label == "Look at “Evening Run”"
