"""The small JSON that an iOS Shortcut can write: one workout, or a list of them.

::

    {"type": "Running", "start": "2026-05-05T14:40:52+02:00", "end": "2026-05-05T15:10:52+02:00",
     "distance": "5.02 km", "energy": "320 kcal", "average_heart_rate": 148, "gpx": "<gpx …"}

`type`, `start` and `end` are needed. Numbers may be texts with a decimal comma and a unit, as
Shortcuts writes them; without a unit a distance is in kilometres and energy in kcal. `type` is a
name of Health in any language of the iPhone. `gpx` is the text of a GPX file.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from fitglue.domain.arrival import Arrival, Original, SetAside, SourceTools
from fitglue.domain.errors import Damaged, Hostile, TooBig, Unreadable
from fitglue.domain.shape import Shape
from fitglue.domain.sport import Sport
from fitglue.domain.workout import Note
from fitglue.formats.gpx import read_gpx
from fitglue.formats.health_auto_export.quantities import number, spelt
from fitglue.formats.health_auto_export.retold import Json, retold, track_of, workout_from
from fitglue.formats.packing import packed

LARGEST = 16 << 20
_MOST_WORKOUTS = 500
_TELLER = "Shortcut"
_QUANTITY = re.compile(r"\s*([-+]?[\d.,]+)\s*(\D*?)\s*")
_NEEDED = {
    "type": "the workout's type, such as “Running”",
    "start": "when it began, as ISO 8601 such as 2026-05-05T14:40:52+02:00",
    "end": "when it ended, as ISO 8601",
}
_PAGE = "Compare it with the example under Settings, Phones, Shortcut."
# What else people call a field.
_ALSO = {
    "workout_type": "type", "start_date": "start", "end_date": "end",
    "avg_heart_rate": "average_heart_rate", "heart_rate": "average_heart_rate",
    "calories": "energy", "active_energy": "energy", "distance_km": "distance",
    "energy_kcal": "energy", "average_heart_rate_bpm": "average_heart_rate",
}  # fmt: skip

_ABSENT = msgspec.Raw(b"")
_Outline = msgspec.defstruct(
    "_Outline", [(name, msgspec.Raw, _ABSENT) for name in ("data", "type")]
)
_OUTLINE = Shape(_Outline)


@dataclass(frozen=True, slots=True)
class _Piece:
    """One workout of a request, by the names above, and as it came."""

    number: int
    fields: Json
    content: bytes

    @property
    def what(self) -> str:
        """Name it to a person."""
        return f"workout {self.number}"


def is_shortcut(content: bytes) -> bool:
    """Tell a Shortcut's JSON from Health Auto Export's, which is an object with other fields."""
    plain = content[: LARGEST + 1].strip()
    if len(plain) > LARGEST:
        return False
    if plain.startswith(b"["):
        return True
    try:
        outline = _OUTLINE.from_json(plain)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return bool(bytes(getattr(outline, "type"))) and not bytes(getattr(outline, "data"))  # noqa: B009 - made at run time


def read_shortcut(
    content: bytes, tools: SourceTools, names: Mapping[str, Sport]
) -> Iterator[Arrival | SetAside]:
    """Read the workouts of a request; one that is incomplete is set aside with the reason.

    Raises Damaged, Hostile and TooBig when it cannot be read as a whole.
    """
    for piece in _pieces(content):
        try:
            yield _arrival(piece, tools, names)
        except Unreadable as why:
            yield SetAside(piece.what, why, piece.content)


def _pieces(content: bytes) -> Iterator[_Piece]:
    if len(content) > LARGEST:
        raise TooBig(f"This is larger than {LARGEST >> 20} MB.", "Send fewer workouts at once.")
    try:
        said = msgspec.json.decode(content)
    except RecursionError:
        raise Hostile("This JSON nests without end.") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Damaged("This JSON breaks off or is broken.", _PAGE) from None
    listed = said if isinstance(said, list) else [said]
    if len(listed) > _MOST_WORKOUTS:
        raise TooBig(f"These are more than {_MOST_WORKOUTS} workouts.", "Send them in parts.")
    for at, one in enumerate(listed, start=1):
        yield _Piece(at, _fields(one), msgspec.json.encode(one))


def _fields(one: Any) -> Json:
    if not isinstance(one, dict):
        return {}
    keyed = {"_".join(str(name).lower().split()): value for name, value in one.items()}
    return {_ALSO.get(name, name): value for name, value in keyed.items()}


def _arrival(piece: _Piece, tools: SourceTools, names: Mapping[str, Sport]) -> Arrival:
    fields = piece.fields
    for name, meaning in _NEEDED.items():
        if not isinstance(fields.get(name), str) or not fields[name].strip():
            raise Damaged(f"The field “{name}” is missing: {meaning}.", _PAGE)
    track, notes = _track(fields.get("gpx"), tools)
    said = retold({**_in_the_apps_words(fields), **track})
    workout = workout_from(said, tools, names, _TELLER)
    workout = replace(workout, notes=(*workout.notes, *notes))
    originals = (
        (Original(f"{said.source_id}.json", packed(piece.content)),) if tools.keep_originals else ()
    )
    return Arrival(said.source_id, workout, originals)


def _in_the_apps_words(fields: Json) -> Json:
    return {
        "id": fields.get("id"),
        "name": fields["type"],
        "start": fields["start"],
        "end": fields["end"],
        "duration": _seconds(fields.get("duration")),
        "distance": _quantity(fields.get("distance"), "km"),
        "activeEnergyBurned": _quantity(fields.get("energy"), "kcal"),
        "avgHeartRate": _quantity(fields.get("average_heart_rate"), "bpm"),
        "maxHeartRate": _quantity(fields.get("max_heart_rate"), "bpm"),
        "isIndoor": fields.get("indoor"),
    }


def _quantity(said: Any, otherwise: str) -> Json | None:
    """Read `5.02`, `"5,02 km"` or `"320 kcal"`."""
    match = _QUANTITY.fullmatch(said[:40]) if isinstance(said, str) else None
    value = number(match[1]) if match is not None else number(said)
    if value is None:
        return None
    return {"qty": value, "units": spelt(match[2]) if match and match[2] else otherwise}


def _seconds(said: Any) -> float | None:
    """Read seconds, or `"1:02:03"`."""
    if not isinstance(said, str) or ":" not in said:
        return number(said)
    parts = [number(part) for part in said[:20].split(":")]
    if any(part is None for part in parts):
        return None
    return sum((part or 0) * 60**place for place, part in enumerate(reversed(parts)))


def _track(gpx: Any, tools: SourceTools) -> tuple[Json, tuple[Note, ...]]:
    """Read the route of a GPX file; of one that cannot be read it is said, and the rest goes on."""
    if not isinstance(gpx, str) or not gpx.strip():
        return {}, ()
    try:
        recorded = read_gpx(gpx.encode("utf-8", "replace"), "", tools).workouts
    except Unreadable as why:
        return {}, (Note("gpx-unreadable", f"Its GPX was left out. {why.sentence}"),)
    return track_of(max(recorded, key=lambda one: one.route_points)), ()
