"""Heart rates as Google Takeout gives those of a Fitbit: a JSON file a day.

``heart_rate-2026-11-25.json`` in the folder `Fitbit/Global Export Data` holds ``[{"dateTime":
"11/25/26 17:30:05", "value": {"bpm": 71, "confidence": 2}}, …]``, times in UTC. The day in the name
is the wearer's, so the first and last hours of it lie on other days. A confidence of 0 stands where
the tracker felt no skin.
"""

import re
from dataclasses import dataclass
from datetime import date

import numpy as np
from msgspec import MsgspecError, Struct

from fitglue.domain.errors import Damaged
from fitglue.domain.heart_rate import LEAST_BPM, MOST_BPM
from fitglue.domain.shape import Shape
from fitglue.domain.streams import FloatArray

_NAME = re.compile(r"(?:^|/)heart_rate-(\d{4}-\d\d-\d\d)\.json$", re.IGNORECASE)
_BEGINS = re.compile(
    rb'^\s*\[\s*\{\s*"dateTime"\s*:\s*"\d\d/\d\d/\d\d \d\d:\d\d:\d\d"\s*,'
    rb'\s*"value"\s*:\s*\{\s*"(?:bpm|confidence)"'
)
_BROKEN = "This heart rate file of Google Takeout is broken or cut short."


class _Value(Struct):
    bpm: float
    confidence: int = 3


class _Row(Struct, rename="camel"):
    date_time: str
    value: _Value


_ROWS = Shape(list[_Row])


@dataclass(frozen=True, eq=False, slots=True)
class DayOfBeats:
    """Samples at instants in Unix seconds, ascending."""

    at_s: FloatArray
    bpm: FloatArray


def day_of_name(name: str) -> date | None:
    """Give the day of a file by its name or path; none for another file."""
    found = _NAME.search(name)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def begins_as_heart_rates(head: bytes) -> bool:
    """Tell whether a file begins as such a file does."""
    return _BEGINS.match(head) is not None


def read_day(content: bytes) -> DayOfBeats:
    """Read a file; samples that no heart made are left out. Raises Damaged."""
    try:
        rows = _ROWS.from_json(content)
        at = np.array([_iso(row.date_time) for row in rows], dtype="datetime64[s]")
    except (MsgspecError, ValueError) as problem:
        raise Damaged(_BROKEN) from problem
    bpm = np.array([row.value.bpm for row in rows], dtype=np.float64)
    felt = np.array([row.value.confidence > 0 for row in rows], dtype=np.bool_)
    kept = felt & (bpm >= LEAST_BPM) & (bpm <= MOST_BPM)
    at_s: FloatArray = at.astype(np.int64)[kept].astype(np.float64)
    order = np.argsort(at_s, kind="stable")
    return DayOfBeats(at_s[order], bpm[kept][order])


def _iso(told: str) -> str:
    """Turn "11/25/26 17:30:05" round: trackers are younger than the century."""
    return f"20{told[6:8]}-{told[:2]}-{told[3:5]}T{told[9:17]}"
