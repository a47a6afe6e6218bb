"""The route of a workout, in either version's words."""

import numpy as np

from fitglue.domain.streams import COLUMNS, FloatArray, Stream, StreamKind
from fitglue.formats.health_auto_export.dates import moment
from fitglue.formats.health_auto_export.quantities import number
from fitglue.formats.health_auto_export.told import Told
from fitglue.formats.healthkit.route_points import TIME, as_stream, in_order, plausible

#: The watch goes on for some seconds after the end; what is further away is another workout's.
_BEFORE_S, _AFTER_S = 5.0, 10.0
_SPELT = {
    "latitude_deg": ("latitude", "lat"), "longitude_deg": ("longitude", "lon"),
    "altitude_m": ("altitude", "elevation"), "speed_m_per_s": ("speed",), "course_deg": ("course",),
    "horizontal_accuracy_m": ("horizontalAccuracy", "hAcc"),
    "vertical_accuracy_m": ("verticalAccuracy", "vAcc"),
}  # fmt: skip
_MOST = {
    "altitude_m": 20_000.0, "speed_m_per_s": 1_000.0, "course_deg": 360.0,
    "horizontal_accuracy_m": 1e5, "vertical_accuracy_m": 1e5,
}  # fmt: skip


def route_of(said: Told) -> Stream | None:
    """Read the points inside the workout; None without any."""
    rows = said.rows("route")
    points = np.full((len(rows), 1 + len(_SPELT)), np.nan)
    for row, point in zip(rows, points, strict=True):
        when = moment(row.get("timestamp") or row.get("time") or row.get("date"))
        point[TIME] = when.instant.timestamp() if when else np.nan
        point[1:] = [
            next((value for name in names if (value := number(row.get(name))) is not None), np.nan)
            for names in _SPELT.values()
        ]
    found = in_order([plausible(_believable(points))])
    clock = found[:, TIME] - said.start.timestamp()
    inside = found[(clock >= -_BEFORE_S) & (clock <= said.elapsed_s + _AFTER_S)]
    return as_stream(inside, said.start.timestamp()) if len(inside) else None


def _believable(points: FloatArray) -> FloatArray:
    """Leave out what no place on Earth or vehicle has."""
    for index, name in enumerate(COLUMNS[StreamKind.ROUTE], start=1):
        if name in _MOST:
            points[np.abs(points[:, index]) > _MOST[name], index] = np.nan
    return points
