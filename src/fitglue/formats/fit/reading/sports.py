"""FIT's sport and sub-sport as our sport, and what they say about where it happened."""

from collections.abc import Mapping
from dataclasses import dataclass

from fitglue.domain.sport import FIT_OPEN_WATER, OTHER, Sport, by_key, from_fit, from_healthkit
from fitglue.domain.workout import SwimLocation
from fitglue.formats.fit.reading.developer import Value
from fitglue.formats.fit.reading.messages import Row

_SWIMMING, _LAP_SWIMMING, _VIRTUAL = 5, 17, 58
#: Sub-sports that are done under a roof, or on a machine.
_INDOOR = frozenset({1, 5, 6, 14, 15, 16, 25, 27, 45, _VIRTUAL, 68, 69, 71, 86, 87, 88})
_OUTDOOR = frozenset({
    2, 3, 4, 7, 8, 9, 10, 11, 13, FIT_OPEN_WATER, 28, 29, 36, 37, 38, 41, 46, 47, 49, 66, 67,
    123, 124, 127,
})  # fmt: skip

#: Pairs and sports that our own table would send elsewhere, because HealthKit has none like it.
_PAIRS = {
    (4, 1): "running", (4, 5): "cycling", (4, 6): "cycling", (4, 14): "rowing", (4, 20): OTHER.key,
    (4, 26): "mixed_cardio", (4, 45): "running", (10, 0): OTHER.key, (10, 23): OTHER.key,
    (10, 62): "mind_and_body", (10, 68): "climbing", (10, 70): "high_intensity_interval_training",
    (10, 84): "pickleball", (13, 37): "cross_country_skiing", (64, 85): "tennis",
}  # fmt: skip
_SPORTS = {
    4: OTHER.key, 16: "hiking", 21: "cycling", 23: "water_sports", 30: "skating_sports",
    35: "snow_sports", 36: "snow_sports", 37: "paddle_sports", 39: "water_sports",
    40: "water_sports", 41: "paddle_sports", 42: "paddle_sports", 43: "surfing_sports",
    44: "surfing_sports", 58: "snow_sports", 76: "water_sports", 77: "surfing_sports",
    82: "water_sports", 85: "underwater_diving", 86: "flexibility", 88: "paddle_sports",
}  # fmt: skip
#: The developer field in which HealthFit and FitGlue keep HealthKit's own type, by plain name.
_RAW_TYPE = "sessionactivitytype"


@dataclass(frozen=True, slots=True)
class Kind:
    """What was done, and where. None: the file does not say."""

    sport: Sport
    indoor: bool | None = None
    swim_location: SwimLocation | None = None
    virtual: bool = False


def kind(row: Row, added: Mapping[str, Value], *, ours: bool = False) -> Kind:
    """Read a session's sport; HealthKit's own type, where its app kept it, says most.

    `ours` says that we wrote the file ourselves and took care.
    """
    sport, sub_sport = int(row.get("sport", 0)), int(row.get("sub_sport", 0))
    found = _kept_by_app(added) or _ours(sport, sub_sport)
    believed = ours or found.fit_indoor_sub_sport is not None
    return Kind(
        found,
        _indoor(None if ours else sub_sport, added, believed=believed),
        _swim_location(row, sub_sport) if found.key == "swimming" else None,
        sub_sport == _VIRTUAL or added.get("sessionvirtualroute") == 1,
    )


def _ours(sport: int, sub_sport: int) -> Sport:
    key = _PAIRS.get((sport, sub_sport))
    exact = from_fit(sport, sub_sport)
    if key is None and sub_sport not in {exact.fit_sub_sport, exact.fit_indoor_sub_sport}:
        key = _SPORTS.get(sport)
    if key is None and sub_sport == 0:
        key = _SPORTS.get(sport)
    return exact if key is None else by_key(key)


def _kept_by_app(added: Mapping[str, Value]) -> Sport | None:
    kept = added.get(_RAW_TYPE)
    known = isinstance(kept, float) and kept > 0 and kept.is_integer()
    return from_healthkit(int(kept)) if known else None


def _indoor(sub_sport: int | None, added: Mapping[str, Value], *, believed: bool) -> bool | None:
    """Tell whether it was indoors; a watch says "outdoors" of sports of which it cannot tell."""
    said = added.get("sessionindoor")
    if isinstance(said, float) and (said or believed):
        return said != 0
    if sub_sport in _INDOOR:
        return True
    return False if sub_sport in _OUTDOOR else None


def _swim_location(row: Row, sub_sport: int) -> SwimLocation | None:
    if sub_sport == FIT_OPEN_WATER:
        return SwimLocation.OPEN_WATER
    pool = sub_sport == _LAP_SWIMMING or "pool_length" in row
    return SwimLocation.POOL if pool else None
