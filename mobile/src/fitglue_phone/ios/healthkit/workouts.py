"""An HKWorkout and all that hangs on it: legs, events, statistics, its app and device."""

from typing import Final

from fitglue_phone.core.workout import Device, Event, Leg, Statistic, Workout, WritingApp
from fitglue_phone.ios.declared import Double, Message, Signed, Text, Unsigned
from fitglue_phone.ios.foundation import items, pairs, seconds, text, uuid_text
from fitglue_phone.ios.healthkit import quantities

UUID: Final = Message("-[HKObject UUID]")
METADATA: Final = Message("-[HKObject metadata]")
START: Final = Message("-[HKSample startDate]")
END: Final = Message("-[HKSample endDate]")
_REVISION = Message("-[HKObject sourceRevision]")
_SOURCE = Message("-[HKSourceRevision source]")
_VERSION = Message("-[HKSourceRevision version]")
_SOURCE_NAME = Message("-[HKSource name]")
_BUNDLE = Message("-[HKSource bundleIdentifier]")
_DEVICE = Message("-[HKObject device]")
_OF_DEVICE = tuple(
    Message(f"-[HKDevice {name}]")
    for name in ("name", "manufacturer", "model", "hardwareVersion", "softwareVersion")
)
_TYPE = Message("-[HKWorkout workoutActivityType]", Unsigned)
_DURATION = Message("-[HKWorkout duration]", Double)
_EVENTS = Message("-[HKWorkout workoutEvents]")
_LEGS = Message("-[HKWorkout workoutActivities]")
_STATISTICS = Message("-[HKWorkout allStatistics]")
_EVENT_TYPE = Message("-[HKWorkoutEvent type]", Signed)
_EVENT_TIME = Message("-[HKWorkoutEvent dateInterval]")
_EVENT_METADATA = Message("-[HKWorkoutEvent metadata]")
INTERVAL_START: Final = Message("-[NSDateInterval startDate]")
INTERVAL_END: Final = Message("-[NSDateInterval endDate]")
_FIGURES = tuple(
    Message(f"-[HKStatistics {name}Quantity]") for name in ("sum", "average", "minimum", "maximum")
)
_LEG_UUID = Message("-[HKWorkoutActivity UUID]")
_LEG_START = Message("-[HKWorkoutActivity startDate]")
_LEG_END = Message("-[HKWorkoutActivity endDate]")
_LEG_DURATION = Message("-[HKWorkoutActivity duration]", Double)
_LEG_METADATA = Message("-[HKWorkoutActivity metadata]")
_LEG_EVENTS = Message("-[HKWorkoutActivity workoutEvents]")
_LEG_STATISTICS = Message("-[HKWorkoutActivity allStatistics]")
_CONFIGURATION = Message("-[HKWorkoutActivity workoutConfiguration]")
_LEG_TYPE = Message("-[HKWorkoutConfiguration activityType]", Unsigned)
_LOCATION = Message("-[HKWorkoutConfiguration locationType]", Signed)
_SWIMMING = Message("-[HKWorkoutConfiguration swimmingLocationType]", Signed)
_LAP_LENGTH = Message("-[HKWorkoutConfiguration lapLength]")

TIME_ZONE: Final = Text("HKTimeZone", "HKMetadataKeyTimeZone")


def uuid(pointer: int) -> str:
    """Read an HKObject's UUID."""
    return uuid_text(UUID(pointer))


def app(pointer: int) -> WritingApp:
    """Read who wrote an HKObject."""
    revision = _REVISION(pointer)
    source = _SOURCE(revision)
    version = text(_VERSION(revision))
    return WritingApp(text(_SOURCE_NAME(source)), text(_BUNDLE(source)), version)


def device(pointer: int) -> Device:
    """Read what measured an HKObject; empty where nothing is known."""
    found = _DEVICE(pointer)
    return Device(*(text(read(found)) for read in _OF_DEVICE))


def workout(pointer: int) -> Workout:
    """Read an HKWorkout."""
    told = quantities.metadata(METADATA(pointer))
    return Workout(
        uuid=uuid(pointer),
        activity_type=_TYPE(pointer),
        start_s=seconds(START(pointer)) or 0.0,
        end_s=seconds(END(pointer)) or 0.0,
        duration_s=_DURATION(pointer),
        app=app(pointer),
        device=device(pointer),
        time_zone=str(told.get(TIME_ZONE, "")),
        legs=tuple(_leg(one) for one in items(_LEGS(pointer))),
        events=_events(_EVENTS(pointer)),
        statistics=_statistics(_STATISTICS(pointer)),
        metadata=told,
    )


def _leg(pointer: int) -> Leg:
    configuration = _CONFIGURATION(pointer)
    return Leg(
        uuid=uuid_text(_LEG_UUID(pointer)),
        start_s=seconds(_LEG_START(pointer)) or 0.0,
        end_s=seconds(_LEG_END(pointer)),
        duration_s=_LEG_DURATION(pointer),
        activity_type=_LEG_TYPE(configuration),
        location_type=_LOCATION(configuration),
        swimming_location_type=_SWIMMING(configuration),
        lap_length=quantities.quantity(_LAP_LENGTH(configuration)),
        events=_events(_LEG_EVENTS(pointer)),
        statistics=_statistics(_LEG_STATISTICS(pointer)),
        metadata=quantities.metadata(_LEG_METADATA(pointer)),
    )


def _events(array: int | None) -> tuple[Event, ...]:
    return tuple(_event(one) for one in items(array))


def _event(pointer: int) -> Event:
    interval = _EVENT_TIME(pointer)
    start_s = seconds(INTERVAL_START(interval)) or 0.0
    end_s = seconds(INTERVAL_END(interval)) or start_s
    told = quantities.metadata(_EVENT_METADATA(pointer))
    return Event(_EVENT_TYPE(pointer), start_s, end_s if end_s > start_s else None, told)


def _statistics(dictionary: int | None) -> tuple[Statistic, ...]:
    """Read statistics of the quantities that are known, in the order of their names."""
    named = ((quantities.name_of(key), value) for key, value in pairs(dictionary))
    known = [(name, value) for name, value in named if name in quantities.QUANTITIES]
    return tuple(_statistic(name, value) for name, value in sorted(known))


def _statistic(name: str, pointer: int) -> Statistic:
    """Read the figures a quantity has: a sum, or an average and extremes."""
    spelling = quantities.QUANTITIES[name].unit
    figures = (quantities.value_in(read(pointer), spelling) for read in _FIGURES)
    return Statistic(name, quantities.printed(spelling), *figures)
