"""One canonical unit per quantity, and the table that leads there.

Inside FitGlue: metres, seconds, m/s, kcal, °C, kg, watts, per minute, milliseconds.
Spellings are those found in HealthKit exports of many locales (km or mi, kcal or kJ or Cal).
"""

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from fitglue.domain.errors import Unreadable


class UnknownUnit(Unreadable):
    """A unit that no table knows: the value is left out, the workout stays."""


@dataclass(frozen=True, slots=True)
class Unit:
    """`canonical = value * factor + offset`, in the unit `canonical` of its dimension."""

    canonical: str
    factor: float
    offset: float = 0.0


_KCAL_PER_KJ = 1 / 4.184  # the thermochemical calorie, as HealthKit counts
_KG_PER_LB = 0.45359237
_M_PER_MI = 1609.344
_UNITS = {
    "m": Unit("m", 1), "km": Unit("m", 1000), "cm": Unit("m", 0.01), "mm": Unit("m", 0.001),
    "mi": Unit("m", _M_PER_MI), "yd": Unit("m", 0.9144), "ft": Unit("m", 0.3048),
    "in": Unit("m", 0.0254),
    "kcal": Unit("kcal", 1), "Cal": Unit("kcal", 1), "cal": Unit("kcal", 0.001),
    "kJ": Unit("kcal", _KCAL_PER_KJ), "J": Unit("kcal", _KCAL_PER_KJ / 1000),
    "m/s": Unit("m/s", 1), "km/hr": Unit("m/s", 1 / 3.6), "km/h": Unit("m/s", 1 / 3.6),
    "mi/hr": Unit("m/s", _M_PER_MI / 3600), "mph": Unit("m/s", _M_PER_MI / 3600),
    "ms": Unit("s", 0.001), "s": Unit("s", 1), "sec": Unit("s", 1), "min": Unit("s", 60),
    "hr": Unit("s", 3600), "h": Unit("s", 3600), "d": Unit("s", 86400),
    "degC": Unit("degC", 1), "degF": Unit("degC", 5 / 9, -160 / 9), "K": Unit("degC", 1, -273.15),
    "kg": Unit("kg", 1), "g": Unit("kg", 0.001), "lb": Unit("kg", _KG_PER_LB),
    "st": Unit("kg", 14 * _KG_PER_LB), "oz": Unit("kg", _KG_PER_LB / 16),
    "W": Unit("W", 1), "kW": Unit("W", 1000),
    "count": Unit("count", 1), "count/min": Unit("per min", 1), "bpm": Unit("per min", 1),
    "count/s": Unit("per min", 60), "%": Unit("%", 1),
    "kcal/hr·kg": Unit("MET", 1), "appleEffortScore": Unit("effort", 1),
    "mL/min·kg": Unit("mL/min·kg", 1), "mL/kg·min": Unit("mL/min·kg", 1),
}  # fmt: skip
_QUANTITY = re.compile(r"^\s*([-+]?[\d.,]+(?:[eE][-+]?\d+)?)\s*(\S.*?)?\s*$")


@lru_cache(maxsize=1024)
def unit(spelling: str) -> Unit:
    """Find a unit by its spelling; a dot product may be `·`, `-` or `*`. Raises UnknownUnit."""
    plain = spelling.strip()
    dotted = plain.replace("hr-kg", "hr·kg").replace("*", "·").replace("&#183;", "·")
    try:
        return _UNITS[dotted]
    except KeyError:
        raise UnknownUnit(f"The unit “{spelling}” is not known.") from None


def convert(value: float, spelling: str, canonical: str) -> float:
    """Convert `value` from `spelling` to `canonical`. Raises UnknownUnit for another dimension."""
    found = unit(spelling)
    if found.canonical != canonical:
        raise UnknownUnit(f"“{spelling}” is not a unit of {canonical}.")
    return value * found.factor + found.offset


def parse_number(text: str) -> float:
    """Read a finite number that may have a decimal comma. Raises ValueError."""
    plain = text.strip()
    if "," in plain and "." not in plain:
        plain = plain.replace(",", ".")
    number = float(plain)
    if not math.isfinite(number):
        raise ValueError(f"“{text}” is not finite")
    return number


def parse_quantity(text: str, canonical: str) -> float:
    """Read `"6347 cm"` as 63.47 for canonical `"m"`. Raises UnknownUnit when it is neither."""
    match = _QUANTITY.match(text)
    if match is None:
        raise UnknownUnit(f"“{text}” is not a quantity.")
    return convert(parse_number(match[1]), match[2] or "count", canonical)
