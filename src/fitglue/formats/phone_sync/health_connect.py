"""Health Connect's words for a workout, put into those of HealthKit that the readers know.

Numbers are the framework's own, `android.health.connect.datatypes.ExerciseSessionType` of API 36
(https://developer.android.com/reference/android/health/connect/datatypes/ExerciseSessionType).
The Jetpack library has others for the same sports: 56 is running there, a wheelchair here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from fitglue.domain.sport import OTHER, Sport, by_key
from fitglue.formats.phone_sync import wire

#: Under which key of the metadata the framework's own number stays.
RAW_TYPE = "HealthConnectExerciseType"
_INDOOR = {"HKIndoorWorkout": True}
_POOL = {"HKSwimmingLocationType": 1}
_OPEN_WATER = {"HKSwimmingLocationType": 2}


@dataclass(frozen=True, slots=True)
class ExerciseType:
    """A type of the framework: its name, our sport, and where it takes place if it says so."""

    name: str
    sport: str
    where: dict[str, bool | int]


def _type(name: str, sport: str, where: dict[str, bool | int] | None = None) -> ExerciseType:
    return ExerciseType(name, sport, where or {})


TYPES: dict[int, ExerciseType] = {
    0: _type("UNKNOWN", "other"),
    1: _type("BADMINTON", "badminton"),
    2: _type("BASEBALL", "baseball"),
    3: _type("BASKETBALL", "basketball"),
    4: _type("BIKING", "cycling"),
    5: _type("BIKING_STATIONARY", "cycling", _INDOOR),
    6: _type("BOOT_CAMP", "cross_training"),
    7: _type("BOXING", "boxing"),
    8: _type("CALISTHENICS", "functional_strength_training"),
    9: _type("CRICKET", "cricket"),
    10: _type("DANCING", "dance"),
    11: _type("EXERCISE_CLASS", "mixed_cardio"),
    12: _type("FENCING", "fencing"),
    13: _type("FOOTBALL_AMERICAN", "american_football"),
    14: _type("FOOTBALL_AUSTRALIAN", "australian_football"),
    15: _type("FRISBEE_DISC", "disc_sports"),
    16: _type("GOLF", "golf"),
    17: _type("GUIDED_BREATHING", "mind_and_body"),
    18: _type("GYMNASTICS", "gymnastics"),
    19: _type("HANDBALL", "handball"),
    20: _type("HIGH_INTENSITY_INTERVAL_TRAINING", "high_intensity_interval_training"),
    21: _type("HIKING", "hiking"),
    22: _type("ICE_HOCKEY", "hockey"),
    23: _type("ICE_SKATING", "skating_sports"),
    24: _type("MARTIAL_ARTS", "martial_arts"),
    25: _type("PADDLING", "paddle_sports"),
    26: _type("PARAGLIDING", "other"),
    27: _type("PILATES", "pilates"),
    28: _type("RACQUETBALL", "racquetball"),
    29: _type("ROCK_CLIMBING", "climbing"),
    30: _type("ROLLER_HOCKEY", "hockey"),
    31: _type("ROWING", "rowing"),
    32: _type("RUGBY", "rugby"),
    33: _type("RUNNING", "running"),
    34: _type("RUNNING_TREADMILL", "running", _INDOOR),
    35: _type("SAILING", "sailing"),
    36: _type("SCUBA_DIVING", "underwater_diving"),
    37: _type("SKATING", "skating_sports"),
    38: _type("SKIING", "downhill_skiing"),
    39: _type("SNOWBOARDING", "snowboarding"),
    40: _type("SNOWSHOEING", "snow_sports"),
    41: _type("SOCCER", "soccer"),
    42: _type("SOFTBALL", "softball"),
    43: _type("SQUASH", "squash"),
    44: _type("STAIR_CLIMBING", "stairs"),
    45: _type("STRENGTH_TRAINING", "traditional_strength_training"),
    46: _type("STRETCHING", "flexibility"),
    47: _type("SURFING", "surfing_sports"),
    48: _type("SWIMMING_OPEN_WATER", "swimming", _OPEN_WATER),
    49: _type("SWIMMING_POOL", "swimming", _POOL),
    50: _type("TABLE_TENNIS", "table_tennis"),
    51: _type("TENNIS", "tennis"),
    52: _type("VOLLEYBALL", "volleyball"),
    53: _type("WALKING", "walking"),
    54: _type("WATER_POLO", "water_polo"),
    55: _type("WEIGHTLIFTING", "traditional_strength_training"),
    56: _type("WHEELCHAIR", "wheelchair_walk_pace"),
    57: _type("YOGA", "yoga"),
    58: _type("OTHER_WORKOUT", "other"),
    59: _type("STAIR_CLIMBING_MACHINE", "stair_climbing"),
    60: _type("ELLIPTICAL", "elliptical"),
    61: _type("ROWING_MACHINE", "rowing", _INDOOR),
}
# Record types of the framework, without "Record", that are the same for every sport.
_QUANTITIES = {
    "Steps": "StepCount",
    "ActiveCaloriesBurned": "ActiveEnergyBurned",
    "CyclingPedalingCadence": "CyclingCadence",
}


def in_healthkits_words(
    envelope: wire.Workout, parts: Iterable[wire.Route | wire.Series]
) -> tuple[wire.Workout, list[wire.Route | wire.Series]]:
    """Translate a workout of Health Connect; a type of later versions becomes a plain workout."""
    exercise = TYPES.get(envelope.activity_type)
    sport = by_key(exercise.sport) if exercise else OTHER
    told = msgspec.structs.replace(
        envelope,
        activity_type=sport.healthkit_raw,
        statistics=[
            msgspec.structs.replace(one, quantity=quantity_of(one.quantity, sport))
            for one in envelope.statistics
        ],
        metadata={
            **(exercise.where if exercise else {}),
            **_climbed(envelope),
            RAW_TYPE: envelope.activity_type,
            **envelope.metadata,
        },
    )
    return told, [_in_its_words(part, sport) for part in parts]


def _climbed(envelope: wire.Workout) -> dict[str, wire.Quantity]:
    for one in envelope.statistics:
        if one.quantity == "ElevationGained" and one.sum is not None:
            return {"HKElevationAscended": wire.Quantity(one.sum, one.unit)}
    return {}


def quantity_of(record: str, sport: Sport) -> str:
    """Give HealthKit's name for what a record type holds; one that it shares stays as it is."""
    cycles = sport.healthkit_distance == "DistanceCycling"
    match record:
        case "Distance":
            return sport.healthkit_distance or "DistanceWalkingRunning"
        case "Speed" | "Power":
            return f"{'Cycling' if cycles else 'Running'}{record}"
        case _:
            return _QUANTITIES.get(record, record)


def _in_its_words(part: wire.Route | wire.Series, sport: Sport) -> wire.Route | wire.Series:
    if isinstance(part, wire.Route):
        return part
    return msgspec.structs.replace(part, quantity=quantity_of(part.quantity, sport))
