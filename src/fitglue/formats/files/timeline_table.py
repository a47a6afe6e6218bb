"""An activity's common clock as CSV: a header, then a row for every second that has a value.

The columns are `time` (UTC, RFC 3339), `time_s` (seconds since the start), and those of
`domain.timeline.Timeline` that were measured; a cell is empty where nothing is known. RFC 4180,
with line feeds alone. See docs/files.md.
"""

from collections.abc import Iterator

import numpy as np

from fitglue.domain.activity import Activity
from fitglue.domain.streams import FloatArray
from fitglue.domain.timeline import timeline

_PLACE_DIGITS = 7  # a centimetre
_DIGITS = 3


def encode_csv(activity: Activity) -> bytes:
    """Write the rows of an activity's clock; the same activity gives the same bytes."""
    rows = timeline(activity.workout)
    start = np.datetime64(activity.workout.start.replace(tzinfo=None), "ms")
    times = start + np.rint(rows.time_s * 1000).astype("timedelta64[ms]")
    columns = [
        [f"{time}Z" for time in np.datetime_as_string(times, unit="s")],
        list(_cells(rows.time_s, _DIGITS)),
        *(list(_cells(values, _digits(name))) for name, values in rows.columns.items()),
    ]
    header = ",".join(("time", "time_s", *rows.columns))
    lines = map(",".join, zip(*columns, strict=True))
    return "\n".join((header, *lines, "")).encode()


def _digits(column: str) -> int:
    return _PLACE_DIGITS if column in {"latitude_deg", "longitude_deg"} else _DIGITS


def _cells(values: FloatArray, digits: int) -> Iterator[str]:
    for value in np.round(values, digits).tolist():
        # NaN alone differs from itself.
        yield "" if value != value else f"{value:.{digits}f}".rstrip("0").rstrip(".")  # noqa: PLR0124
