"""Workouts of other senders, told in the words of version 2, so that one reader reads them all."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import numpy as np

from fitglue.domain.arrival import SourceTools
from fitglue.domain.sport import Sport
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import Workout
from fitglue.formats.health_auto_export.json_document import fields_of
from fitglue.formats.health_auto_export.names import name_key
from fitglue.formats.health_auto_export.told import Told, told
from fitglue.formats.health_auto_export.workout import workout_of

Json = dict[str, Any]


def retold(fields: Json) -> Told:
    """Read a workout in the app's words. Raises Damaged when its times are of no use."""
    return told(fields_of(msgspec.Raw(msgspec.json.encode(fields)), "A workout"))


def workout_from(
    said: Told, tools: SourceTools, names: Mapping[str, Sport], teller: str
) -> Workout:
    """Make a workout of what was told; `teller` is who told it, for its provenance."""
    rules = {name_key(name): sport for name, sport in names.items()}
    workout = workout_of(said, tools, rules)
    origins = {name: replace(one, source=teller) for name, one in workout.provenance.items()}
    return replace(workout, provenance=origins)


def track_of(recorded: Workout) -> Json:
    """Tell the route and the heart rate of a recorded track."""
    found: Json = {}
    route = recorded.streams.get(StreamKind.ROUTE)
    if route is not None:
        columns = (route.time_s, route["latitude_deg"], route["longitude_deg"])
        found["route"] = [
            {
                "timestamp": _moment(recorded.start, at), "latitude": latitude,
                "longitude": longitude, **_height(altitude),
            }
            for at, latitude, longitude, altitude in zip(
                *(column.tolist() for column in columns), route["altitude_m"].tolist(), strict=True
            )
        ]  # fmt: skip
    pulse = recorded.streams.get(StreamKind.HEART_RATE)
    if pulse is not None:
        beats = zip(pulse.time_s.tolist(), pulse.values.tolist(), strict=True)
        found["heartRateData"] = [
            {"date": _moment(recorded.start, at), "qty": bpm} for at, bpm in beats if bpm > 0
        ]
    return found


def _height(altitude_m: float) -> Json:
    return {} if np.isnan(altitude_m) else {"altitude": altitude_m}


def _moment(start: datetime, at_s: float) -> str:
    return (start + timedelta(seconds=at_s)).astimezone(UTC).isoformat()
