"""Health metrics, as days of wellness at Intervals.icu.

Operation `updateWellnessBulk` of its OpenAPI description (https://intervals.icu/api/v1/docs). Which
metrics are sent is what its owner switched on; whoever calls this sees to that. A day that is sent
again says the same, and what a person typed there into other fields stays.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from fitglue.domain.asking import Ask, Connection
from fitglue.domain.metrics import DayValue, MetricKind

_DAYS_AT_ONCE = 100
_K = MetricKind
#: The field of each metric, and the digits that it is told with; none for whole numbers.
_FIELDS: Mapping[MetricKind, tuple[str, int | None]] = {
    _K.RESTING_HEART_RATE: ("restingHR", None),
    _K.HEART_RATE_VARIABILITY: ("hrvSDNN", 1),  # HealthKit's is SDNN; `hrv` there is rMSSD
    _K.VO2_MAX: ("vo2max", 1),
    _K.WEIGHT: ("weight", 2),
    _K.BODY_FAT: ("bodyFat", 1),
    _K.STEPS: ("steps", None),
    _K.SLEEP: ("sleepSecs", None),
    _K.RESPIRATORY_RATE: ("respiration", 1),
    _K.BLOOD_OXYGEN: ("spO2", 1),
}


def send_wellness(connection: Connection, values: Iterable[DayValue]) -> int:
    """Send the values of any days, and count the days. Raises Delivery."""
    days = wellness_of(values)
    path = f"athlete/{connection.who.id or 0}/wellness-bulk"
    for first in range(0, len(days), _DAYS_AT_ONCE):
        some = list(days[first : first + _DAYS_AT_ONCE])
        connection.ask(Ask(method="PUT", path=path, json=some))
    return len(days)


def wellness_of(values: Iterable[DayValue]) -> Sequence[dict[str, Any]]:
    """Put values together by their day, the oldest first."""
    days: dict[date, dict[str, Any]] = defaultdict(dict)
    for one in values:
        name, digits = _FIELDS[one.kind]
        days[one.day][name] = round(one.value, digits)
    return [{"id": day.isoformat(), **days[day]} for day in sorted(days)]
