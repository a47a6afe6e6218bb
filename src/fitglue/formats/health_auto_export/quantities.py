"""The app's quantities, `{"qty": 6.71, "units": "km"}`, whose labels are not always true."""

import math
from typing import Any

from fitglue.domain.units import UnknownUnit, convert, parse_number, unit

#: Nothing of a workout or a day is larger; what is cannot be reckoned with.
_LARGEST = 1e12
# Units as phones in other languages spell them.
_SPELT = {
    "км": "km", "м": "m", "公里": "km", "千米": "km", "米": "m", "公尺": "m", "キロメートル": "km",
    "メートル": "m", "킬로미터": "km", "miles": "mi", "mile": "mi", "meilen": "mi", "yards": "yd",
    "ккал": "kcal", "кдж": "kJ", "千卡": "kcal", "大卡": "kcal", "千焦": "kJ",
    "キロカロリー": "kcal", "킬로칼로리": "kcal",
    "kilokalorien": "kcal", "kj": "kJ", "cal": "Cal", "kcal": "kcal", "°c": "degC", "°f": "degF",
    "degc": "degC", "degf": "degF", "kmph": "km/hr", "км/ч": "km/hr", "km/std": "km/hr",
}  # fmt: skip


def number(said: Any) -> float | None:
    """Give a finite number, also one written as text; None for anything else."""
    if type(said) is float and -_LARGEST < said < _LARGEST:
        return said  # nearly always
    if isinstance(said, str):
        try:
            said = parse_number(said[:40])
        except ValueError:
            return None
    if (
        isinstance(said, bool)
        or not isinstance(said, int | float)
        or not -_LARGEST < said < _LARGEST
    ):
        return None
    return float(said) if math.isfinite(said) else None


def amount(said: Any) -> float | None:
    """Give the number of a quantity, or a bare one, whatever its unit is called."""
    return number(said.get("qty")) if isinstance(said, dict) else number(said)


def label(said: Any) -> str:
    """Give the unit that a quantity claims, spelt as ours where it is a known one."""
    units = said.get("units") if isinstance(said, dict) else None
    return spelt(units) if isinstance(units, str) else ""


def spelt(units: str) -> str:
    """Spell a unit of any language as ours."""
    plain = " ".join(units[:40].split())
    return _SPELT.get(plain.casefold(), plain)


def within(value: float | None, least: float, most: float) -> float | None:
    """Give a value that something can have; None for any other."""
    return value if value is not None and least <= value <= most else None


def quantity(said: Any, canonical: str) -> float | None:
    """Give a quantity in our unit; one without a unit is in it, one of an unknown unit is None."""
    value = amount(said)
    return None if value is None else converted(value, label(said) or canonical, canonical)


def converted(value: float, units: str, canonical: str) -> float | None:
    """Convert a value; None from a unit that is none of this quantity."""
    try:
        return convert(value, units, canonical)
    except UnknownUnit:
        return None


def factor(units: str, canonical: str, otherwise: float = 1.0) -> float:
    """Give what a labelled value is multiplied by; `otherwise` for a label that says nothing."""
    try:
        found = unit(units)
    except UnknownUnit:
        return otherwise
    return found.factor if found.canonical == canonical else otherwise
