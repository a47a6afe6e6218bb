"""Which workouts of an export are one, and the name each has for ever.

The export carries no id of a workout. Type, start and source name one; where two workouts of an
export share all three, the later written ones carry their duration as well. The same workout
written twice comes once.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape

from fitglue.domain.sport import from_healthkit
from fitglue.domain.units import UnknownUnit, convert, parse_number
from fitglue.formats.apple_export.routes.route import basename
from fitglue.formats.apple_export.workouts.element import head
from fitglue.formats.apple_export.workouts.spelling import instant
from fitglue.formats.healthkit.names import normalised

#: Two writings of one workout differ by no more.
_SAME_S = 2.0
_FILE = re.compile(rb"<FileReference\s[^<>]*?path\s*=\s*[\"']([^\"']*)")


@dataclass(frozen=True, slots=True)
class Sketch:
    """What tells one workout from another, read from its first tag.

    An unreadable `start` is None and at -inf `epoch_s`.
    """

    index: int
    type: str
    start: datetime | None
    epoch_s: float
    duration_s: float
    source: str
    written: str
    richness: int
    files: tuple[str, ...]
    source_id: str = ""


def sketch(index: int, raw: bytes) -> Sketch:
    """Read the little that identifies a workout."""
    said = head(raw)
    start, end = instant(said.get("startDate", "")), instant(said.get("endDate", ""))
    between_s = (end - start).total_seconds() if start and end else 0.0
    return Sketch(
        index=index,
        type=from_healthkit(said.get("workoutActivityType", "")).healthkit_name.lower(),
        start=start,
        epoch_s=start.timestamp() if start else float("-inf"),
        duration_s=_duration_s(said, between_s),
        source=normalised(said.get("sourceName") or said.get("source", "")),
        written=said.get("creationDate", ""),
        richness=raw.count(b"<"),
        files=tuple(
            basename(unescape(path.decode(errors="replace"))) for path in _FILE.findall(raw)
        ),
    )


def _duration_s(said: dict[str, str], otherwise: float) -> float:
    try:
        return convert(parse_number(said["duration"]), said.get("durationUnit", "min"), "s")
    except (KeyError, ValueError, UnknownUnit):
        return otherwise


def distinct(sketches: Iterable[Sketch]) -> tuple[list[Sketch], int]:
    """Give each workout once, the richest of its writings, in order; count what was left out."""
    ordered = sorted(sketches, key=lambda one: (one.type, one.source, one.epoch_s, one.duration_s))
    kept: list[Sketch] = []
    for one in ordered:
        twin = next((other for other in reversed(kept[-8:]) if _same(one, other)), None)
        if twin is None:
            kept.append(one)
        elif one.richness > twin.richness:
            kept[kept.index(twin)] = one
    left_out = len(ordered) - len(kept)
    return sorted(_named(kept), key=lambda one: one.index), left_out


def _same(one: Sketch, other: Sketch) -> bool:
    if one.start is None or other.start is None:
        return False
    return (
        (one.type, one.source) == (other.type, other.source)
        and abs(one.epoch_s - other.epoch_s) <= _SAME_S
        and abs(one.duration_s - other.duration_s) <= _SAME_S
    )


def _named(kept: list[Sketch]) -> list[Sketch]:
    """Give every workout its id: the first written of several alike has the plain one.

    So an id stays when a later export brings another workout of the same start.
    """
    taken: set[str] = set()
    named: list[Sketch] = []
    for one in sorted(kept, key=lambda one: (one.written, one.index)):
        key = f"{one.type}|{one.start.isoformat() if one.start else one.index}|{one.source}"
        name = _short_hash(key)
        if name in taken:
            name = _short_hash(f"{key}|{one.duration_s:.0f}")
        taken.add(name)
        named.append(replace(one, source_id=name))
    return named


def _short_hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:24]


def lone_route_id(first_s: float, last_s: float) -> str:
    """Name a route that belongs to no workout by its own time."""
    return _short_hash(f"route|{first_s:.0f}|{last_s:.0f}")
