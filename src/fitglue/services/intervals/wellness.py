"""Days of health metrics in the words of Intervals.icu, and asking for them there.

Schema `Wellness`, operations `listWellnessRecords` and `updateWellnessBulk` of the OpenAPI
description (https://intervals.icu/api/v1/docs): "Only fields provided are changed". `hrv` is rMSSD
there; Apple's variability is SDNN and goes to `hrvSDNN`. A weight or resting heart rate that is
`temp…` was carried over from an earlier day: nobody wrote it on this one.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from fitglue.domain.asking import Ask, Connection
from fitglue.domain.diary import Fields, Page
from fitglue.domain.metrics import DayValue, MetricKind

_K = MetricKind
#: Our kind → the field there, and how many places behind the point it is given with.
_FIELDS: Mapping[MetricKind, tuple[str, int]] = {
    _K.RESTING_HEART_RATE: ("restingHR", 0),
    _K.HEART_RATE_VARIABILITY: ("hrvSDNN", 1),
    _K.VO2_MAX: ("vo2max", 1),
    _K.WEIGHT: ("weight", 2),
    _K.BODY_FAT: ("bodyFat", 1),
    _K.STEPS: ("steps", 0),
    _K.SLEEP: ("sleepSecs", 0),
    _K.RESPIRATORY_RATE: ("respiration", 1),
    _K.BLOOD_OXYGEN: ("spO2", 1),
}
_NAMES = tuple(name for name, _ in _FIELDS.values())
_CARRIED_OVER = {"weight": "tempWeight", "restingHR": "tempRestingHR"}
_ASKED = ("id", "locked", *_CARRIED_OVER.values(), *_NAMES)


def fields_of(values: Sequence[DayValue]) -> Fields:
    """Put the values of one day in the words of the service."""
    told: dict[str, float] = {}
    for one in values:
        name, places = _FIELDS[one.kind]
        told[name] = round(one.value, places) if places else round(one.value)
    return told


def read_days(connection: Connection, first: date, last: date) -> dict[date, Page]:
    """Read what stands in the days of a span. Raises Delivery."""
    params = {
        "oldest": first.isoformat(), "newest": last.isoformat(), "fields": ",".join(_ASKED),
    }  # fmt: skip
    reply = connection.ask(Ask(path=f"{_athlete(connection)}/wellness", params=params))
    told = reply.json()
    try:
        return {date.fromisoformat(str(one["id"])): _page(one) for one in told}
    except (TypeError, KeyError, ValueError, AttributeError) as problem:
        raise reply.garbled() from problem


def write_days(connection: Connection, days: Mapping[date, Fields]) -> None:
    """Write fields of days; the same twice changes nothing. Raises Delivery."""
    told = [{"id": day.isoformat(), **fields} for day, fields in sorted(days.items())]
    path = f"{_athlete(connection)}/wellness-bulk"
    connection.ask(Ask(method="PUT", path=path, json=told, repeatable=True))


def _page(told: Mapping[str, Any]) -> Page:
    fields = {
        name: float(told[name])
        for name in _NAMES
        if told.get(name) is not None and told.get(_CARRIED_OVER.get(name, "")) is not True
    }
    return Page(fields, is_locked=told.get("locked") is True)


def _athlete(connection: Connection) -> str:
    return f"athlete/{connection.who.id or 0}"
