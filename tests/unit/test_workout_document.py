"""A workout's document says everything but the streams, and says it one way."""

import json
from dataclasses import replace

import pytest

from fitglue.domain import sport
from fitglue.domain.clock import Zone, ZoneKnownBy
from fitglue.domain.errors import Damaged
from fitglue.domain.workout import (
    ExerciseSet,
    Lap,
    LapKind,
    Leg,
    Length,
    Pause,
    SetRole,
    Stroke,
    SwimLocation,
    Workout,
)
from fitglue.formats import workout_document
from fitglue.testing.arrivals import a_run


def a_triathlon() -> Workout:
    legs = (
        Leg(0.0, 600.0, sport.by_key("swimming"), 750.0),
        Leg(600.0, 700.0, sport.by_key("transition")),
        Leg(700.0, 1800.0, sport.from_healthkit("HKWorkoutActivityTypeMoonWalking")),
    )
    return a_run(
        sport=sport.by_key("swim_bike_run"),
        legs=legs,
        laps=(Lap(0.0, 600.0, LapKind.LEG, distance_m=750.0),),
        lengths=(Length(0.0, 31.5, Stroke.FREESTYLE, 42.0, 18),),
        pauses=(Pause(600.0, 610.0),),
        swim_location=SwimLocation.POOL,
        metadata={"HKTimeZone": "Europe/Paris"},
    )


def test_a_document_gives_the_workout_back() -> None:
    workout = a_triathlon()
    again = workout_document.decode(workout_document.encode(workout), workout.streams)
    for name in ("sport", "legs", "laps", "lengths", "pauses", "start", "zone", "metadata"):
        assert getattr(again, name) == getattr(workout, name)


def test_a_whole_number_and_its_float_are_one_document() -> None:
    whole, exact = a_run(distance_m=5100), a_run(distance_m=5100.0)
    assert workout_document.encode(whole) == workout_document.encode(exact)


def test_the_hash_sees_every_change_of_figures_and_streams() -> None:
    workout = a_run()
    hashes = {
        workout_document.content_hash(one)
        for one in (
            workout,
            a_run(distance_m=1.0),
            a_run(route=False),
            a_run(zone=replace(workout.zone, name="Asia/Tokyo")),
        )
    }
    assert len(hashes) == 4


def test_the_hash_does_not_see_a_zone_that_came_from_settings() -> None:
    here, there = (Zone(name, ZoneKnownBy.SETTING) for name in ("Europe/Paris", "Asia/Tokyo"))
    assert workout_document.content_hash(a_run(zone=here)) == workout_document.content_hash(
        a_run(zone=there)
    )


@pytest.mark.parametrize("broken", [b"", b"{}", b"[1]", b'{"legs": [], "sport": "running"}'])
def test_a_damaged_document_is_said_to_be_damaged(broken: bytes) -> None:
    with pytest.raises(Damaged, match="cannot be read"):
        workout_document.decode(broken, {})


def test_the_document_is_plain_json() -> None:
    assert json.loads(workout_document.encode(a_run()))["sport"] == "running"


def test_sets_of_older_documents_are_read_and_keep_their_hash() -> None:
    workout = a_run(sets=(ExerciseSet(0.0, 42.5, exercise="Squat", repetitions=5, weight_kg=80),))
    plain = json.loads(workout_document.encode(workout))
    assert plain["sets"] == [{
        "start_s": 0.0, "duration_s": 42.5, "kind": "active", "category": "", "exercise": "Squat",
        "repetitions": 5, "weight_kg": 80.0,
    }]  # fmt: skip
    again = workout_document.decode(json.dumps(plain).encode(), workout.streams)
    assert again.sets == workout.sets


def test_a_document_keeps_all_that_is_known_of_a_set() -> None:
    told = ExerciseSet(
        None, None, role=SetRole.DROP, superset=0, rpe=7.5, distance_m=20.0, steps=50.0,
        muscles=("chest", "triceps"), note="Slow.",
    )  # fmt: skip
    workout = a_run(sets=(told,))
    again = workout_document.decode(workout_document.encode(workout), workout.streams)
    assert again.sets == (told,)
    plain = a_run(sets=(ExerciseSet(None, None),))
    assert workout_document.content_hash(workout) != workout_document.content_hash(plain)
