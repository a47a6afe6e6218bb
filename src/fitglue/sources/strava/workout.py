"""A workout out of an activity's details and streams.

DetailedActivity and StreamSet of https://developers.strava.com/docs/reference/: metres, seconds,
m/s, beats and revolutions a minute (of one foot), watts, °C; streams of one activity have one
length. `elapsed_time` is from start to end, `moving_time` without standing still.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np

from fitglue.domain import sport
from fitglue.domain.arrival import SourceTools
from fitglue.domain.clock import Zone, ZoneKnownBy, is_zone
from fitglue.domain.errors import Damaged
from fitglue.domain.streams import HOLD_S, FloatArray
from fitglue.domain.terms import ACCOUNT
from fitglue.domain.workout import App, Device, How, Origin, Pause, PauseKind, SwimLocation, Workout
from fitglue.formats.xml_tracks.points import PointRows, Points, cleaned, in_order
from fitglue.formats.xml_tracks.workout import Said, workout_of
from fitglue.sources.strava.listing import moment

#: Our column of each stream.
_COLUMNS = {
    "altitude": "altitude_m", "velocity_smooth": "speed_m_per_s", "heartrate": "heart_rate_bpm",
    "cadence": "cadence_per_min", "watts": "power_w", "temp": "air_temperature_deg_c",
    "distance": "travelled_m",
}  # fmt: skip
STREAMS = ("time", "latlng", "moving", *_COLUMNS)
_LONGEST_TEXT = 10_000
_ZONE = re.compile(r"^\(GMT[+-]\d\d:\d\d\) (\S+)$")
_ON_A_DRAWN_ROAD = ("VirtualRide", "VirtualRun", "VirtualRow")


def strava_workout(
    detail: Mapping[str, Any], streams: Mapping[str, Any], account: str, tools: SourceTools
) -> Workout:
    """Make a workout; `account` is whose it is at Strava.

    Raises TypeError, KeyError, ValueError and Damaged for what is not as described.
    """
    start = moment(detail["start_date"])
    points = _points(streams, start.timestamp())
    elapsed_s = float(detail["elapsed_time"])
    pauses = tuple(_pauses(streams, elapsed_s))
    said = _said(detail, start.timestamp(), elapsed_s, pauses)
    found = workout_of(points, said, tools)
    return _as_told(found, detail, account)


def _said(
    detail: Mapping[str, Any], start_s: float, elapsed_s: float, pauses: tuple[Pause, ...]
) -> Said:
    kind = _kind(detail)
    is_indoor = detail.get("trainer") is True or kind in _ON_A_DRAWN_ROAD
    return Said(
        start_s=start_s,
        elapsed_s=elapsed_s,
        sport=sport.from_strava(kind),
        distance_m=_figure(detail.get("distance")),
        active_kcal=_figure(detail.get("calories")),
        indoor=True if is_indoor else None,
        app=App("Strava"),
        device=Device(str(detail.get("device_name") or "")),
        pauses=pauses,
    )


def _as_told(workout: Workout, detail: Mapping[str, Any], account: str) -> Workout:
    """Add what only Strava knows: its own figures win over those worked out here."""
    figures = {
        "moving_s": _figure(detail.get("moving_time")),
        "ascent_m": _figure(detail.get("total_elevation_gain")),
        "avg_hr_bpm": _figure(detail.get("average_heartrate")),
        "max_hr_bpm": _figure(detail.get("max_heartrate")),
    }
    told: dict[str, Any] = {name: value for name, value in figures.items() if value is not None}
    if "moving_s" in told:
        told["moving_s"] = min(told["moving_s"], workout.timer_s)
    stated = Origin(workout.device.name or workout.app.name, How.STATED)
    is_swum_outside = _kind(detail) == "Swim" and workout.has_route
    return replace(
        workout,
        **told,
        zone=_zone(detail, workout),
        end=workout.start + timedelta(seconds=workout.elapsed_s),
        swim_location=SwimLocation.OPEN_WATER if is_swum_outside else None,
        brand=" ".join(str(detail.get("name") or "").split())[:200],
        description=str(detail.get("description") or "").strip()[:_LONGEST_TEXT],
        virtual_route=_kind(detail) in _ON_A_DRAWN_ROAD and workout.has_route,
        user_entered=detail.get("manual") is True,
        metadata={ACCOUNT: account},
        provenance={**workout.provenance, **dict.fromkeys(told, stated)},
    )


def _kind(detail: Mapping[str, Any]) -> str:
    """Name the sport; `type` is the old field, which knows fewer."""
    return str(detail.get("sport_type") or detail.get("type") or "")


def _figure(told: Any) -> float | None:
    """Read a figure; Strava writes 0 where it knows none."""
    return float(told) if isinstance(told, int | float) and told > 0 else None


def _zone(detail: Mapping[str, Any], workout: Workout) -> Zone:
    """Read a zone such as "(GMT+01:00) Europe/Paris"."""
    named = _ZONE.match(str(detail.get("timezone") or ""))
    if named and is_zone(named[1]):
        return Zone(named[1], ZoneKnownBy.RECORDING)
    return workout.zone


def _points(streams: Mapping[str, Any], start_s: float) -> Points:
    rows = PointRows()
    time_s = _numbers(streams, "time")
    if len(time_s):
        columns = {"time_s": time_s + start_s, **_placed(streams, len(time_s))}
        columns |= {ours: _numbers(streams, name) for name, ours in _COLUMNS.items()}
        known = {name: column for name, column in columns.items() if len(column)}
        if any(len(column) != len(time_s) for column in known.values()):
            raise Damaged("Streams of one activity have several lengths.")
        rows.add_block(known, piece=0)
    return in_order(cleaned(rows.points()))


def _placed(streams: Mapping[str, Any], count: int) -> dict[str, FloatArray]:
    told = _told(streams, "latlng")
    if not told:
        return {}
    nowhere = (None, None)
    pairs = np.array([one or nowhere for one in told], dtype=np.float64).reshape(-1, 2)
    if len(pairs) != count:
        raise Damaged("Streams of one activity have several lengths.")
    return {"latitude_deg": pairs[:, 0].copy(), "longitude_deg": pairs[:, 1].copy()}


def _numbers(streams: Mapping[str, Any], name: str) -> FloatArray:
    """Give a stream; what was not measured in it is missing."""
    return np.array(_told(streams, name), dtype=np.float64)


def _told(streams: Mapping[str, Any], name: str) -> list[Any]:
    stream = streams.get(name)
    return list(stream["data"]) if stream else []


def _pauses(streams: Mapping[str, Any], elapsed_s: float) -> Iterator[Pause]:
    """Give the spans that stood still, each from the sample before it to its last one.

    Where the device wrote nothing meanwhile, it was its owner who stopped it.
    """
    time_s, moving = _numbers(streams, "time"), np.array(_told(streams, "moving"), dtype=bool)
    if len(moving) < 2 or len(moving) != len(time_s):  # noqa: PLR2004 - a span has two ends
        return
    edges = np.diff(moving.astype(np.int8), prepend=1, append=1)
    for first, after in zip(np.flatnonzero(edges < 0), np.flatnonzero(edges > 0), strict=True):
        start_s, end_s = float(time_s[max(first - 1, 0)]), float(time_s[after - 1])
        was_silent = after - first == 1 and end_s - start_s > HOLD_S
        kind = PauseKind.MANUAL if was_silent else PauseKind.MOTION
        if start_s < min(end_s, elapsed_s):
            yield Pause(start_s, min(end_s, elapsed_s), kind)
