"""Writing back: a boosted workout with its route, marked as ours so that it never comes back.

A workout that is written again under its delivery's id takes the place of the earlier one, as
HealthKit keeps one sample for each sync identifier, the one of the highest version.
What HealthKit would answer with an NSException is refused here before: times in the wrong order, a
unit that does not fit, an empty route, a sync identifier without its version.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

from fitglue_phone.core.boosted import OURS, Boosted
from fitglue_phone.core.ports import HealthFailure
from fitglue_phone.core.workout import Points, Workout
from fitglue_phone.ios import foundation
from fitglue_phone.ios.declared import (
    BlockShape,
    Coordinate,
    Double,
    Flag,
    Message,
    Object,
    Raw,
    Signed,
    Text,
    Unsigned,
)
from fitglue_phone.ios.healthkit import asking, authorization, quantities, workouts
from fitglue_phone.ios.objc import Answer, Held, pool

_INDOORS = Text("HKIndoorWorkout", "HKMetadataKeyIndoorWorkout")
_NAME = Text("HKWorkoutBrandName", "HKMetadataKeyWorkoutBrandName")
_SYNC_ID = Text("HKSyncIdentifier", "HKMetadataKeySyncIdentifier")
_SYNC_VERSION = Text("HKSyncVersion", "HKMetadataKeySyncVersion")
_LOCATION_OUTDOOR = Raw(3, "HKWorkoutSessionLocationType", "Outdoor")
_LOCATION_INDOOR = Raw(2, "HKWorkoutSessionLocationType", "Indoor")
_INVALID = Raw(3, "HKErrorCode", "ErrorInvalidArgument")
_INSERTED_AT_ONCE: Final = 1000
_Amount = tuple[float, float, float]  # a value, and when it began and ended

_LOOKED_UP = Message("-[NSDictionary objectForKey:]", Object, (Object,))
_NEW_CONFIGURATION = Message("+[HKWorkoutConfiguration new]")
_SET_TYPE = Message("-[HKWorkoutConfiguration setActivityType:]", None, (Unsigned,))
_SET_LOCATION = Message("-[HKWorkoutConfiguration setLocationType:]", None, (Signed,))
_ALLOC = Message("+[HKWorkoutBuilder alloc]")
_INIT = Message(
    "-[HKWorkoutBuilder initWithHealthStore:configuration:device:]",
    Object,
    (Object, Object, Object),
)
_BEGIN = Message(
    "-[HKWorkoutBuilder beginCollectionWithStartDate:completion:]", None, (Object, Object)
)
_ADD_METADATA = Message("-[HKWorkoutBuilder addMetadata:completion:]", None, (Object, Object))
_ADD_SAMPLES = Message("-[HKWorkoutBuilder addSamples:completion:]", None, (Object, Object))
_END = Message("-[HKWorkoutBuilder endCollectionWithEndDate:completion:]", None, (Object, Object))
_FINISH = Message("-[HKWorkoutBuilder finishWorkoutWithCompletion:]", None, (Object,))
_DISCARD = Message("-[HKWorkoutBuilder discardWorkout]", None)
_ALLOC_ROUTE = Message("+[HKWorkoutRouteBuilder alloc]")
_INIT_ROUTE = Message(
    "-[HKWorkoutRouteBuilder initWithHealthStore:device:]", Object, (Object, Object)
)
_INSERT = Message("-[HKWorkoutRouteBuilder insertRouteData:completion:]", None, (Object, Object))
_FINISH_ROUTE = Message(
    "-[HKWorkoutRouteBuilder finishRouteWithWorkout:metadata:completion:]",
    None,
    (Object, Object, Object),
)
_ALLOC_LOCATION = Message("+[CLLocation alloc]")
_INIT_LOCATION = Message(
    "-[CLLocation initWithCoordinate:altitude:horizontalAccuracy:verticalAccuracy:course:speed:"
    "timestamp:]",
    Object,
    (Coordinate, Double, Double, Double, Double, Double, Object),
)
_SAMPLE = Message(
    "+[HKQuantitySample quantitySampleWithType:quantity:startDate:endDate:metadata:]",
    Object,
    (Object, Object, Object, Object, Object),
)
_TYPE_FITS = Message("-[HKQuantityType isCompatibleWithUnit:]", Flag, (Object,))


def _ends(message: Message, encoding: str) -> BlockShape:
    of = f"{message.owner} {message.selector}"
    return BlockShape(encoding, of=of, at=len(message.takes) - 1)


_DONE: Final = {
    message: _ends(message, "vZ@")
    for message in (_BEGIN, _ADD_METADATA, _ADD_SAMPLES, _END, _INSERT)
}
_FINISHED: Final = {message: _ends(message, "v@@") for message in (_FINISH, _FINISH_ROUTE)}


def is_ours(pointer: int) -> bool:
    """Tell whether an HKObject was written by us."""
    told = workouts.METADATA(pointer)
    return bool(_LOOKED_UP(told, foundation.ns_text(OURS)))


def write(boosted: Boosted) -> str:
    """Write a workout and its route; give the UUID it has from now on. Raises HealthFailure."""
    _check_order(boosted)
    with pool():
        authorization.check_sharing([asking.WORKOUT_TYPE(), asking.ROUTE_TYPE()])
        builder = Held(_builder(boosted.workout), owned=True)
        try:
            written = _built(builder.pointer, boosted)
        except HealthFailure:
            _DISCARD(builder.pointer)
            raise
        if len(boosted.points):
            _write_route(written.pointer, boosted)
        return workouts.uuid(written.pointer)


def add_route(workout_uuid: str, boosted: Boosted) -> None:
    """Add the route of a workout that was cut off before it. Raises HealthFailure."""
    _check_order(boosted)
    with pool():
        authorization.check_sharing([asking.ROUTE_TYPE()])
        found = asking.workout_object(workout_uuid)
        if found is not None and len(boosted.points):
            _write_route(found.pointer, boosted)


def _check_order(boosted: Boosted) -> None:
    workout, times = boosted.workout, boosted.points.time_s
    if not workout.start_s < workout.end_s:
        raise HealthFailure(_INVALID, "The workout ends before it begins.")
    if any(later < earlier for earlier, later in pairwise(times)):
        raise HealthFailure(_INVALID, "The times of the route do not go forward.")
    if not boosted.delivery or boosted.version < 1:
        raise HealthFailure(_INVALID, "A delivery has an id and a version from 1 on.")


def _builder(workout: Workout) -> int:
    configuration = foundation.autoreleased(_NEW_CONFIGURATION())
    _SET_TYPE(configuration, workout.activity_type)
    indoors = workout.metadata.get(_INDOORS)
    if indoors is not None:
        _SET_LOCATION(configuration, _LOCATION_INDOOR if indoors else _LOCATION_OUTDOOR)
    made: int = _INIT(_ALLOC(), asking.store(), configuration, None)
    return made


def _built(builder: int, boosted: Boosted) -> Held:
    workout = boosted.workout
    _wait_for(_BEGIN, builder, foundation.ns_date(workout.start_s))
    _wait_for(_ADD_METADATA, builder, _metadata(boosted))
    samples = list(_samples(boosted))
    for first in range(0, len(samples), _INSERTED_AT_ONCE):
        some = samples[first : first + _INSERTED_AT_ONCE]
        _wait_for(_ADD_SAMPLES, builder, foundation.ns_array(some))
    _wait_for(_END, builder, foundation.ns_date(workout.end_s))
    return _finished(_FINISH, builder)


def _write_route(written: int, boosted: Boosted) -> None:
    builder = Held(_INIT_ROUTE(_ALLOC_ROUTE(), asking.store(), None), owned=True)
    for start in range(0, len(boosted.points), _INSERTED_AT_ONCE):
        with pool():
            stop = min(start + _INSERTED_AT_ONCE, len(boosted.points))
            locations = (_location(boosted.points, index) for index in range(start, stop))
            _wait_for(_INSERT, builder.pointer, foundation.ns_array(locations))
    mark = foundation.ns_dictionary(_pairs({OURS: boosted.delivery}))
    _finished(_FINISH_ROUTE, builder.pointer, written, mark)


def _metadata(boosted: Boosted) -> int:
    """Mark it, and tell what only metadata tells; other keys have types that iOS insists on."""
    told = boosted.workout.metadata
    own: dict[str, bool | int | str] = {
        OURS: boosted.delivery, _SYNC_ID: f"fitglue:{boosted.delivery}",
        _SYNC_VERSION: boosted.version,
    }  # fmt: skip
    if isinstance(told.get(_INDOORS), bool):
        own[_INDOORS] = bool(told[_INDOORS])
    if isinstance(told.get(_NAME), str):
        own[_NAME] = str(told[_NAME])
    if boosted.workout.time_zone:
        own[workouts.TIME_ZONE] = boosted.workout.time_zone
    return foundation.ns_dictionary(_pairs(own))


def _pairs(values: Mapping[str, bool | int | str]) -> Iterator[tuple[int, int]]:
    for key, value in values.items():
        yield foundation.ns_text(key), foundation.ns_value(value)


def _samples(boosted: Boosted) -> Iterator[int]:
    """Make a sample of each amount that is written; one that may not be ends the whole."""
    for name, amounts in _amounts(boosted).items():
        sample_type = quantities.quantity_type(name)
        spelling = quantities.QUANTITIES[name].unit
        if not sample_type or not _TYPE_FITS(sample_type, quantities.unit(spelling)):
            continue
        authorization.check_sharing([sample_type])
        for value, start_s, end_s in amounts:
            begin, end = foundation.ns_date(start_s), foundation.ns_date(end_s)
            sample: int = _SAMPLE(sample_type, quantities.made(value, spelling), begin, end, None)
            yield sample


def _amounts(boosted: Boosted) -> dict[str, list[_Amount]]:
    """Give what is written by quantity: sums over the whole workout, and heart rates."""
    workout, beats = boosted.workout, boosted.beats
    found = {
        one.quantity: [(one.sum, workout.start_s, workout.end_s)]
        for one in workout.statistics
        if one.sum is not None and one.quantity in authorization.WRITTEN
    }
    if len(beats.time_s):
        moments = zip(beats.per_minute, beats.time_s, strict=True)
        found["HeartRate"] = [(value, time_s, time_s) for value, time_s in moments]
    return found


def _location(points: Points, index: int) -> int:
    place = Coordinate(points.latitude_deg[index], points.longitude_deg[index])
    made = _INIT_LOCATION(
        _ALLOC_LOCATION(),
        place,
        points.altitude_m[index],
        points.horizontal_accuracy_m[index],
        points.vertical_accuracy_m[index],
        points.course_deg[index],
        points.speed_m_per_s[index],
        foundation.ns_date(points.time_s[index]),
    )
    return foundation.autoreleased(made)


def _wait_for(message: Message, receiver: int, value: int) -> None:
    answer: Answer[bool] = Answer()

    def done(well: bool, error: int | None) -> None:  # noqa: FBT001 - a block's order
        asking.check(error)
        answer.give(well)

    message(receiver, value, _DONE[message](done, answer.fail))
    if not answer.wait():
        raise HealthFailure(0, "Health did not take the workout, and did not say why.")


def _finished(message: Message, receiver: int, *values: Any) -> Held:
    answer: Answer[Held] = Answer()

    def done(made: int | None, error: int | None) -> None:
        asking.check(error)
        if not made:
            raise HealthFailure(0, "Health kept nothing; the phone may be locked.")
        answer.give(Held(made))

    finished: Callable[..., Any] = _FINISHED[message]
    message(receiver, *values, finished(done, answer.fail))
    return answer.wait()
