"""Amounts as people type them: "5 km", "3,5 mi", "1 h 30 min", "140 bpm", "5 to 10 km".

A unit that was typed stays; comparing is done in our own (m, s, bpm, kcal).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from fitglue.domain.conditions.aspects import DASH, Op, ValueKind
from fitglue.domain.units import convert

_M_PER_MI, _M_PER_FT, _KM_M = 1609.344, 0.3048, 1000.0
_SHORT_MI_M = 161.0  # below a tenth of a mile people speak of feet
_MINUTE_S, _HOUR_S = 60, 3600


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with the unit it was typed in; `value` is the same in our unit."""

    number: float
    unit: str
    value: float

    def __str__(self) -> str:
        """Write it as it is read: durations in hours, minutes and seconds."""
        if self.unit == "s":
            return duration_words(self.value)
        return f"{plain_number(self.number)} {self.unit}".strip()


@dataclass(frozen=True, slots=True)
class Range:
    """Amounts from `least` to `most`, both included; one of them may be open."""

    least: Quantity | None = None
    most: Quantity | None = None

    def holds(self, value: float) -> bool:
        """Tell whether an amount in our unit lies inside."""
        above = self.least is None or value >= self.least.value
        return above and (self.most is None or value <= self.most.value)


@dataclass(frozen=True, slots=True)
class _Reading:
    """How amounts of one kind are typed: their units, ours, the one when none is typed."""

    name: str
    units: Mapping[str, str]  # spelling in lower case → unit as it is written
    canonical: str
    unsaid: str | None
    examples: str


_LENGTHS = {
    "m": "m", "metres": "m", "meters": "m", "km": "km", "kilometres": "km", "kilometers": "km",
    "mi": "mi", "mile": "mi", "miles": "mi", "ft": "ft", "feet": "ft", "yd": "yd", "yards": "yd",
}  # fmt: skip
_READINGS = {
    ValueKind.LENGTH: _Reading("distance", _LENGTHS, "m", None, "5 km or 3 mi"),
    ValueKind.RATE: _Reading("heart rate", {"bpm": "bpm"}, "per min", "bpm", "140 bpm"),
    ValueKind.ENERGY: _Reading(
        "energy", {"kcal": "kcal", "cal": "kcal", "kj": "kJ"}, "kcal", "kcal", "300 kcal or 1250 kJ"
    ),
    ValueKind.EFFORT: _Reading("effort", {}, "", "", "a number from 1 to 10"),
}
_SECONDS = {
    "s": 1, "sec": 1, "second": 1, "seconds": 1, "min": _MINUTE_S, "mins": _MINUTE_S,
    "minute": _MINUTE_S, "minutes": _MINUTE_S, "h": _HOUR_S, "hr": _HOUR_S, "hour": _HOUR_S,
    "hours": _HOUR_S,
}  # fmt: skip
_SPANS = {
    ValueKind.LENGTH: "5 to 10 km", ValueKind.DURATION: "30 to 45 min",
    ValueKind.RATE: "120 to 140 bpm", ValueKind.ENERGY: "300 to 500 kcal",
    ValueKind.EFFORT: "6 to 8",
}  # fmt: skip
_NUMBER = r"\d+(?:[.,]\d+)?"
_AMOUNT = re.compile(rf"({_NUMBER})\s*([a-z]*)", re.IGNORECASE)
_CLOCK = re.compile(r"(\d+):([0-5]\d):([0-5]\d(?:[.,]\d+)?)")
_IN_TWO_WAYS = re.compile(r"[1-9]\d{0,2},\d{3}")
_BETWEEN = re.compile(r"\s*(?:[\u2013\u2014-]|\bto\b|\band\b)\s*", re.IGNORECASE)
_MOST_EFFORT = 10
_LARGEST = 1e9
_DECIMALS = 6


def parse_range(kind: ValueKind, op: Op, text: str) -> Range:
    """Read the amounts of a condition. Raises ValueError with a sentence."""
    if op is Op.AT_LEAST:
        return Range(least=parse_quantity(kind, text))
    if op is Op.AT_MOST:
        return Range(most=parse_quantity(kind, text))
    ends = [part for part in _BETWEEN.split(text.strip()) if part]
    if len(ends) != 2:  # noqa: PLR2004 - a span has two ends
        raise ValueError(f"“{text}” is no span: write two, such as {_SPANS[kind]}.")
    most = parse_quantity(kind, ends[1])
    has_unit = re.search(r"[a-z:]", ends[0], re.IGNORECASE) is not None
    least = parse_quantity(kind, ends[0] if has_unit else f"{ends[0]} {_unit_of(kind, ends[1])}")
    if least.value > most.value:
        raise ValueError(f"{least} is more than {most}: write the smaller one first.")
    return Range(least, most)


def parse_quantity(kind: ValueKind, text: str) -> Quantity:
    """Read one amount. Raises ValueError with a sentence."""
    if kind is ValueKind.DURATION:
        return _duration(text)
    reading = _READINGS[kind]
    match = _AMOUNT.fullmatch(_closed(text))
    unit = reading.units.get(match[2].lower(), reading.unsaid) if match else None
    if match is None or (match[2] and match[2].lower() not in reading.units):
        raise ValueError(f"“{text}” is no {reading.name}: write {reading.examples}.")
    if unit is None:
        raise ValueError(f"“{text}” has no unit: write {reading.examples}.")
    number = _number(match[1], text)
    value = convert(number, unit, reading.canonical) if reading.canonical else number
    if kind is ValueKind.EFFORT and not 1 <= number <= _MOST_EFFORT:
        raise ValueError("An effort is a number from 1 to 10.")
    return Quantity(number, unit, value)


def write_range(value: Range) -> str:
    """Write amounts as `parse_range` reads them."""
    least, most = value.least, value.most
    if least is None or most is None:
        return str(least or most)
    if least.unit == most.unit != "s":
        return f"{plain_number(least.number)}{DASH}{most}"
    return f"{least}{DASH}{most}"


def plain_number(number: float) -> str:
    """Write a number without noise: 5, 0.5, 3.125."""
    return f"{number:.{_DECIMALS}f}".rstrip("0").rstrip(".")


def duration_words(seconds: float) -> str:
    """Write "1 h 30 min", "45 min 12 s", "0 s"."""
    hours, rest_ms = divmod(round(seconds * 1000), _HOUR_S * 1000)
    minutes, left_ms = divmod(rest_ms, _MINUTE_S * 1000)
    parts = [(hours, "h"), (minutes, "min"), (left_ms / 1000, "s")]
    return " ".join(f"{plain_number(number)} {unit}" for number, unit in parts if number) or "0 s"


def length_words(metres: float, units: str) -> str:
    """Write a distance to the metre: "850 m", "6.234 km", "3.87 mi"."""
    if units == "imperial":
        if metres < _SHORT_MI_M:
            return climb_words(metres, units)
        return f"{plain_number(round(metres / _M_PER_MI, 2))} mi"
    if round(metres) < _KM_M:
        return f"{round(metres)} m"
    return f"{plain_number(round(metres / _KM_M, 3))} km"


def climb_words(metres: float, units: str) -> str:
    """Write a height in whole metres or feet."""
    if units == "imperial":
        return f"{round(metres / _M_PER_FT)} ft"
    return f"{round(metres)} m"


def quantity_words(kind: ValueKind, quantity: Quantity, units: str) -> str:
    """Write an amount in a person's units; one that was typed in them stays as it was typed."""
    if kind is not ValueKind.LENGTH:
        return str(quantity)
    if (quantity.unit in {"mi", "ft", "yd"}) == (units == "imperial"):
        return str(quantity)
    short = quantity.unit in {"m", "ft", "yd"}
    return climb_words(quantity.value, units) if short else length_words(quantity.value, units)


def _duration(text: str) -> Quantity:
    plain = _closed(text).lower()
    clock = _CLOCK.fullmatch(plain)
    if clock:
        hours, minutes, left = clock.groups()
        seconds = int(hours) * _HOUR_S + int(minutes) * _MINUTE_S + float(left.replace(",", "."))
        return Quantity(seconds, "s", seconds)
    if re.fullmatch(r"\d+:\d+", plain):
        raise ValueError(f"“{text}” can be read in two ways: write 1 h 30 min or 1 min 30 s.")
    parts = _AMOUNT.findall(plain)
    left = _AMOUNT.sub("", plain).strip()
    if not parts or left or any(unit not in _SECONDS for _, unit in parts):
        raise ValueError(f"“{text}” is no duration: write 45 min or 1 h 30 min.")
    seconds = round(sum(_number(number, text) * _SECONDS[unit] for number, unit in parts), 3)
    return Quantity(seconds, "s", seconds)


def _number(digits: str, text: str) -> float:
    number = round(float(digits.replace(",", ".")), _DECIMALS)
    if _IN_TWO_WAYS.fullmatch(digits):
        joined = digits.replace(",", "")
        raise ValueError(
            f"“{text}” can be read in two ways: write {joined} or {plain_number(number)}."
        )
    if number > _LARGEST:
        raise ValueError(f"“{text}” is more than anybody does.")
    return number


def _closed(text: str) -> str:
    """Take the spaces out of a number such as 10 000."""
    return re.sub(r"(?<=\d)\s(?=\d{3}(?!\d))", "", text.strip())


def _unit_of(kind: ValueKind, text: str) -> str:
    match = re.search(r"([a-z]+)\s*$", text, re.IGNORECASE)
    return match[1] if match and kind is not ValueKind.EFFORT else ""
