"""Health metrics that nobody measured: a life of resting heart rates, weights, nights and steps."""

import bisect
import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from fitglue_phone.core.metric import DaySums, MetricChanges, MetricSamples
from fitglue_phone.core.ports import AnchorInvalid, Clock, HealthFailure, Locked
from fitglue_phone.simulated.life import WATCH, WATCH_DEVICE, uuid_of

_DAY_S = 86400.0
_UNITS = {"RestingHeartRate": "count/min", "BodyMass": "kg", "SleepAnalysis": "count"}
#: HKCategoryValueSleepAnalysis: core, deep, REM.
_STAGES = (3, 4, 3, 5)
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Measured:
    """A sample, and when the phone learnt of it; one that is gone is told by its UUID alone."""

    at_s: float
    quantity: str
    uuid: str
    start_s: float
    end_s: float
    value: float
    is_gone: bool = False


class SimulatedMetrics:
    """HealthKit's metrics as far as the app sees them. Switch `fails_with`, `is_locked`."""

    platform = "healthkit"
    told_by_samples: tuple[str, ...] = tuple(_UNITS)
    told_by_sums: tuple[str, ...] = ("StepCount",)

    def __init__(self, clock: Clock, days: int = 0, until_s: float = 0.0) -> None:
        self._clock = clock
        self._told = sorted(a_body(days, until_s), key=lambda one: one.at_s)
        self.steps: dict[str, float] = {_day(until_s - n * _DAY_S): 7000.0 for n in range(days)}
        self.is_locked = False
        self.fails_with: int | None = None
        self.generation = 1
        self.reads = 0

    def time_zone(self) -> str:
        """Say where it is."""
        return "Europe/Paris"

    def measures(self, quantity: str, start_s: float, value: float, lasts_s: float = 0.0) -> str:
        """Let one more sample come; give its UUID."""
        uuid = uuid_of(len(self._told), quantity)
        at_s = self._clock.now_s()
        self._told.append(Measured(at_s, quantity, uuid, start_s, start_s + lasts_s, value))
        return uuid

    def forgets(self, uuid: str) -> None:
        """Let a sample be deleted."""
        (one,) = [one for one in self._told if one.uuid == uuid]
        self._told.append(
            Measured(self._clock.now_s(), one.quantity, uuid, 0.0, 0.0, 0.0, is_gone=True)
        )

    def changes(self, quantity: str, anchor: bytes | None, limit: int) -> MetricChanges:
        """Give what came and went since an anchor. Raises Locked, HealthFailure, AnchorInvalid."""
        self._open()
        start, now = self._place(anchor), self._so_far()
        places = [at for at in range(start, now) if self._told[at].quantity == quantity]
        page, more = places[:limit], len(places) > limit
        gone = {one.uuid for one in self._told[:now] if one.is_gone}
        came = [self._told[at] for at in page if self._told[at].uuid not in gone]
        return MetricChanges(
            anchor=f"{self.generation}:{page[-1] + 1 if more else now}".encode(),
            samples=(_samples(quantity, came),) if came else (),
            deleted=tuple(self._told[at].uuid for at in page if self._told[at].is_gone),
            more=more,
        )

    def sums(self, quantity: str, since_s: float) -> DaySums:
        """Give the steps of each day. Raises Locked, HealthFailure."""
        self._open()
        days = sorted(day for day in self.steps if day >= _day(since_s))
        told = days if quantity in self.told_by_sums else []
        return DaySums("count", tuple(told), tuple(self.steps[day] for day in told))

    def contents(self) -> dict[str, set[str]]:
        """Give the UUIDs of what is there now, by metric."""
        gone = {one.uuid for one in self._told if one.is_gone}
        there: dict[str, set[str]] = {}
        for one in self._told:
            if one.uuid not in gone:
                there.setdefault(one.quantity, set()).add(one.uuid)
        return there

    def _open(self) -> None:
        self.reads += 1
        if self.is_locked:
            raise Locked
        if self.fails_with is not None:
            raise HealthFailure(self.fails_with)

    def _so_far(self) -> int:
        return bisect.bisect_right(self._told, self._clock.now_s(), key=lambda one: one.at_s)

    def _place(self, anchor: bytes | None) -> int:
        if anchor is None:
            return 0
        generation, _, place = anchor.decode().partition(":")
        if generation != str(self.generation):
            raise AnchorInvalid
        return int(place)


def a_body(days: int, until_s: float) -> list[Measured]:
    """Draw a resting heart rate a day, a weight a week, and each night in its stages."""
    told: list[Measured] = []
    first_s = math.floor(until_s / _DAY_S) * _DAY_S - days * _DAY_S
    for number in range(days):
        day_s = first_s + number * _DAY_S
        told.append(_measured("RestingHeartRate", number, day_s, 0.0, 52.0 + number % 5))
        if number % _WEEK == 0:
            told.append(_measured("BodyMass", number, day_s + 25_000, 0.0, 71.0 - number * 0.01))
        for at, stage in enumerate(_STAGES):
            start_s = day_s + at * 5400.0
            told.append(
                _measured("SleepAnalysis", number * len(_STAGES) + at, start_s, 5400.0, stage)
            )
    return told


def _measured(quantity: str, number: int, start_s: float, lasts_s: float, value: float) -> Measured:
    uuid, end_s = uuid_of(number, quantity), start_s + lasts_s
    return Measured(end_s + 60, quantity, uuid, start_s, end_s, value)


def _samples(quantity: str, came: Sequence[Measured]) -> MetricSamples:
    return MetricSamples(
        quantity=quantity, unit=_UNITS[quantity], app=WATCH, device=WATCH_DEVICE,
        uuids=tuple(one.uuid for one in came),
        start_s=array("d", [one.start_s for one in came]),
        end_s=array("d", [one.end_s for one in came]),
        value=array("d", [one.value for one in came]),
    )  # fmt: skip


def _day(moment_s: float) -> str:
    return datetime.fromtimestamp(max(moment_s, 0.0), UTC).date().isoformat()
