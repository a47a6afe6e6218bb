"""Series: what was measured during a workout, one value after the other.

HealthKit condenses a workout of its own after some months into few samples with many values inside;
a plain sample query would then see a heart rate of one number. A series query sees them all.
Samples that a program did not associate with its workout are found by time and by their app.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from fitglue_phone.core.ports import HealthFailure
from fitglue_phone.core.workout import Column, Device, Series, Workout, WritingApp
from fitglue_phone.ios.declared import BlockShape, Double, Flag, Message, Object
from fitglue_phone.ios.foundation import ns_date, seconds
from fitglue_phone.ios.healthkit import asking, quantities, workouts
from fitglue_phone.ios.objc import Answer, pool

_ALLOC = Message("+[HKQuantitySeriesSampleQuery alloc]")
_INIT = Message(
    "-[HKQuantitySeriesSampleQuery initWithQuantityType:predicate:quantityHandler:]",
    Object,
    (Object, Object, Object),
)
_VALUE = BlockShape("v@@@@Z@", of=f"{_INIT.owner} {_INIT.selector}", at=2)
_WITH_SAMPLE = Message("-[HKQuantitySeriesSampleQuery setIncludeSample:]", None, (Flag,))
_IN_ORDER = Message(
    "-[HKQuantitySeriesSampleQuery setOrderByQuantitySampleStartDate:]", None, (Flag,)
)
_EFFORT_OF = Message(
    "+[HKQuery predicateForWorkoutEffortSamplesRelatedToWorkout:activity:]",
    Object,
    (Object, Object),
)
QUANTITY: Final = Message("-[HKQuantitySample quantity]")
_INTERVAL_SECONDS = Message("-[NSDateInterval duration]", Double)

_EFFORT: Final = ("WorkoutEffortScore", "EstimatedWorkoutEffortScore")


@dataclass(slots=True)
class _Columns:
    """The values of one app, as they come."""

    device: Device
    start_s: Column = field(default_factory=lambda: array("d"))
    end_s: Column = field(default_factory=lambda: array("d"))
    value: Column = field(default_factory=lambda: array("d"))

    def add(self, start_s: float, duration_s: float, value: float) -> None:
        """Add a value."""
        self.start_s.append(start_s)
        self.end_s.append(start_s + duration_s)
        self.value.append(value)


_ByApp = dict[WritingApp, _Columns]


def series(workout: Workout) -> Iterator[Series]:
    """Give a workout's samples: one series for each quantity and app. Raises HealthFailure."""
    with pool():
        found = asking.workout_object(workout.uuid)
    if found is None:
        return
    for name in quantities.QUANTITIES:
        with pool():
            read = _of(name, workout, found.pointer)
        yield from (_series(name, app, columns) for app, columns in read.items())


def _of(name: str, workout: Workout, pointer: int) -> _ByApp:
    """Read one quantity: what is associated with the workout, else by time and app."""
    if quantities.quantity_type(name) is None:
        return {}
    if name in _EFFORT:
        return _effort(name, pointer)
    associated = values(name, asking.OF_WORKOUT(pointer))
    if associated:
        return associated
    begin, end = ns_date(workout.start_s), ns_date(workout.end_s)
    by_time = values(name, asking.BETWEEN(begin, end, asking.STRICT_START))
    return {app: read for app, read in by_time.items() if app.bundle_id == workout.app.bundle_id}


def values(name: str, predicate: int) -> _ByApp:
    """Run a series query; no data is an empty answer. Raises HealthFailure."""
    read: _ByApp = {}

    def make(answer: Answer[_ByApp]) -> int:
        def came(*told: int | None) -> None:
            _query, quantity, interval, sample, done, error = told
            asking.check(error)
            if quantity and sample:
                _add(read, name, (quantity, interval, sample))
            if done:
                answer.give(read)

        block = _VALUE(came, answer.fail)
        query: int = _INIT(_ALLOC(), quantities.quantity_type(name), predicate, block)
        _WITH_SAMPLE(query, True)  # noqa: FBT003 - Objective-C names it
        _IN_ORDER(query, True)  # noqa: FBT003 - same
        return query

    try:
        return asking.asked(make)
    except HealthFailure as failure:
        if failure.code == asking.NO_DATA:
            return {}
        raise


def _add(read: _ByApp, name: str, told: tuple[int, int | None, int]) -> None:
    quantity, interval, sample = told
    value = quantities.value_in(quantity, quantities.QUANTITIES[name].unit)
    start_s = seconds(workouts.INTERVAL_START(interval))
    if value is not None and start_s is not None:
        _columns(read, sample).add(start_s, _INTERVAL_SECONDS(interval), value)


def _columns(read: _ByApp, sample: int) -> _Columns:
    app = workouts.app(sample)
    found = read.get(app)
    if found is None:
        found = read[app] = _Columns(workouts.device(sample))
    return found


def _effort(name: str, pointer: int) -> _ByApp:
    """Read how hard it was said, or estimated, to be: related to a workout, not associated.

    Only where the type is known, iOS 18, is the predicate there too.
    """
    read: _ByApp = {}
    for one in asking.samples(quantities.quantity_type(name) or 0, _EFFORT_OF(pointer, None)):
        value = quantities.value_in(QUANTITY(one.pointer), quantities.QUANTITIES[name].unit)
        start_s = seconds(workouts.START(one.pointer))
        if value is not None and start_s is not None:
            _columns(read, one.pointer).add(start_s, 0.0, value)
    return read


def _series(name: str, app: WritingApp, columns: _Columns) -> Series:
    moments = columns.end_s == columns.start_s
    return Series(
        quantity=name,
        unit=quantities.printed(quantities.QUANTITIES[name].unit),
        app=app,
        device=columns.device,
        start_s=columns.start_s,
        end_s=None if moments else columns.end_s,
        value=columns.value,
    )
