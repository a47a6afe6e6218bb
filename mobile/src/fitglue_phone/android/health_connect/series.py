"""Samples during a workout: Health Connect links none to a session, so time and app do.

Every app's samples are given, each as a series of its own: which of two that counted the same
steps is believed, the server decides. What the workout itself states is the sum of its own app's.
"""

import math
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from fitglue_phone.android.framework import Class, every, seconds
from fitglue_phone.android.health_connect.asking import Provider
from fitglue_phone.android.health_connect.sessions import app, device
from fitglue_phone.core.workout import Column, Device, Series, Statistic, Workout, WritingApp

#: A record is found by its own start, and may have begun before the workout.
_BEFORE_S: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Measure:
    """A record type: in which unit it is told, what has to be allowed, and how to read it.

    `value` reads a record that holds for its time, or each of its samples if it `is_sampled`.
    """

    name: str
    unit: str
    permission: str
    value: Callable[[Any], float]
    is_sampled: bool = False
    record: Class = field(init=False)

    def __post_init__(self) -> None:
        record = Class(f"android.health.connect.datatypes.{self.name}Record")
        object.__setattr__(self, "record", record)


MEASURES: Final = (
    Measure("HeartRate", "count/min", "READ_HEART_RATE",
            lambda one: one.getBeatsPerMinute(), is_sampled=True),
    Measure("Speed", "m/s", "READ_SPEED",
            lambda one: one.getSpeed().getInMetersPerSecond(), is_sampled=True),
    Measure("Power", "W", "READ_POWER",
            lambda one: one.getPower().getInWatts(), is_sampled=True),
    Measure("CyclingPedalingCadence", "count/min", "READ_EXERCISE",
            lambda one: one.getRevolutionsPerMinute(), is_sampled=True),
    Measure("StepsCadence", "count/min", "READ_STEPS",
            lambda one: one.getRate(), is_sampled=True),
    Measure("Distance", "m", "READ_DISTANCE", lambda one: one.getDistance().getInMeters()),
    Measure("ElevationGained", "m", "READ_ELEVATION_GAINED",
            lambda one: one.getElevation().getInMeters()),
    Measure("Steps", "count", "READ_STEPS", lambda one: one.getCount()),
    Measure("ActiveCaloriesBurned", "kcal", "READ_ACTIVE_CALORIES_BURNED",
            lambda one: one.getEnergy().getInCalories() / 1000),
    Measure("TotalCaloriesBurned", "kcal", "READ_TOTAL_CALORIES_BURNED",
            lambda one: one.getEnergy().getInCalories() / 1000),
)  # fmt: skip


@dataclass(slots=True)
class _Columns:
    device: Device
    start_s: Column = field(default_factory=lambda: array("d"))
    end_s: Column = field(default_factory=lambda: array("d"))
    value: Column = field(default_factory=lambda: array("d"))

    def take(self, start_s: float, end_s: float, value: float) -> None:
        self.start_s.append(start_s)
        self.end_s.append(end_s)
        self.value.append(value)


def series(provider: Provider, workout: Workout) -> list[Series]:
    """Give what was measured during a workout and is allowed. Raises HealthFailure."""
    allowed = (one for one in MEASURES if provider.permissions.has(one.permission))
    return [one for measure in allowed for one in _of(provider, measure, workout)]


def statistics(workout: Workout, measured: Sequence[Series]) -> tuple[Statistic, ...]:
    """Add up what the workout's own app measured of each amount, within its time."""
    own = [one for one in measured if one.app == workout.app and one.end_s is not None]
    sums = ((one, _sum_within(one, workout.start_s, workout.end_s)) for one in own)
    return tuple(Statistic(one.quantity, one.unit, sum=total) for one, total in sums)


def _of(provider: Provider, measure: Measure, workout: Workout) -> Iterator[Series]:
    found: dict[WritingApp, _Columns] = {}
    begin_s, end_s = workout.start_s - _BEFORE_S, workout.end_s
    for record in provider.during(measure.record, begin_s, end_s):
        if provider.is_ours(record):
            continue
        columns = found.setdefault(app(record), _Columns(device(record)))
        for sample in _samples(measure, record):
            if sample[0] < workout.end_s and sample[1] >= workout.start_s:
                columns.take(*sample)
    for writer, columns in found.items():
        if columns.value:
            yield _series(measure, writer, columns)


def _samples(measure: Measure, record: Any) -> Iterator[tuple[float, float, float]]:
    """Give when each sample begins and ends, and its value."""
    if not measure.is_sampled:
        start_s, end_s = seconds(record.getStartTime()), seconds(record.getEndTime())
        yield start_s, end_s, measure.value(record)
        return
    for sample in every(record.getSamples()):
        at_s = seconds(sample.getTime())
        yield at_s, at_s, measure.value(sample)


def _series(measure: Measure, writer: WritingApp, columns: _Columns) -> Series:
    return Series(
        quantity=measure.name, unit=measure.unit, app=writer, device=columns.device,
        start_s=columns.start_s, value=columns.value,
        end_s=None if measure.is_sampled else columns.end_s,
    )  # fmt: skip


def _sum_within(one: Series, start_s: float, end_s: float) -> float:
    """Add up amounts; one that reaches out of the workout counts for its part."""
    ends = one.end_s if one.end_s is not None else one.start_s
    return math.fsum(
        value * _share(begin, end, start_s, end_s)
        for begin, end, value in zip(one.start_s, ends, one.value, strict=True)
    )


def _share(begin: float, end: float, start_s: float, end_s: float) -> float:
    lasts_s = end - begin
    return max(min(end, end_s) - max(begin, start_s), 0.0) / lasts_s if lasts_s > 0 else 1.0
