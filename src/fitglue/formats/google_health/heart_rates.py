"""Heart rates of a span, as Google Health reconciles those of several devices.

They are asked by instants, so neither zones nor clock changes matter.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from fitglue.domain.asking import Lookup
from fitglue.domain.heart_rate import LEAST_BPM, MOST_BPM
from fitglue.domain.streams import FloatArray
from fitglue.formats.google_health.pages import every_point, utc

TRACKERS = "users/me/dataSourceFamilies/google-wearables"
_PATH = "users/me/dataTypes/heart-rate/dataPoints:reconcile"
_MOMENT = "heart_rate.sample_time.physical_time"
_PAGE = 10_000  # the most that Google gives; a day has nine pages


@dataclass(frozen=True, slots=True, eq=False)
class Beats:
    """Samples in seconds since the start of what was asked for, and how many were no heart's."""

    time_s: FloatArray
    bpm: FloatArray
    unusable: int


def heart_rates(
    connection: Lookup, start: datetime, end: datetime, *, trackers_only: bool
) -> Beats:
    """Ask for the heart rates of [start, end), in any order. Raises what the connection raises."""
    params = {
        "filter": f'{_MOMENT} >= "{utc(start)}" AND {_MOMENT} < "{utc(end)}"',
        "pageSize": str(_PAGE),
    }
    if trackers_only:
        params["dataSourceFamily"] = TRACKERS
    points = [_read(point) for point in every_point(connection, _PATH, params)]
    usable = [point for point in points if point is not None]
    time_s = np.array([(at - start).total_seconds() for at, _ in usable], dtype=np.float64)
    bpm = np.array([rate for _, rate in usable], dtype=np.float64)
    return Beats(time_s, bpm, len(points) - len(usable))


def _read(point: Any) -> tuple[datetime, float] | None:
    """Read a point's instant and beats a minute; none for one that no heart made."""
    try:
        beats = point["heartRate"]
        at = datetime.fromisoformat(beats["sampleTime"]["physicalTime"])
        rate = float(beats["beatsPerMinute"])  # an int64, so it comes as a string
    except (KeyError, TypeError, ValueError):
        return None
    usable = at.tzinfo is not None and LEAST_BPM <= rate <= MOST_BPM
    return (at, rate) if usable else None
