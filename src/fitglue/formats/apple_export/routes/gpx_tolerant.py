"""Route files of any layout, point by point, by expat."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from xml.parsers import expat

import numpy as np

from fitglue.domain.errors import Damaged, Hostile, NotAWorkout
from fitglue.formats.apple_export.scanning import tolerant
from fitglue.formats.apple_export.scanning.digits import Floats

# Where each element of a point goes; Apple's own extensions have no namespace.
_COLUMNS = {
    "ele": "altitude_m",
    "time": "time_s",
    "speed": "speed_m_per_s",
    "course": "course_deg",
    "hAcc": "horizontal_accuracy_m",
    "vAcc": "vertical_accuracy_m",
}
_NAMES = ("latitude_deg", "longitude_deg", *_COLUMNS.values())
_LONGEST_TEXT = 100
_DEEPEST = 64


def read(gpx: bytes) -> dict[str, Floats]:
    """Read all track points into columns, NaN where something is missing.

    Raises NotAWorkout for XML that is no GPX or has no track, Damaged for broken XML, and
    Hostile for a document type, an entity, or endless nesting.
    """
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(gpx, True)  # noqa: FBT003 - "this is the end", expat's own signature
    except expat.ExpatError as error:
        raise _unreadable(gpx) from error
    if not reader.points:
        raise NotAWorkout("This GPX file has no track points.")
    columns = zip(_NAMES, np.array(reader.points, np.float64).T, strict=True)
    return {name: np.ascontiguousarray(column) for name, column in columns}


def _refuse(*_: Any) -> None:
    raise Hostile("This GPX file declares a document type or an entity, which no route needs.")


def _unreadable(gpx: bytes) -> Damaged | NotAWorkout:
    if b"<gpx" in gpx[: 1 << 16]:
        return Damaged("This GPX file is broken or cut short.")
    return NotAWorkout("This is not a GPX file.")


class _Reader:
    """Where expat stands: which element, which point."""

    def __init__(self) -> None:
        self.points: list[list[float]] = []
        self._point: dict[str, float] | None = None
        self._column = ""
        self._text = ""
        self._depth = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if self._depth == 0 and name != "gpx":
            raise NotAWorkout("This is not a GPX file.")
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Hostile("This GPX file nests its elements without end.")
        if name == "trkpt":
            self._point = {
                "latitude_deg": _number(attributes.get("lat", "")),
                "longitude_deg": _number(attributes.get("lon", "")),
            }
        self._column, self._text = _COLUMNS.get(name, ""), ""

    def text(self, text: str) -> None:
        if self._column and len(self._text) < _LONGEST_TEXT:
            self._text += text

    def end(self, tag: str) -> None:
        self._depth -= 1
        if self._point is not None and self._column:
            value = _time(self._text) if self._column == "time_s" else _number(self._text)
            self._point.setdefault(self._column, value)
        self._column = ""
        if self._point is not None and tag.rpartition(":")[2] == "trkpt":
            self.points.append([self._point.get(name, np.nan) for name in _NAMES])
            self._point = None


def _number(text: str) -> float:
    number = tolerant.number(text.encode())
    return np.nan if number is None else number


def _time(text: str) -> float:
    """Read an ISO time, fractions of a second included; without a zone it is UTC, as GPX says."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return np.nan
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
