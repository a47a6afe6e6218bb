"""Totals and averages of a workout: `WorkoutStatistics` since iOS 16, attributes before."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from fitglue.domain.sport import Sport
from fitglue.domain.units import UnknownUnit, convert, parse_number, unit
from fitglue.domain.workout import Statistic

_PREFIXES = ("HKQuantityTypeIdentifier", "HKCategoryTypeIdentifier", "HKDataType")
Statistics = Mapping[str, Statistic]


def plain_type(identifier: str) -> str:
    """Give HealthKit's name of a quantity without its prefix."""
    for prefix in _PREFIXES:
        identifier = identifier.removeprefix(prefix)
    return identifier


def statistics(element: Element) -> dict[str, Statistic]:
    """Give the direct statistics of a workout or of one of its activities, each kind once.

    A value in a unit that nobody knows is left out; the others stay.
    """
    found: dict[str, Statistic] = {}
    for child in element.findall("WorkoutStatistics"):
        statistic = _statistic(child)
        if statistic is not None:
            found.setdefault(statistic.kind, statistic)
    return found


def _statistic(child: Element) -> Statistic | None:
    spelling = child.get("unit", "count")
    try:
        canonical = unit(spelling).canonical
    except UnknownUnit:
        return None
    figures = {
        name: _figure(child.get(attribute), spelling, canonical)
        for name, attribute in _FIGURES.items()
    }
    if all(figure is None for figure in figures.values()):
        return None
    return Statistic(kind=plain_type(child.get("type", "")), unit=canonical, **figures)


_FIGURES = {"total": "sum", "average": "average", "minimum": "minimum", "maximum": "maximum"}


def _figure(text: str | None, spelling: str, canonical: str) -> float | None:
    try:
        return None if text is None else convert(parse_number(text), spelling, canonical)
    except (ValueError, UnknownUnit):
        return None


def attribute(element: Element, name: str, canonical: str) -> float | None:
    """Read an old total such as `totalDistance` with `totalDistanceUnit`; None without one."""
    return _figure(element.get(name), element.get(f"{name}Unit", canonical), canonical)


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
