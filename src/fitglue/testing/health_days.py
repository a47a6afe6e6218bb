"""Made-up health metrics: as days of an export, and as what a phone sends."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import msgspec
import numpy as np

from fitglue.domain.metrics import MetricDay, MetricKind, Sample, Stage, Way
from fitglue.domain.metrics.days import in_order
from fitglue.formats.phone_sync import wire
from fitglue.testing.phone_workouts import WATCH, uuid_of

WATCH_NAME, PHONE_NAME, SCALE_NAME = "Kim's Apple Watch", "Kim's iPhone", "Body Scale"
_HOUR_S, _MINUTE_S = 3600.0, 60.0
_K = MetricKind


def days_of_export(last: date, days: int = 400, seed: int = 1) -> list[MetricDay]:
    """Give the metrics of so many days up to `last`, of somebody without a scale for fat."""
    rng = np.random.default_rng(seed)
    found: list[MetricDay] = []
    for ago in range(days - 1, -1, -1):
        fitter = (days - ago) / days
        found += _of_day(last - timedelta(days=ago), fitter, rng)
    return found


def _of_day(day: date, fitter: float, rng: np.random.Generator) -> Iterator[MetricDay]:
    morning_s = _at(day, 5)
    hrv = rng.normal(46 + 12 * fitter, 7, 4).clip(12)
    yield _day(_K.RESTING_HEART_RATE, day, [(morning_s, 0, round(rng.normal(57 - 6 * fitter, 2)))])
    yield _day(
        _K.HEART_RATE_VARIABILITY, day,
        [(morning_s + at * 4 * _HOUR_S, 60, round(float(one), 2)) for at, one in enumerate(hrv)],
    )  # fmt: skip
    if day.toordinal() % 9 == 0:
        yield _day(_K.VO2_MAX, day, [(morning_s, 0, round(rng.normal(44 + 4 * fitter, 0.4), 2))])
    if day.toordinal() % 4 == 0:
        weight = round(rng.normal(71 - 2.5 * fitter, 0.4), 1)
        yield _day(_K.WEIGHT, day, [(morning_s + 7200, 0, weight)], SCALE_NAME)
    yield from _steps(day, rng)
    yield _night(day, rng)
    breaths = rng.normal(14.6, 0.5, 5).round(1)
    yield _day(
        _K.RESPIRATORY_RATE, day,
        [(morning_s - at * _HOUR_S, 0, float(one)) for at, one in enumerate(breaths)],
    )  # fmt: skip
    oxygen = rng.normal(96.5, 0.8, 5).round().clip(90, 100)
    yield _day(
        _K.BLOOD_OXYGEN, day,
        [(morning_s - at * _HOUR_S, 0, float(one)) for at, one in enumerate(oxygen)],
    )  # fmt: skip


def _steps(day: date, rng: np.random.Generator) -> Iterator[MetricDay]:
    """Give the hours of a watch, and those of a phone that was along for most of them."""
    hours = np.arange(7, 22)
    counted = rng.gamma(2, 320, len(hours)).round()
    felt = (counted * rng.choice([0, 0.93, 0.97], len(hours))).round()
    for source, amounts in ((WATCH_NAME, counted), (PHONE_NAME, felt)):
        samples = [
            (_at(day, float(hour)), 3600, float(amount))
            for hour, amount in zip(hours, amounts, strict=True)
            if amount
        ]
        yield _day(_K.STEPS, day, samples, source)


def _night(day: date, rng: np.random.Generator) -> MetricDay:
    at_s = _at(day, 0) - rng.uniform(0, 90) * _MINUTE_S
    samples = []
    for stage in [Stage.CORE, Stage.DEEP, Stage.CORE, Stage.REM, Stage.AWAKE] * 5:
        longest = 4 if stage is Stage.AWAKE else 34
        lasts_s = round(rng.uniform(0.4, 1) * longest * _MINUTE_S)
        samples.append((round(at_s), lasts_s, float(stage)))
        at_s += lasts_s
    return _day(_K.SLEEP, day, samples)


def _at(day: date, hour: float) -> float:
    return datetime.combine(day, time(), UTC).timestamp() + hour * _HOUR_S


def _day(
    kind: MetricKind, day: date, samples: Sequence[tuple[float, float, float]],
    source: str = WATCH_NAME,
) -> MetricDay:  # fmt: skip
    ordered = in_order([Sample(*sample) for sample in samples])
    return MetricDay(kind=kind, day=day, way=Way.EXPORT, source=source, samples=ordered)


def metric_uuid(number: int) -> str:
    """Give the UUID of the number-th sample, the same each time."""
    return uuid_of(number, "sample")


def metric_samples(
    numbers: Sequence[int], quantity: str = "HeartRateVariabilitySDNN", unit: str = "ms",
    **changes: Any,
) -> wire.Metric:  # fmt: skip
    """Make samples as a phone sends them, six hours apart: the number tells time and value."""
    item = wire.Metric(
        quantity=quantity, unit=unit, app=WATCH, time_zone="Europe/Paris",
        uuid=[metric_uuid(number) for number in numbers],
        start_s=[1_773_500_400.0 + number * 6 * _HOUR_S for number in numbers],
        value=[40.0 + number for number in numbers],
    )  # fmt: skip
    return msgspec.structs.replace(item, **changes)


def step_sums(sums: dict[str, float], revision: int = 1) -> wire.MetricSums:
    """Make HealthKit's own sums of steps by day."""
    return wire.MetricSums(
        quantity="StepCount",
        unit="count",
        revision=revision,
        day=list(sums),
        value=list(sums.values()),
    )


def deleted_samples(
    numbers: Sequence[int], quantity: str = "HeartRateVariabilitySDNN"
) -> wire.MetricDeleted:
    """Make the deletion of samples."""
    return wire.MetricDeleted(quantity=quantity, uuid=[metric_uuid(number) for number in numbers])
