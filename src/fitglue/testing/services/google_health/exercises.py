"""Exercises as Google Health has them: data points of the type `exercise`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fitglue.testing.services.google_health.points import Listed, civil, instant, offset

#: "For `exercise` … the default page size is 25. The maximum page size … is 25."
LARGEST_PAGE = 25
EXERCISES = "users/me/dataTypes/exercise/dataPoints"
_TYPED_IN = {"recordingMethod": "MANUAL", "platform": "FITBIT"}
_BAND = {"displayName": "Charge 6", "manufacturer": "Fitbit", "formFactor": "FITNESS_BAND"}
_TRACKED = {"recordingMethod": "ACTIVELY_MEASURED", "platform": "FITBIT", "device": _BAND}


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A lap, or one of the splits that are made of themselves every kilometre or mile."""

    start: datetime
    end: datetime
    kind: str = "MANUAL"
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercised:
    """One exercise: `figures` are its MetricsSummary, `events` moments by their kinds.

    `zone` is where it took place, the account's where empty. `beats_every_s` is how often its TCX
    has a heart rate, never with 0; `tcx` takes the place of the TCX that is made for it.
    """

    id: str
    start: datetime
    end: datetime
    kind: str = "RUNNING"
    name: str = "Run"
    zone: str = ""
    has_gps: bool = True
    beats_every_s: float = 1.0
    figures: Mapping[str, Any] = field(default_factory=dict)
    events: tuple[tuple[str, datetime], ...] = ()
    laps: tuple[Split, ...] = ()
    splits: tuple[Split, ...] = ()
    active_s: float | None = None
    pool_length_mm: int = 0
    notes: str = ""
    changed: datetime | None = None
    by_tracker: bool = True
    source: Mapping[str, Any] | None = None  # its DataSource; a tracker's of Google's by itself
    tcx: bytes | None = None

    @property
    def at(self) -> datetime:
        """Give the moment that lists are ordered by."""
        return self.start


def listed_exercises(zone: str, page_limit: int) -> Listed[Exercised]:
    """Tell how exercises are listed for whoever lives in a zone."""

    def as_json(one: Exercised) -> dict[str, Any]:
        return data_point(one, zone)

    return Listed(
        civil="exercise.interval.civil_start_time",
        largest=min(LARGEST_PAGE, page_limit),
        default=LARGEST_PAGE,
        as_json=as_json,
        zone_of=lambda one: one.zone or zone,
    )


def data_point(one: Exercised, home: str) -> dict[str, Any]:
    """Write an exercise as a DataPoint."""
    source = one.source or (_TRACKED if one.by_tracker else _TYPED_IN)
    return {
        "name": f"{EXERCISES}/{one.id}",
        "dataSource": dict(source),
        "exercise": _exercise(one, one.zone or home),
    }


def _exercise(one: Exercised, zone: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "interval": {
            "startTime": instant(one.start), "startUtcOffset": offset(one.start, zone),
            "civilStartTime": civil(one.start, zone),
            "endTime": instant(one.end), "endUtcOffset": offset(one.end, zone),
            "civilEndTime": civil(one.end, zone),
        },
        "exerciseType": one.kind,
        "displayName": one.name,
        "metricsSummary": dict(one.figures),
        "exerciseMetadata": _metadata(one),
        "createTime": instant(one.end),
        "updateTime": instant(one.changed or one.end),
    }  # fmt: skip
    if one.active_s is not None:
        told["activeDuration"] = f"{one.active_s:g}s"
    if one.notes:
        told["notes"] = one.notes
    return told | _parts(one, zone)


def _metadata(one: Exercised) -> dict[str, Any]:
    pool = {"poolLengthMillimeters": str(one.pool_length_mm)} if one.pool_length_mm else {}
    return {"hasGps": one.has_gps, **pool}


def _parts(one: Exercised, zone: str) -> dict[str, Any]:
    events = [
        {"eventTime": instant(at), "eventUtcOffset": offset(at, zone), "exerciseEventType": kind}
        for kind, at in one.events
    ]
    parts = {
        "exerciseEvents": events,
        "splitSummaries": [_split(lap, zone) for lap in one.laps],
        "splits": [_split(split, zone) for split in one.splits],
    }
    return {name: rows for name, rows in parts.items() if rows}


def _split(split: Split, zone: str) -> dict[str, Any]:
    return {
        "startTime": instant(split.start), "startUtcOffset": offset(split.start, zone),
        "endTime": instant(split.end), "endUtcOffset": offset(split.end, zone),
        "activeDuration": f"{(split.end - split.start).total_seconds():g}s",
        "splitType": split.kind, "metricsSummary": dict(split.figures),
    }  # fmt: skip
