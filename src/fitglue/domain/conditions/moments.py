"""Days of the week, spans of a day, and dates, as people type them.

Every reader raises ValueError with a sentence that says what to write instead.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fitglue.domain.conditions.aspects import DASH, Op

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*h?\s*(am|pm)?", re.IGNORECASE)
_DASH = re.compile(r"\s*(?:[\u2013\u2014-]|\bto\b|\band\b|\buntil\b)\s*", re.IGNORECASE)
_BETWEEN_DATES = re.compile(r"\s*(?:[\u2013\u2014]|\bto\b|\band\b|\s-\s)\s*")
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Days:
    """Days of the week, 0 is Monday."""

    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ClockSpan:
    """Minutes of a local day, `start` included and `end` not; over midnight when it ends first."""

    start: int
    end: int

    def holds(self, minute: int) -> bool:
        """Tell whether a minute of the day lies inside."""
        if self.start < self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


@dataclass(frozen=True, slots=True)
class DateRange:
    """Local days from `first` to `last`, both included; one may be open."""

    first: date | None
    last: date | None

    def holds(self, day: date) -> bool:
        """Tell whether a day lies inside."""
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)


def clock_words(minute: int) -> str:
    """Write "06:30"; the end of a day is 24:00."""
    return f"{minute // 60:02}:{minute % 60:02}"


def days_of(text: str) -> Iterable[int]:
    """Read "Mon", "Tuesday", "Mon-Fri", "weekend", "weekdays". Raises ValueError."""
    plain = text.lower()
    if plain.rstrip("s") == "weekend":
        return (5, 6)
    if plain.rstrip("s") in {"weekday", "workday"}:
        return range(5)
    ends = [_day(one, text) for one in _DASH.split(plain)]
    if len(ends) > 2:  # noqa: PLR2004 - a span has two ends
        raise _no_day(text)
    return [(ends[0] + ahead) % 7 for ahead in range((ends[-1] - ends[0]) % 7 + 1)]


def _day(name: str, text: str) -> int:
    fits = [
        day
        for day, known in enumerate(DAY_NAMES)
        if len(name) > 1 and known.lower().startswith(name.removesuffix("s") or "?")
    ]
    if len(fits) != 1:
        raise _no_day(text)
    return fits[0]


def _no_day(text: str) -> ValueError:
    return ValueError(f"“{text}” is no day of the week: write Mon, Wed or Mon{DASH}Fri.")


def clock_span(text: str) -> ClockSpan:
    """Read "06:00-09:00", "6am to 9pm", "22-6". Raises ValueError with a sentence."""
    ends = [_minute(one) for one in _DASH.split(text.strip())]
    if len(ends) != 2 or None in ends:  # noqa: PLR2004 - a span has two ends
        raise ValueError(f"“{text}” is no span of a day: write 06:00{DASH}09:00.")
    start, end = (minute or 0 for minute in ends)
    if start % _DAY_MINUTES == end % _DAY_MINUTES and (start, end) != (0, _DAY_MINUTES):
        raise ValueError("This begins and ends at the same time of day.")
    return ClockSpan(start % _DAY_MINUTES, end or _DAY_MINUTES)


def _minute(text: str) -> int | None:
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - the hours on a clock's face
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    whole = hour * 60 + minute
    return whole if minute < 60 and whole <= _DAY_MINUTES else None  # noqa: PLR2004


def dates(op: Op, text: str) -> DateRange:
    """Read one day or two, as the operator needs them. Raises ValueError with a sentence."""
    ends = [_date(one, text) for one in _BETWEEN_DATES.split(text)]
    if len(ends) > (2 if op is Op.BETWEEN else 1):
        such = "2026-05-01 to 2026-05-31" if op is Op.BETWEEN else "2026-05-03"
        raise ValueError(f"“{text}” does not fit here: write {such}.")
    first, last = ends[0], ends[-1]
    if first > last:
        raise ValueError(f"{first} is after {last}: write the earlier one first.")
    if op is Op.AT_LEAST:
        return DateRange(first, None)
    return DateRange(None if op is Op.AT_MOST else first, last)


def _date(part: str, text: str) -> date:
    try:
        return date.fromisoformat(part.strip())
    except ValueError as problem:
        raise ValueError(f"“{text}” is no date: write it as 2026-05-03.") from problem


def dates_text(value: DateRange) -> str:
    """Write days as `dates` reads them."""
    ends = [str(end) for end in (value.first, value.last) if end is not None]
    return " to ".join(dict.fromkeys(ends)) if value.first != value.last else ends[0]
