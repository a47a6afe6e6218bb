"""The files that Strava takes, read without FitGlue's own readers: fitdecode, and plain XML.

What it reads of each format: https://developers.strava.com/docs/uploads/. A bad checksum and times
that run backwards are refused.
"""

import gzip
import json
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

from fitglue.domain import sport
from fitglue.testing.services.strava.fit_messages import Peeked, Unreadable, fit_messages
from fitglue.testing.services.strava.kept import Streams, Track

DATA_TYPES = ("fit", "fit.gz", "tcx", "tcx.gz", "gpx", "gpx.gz", "json")
#: https://developers.strava.com/docs/uploads/ names the four.
_STRENGTH = {"WeightTraining", "HighIntensityIntervalTraining", "Workout", "Crossfit"}
_TCX_SPORTS = {"running": "Run", "biking": "Ride", "hiking": "Hike", "walking": "Walk",
               "swimming": "Swim"}  # fmt: skip
_SEMICIRCLE_DEG = 180 / 2**31
_FIT_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
_FIT_STREAMS = {
    "heartrate": "heart_rate", "altitude": "enhanced_altitude", "distance": "distance",
    "velocity_smooth": "enhanced_speed", "cadence": "cadence", "watts": "power",
    "temp": "temperature",
}  # fmt: skip


def track_of(content: bytes, data_type: str, sport_type: str) -> Track:
    """Read a file. Raises Unreadable."""
    name, _, packed = data_type.partition(".")
    try:
        plain = gzip.decompress(content) if packed else content
        match name:
            case "fit":
                return _fit(plain)
            case "json":
                return _strength(plain, sport_type)
            case "gpx":
                return _gpx(_tree(plain))
        return _tcx(_tree(plain))
    except (OSError, EOFError, zlib.error, ValueError, KeyError, ET.ParseError) as problem:
        raise Unreadable(f"{type(problem).__name__}: {problem}") from problem


def _fit(content: bytes) -> Track:
    """Read what a file sums up, and that its times run forward; its streams are read when asked."""
    peeked = Peeked()
    messages = list(fit_messages(content, peeked))
    sessions = [one for one in messages if one.name == "session"]
    activities = [one for one in messages if one.name == "activity"]
    makers = [one for one in messages if one.name == "device_info"]
    if not sessions or not activities:
        raise Unreadable("no session, or no activity message")
    _check_order(peeked.times)
    start = _fit_moment(min(one.get_value("start_time") for one in sessions))
    return Track(
        start=start,
        elapsed_s=_total(sessions, "total_elapsed_time"),
        timer_s=_total(sessions, "total_timer_time"),
        sport_type=_fit_sport(sessions),
        distance_m=_total(sessions, "total_distance"),
        utc_offset_s=_utc_offset_s(activities[-1]),
        device=str(makers[-1].get_value("product_name", fallback="") or "") if makers else "",
        is_still=not peeked.has_places,
        later=lambda: _fit_streams(content, start),
    )


def _total(sessions: Sequence[Any], name: str) -> float:
    return float(sum(one.get_value(name, fallback=None) or 0 for one in sessions))


def _fit_moment(seconds: int) -> datetime:
    return _FIT_EPOCH + timedelta(seconds=seconds)


def _fit_sport(sessions: Sequence[Any]) -> str:
    numbers = [one.get_raw_value("sport") for one in sessions]
    subs = [one.get_raw_value("sub_sport", fallback=0) for one in sessions]
    return sport.from_fit(numbers[0], subs[0]).strava if len(sessions) == 1 else "Workout"


def _utc_offset_s(activity: Any) -> int:
    local = activity.get_value("local_timestamp", fallback=None)
    return 0 if local is None else local - activity.get_value("timestamp")


def _fit_streams(content: bytes, start: datetime) -> Streams:
    rows = [one for one in fit_messages(content) if one.name == "record"]
    starts_at = (start - _FIT_EPOCH).total_seconds()
    streams: Streams = {"time": [round(one.get_value("timestamp") - starts_at) for one in rows]}
    for name, field in _FIT_STREAMS.items():
        streams[name] = [one.get_value(field, fallback=None) for one in rows]
    latitudes = [one.get_value("position_lat", fallback=None) for one in rows]
    longitudes = [one.get_value("position_long", fallback=None) for one in rows]
    streams["latlng"] = [
        None if latitude is None else [latitude * _SEMICIRCLE_DEG, longitude * _SEMICIRCLE_DEG]
        for latitude, longitude in zip(latitudes, longitudes, strict=True)
    ]
    return {name: one for name, one in streams.items() if any(v is not None for v in one)}


def _check_order(times: Sequence[Any]) -> None:
    if list(times) != sorted(times):
        raise Unreadable("times run backwards")


def _tree(content: bytes) -> ET.Element:
    if b"<!ENTITY" in content or b"<!DOCTYPE" in content:
        raise Unreadable("a document type is of no use here")
    return ET.fromstring(content)  # noqa: S314 - without a document type nothing expands


def _gpx(root: ET.Element) -> Track:
    points = [one for one in root.iter() if _local(one) == "trkpt"]
    times = [_moment(_text(one, "time")) for one in points]
    _check_order(times)
    if not times:
        raise Unreadable("no track")
    elapsed_s = (times[-1] - times[0]).total_seconds()
    streams = {
        "time": [round((one - times[0]).total_seconds()) for one in times],
        "latlng": [[float(one.attrib["lat"]), float(one.attrib["lon"])] for one in points],
    }
    device = root.attrib.get("creator", "")
    return Track(times[0], elapsed_s, elapsed_s, device=device, is_still=False, known=streams)


def _tcx(root: ET.Element) -> Track:
    activity = next((one for one in root.iter() if _local(one) == "Activity"), None)
    if activity is None:
        raise Unreadable("no activity")
    laps = [one for one in activity if _local(one) == "Lap"]
    points = [one for one in activity.iter() if _local(one) == "Trackpoint"]
    times = [_moment(_text(one, "Time")) for one in points]
    _check_order(times)
    start = _moment(laps[0].attrib["StartTime"]) if laps else _moment(_text(activity, "Id"))
    elapsed_s = sum(float(_text(lap, "TotalTimeSeconds")) for lap in laps)
    places = [
        [float(_text(one, "LatitudeDegrees")), float(_text(one, "LongitudeDegrees"))]
        for one in points
        if any(_local(part) == "Position" for part in one)
    ]
    return Track(
        start=start,
        elapsed_s=elapsed_s,
        timer_s=elapsed_s,
        sport_type=_TCX_SPORTS.get(activity.attrib.get("Sport", "").lower(), "Workout"),
        distance_m=sum(float(_text(lap, "DistanceMeters")) for lap in laps),
        is_still=not places,
        known={
            "time": [round((one - start).total_seconds()) for one in times],
            **({"latlng": places} if places else {}),
        },
    )


def _strength(content: bytes, sport_type: str) -> Track:
    """Read a session of sets (data_type=json, since 2026-05-21)."""
    told = json.loads(content)
    if sport_type not in _STRENGTH or told["version"] != "1.0" or not told["sets"]:
        raise Unreadable("no session of sets")
    elapsed_s = float(told["elapsed_time"])
    return Track(
        start=_moment(told["start_time"]),
        elapsed_s=elapsed_s,
        timer_s=float(told.get("active_time", elapsed_s)),
        sport_type=sport_type,
        utc_offset_s=int(told["utc_offset"]),
        device=told.get("creator", {}).get("name", ""),
    )


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(element: ET.Element, name: str) -> str:
    found = next((one for one in element.iter() if _local(one) == name), None)
    if found is None or not found.text:
        raise Unreadable(f"no {name}")
    return found.text.strip()


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
