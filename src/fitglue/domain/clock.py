"""Instants, and the zone a person lived them in.

An instant is an aware `datetime` in UTC. What the clock on the wall said needs a zone, and a
zone is worth as much as the way it came to be known, so that travels with it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


class ZoneKnownBy(StrEnum):
    """How a zone came to be known, best first."""

    RECORDING = "recording"
    POSITION = "position"
    SETTING = "setting"

    @property
    def sentence(self) -> str:
        """Say it to a person."""
        return _ZONE_SENTENCES[self]


_ZONE_SENTENCES = {
    ZoneKnownBy.RECORDING: "the recording names it",
    ZoneKnownBy.POSITION: "the route starts there",
    ZoneKnownBy.SETTING: "from your settings: the recording does not say",
}


_QUARTER_S, _HOUR_S = 900, 3600
#: Offsets of no whole hour, by quarters of an hour, and a zone that had each for decades.
_BROKEN = {
    -38: "Pacific/Marquesas", -14: "America/St_Johns", -10: "America/St_Johns",
    14: "Asia/Tehran", 18: "Asia/Kabul", 22: "Asia/Kolkata", 23: "Asia/Kathmandu",
    26: "Asia/Yangon", 35: "Australia/Eucla", 38: "Australia/Darwin", 42: "Australia/Adelaide",
    51: "Pacific/Chatham", 55: "Pacific/Chatham",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Zone:
    """An IANA time zone and how we know it."""

    name: str
    known_by: ZoneKnownBy

    def local(self, instant: datetime) -> datetime:
        """Give the wall clock at `instant`."""
        return instant.astimezone(ZoneInfo(self.name))


def is_zone(name: str) -> bool:
    """Tell whether `name` is an IANA zone that this machine knows."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def offset_s_at(name: str, instant: datetime) -> float | None:
    """Tell how far a zone is ahead of UTC at an instant."""
    offset = instant.astimezone(ZoneInfo(name)).utcoffset()
    return None if offset is None else offset.total_seconds()


def plain_zone(offset_s: int, instant: datetime) -> str | None:
    """Name a zone that is so far ahead of UTC at an instant, if there is one."""
    hours, rest = divmod(offset_s, _HOUR_S)
    if not rest:
        # POSIX counts westward: two hours ahead of UTC is "Etc/GMT-2".
        name = f"Etc/GMT{-hours:+d}" if hours else "Etc/UTC"
        return name if is_zone(name) else None
    name = _BROKEN.get(offset_s // _QUARTER_S)
    return name if name is not None and offset_s_at(name, instant) == offset_s else None


def from_epoch(seconds: float) -> datetime:
    """Turn Unix seconds into an instant, to the microsecond; years 1 to 9999."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


def part_of_day(local: datetime) -> str:
    """Name the part of the day, as people say it of a workout."""
    for first_hour, name in ((22, "Night"), (17, "Evening"), (14, "Afternoon"), (11, "Lunch")):
        if local.hour >= first_hour:
            return name
    return "Morning" if local.hour >= 4 else "Night"  # noqa: PLR2004 - before 4 it is still night
