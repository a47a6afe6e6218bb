"""Totals and averages of a workout, as HealthKit gives them."""

import math
from collections.abc import Mapping

from fitglue.domain.sport import Sport
from fitglue.domain.units import UnknownUnit, convert, unit
from fitglue.domain.workout import Statistic

_PREFIXES = ("HKQuantityTypeIdentifier", "HKCategoryTypeIdentifier", "HKDataType")
Statistics = Mapping[str, Statistic]


def plain_type(identifier: str) -> str:
    """Give HealthKit's name of a quantity without its prefix."""
    for prefix in _PREFIXES:
        identifier = identifier.removeprefix(prefix)
    return identifier


def statistic(kind: str, spelling: str, figures: Mapping[str, float | None]) -> Statistic | None:
    """Make a statistic of figures in a unit; none without a figure, or in a unit nobody knows."""
    try:
        canonical = unit(spelling).canonical
    except UnknownUnit:
        return None
    known = {name: _converted(figure, spelling, canonical) for name, figure in figures.items()}
    if all(figure is None for figure in known.values()):
        return None
    return Statistic(kind=plain_type(kind), unit=canonical, **known)


def _converted(figure: float | None, spelling: str, canonical: str) -> float | None:
    value = math.nan if figure is None else convert(figure, spelling, canonical)
    return value if math.isfinite(value) else None


def total(found: Statistics, kind: str, canonical: str) -> float | None:
    """Give the sum of one kind if it is there in the dimension asked for."""
    statistic = found.get(kind)
    return statistic.total if statistic is not None and statistic.unit == canonical else None


def distance(found: Statistics, sport: Sport) -> float | None:
    """Give the distance in metres: the sport's own statistic, else the longest of the others.

    Several distances of one workout measure the same way by other means, or parts of it in
    another sport: adding them would be wrong both times.
    """
    own = total(found, sport.healthkit_distance, "m")
    if own is not None:
        return own
    others = [total(found, kind, "m") for kind in found if kind.startswith("Distance")]
    return max((other for other in others if other is not None), default=None)
