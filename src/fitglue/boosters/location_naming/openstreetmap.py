"""Asks Nominatim, OpenStreetMap's register of names, what lies around a position.

https://nominatim.org/release-docs/latest/api/Reverse/; at most one request a second, answers kept,
and OpenStreetMap named as the source: https://operations.osmfoundation.org/policies/nominatim/.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fitglue.domain.booster_tools import Web
from fitglue.domain.pace import Window

ATTRIBUTION = "© OpenStreetMap contributors"

_REVERSE = "https://nominatim.openstreetmap.org/reverse"
_KEEP = timedelta(days=180)
_PACE = (Window(1, 1.0),)
# Streets, not houses: a park that holds the position is named before what stands inside it.
_ZOOM = "16"
_ROUNDED = 3  # decimals: about 100 m, so that ways past one corner share an answer
_PARKS = ("park", "leisure", "nature_reserve", "protected_area", "natural", "forest", "wood")
_PARTS = ("neighbourhood", "quarter", "suburb", "city_district", "borough", "hamlet")
_TOWNS = ("city", "town", "village", "municipality")
_REGIONS = ("state", "region", "province", "state_district", "county")


@dataclass(frozen=True, slots=True)
class Named:
    """What Nominatim says; what it does not is empty."""

    neighbourhood: str = ""
    town: str = ""
    region: str = ""
    country: str = ""


def named(web: Web, latitude_deg: float, longitude_deg: float, language: str) -> Named:
    """Name a position. Raises Transient and Refused as `Web.json` does."""
    params = {
        "lat": f"{latitude_deg:.{_ROUNDED}f}", "lon": f"{longitude_deg:.{_ROUNDED}f}",
        "format": "jsonv2", "zoom": _ZOOM, "addressdetails": "1", "accept-language": language,
    }  # fmt: skip
    return _read(web.json(_REVERSE, params, keep=_KEEP, pace=_PACE))


def _read(answer: Any) -> Named:
    address = answer.get("address") if isinstance(answer, Mapping) else None
    if not isinstance(address, Mapping):  # in the sea it says {"error": "Unable to geocode"}
        return Named()
    return Named(
        _park(answer) or _first(address, (*_PARKS, *_PARTS)),
        _first(address, _TOWNS),
        _first(address, _REGIONS),
        _first(address, ("country",)),
    )


def _park(answer: Mapping[str, Any]) -> str:
    is_park = answer.get("category") == "leisure" or answer.get("type") in _PARKS
    name = answer.get("name")
    return name.strip() if is_park and isinstance(name, str) else ""


def _first(address: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    found = (address.get(key) for key in keys)
    return next((name.strip() for name in found if isinstance(name, str) and name.strip()), "")
