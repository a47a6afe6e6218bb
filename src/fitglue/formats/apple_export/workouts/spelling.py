"""How an export spells sources, devices and dates, read into plain values."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from fitglue.domain.workout import Device
from fitglue.formats.healthkit.names import spelled_nicely

_DEVICE_KEYS = (
    "name|manufacturer|model|hardware|firmware|software|localIdentifier|UDIDeviceIdentifier"
    "|FDA UDI|creation date"
)
# Commas occur inside values ("Watch7,2"), so a value ends only before the next known key.
_DEVICE_VALUE = re.compile(
    rf"(?:^|[,\s])({_DEVICE_KEYS}):\s?(.*?)(?=,\s*(?:{_DEVICE_KEYS}):|>?\s*$)", re.DOTALL
)
_DATE = re.compile(
    r"\s*(\d{4})-?(\d{2})-?(\d{2})[T ]?(\d{2}):?(\d{2}):?(\d{2})(\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})\s*$"
)


_USUAL_LENGTH = len("2016-04-15 07:27:26 +0100")


@lru_cache(maxsize=4096)
def device(text: str) -> Device:
    """Read `<<HKDevice: 0x…>, name:Apple Watch, …, hardware:Watch7,2, …>` without its pointer."""
    said = {key: value.strip() for key, value in _DEVICE_VALUE.findall(text)}
    return Device(
        name=spelled_nicely(said.get("name", "")),
        manufacturer=said.get("manufacturer", ""),
        model=said.get("model", ""),
        hardware=said.get("hardware", ""),
        software=said.get("software", ""),
    )


@lru_cache(maxsize=4096)
def instant(text: str) -> datetime | None:
    """Read `2016-04-15 07:27:26 +0100`, or iOS 8's `20140104084300-0800`, as an instant in UTC.

    The offset is the phone's at the time of the export, never the wall clock of the workout:
    it is used to find the instant and forgotten. None for anything that is no date.
    """
    if len(text) == _USUAL_LENGTH and text[19] == " ":
        try:
            return datetime.fromisoformat(text[:19] + text[20:]).astimezone(UTC)
        except (ValueError, OverflowError):
            return None
    match = _DATE.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = map(int, match.group(1, 2, 3, 4, 5, 6))
    microsecond = int(float(match[7] or 0) * 1e6)
    try:
        wall = datetime(year, month, day, hour, minute, second, microsecond, tzinfo=UTC)
        return wall - _east_of_greenwich(match[8])
    except (ValueError, OverflowError):
        return None


def _east_of_greenwich(offset: str) -> timedelta:
    """Read `Z` or `+HHMM`."""
    if offset == "Z":
        return timedelta(0)
    minutes = int(offset[1:3]) * 60 + int(offset[-2:])
    return timedelta(minutes=-minutes if offset[0] == "-" else minutes)
