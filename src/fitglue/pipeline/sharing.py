"""What of a part's settings may be shared: everything but where somebody lives, works or runs."""

import re
from collections.abc import Mapping
from typing import Any

from fitglue.domain.conditions import ABOUT_PLACES

_POSITION = re.compile(r"\s*[-+]?\d")
#: What a form offers to choose from, and times of day: everything else that is text was typed.
_CHOSEN = re.compile(r"[a-z][a-z0-9_]*|\d\d:\d\d(:\d\d)?")
_SPOT = {"latitude_deg", "longitude_deg"}


def without_places(settings: Any) -> Any:
    """Take positions out of plain settings, and what somebody called them; names of towns stay.

    A place that may be absent is absent, and what was typed beside it ("Grandma, 5 Main Street")
    falls back to its default; in a row of a list, all texts do. A condition on one keeps its
    question and loses its value, so that whoever takes it over is asked for a place of their own.
    """
    if isinstance(settings, Mapping):
        return _of_mapping(settings, is_row=False)
    if isinstance(settings, list | tuple):
        return [_of_row(one) for one in settings if not _is_spot(one)]
    return settings


def _of_row(row: Any) -> Any:
    return _of_mapping(row, is_row=True) if isinstance(row, Mapping) else without_places(row)


def _of_mapping(settings: Mapping[str, Any], *, is_row: bool) -> dict[str, Any]:
    if _asks_for_a_position(settings):
        return {**settings, "value": ""}
    names_a_spot = any(_loses_a_spot(one) for one in settings.values())
    return {
        name: None if _is_spot(one) else without_places(one)
        for name, one in settings.items()
        if not (names_a_spot and isinstance(one, str) and (is_row or not _CHOSEN.fullmatch(one)))
    }


def _loses_a_spot(value: Any) -> bool:
    return _is_spot(value) or (isinstance(value, list | tuple) and any(map(_is_spot, value)))


def _is_spot(value: Any) -> bool:
    return isinstance(value, Mapping) and value.keys() >= _SPOT


def _asks_for_a_position(value: Mapping[str, Any]) -> bool:
    text = value.get("value")
    is_about_places = value.get("field") in ABOUT_PLACES
    return is_about_places and isinstance(text, str) and _POSITION.match(text) is not None
