"""Workouts of Health Connect come through the same wire format, in the framework's own words."""

import msgspec
import pytest

from fitglue.domain.arrival import SourceTools
from fitglue.domain.sport import SPORTS
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import SwimLocation, Workout
from fitglue.formats.phone_sync import health_connect, wire
from fitglue.formats.phone_sync.assembling import assembled
from fitglue.formats.phone_sync.reading import part_of
from fitglue.testing.phone_workouts import a_heart_rate, a_workout, on_android

TOOLS = SourceTools(default_zone="Europe/Paris", zone_at=lambda *_: None)
# android.health.connect.datatypes.ExerciseSessionType, API 36, in the order of its numbers.
FRAMEWORK = (
    "UNKNOWN", "BADMINTON", "BASEBALL", "BASKETBALL", "BIKING", "BIKING_STATIONARY",
    "BOOT_CAMP", "BOXING", "CALISTHENICS", "CRICKET", "DANCING", "EXERCISE_CLASS", "FENCING",
    "FOOTBALL_AMERICAN", "FOOTBALL_AUSTRALIAN", "FRISBEE_DISC", "GOLF", "GUIDED_BREATHING",
    "GYMNASTICS", "HANDBALL", "HIGH_INTENSITY_INTERVAL_TRAINING", "HIKING", "ICE_HOCKEY",
    "ICE_SKATING", "MARTIAL_ARTS", "PADDLING", "PARAGLIDING", "PILATES", "RACQUETBALL",
    "ROCK_CLIMBING", "ROLLER_HOCKEY", "ROWING", "RUGBY", "RUNNING", "RUNNING_TREADMILL",
    "SAILING", "SCUBA_DIVING", "SKATING", "SKIING", "SNOWBOARDING", "SNOWSHOEING", "SOCCER",
    "SOFTBALL", "SQUASH", "STAIR_CLIMBING", "STRENGTH_TRAINING", "STRETCHING", "SURFING",
    "SWIMMING_OPEN_WATER", "SWIMMING_POOL", "TABLE_TENNIS", "TENNIS", "VOLLEYBALL", "WALKING",
    "WATER_POLO", "WEIGHTLIFTING", "WHEELCHAIR", "YOGA", "OTHER_WORKOUT",
    "STAIR_CLIMBING_MACHINE", "ELLIPTICAL", "ROWING_MACHINE",
)  # fmt: skip


def made(number: int, **changes: object) -> Workout:
    one = on_android(a_workout(), number)
    envelope = msgspec.structs.replace(one.envelope, **changes)
    return assembled(envelope, one.parts, TOOLS)


@pytest.mark.parametrize(("number", "name"), list(enumerate(FRAMEWORK)), ids=FRAMEWORK)
def test_every_constant_of_the_framework_has_a_sport(number: int, name: str) -> None:
    exercise = health_connect.TYPES[number]
    assert exercise.name == name
    assert made(number).sport in SPORTS
    assert made(number).sport.key == exercise.sport


def test_no_other_constants_are_claimed() -> None:
    assert sorted(health_connect.TYPES) == list(range(len(FRAMEWORK)))


def test_the_frameworks_number_stays_with_the_workout() -> None:
    assert made(33).metadata[health_connect.RAW_TYPE] == "33"


def test_a_type_of_a_later_android_is_a_workout_that_keeps_its_number() -> None:
    workout = made(162)
    assert workout.sport.key == "other"
    assert workout.metadata[health_connect.RAW_TYPE] == "162"


@pytest.mark.parametrize("number", [5, 34, 61])
def test_machines_stand_indoors(number: int) -> None:
    assert made(number, metadata={}).indoor is True


def test_swims_say_where() -> None:
    assert made(48, metadata={}).swim_location is SwimLocation.OPEN_WATER
    assert made(49, metadata={}).swim_location is SwimLocation.POOL


def test_a_run_has_all_that_health_connect_tells() -> None:
    workout = made(33)
    assert workout.sport.key == "running"
    assert workout.distance_m == pytest.approx(340)
    assert workout.active_kcal == pytest.approx(22)
    assert workout.ascent_m == pytest.approx(12.5)
    assert {StreamKind.ROUTE, StreamKind.HEART_RATE, StreamKind.STEPS} <= set(workout.streams)
    assert workout.app.bundle_id == "com.example.running"


def test_a_title_of_health_connect_is_the_workouts_own_name() -> None:
    told = {"HKWorkoutBrandName": "Lunch round the lake"}
    assert made(33, metadata=told).brand == "Lunch round the lake"


def test_its_id_is_none_of_healthkits() -> None:
    assert made(33).healthkit_uuid == ""
    healthkits = a_workout()
    assert assembled(healthkits.envelope, healthkits.parts, TOOLS).healthkit_uuid == healthkits.uuid


@pytest.mark.parametrize(
    ("number", "record", "quantity"),
    [
        (33, "Distance", "DistanceWalkingRunning"),
        (4, "Distance", "DistanceCycling"),
        (49, "Distance", "DistanceSwimming"),
        (45, "Distance", "DistanceWalkingRunning"),
        (33, "Speed", "RunningSpeed"),
        (4, "Power", "CyclingPower"),
        (33, "HeartRate", "HeartRate"),
    ],
)
def test_records_become_the_quantities_of_their_sport(
    number: int, record: str, quantity: str
) -> None:
    one = on_android(a_workout(), number)
    series = msgspec.structs.replace(a_heart_rate(), quantity=record)
    _, [told] = health_connect.in_healthkits_words(one.envelope, [series])
    assert isinstance(told, wire.Series)
    assert told.quantity == quantity


def test_what_an_iphone_has_sent_before_is_recognised() -> None:
    raw = msgspec.json.encode(a_heart_rate())
    assert b"platform" not in raw
    said = msgspec.structs.replace(a_heart_rate(), platform="healthkit")
    assert part_of(said).name == part_of(a_heart_rate()).name
