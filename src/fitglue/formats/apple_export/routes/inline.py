"""Positions that iOS 12 wrote into the workout itself, kept as bare numbers.

A day of them as elements would take 150 MB, as numbers it takes six.
"""

from array import array
from collections.abc import Mapping
from xml.etree.ElementTree import Element, TreeBuilder

import numpy as np

from fitglue.domain.streams import FloatArray
from fitglue.formats.apple_export.workouts.spelling import instant

_NUMBERS = (
    "latitude", "longitude", "altitude", "speed", "course", "horizontalAccuracy",
    "verticalAccuracy",
)  # fmt: skip
_WIDTH = 1 + len(_NUMBERS)


class RouteElement(Element):
    """A `WorkoutRoute` that holds its positions as rows of Unix time and numbers."""

    def __init__(self, tag: str, attributes: Mapping[str, str]) -> None:
        super().__init__(tag, dict(attributes))
        self._rows = array("d")

    def add(self, location: Mapping[str, str]) -> None:
        """Take a position by its attributes; what is no number is missing."""
        at = instant(location.get("date", ""))
        self._rows.append(at.timestamp() if at else np.nan)
        self._rows.extend(_number(location.get(name)) for name in _NUMBERS)

    @property
    def points(self) -> FloatArray:
        """Give the positions, one row each."""
        return np.array(self._rows, dtype=np.float64).reshape(-1, _WIDTH)


def _number(text: str | None) -> float:
    try:
        return float(text) if text else np.nan
    except ValueError:
        return np.nan


def element_of(tag: str, attributes: Mapping[str, str]) -> Element:
    """Make the element of a tag: a route can hold positions."""
    if tag == "WorkoutRoute":
        return RouteElement(tag, attributes)
    return Element(tag, dict(attributes))


class Builder(TreeBuilder):
    """Builds a tree in which the positions of a route are no elements."""

    def __init__(self) -> None:
        super().__init__(element_factory=element_of)
        self._route: RouteElement | None = None

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        """Open an element, or take a position."""
        if tag == "Location" and self._route is not None:
            self._route.add(attrs)
            return self._route
        element = super().start(tag, attrs)
        if isinstance(element, RouteElement):
            self._route = element
        return element

    def end(self, tag: str, /) -> Element:
        """Close an element; a position was never open."""
        if tag == "Location" and self._route is not None:
            return self._route
        if tag == "WorkoutRoute":
            self._route = None
        return super().end(tag)
