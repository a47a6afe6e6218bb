"""What a condition's short text means, typed: read and checked once, written in one way.

Every reader raises ValueError with a sentence that says what to write instead.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, ValidationError

from fitglue.domain.conditions.aspects import DASH, MANNERS, Aspect, Op, ValueKind
from fitglue.domain.conditions.moments import (
    DAY_NAMES,
    ClockSpan,
    DateRange,
    Days,
    clock_span,
    clock_words,
    dates,
    dates_text,
    days_of,
)
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
class PlaceName:
    """A town, region or country by name. Only whoever can name places can tell what lies there."""

    name: str


Value = Sports | Texts | Range | Days | ClockSpan | DateRange | Spot | PlaceName | None

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


def text_list(text: Any) -> Any:
    """Let a setting that is a list of texts be written as one text too."""
    return listed(text) if isinstance(text, str) else text


TextList = Annotated[list[str], BeforeValidator(text_list)]


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
    return Days(_several(op, sorted({day for one in listed(text) for day in days_of(one)})))


def _joined(texts: tuple[str, ...]) -> str:
    if not any("," in text for text in texts):
        return ", ".join(texts)
    return "; ".join(texts) + (";" if len(texts) == 1 else "")


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
    ValueKind.CLOCK: lambda _, text: clock_span(text),
    ValueKind.DATES: dates,
}
_WRITERS: Mapping[type, Callable[[Any], str]] = {
    Sports: lambda value: ", ".join(label_of(key) for key in value.keys),
    Texts: lambda value: _joined(value.texts),
    Days: lambda value: ", ".join(DAY_NAMES[day][:3] for day in value.days),
    ClockSpan: lambda value: f"{clock_words(value.start)}{DASH}{clock_words(value.end)}",
    DateRange: dates_text,
    Spot: spot_text,
    PlaceName: lambda value: value.name,
    Range: write_range,
    type(None): lambda _: "",
}
