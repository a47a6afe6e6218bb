"""What a condition's short text means, typed: read and checked once, written in one way.

Every reader raises ValueError with a sentence that says what to write instead.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from pydantic import ValidationError

from fitglue.domain.conditions.aspects import DASH, MANNERS, Aspect, Op, ValueKind
from fitglue.domain.conditions.quantities import (
    Range,
    parse_range,
    plain_number,
    write_range,
)
from fitglue.domain.sport_choice import choice_of, label_of
from fitglue.domain.spot import Spot

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sports:
    """Sports and families by their keys."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Texts:
    """Words to look for."""

    texts: tuple[str, ...]


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


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A town, region or country by name. Only whoever can name places can tell what lies there."""

    name: str


Value = Sports | Texts | Range | Days | ClockSpan | DateRange | Spot | PlaceName | None

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*h?\s*(am|pm)?", re.IGNORECASE)
_DASH = re.compile(r"\s*(?:[\u2013\u2014-]|\bto\b|\band\b|\buntil\b)\s*", re.IGNORECASE)
_BETWEEN_DATES = re.compile(r"\s*(?:[\u2013\u2014]|\bto\b|\band\b|\s-\s)\s*")
_DAY_MINUTES = 24 * 60
_COORDINATE = re.compile(r"[-+]?\d+(?:\.\d+)?")
_SINGLE = frozenset({Op.IS, Op.IS_NOT})


def parse(aspect: Aspect, op: Op, text: str) -> Value:
    """Read the value of a condition. Raises ValueError with a sentence."""
    kind = MANNERS[aspect].kind
    if kind is ValueKind.NOTHING:
        return None
    if not text.strip():
        raise ValueError(f"Write what to compare with, such as {MANNERS[aspect].example}.")
    if kind is ValueKind.PLACE:
        return _place(aspect, text)
    read = _READERS.get(kind)
    return read(op, text) if read is not None else parse_range(kind, op, text)


def write(value: Value) -> str:
    """Write a value as `parse` reads it."""
    return _WRITERS[type(value)](value)


def listed(text: str) -> list[str]:
    """Split a list at its semicolons or lines, at its commas when it has neither."""
    apart = r"[;\n]" if re.search(r"[;\n]", text) else ","
    parts = (" ".join(part.split()) for part in re.split(apart, text))
    return list(dict.fromkeys(part for part in parts if part))


def clock_words(minute: int) -> str:
    """Write "06:30"; the end of a day is 24:00."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _several(op: Op, found: Iterable[T]) -> tuple[T, ...]:
    kept = tuple(dict.fromkeys(found))
    if not kept:
        raise ValueError("Write at least one.")
    if op in _SINGLE and len(kept) > 1:
        raise ValueError("“Is” compares with one: choose “is one of” or “is none of” for several.")
    return kept


def _sports(op: Op, text: str) -> Sports:
    return Sports(_several(op, (choice_of(one) for one in listed(text))))


def _texts(op: Op, text: str) -> Texts:
    return Texts(_several(op, listed(text)))


def _weekdays(op: Op, text: str) -> Days:
    return Days(_several(op, sorted({day for one in listed(text) for day in _days(one)})))


def _joined(texts: tuple[str, ...]) -> str:
    if not any("," in text for text in texts):
        return ", ".join(texts)
    return "; ".join(texts) + (";" if len(texts) == 1 else "")


def _days(text: str) -> Iterable[int]:
    """Read "Mon", "Tuesday", "Mon-Fri", "weekend", "weekdays"."""
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


def _clock_span(op: Op, text: str) -> ClockSpan:
    del op  # inside and outside read alike
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


def _dates(op: Op, text: str) -> DateRange:
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


def _dates_written(value: DateRange) -> str:
    ends = [str(end) for end in (value.first, value.last) if end is not None]
    return " to ".join(dict.fromkeys(ends)) if value.first != value.last else ends[0]


def _place(aspect: Aspect, text: str) -> Spot | PlaceName:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) in {2, 3} and all(_COORDINATE.fullmatch(part) for part in parts[:2]):
        return _spot(parts)
    if aspect is Aspect.PASSES or not re.search(r"[^\W\d_]", text) or len(text) > 100:  # noqa: PLR2004
        raise ValueError(
            "This is no place: write latitude, longitude and how far around, such as "
            f"{MANNERS[Aspect.PASSES].example}."
        )
    return PlaceName(" ".join(text.split()))


def _spot(parts: list[str]) -> Spot:
    around = parse_range(ValueKind.LENGTH, Op.AT_LEAST, parts[2]) if parts[2:] else Range()
    radius_m = around.least.value if around.least else Spot.model_fields["radius_m"].default
    try:
        return Spot(
            latitude_deg=float(parts[0]), longitude_deg=float(parts[1]),
            radius_m=round(radius_m, 3),
        )  # fmt: skip
    except ValidationError as problem:
        raise ValueError(
            "This lies off the map: latitudes go from -90 to 90, longitudes from -180 to 180, "
            "and a place is at most 100 km around."
        ) from problem


def spot_text(spot: Spot) -> str:
    """Write a place as a condition's value."""
    position = f"{_degrees(spot.latitude_deg)}, {_degrees(spot.longitude_deg)}"
    return f"{position}, {plain_number(spot.radius_m)} m"


def _degrees(value: float) -> str:
    plain = f"{value:.7f}".rstrip("0").rstrip(".")
    return "0" if plain == "-0" else plain


_READERS: Mapping[ValueKind, Callable[[Op, str], Value]] = {
    ValueKind.SPORTS: _sports,
    ValueKind.TEXTS: _texts,
    ValueKind.DAYS: _weekdays,
    ValueKind.CLOCK: _clock_span,
    ValueKind.DATES: _dates,
}
_WRITERS: Mapping[type, Callable[[Any], str]] = {
    Sports: lambda value: ", ".join(label_of(key) for key in value.keys),
    Texts: lambda value: _joined(value.texts),
    Days: lambda value: ", ".join(DAY_NAMES[day][:3] for day in value.days),
    ClockSpan: lambda value: f"{clock_words(value.start)}{DASH}{clock_words(value.end)}",
    DateRange: _dates_written,
    Spot: spot_text,
    PlaceName: lambda value: value.name,
    Range: write_range,
    type(None): lambda _: "",
}
