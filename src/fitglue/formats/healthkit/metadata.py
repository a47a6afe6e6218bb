"""What a workout says about itself beside its figures: HealthKit's metadata, as texts."""

import re
from collections.abc import Mapping

from fitglue.domain.clock import is_zone
from fitglue.domain.sport import Sport
from fitglue.domain.units import UnknownUnit, parse_quantity
from fitglue.domain.workout import SwimLocation, Weather

_POOL, _OPEN_WATER = "1", "2"
_HUNDRED_PERCENT = 100.0
_SYNC_VERSION = re.compile(r"\d+")


def quantity(metadata: Mapping[str, str], key: str, canonical: str) -> float | None:
    """Read `"6347 cm"` in a canonical unit; None when absent or in a unit nobody knows."""
    try:
        return parse_quantity(metadata[key], canonical)
    except (KeyError, UnknownUnit, ValueError):
        return None


def zone_name(metadata: Mapping[str, str]) -> str | None:
    """Give the zone that the recording names, if this machine knows it."""
    name = metadata.get("HKTimeZone", "").strip()
    return name if name and is_zone(name) else None


def indoor(metadata: Mapping[str, str], sport: Sport) -> bool | None:
    """Tell whether it was indoors, for the sports in which that is said truthfully.

    Strength training and pools say 0 as well; it means something only where the sport can be
    done in both places.
    """
    said = metadata.get("HKIndoorWorkout", "").strip()
    has_both = sport.fit_indoor_sub_sport is not None or sport.key == "hiking"
    if not has_both or said not in {"0", "1"}:
        return None
    return said == "1"


def swim_location(metadata: Mapping[str, str]) -> SwimLocation | None:
    """Tell a pool from open water; a lap length means a pool."""
    said = metadata.get("HKSwimmingLocationType", "").strip()
    if said == _OPEN_WATER:
        return SwimLocation.OPEN_WATER
    if said == _POOL or "HKLapLength" in metadata:
        return SwimLocation.POOL
    return None


def weather(metadata: Mapping[str, str]) -> Weather:
    """Read the weather: degF whatever the locale, and humidity in hundredths of a percent.

    `9400 %` is 94 %; older exports say `96 %` and mean it.
    """
    humidity = quantity(metadata, "HKWeatherHumidity", "%")
    if humidity is not None and humidity > _HUNDRED_PERCENT:
        humidity /= 100
    return Weather(quantity(metadata, "HKWeatherTemperature", "degC"), humidity)


def sync_identity(metadata: Mapping[str, str]) -> tuple[str, int]:
    """Give the stable id by which a source marks versions of one thing, and its version."""
    version = _SYNC_VERSION.search(metadata.get("HKMetadataKeySyncVersion", ""))
    return metadata.get("HKMetadataKeySyncIdentifier", ""), int(version[0]) if version else 0
