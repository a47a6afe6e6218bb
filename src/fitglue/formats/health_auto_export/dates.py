"""The app's dates: `2026-05-05 14:40:52 +1000`, twelve-hour clocks and ISO 8601."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_DATE = re.compile(
    r"\s*(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:T|,?\s+)(?P<before>[^\d\s]*)\s*(\d{1,2}):(\d{2})"
    r"(?::(\d{2})(\.\d{1,9})?)?\s*(?P<after>[^\d+Z-]*?)\s*(?P<offset>Z|[+-]\d{2}:?\d{2})\s*"
)
_DIGIT = re.compile(r"[^\D0-9]")
_USUAL_LENGTH = len("2026-05-05 14:40:52 +1000")
_LONGEST = 48
_FIRST_YEAR, _LAST_YEAR = 1970, 2200
_BEFORE_NOON = frozenset({"am", "上午", "午前", "오전", "vorm", "fm", "ap", "ص"})
_AFTER_NOON = frozenset({"pm", "下午", "午後", "오후", "nachm", "em", "ip", "م"})
_HALF_A_DAY_H = 12


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant in UTC, and how far the phone's clock was ahead of it."""

    instant: datetime
    offset: timedelta


def moment(text: object) -> Moment | None:
    """Read a date; None for null, for an empty one, and for one that names no instant.

    A phone with a twelve-hour clock writes `7:57:00\u202fam`, in its own language.
    """
    if not isinstance(text, str) or len(text) > _LONGEST:
        return None
    aware = _usual(text) or _unusual(_in_ascii_digits(text))
    if aware is None or not _FIRST_YEAR < aware.year < _LAST_YEAR:
        return None
    return Moment(aware.astimezone(UTC), aware.utcoffset() or timedelta(0))


def _usual(text: str) -> datetime | None:
    if len(text) != _USUAL_LENGTH or text[19] != " " or text[20] not in "+-":
        return None
    try:
        return datetime.fromisoformat(text[:19] + text[20:])
    except ValueError:
        return None


def _in_ascii_digits(text: str) -> str:
    """Write the digits of any alphabet as ours, and every kind of space as a plain one."""
    plain = unicodedata.normalize("NFKC", text)
    return _DIGIT.sub(lambda digit: str(int(digit[0])), plain)


def _unusual(text: str) -> datetime | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute = map(int, match.group(1, 2, 3, 5, 6))
    microsecond = int(float(match[8] or 0) * 1e6)
    try:
        hour = _of_twenty_four(hour, match["before"] or match["after"])
        return datetime.fromisoformat(
            f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{int(match[7] or 0):02}"
            f".{microsecond:06}{match['offset']}"
        )
    except ValueError:
        return None


def _of_twenty_four(hour: int, half: str) -> int:
    """Give the hour of the day. Raises ValueError for half a day that no clock names."""
    letters = re.sub(r"[\s.]", "", half).casefold()
    if not letters:
        return hour
    if letters not in _BEFORE_NOON | _AFTER_NOON or not 0 <= hour <= _HALF_A_DAY_H:
        raise ValueError(half)
    return hour % _HALF_A_DAY_H + (_HALF_A_DAY_H if letters in _AFTER_NOON else 0)
