"""Health metrics: samples since an anchor, nights in their stages, and steps as sums of days.

Steps are counted by phone and watch at once; only HealthKit's own statistics count them once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from fitglue_phone.core.metric import DaySums, MetricChanges, MetricSamples
from fitglue_phone.core.workout import Column, Device, WritingApp
from fitglue_phone.ios import foundation
from fitglue_phone.ios.declared import BlockShape, Message, Object, Raw, Signed, Unsigned
from fitglue_phone.ios.healthkit import asking, changes, quantities, series, workouts
from fitglue_phone.ios.objc import Answer, pool

_STAGE = Message("-[HKCategorySample value]", Signed)
_ALLOC = Message("+[HKStatisticsCollectionQuery alloc]")
_INIT = Message(
    "-[HKStatisticsCollectionQuery initWithQuantityType:quantitySamplePredicate:options:"
    "anchorDate:intervalComponents:]",
    Object,
    (Object, Object, Unsigned, Object, Object),
)
_SET_RESULTS = Message("-[HKStatisticsCollectionQuery setInitialResultsHandler:]", None, (Object,))
_RESULTS = BlockShape("v@@@", of=f"{_SET_RESULTS.owner} {_SET_RESULTS.selector}", at=0)
_STATISTICS = Message("-[HKStatisticsCollection statistics]")
_SUM = Message("-[HKStatistics sumQuantity]")
_START = Message("-[HKStatistics startDate]")
_CUMULATIVE = Raw(16, "HKStatisticsOptions", "CumulativeSum")
_NEW_COMPONENTS = Message("+[NSDateComponents new]")
_SET_DAY = Message("-[NSDateComponents setDay:]", None, (Signed,))
_ZONE = Message("+[NSTimeZone localTimeZone]")
_ZONE_NAME = Message("-[NSTimeZone name]")
_OFFSET = Message("-[NSTimeZone secondsFromGMTForDate:]", Signed, (Object,))

_SLEEP: Final = "SleepAnalysis"
_STEPS: Final = "StepCount"
_DAY_S: Final = 86400


@dataclass(slots=True)
class _Columns:
    """The samples of one app, as they come."""

    device: Device
    uuids: list[str] = field(default_factory=list)
    start_s: Column = field(default_factory=lambda: Column("d"))
    end_s: Column = field(default_factory=lambda: Column("d"))
    value: Column = field(default_factory=lambda: Column("d"))


class HealthKitMetrics:
    """Implements `MetricStore`. Each method waits for HealthKit: never on the app's own thread."""

    platform = "healthkit"
    told_by_samples: tuple[str, ...] = (*quantities.METRICS, _SLEEP)
    told_by_sums: tuple[str, ...] = (_STEPS,)

    def time_zone(self) -> str:
        """Give the phone's zone."""
        with pool():
            return foundation.text(_ZONE_NAME(_ZONE()))

    def changes(self, quantity: str, anchor: bytes | None, limit: int) -> MetricChanges:
        """Give what changed since an anchor. Raises HealthFailure, AnchorInvalid among them."""
        with pool():
            if quantity == _SLEEP:
                kind, unit, read = asking.sleep_type(), "count", _stage
            else:
                spelling = quantities.METRICS[quantity].unit
                kind = quantities.quantity_type(quantity) or 0
                unit, read = quantities.printed(spelling), _value_in(spelling)
            if not kind:
                return MetricChanges(anchor or b"-")
            return changes.since(
                kind, anchor, limit, lambda page: _changes(page, (quantity, unit), read)
            )

    def sums(self, quantity: str, since_s: float) -> DaySums:
        """Give the sums of the days since a time, the first one whole. Raises HealthFailure."""
        with pool():
            found = asking.asked(lambda answer: _by_day(quantity, _midnight(since_s), answer))
        return DaySums("count", tuple(found), tuple(found.values()))


def _stage(sample: int) -> float | None:
    return float(_STAGE(sample))


def _value_in(spelling: str) -> Callable[[int], float | None]:
    return lambda sample: quantities.value_in(series.QUANTITY(sample), spelling)


def _changes(
    page: changes.Page, told: tuple[str, str], read: Callable[[int], float | None]
) -> MetricChanges:
    by_app: dict[WritingApp, _Columns] = {}
    for one in page.came:
        _add(by_app, one, read(one))
    samples = (
        MetricSamples(
            quantity=told[0], unit=told[1], app=app, device=columns.device,
            uuids=tuple(columns.uuids), start_s=columns.start_s, end_s=columns.end_s,
            value=columns.value,
        )
        for app, columns in by_app.items()
    )  # fmt: skip
    return MetricChanges(page.anchor, tuple(samples), page.deleted, page.more)


def _add(by_app: dict[WritingApp, _Columns], sample: int, value: float | None) -> None:
    start_s = foundation.seconds(workouts.START(sample))
    if value is None or start_s is None:
        return
    app = workouts.app(sample)
    if app not in by_app:
        by_app[app] = _Columns(workouts.device(sample))
    columns = by_app[app]
    columns.uuids.append(workouts.uuid(sample))
    columns.start_s.append(start_s)
    columns.end_s.append(foundation.seconds(workouts.END(sample)) or start_s)
    columns.value.append(value)


def _by_day(quantity: str, first_s: float, answer: Answer[dict[str, float]]) -> int:
    """Make the query; one that runs without its handler would be an NSException."""

    def came(_query: int, collection: int | None, error: int | None) -> None:
        asking.check(error)
        answer.give(dict(filter(None, map(_sum, foundation.items(_STATISTICS(collection))))))

    day = foundation.autoreleased(_NEW_COMPONENTS())
    _SET_DAY(day, 1)
    begin = foundation.ns_date(first_s)
    kind, since = (
        quantities.quantity_type(quantity),
        asking.BETWEEN(begin, None, asking.STRICT_START),
    )
    query: int = _INIT(_ALLOC(), kind, since, _CUMULATIVE, begin, day)
    _SET_RESULTS(query, _RESULTS(came, answer.fail))
    return query


def _sum(statistics: int) -> tuple[str, float] | None:
    value = quantities.value_in(_SUM(statistics), "count")
    start_s = foundation.seconds(_START(statistics))
    return None if value is None or start_s is None else (_day(start_s), value)


def _day(moment_s: float) -> str:
    return datetime.fromtimestamp(moment_s + _offset_s(moment_s), UTC).date().isoformat()


def _midnight(moment_s: float) -> float:
    """Give when the day of a moment began here, by the offset that held then."""
    day_s = (moment_s + _offset_s(moment_s)) // _DAY_S * _DAY_S
    return day_s - _offset_s(day_s - _offset_s(moment_s))


def _offset_s(moment_s: float) -> int:
    found: int = _OFFSET(_ZONE(), foundation.ns_date(moment_s))
    return found
