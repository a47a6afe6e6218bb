"""A workout's route, if a person let it be read: all of them, or this one, or none yet.

A session says that it has a route and gives none where consent is missing. That is remembered, and
asked for on the screen; what is granted there comes once, so it is kept.
"""

import math
import uuid
from array import array
from typing import Any, Final

from fitglue_phone.android.framework import every, seconds
from fitglue_phone.core.workout import Column, Points

_NAMESPACE = uuid.UUID("6f7f4d3b-7d44-4f5c-9a55-4b7a7c5a9d10")
#: Core Location's way to say that something is not known.
_INVALID: Final = -1.0


def route_uuid(session: str) -> str:
    """Name a session's route, the same each time: Health Connect has no name for it."""
    return str(uuid.uuid5(_NAMESPACE, session.upper())).upper()


def points(route: Any) -> Points:
    """Read an ExerciseRoute; a point has no speed and no course there."""
    places = every(route.getRouteLocations())
    return Points(
        time_s=array("d", [seconds(one.getTime()) for one in places]),
        latitude_deg=array("d", [one.getLatitude() for one in places]),
        longitude_deg=array("d", [one.getLongitude() for one in places]),
        altitude_m=_metres([one.getAltitude() for one in places], math.nan),
        horizontal_accuracy_m=_metres([one.getHorizontalAccuracy() for one in places], _INVALID),
        vertical_accuracy_m=_metres([one.getVerticalAccuracy() for one in places], _INVALID),
        speed_m_per_s=array("d", [_INVALID]) * len(places),
        course_deg=array("d", [_INVALID]) * len(places),
    )


def _metres(lengths: list[Any], unknown: float) -> Column:
    return array("d", [unknown if one is None else one.getInMeters() for one in lengths])
