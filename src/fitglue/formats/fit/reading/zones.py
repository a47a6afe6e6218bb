"""The zone of a recording: FIT says at most how far its wall clock was from UTC."""

from datetime import datetime

from fitglue.domain.arrival import SourceTools
from fitglue.domain.clock import (
    Zone,
    ZoneKnownBy,
    from_epoch,
    is_zone,
    offset_s_at,
    plain_zone,
)
from fitglue.domain.errors import Damaged
from fitglue.domain.streams import Stream
from fitglue.formats.fit.reading.decoding import Decoded
from fitglue.formats.fit.reading.fields import ACTIVITY, EPOCH

_QUARTER_S, _HOUR_S = 900, 3600
_LEAST_S, _MOST_S = -12 * _HOUR_S, 14 * _HOUR_S


def zone(file: Decoded, start: datetime, route: Stream | None, tools: SourceTools) -> Zone:
    """Find the zone: by the recording's own clock, else by where it began, else by a setting.

    A clock names no zone, so one is chosen that agrees with it: that of the place, else that of
    the settings, else a plain offset. A clock that shows UTC where the place says otherwise was
    never set.
    """
    here, offset_s = _here(route, tools), _offset_s(file)
    if offset_s is None:
        return _without_clock(here, tools)
    never_set = offset_s == 0 and here is not None
    for name in (here, here if never_set else tools.default_zone):
        if name is not None and offset_s_at(name, start) == offset_s:
            return Zone(name, ZoneKnownBy.RECORDING)
    plain = None if never_set else plain_zone(offset_s, start)
    return Zone(plain, ZoneKnownBy.RECORDING) if plain else _without_clock(here, tools)


def _without_clock(here: str | None, tools: SourceTools) -> Zone:
    if here is not None:
        return Zone(here, ZoneKnownBy.POSITION)
    return Zone(tools.default_zone, ZoneKnownBy.SETTING)


def _here(route: Stream | None, tools: SourceTools) -> str | None:
    if route is None:
        return None
    name = tools.zone_at(float(route["latitude_deg"][0]), float(route["longitude_deg"][0]))
    return name if name is not None and is_zone(name) else None


def _offset_s(file: Decoded) -> int | None:
    """Give how far local time is ahead of UTC, to the quarter of an hour that all zones keep."""
    for row in file[ACTIVITY].rows:
        if {"timestamp", "local_timestamp"} <= row.keys():
            ahead_s = row["local_timestamp"] - row["timestamp"]
            offset_s = round(ahead_s / _QUARTER_S) * _QUARTER_S
            return offset_s if _LEAST_S <= offset_s <= _MOST_S else None
    return None


def moment(fit_seconds: float) -> datetime:
    """Turn FIT's seconds into an instant. Raises Damaged for a time that there is not."""
    try:
        return from_epoch(EPOCH + fit_seconds)
    except (OverflowError, ValueError) as problem:
        raise Damaged("The times in this file are broken.") from problem
