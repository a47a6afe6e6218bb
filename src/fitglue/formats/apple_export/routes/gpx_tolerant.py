"""Route files of any layout, point by point, by expat."""

from collections.abc import Mapping
from datetime import UTC, datetime

import numpy as np

from fitglue.domain.errors import Damaged, NotAWorkout
from fitglue.formats.apple_export.scanning import tolerant
from fitglue.formats.apple_export.scanning.digits import Floats
from fitglue.formats.recorded_xml import as_utf8, tell

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


def read(gpx: bytes) -> dict[str, Floats]:
    """Read all track points into columns, NaN where something is missing.

    Raises NotAWorkout for XML that is no GPX or has no track, Damaged for broken XML, and
    Hostile for a document type, an entity, or endless nesting.
    """
    reader = _Reader()
    if not tell(as_utf8(gpx), reader, _LONGEST_TEXT):
        raise _unreadable(gpx)
    if not reader.points:
        raise NotAWorkout("This GPX file has no track points.")
    columns = zip(_NAMES, np.array(reader.points, np.float64).T, strict=True)
    return {name: np.ascontiguousarray(column) for name, column in columns}


def _unreadable(gpx: bytes) -> Damaged | NotAWorkout:
    if b"<gpx" in gpx[: 1 << 16]:
        return Damaged("This GPX file is broken or cut short.")
    return NotAWorkout("This is not a GPX file.")


class _Reader:
    """Where the document stands: which point."""

    def __init__(self) -> None:
        self.points: list[list[float]] = []
        self._point: dict[str, float] | None = None
        self._begun = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if not self._begun and name != "gpx":
            raise NotAWorkout("This is not a GPX file.")
        self._begun = True
        if name == "trkpt":
            self._point = {
                "latitude_deg": _number(attributes.get("lat", "")),
                "longitude_deg": _number(attributes.get("lon", "")),
            }

    def end(self, name: str, text: str) -> None:
        if self._point is None:
            return
        column = _COLUMNS.get(name)
        if column:
            value = _time(text) if name == "time" else _number(text)
            self._point.setdefault(column, value)
        if name == "trkpt":
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
