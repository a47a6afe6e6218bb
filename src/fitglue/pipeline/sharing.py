"""What of a part's settings may be shared: everything but where somebody lives, works or runs."""

import re
from collections.abc import Mapping
from typing import Any

from fitglue.domain.conditions import ABOUT_PLACES

_POSITION = re.compile(r"\s*[-+]?\d")
_SPOT = {"latitude_deg", "longitude_deg"}


def without_places(settings: Any) -> Any:
    """Take positions out of plain settings; names of towns stay.

    A place that may be absent is absent. A condition on one keeps its question and loses its
    value, so that whoever takes it over is asked for a place of their own.
    """
    if isinstance(settings, Mapping):
        if _asks_for_a_position(settings):
            return {**settings, "value": ""}
        return {
            name: None if _is_spot(one) else without_places(one) for name, one in settings.items()
        }
    if isinstance(settings, list | tuple):
        return [without_places(one) for one in settings if not _is_spot(one)]
    return settings


def _is_spot(value: Any) -> bool:
    return isinstance(value, Mapping) and value.keys() >= _SPOT


def _asks_for_a_position(value: Mapping[str, Any]) -> bool:
    text = value.get("value")
    is_about_places = value.get("field") in ABOUT_PLACES
    return is_about_places and isinstance(text, str) and _POSITION.match(text) is not None
