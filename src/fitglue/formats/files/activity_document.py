"""An activity as JSON: everything we know of it, streams included. See docs/files.md.

``{"fitglue": 1, "id", "revision", "title", "description", "workout": {…}, "streams": {kind:
{"time_s": […], column: […]}}}``. `workout` is the document of `workout_document`; a column is a
list as long as its clock, rounded to the resolution that it is kept at, null where nothing is
known.
"""

import math

import msgspec
import numpy as np

from fitglue.domain.activity import Activity
from fitglue.domain.streams import COLUMNS, TIME_RESOLUTION_S, FloatArray, Stream
from fitglue.formats import workout_document

VERSION = 1


def encode_json(activity: Activity) -> bytes:
    """Write an activity as a JSON document; the same activity gives the same bytes."""
    streams = activity.workout.streams
    plain = {
        "fitglue": VERSION,
        "id": activity.id,
        "revision": activity.revision,
        "title": activity.title,
        "description": activity.text,
        "workout": msgspec.Raw(workout_document.encode(activity.workout)),
        "streams": {kind: _columns(streams[kind]) for kind in sorted(streams)},
    }
    return msgspec.json.encode(plain)


def _columns(stream: Stream) -> dict[str, list[float]]:
    resolutions = COLUMNS[stream.kind]
    columns = {name: _rounded(stream[name], resolutions[name]) for name in stream.columns}
    return {"time_s": _rounded(stream.time_s, TIME_RESOLUTION_S), **columns}


def _rounded(column: FloatArray, resolution: float) -> list[float]:
    """Give a column's values without the noise of floats; NaN becomes null in JSON."""
    return np.round(column, -round(math.log10(resolution))).tolist()
