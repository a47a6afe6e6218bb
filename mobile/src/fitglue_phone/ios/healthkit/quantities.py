"""Quantities: which are read, in which unit, and how a value comes out of an HKQuantity.

HealthKit raises an NSException, which ends the process, for a unit that does not fit or cannot be
read. So units come from the table here alone, and each value is asked whether it fits first.
"""

from functools import cache
from typing import Final

from fitglue_phone.core.workout import Metadata, Quantity
from fitglue_phone.ios import foundation
from fitglue_phone.ios.declared import Double, Flag, Message, Object, Text
from fitglue_phone.ios.objc import Held, class_pointer

UNIT_FROM: Final = Message("+[HKUnit unitFromString:]", Object, (Object,))
FITS: Final = Message("-[HKQuantity isCompatibleWithUnit:]", Flag, (Object,))
VALUE_IN: Final = Message("-[HKQuantity doubleValueForUnit:]", Double, (Object,))
MADE: Final = Message("+[HKQuantity quantityWithUnit:doubleValue:]", Object, (Object, Double))
TYPE_FOR: Final = Message("+[HKObjectType quantityTypeForIdentifier:]", Object, (Object,))
IDENTIFIER: Final = Message("-[HKObjectType identifier]")

PREFIX: Final = "HKQuantityTypeIdentifier"

#: Name → identifier and unit. What an older iOS lacks is left out when it is asked for.
QUANTITIES: Final[dict[str, Text]] = {
    name: Text(PREFIX + name, unit=unit)
    for unit, names in {
        "count/min": "HeartRate CyclingCadence HeartRateRecoveryOneMinute RespiratoryRate",
        "kcal": "ActiveEnergyBurned BasalEnergyBurned",
        "m": "DistanceWalkingRunning DistanceCycling DistanceSwimming DistanceWheelchair "
        "DistanceDownhillSnowSports DistanceRowing DistancePaddleSports DistanceSkatingSports "
        "DistanceCrossCountrySkiing RunningStrideLength UnderwaterDepth",
        "count": "StepCount FlightsClimbed SwimmingStrokeCount PushCount",
        "m/s": "RunningSpeed CyclingSpeed RowingSpeed PaddleSportsSpeed CrossCountrySkiingSpeed",
        "W": "RunningPower CyclingPower CyclingFunctionalThresholdPower",
        "cm": "RunningVerticalOscillation",
        "ms": "RunningGroundContactTime",
        "kcal/(kg*hr)": "PhysicalEffort",
        "ml/(kg*min)": "VO2Max",
        "degC": "WaterTemperature",
        "appleEffortScore": "WorkoutEffortScore EstimatedWorkoutEffortScore",
    }.items()
    for name in names.split()
}

#: Health metrics that come as samples, beside sleep, which is no quantity.
METRICS: Final[dict[str, Text]] = {
    name: Text(PREFIX + name, unit=unit)
    for name, unit in (
        ("RestingHeartRate", "count/min"),
        ("HeartRateVariabilitySDNN", "ms"),
        ("VO2Max", "ml/(kg*min)"),
        ("BodyMass", "kg"),
        ("BodyFatPercentage", "%"),
        ("RespiratoryRate", "count/min"),
        ("OxygenSaturation", "%"),
    )
}

#: How HealthKit prints a unit that it reads in another spelling.
_PRINTED: Final = {"kcal/(kg*hr)": "kcal/hr·kg", "ml/(kg*min)": "mL/min·kg"}

#: Metadata keys that hold a quantity, with the unit it is asked in.
_OF_METADATA: Final = {
    Text("HKElevationAscended", "HKMetadataKeyElevationAscended"): "m",
    Text("HKElevationDescended", "HKMetadataKeyElevationDescended"): "m",
    Text("HKAverageMETs", "HKMetadataKeyAverageMETs"): "kcal/(kg*hr)",
    Text("HKAverageSpeed", "HKMetadataKeyAverageSpeed"): "m/s",
    Text("HKMaximumSpeed", "HKMetadataKeyMaximumSpeed"): "m/s",
    Text("HKWeatherTemperature", "HKMetadataKeyWeatherTemperature"): "degC",
    Text("HKWeatherHumidity", "HKMetadataKeyWeatherHumidity"): "%",
    Text("HKLapLength", "HKMetadataKeyLapLength"): "m",
    Text("HKAlpineSlopeGrade", "HKMetadataKeyAlpineSlopeGrade"): "%",
}
#: For keys that are not in the table: one unit for each dimension.
_PROBED: Final = (
    "m", "s", "kcal", "count", "count/min", "m/s", "degC", "W", "kg", "kcal/(kg*hr)", "ml/(kg*min)",
)  # fmt: skip
UNITS: Final = frozenset(
    [
        *(one.unit for one in (*QUANTITIES.values(), *METRICS.values())),
        *_OF_METADATA.values(),
        *_PROBED,
    ]
)


def printed(unit: str) -> str:
    """Spell a unit as HealthKit prints it, and as the server reads it."""
    return _PRINTED.get(unit, unit)


@cache
def _unit(spelling: str) -> Held:
    if spelling not in UNITS:
        raise ValueError(f"{spelling} is not among the units that are known to be read.")
    return Held(UNIT_FROM(foundation.ns_text(spelling)))


def unit(spelling: str) -> int:
    """Give an HKUnit. Raises ValueError for a spelling that is not in the table."""
    return _unit(spelling).pointer


@cache
def _type(name: str) -> Held | None:
    found = TYPE_FOR(foundation.ns_text(PREFIX + name))
    return Held(found) if found else None


def quantity_type(name: str) -> int | None:
    """Give an HKQuantityType, or nothing where this iOS does not know it yet."""
    found = _type(name)
    return found.pointer if found else None


def name_of(type_pointer: int) -> str:
    """Name a type as the core does: without its prefix."""
    return foundation.text(IDENTIFIER(type_pointer)).removeprefix(PREFIX)


def value_in(quantity: int | None, spelling: str) -> float | None:
    """Read an HKQuantity, of which there may be none, or none of this dimension."""
    if not quantity or not FITS(quantity, unit(spelling)):
        return None
    found: float = VALUE_IN(quantity, unit(spelling))
    return found


def made(value: float, spelling: str) -> int:
    """Make an HKQuantity."""
    found: int = MADE(unit(spelling), value)
    return found


def quantity(pointer: int | None, key: str = "") -> Quantity | None:
    """Read an HKQuantity whose unit is known by its metadata key, or is tried."""
    for spelling in (*filter(None, [_OF_METADATA.get(key)]), *_PROBED):
        value = value_in(pointer, spelling)
        if value is not None:
            return Quantity(value, printed(spelling))
    return None


def metadata(dictionary: int | None) -> Metadata:
    """Read a metadata dictionary; a value of no known kind is left out."""
    found = {}
    for key_pointer, pointer in foundation.pairs(dictionary):
        key = foundation.text(key_pointer)
        is_quantity = foundation.IS_KIND(pointer, class_pointer("HKQuantity"))
        value = quantity(pointer, key) if is_quantity else foundation.plain(pointer)
        if value is not None:
            found[key] = value
    return found
