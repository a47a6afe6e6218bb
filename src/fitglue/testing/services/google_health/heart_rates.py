"""Heart rates as Google Health has them: one sample an instant, as streams are reconciled."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fitglue.testing.services.google_health.points import Listed, civil, instant, offset

_DEFAULT_PAGE, LARGEST_PAGE = 1440, 10_000


@dataclass(frozen=True, slots=True)
class Beat:
    """One sample: its instant, its rate, and whether a tracker of Google's measured it."""

    at: datetime
    bpm: int
    by_tracker: bool = True


def listed_beats(zone: str, page_limit: int) -> Listed[Beat]:
    """Tell how heart rates are listed for whoever lives in a zone."""

    def as_json(beat: Beat) -> dict[str, Any]:
        return _point(beat, zone)

    return Listed(
        civil="heart_rate.sample_time.civil_time",
        physical="heart_rate.sample_time.physical_time",
        largest=min(LARGEST_PAGE, page_limit),
        default=_DEFAULT_PAGE,
        as_json=as_json,
        zone_of=lambda _: zone,
    )


def reconciled(beats: Iterable[Beat], synced_until: datetime | None) -> list[Beat]:
    """Give one sample an instant, of those that have left the tracker."""
    seen: dict[datetime, Beat] = {}
    for beat in beats:
        if synced_until is None or beat.at <= synced_until:
            seen.setdefault(beat.at, beat)
    return list(seen.values())


def _point(beat: Beat, zone: str) -> dict[str, Any]:
    sample_time = {
        "physicalTime": instant(beat.at),
        "utcOffset": offset(beat.at, zone),
        "civilTime": civil(beat.at, zone),
    }
    metadata = {"motionContext": "ACTIVE", "sensorLocation": "WRIST"}
    beats = {"beatsPerMinute": str(beat.bpm), "sampleTime": sample_time, "metadata": metadata}
    return {"heartRate": beats}
