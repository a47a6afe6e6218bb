"""The sports of files, by the names that devices, apps and services give them."""

import re
from functools import cache

from fitglue.domain.sport import SPORTS, Sport, by_key, from_strava

MULTISPORT = "swim_bike_run"
TRANSITION = "transition"

# Strava's own numbers for its types, as its GPX files carried them for years.
_STRAVA_NUMBERS = (
    "", "Ride", "AlpineSki", "BackcountrySki", "Hike", "IceSkate", "InlineSkate", "NordicSki",
    "RollerSki", "Run", "Walk", "Workout", "Snowboard", "Snowshoe", "Kitesurf", "Windsurf", "Swim",
    "VirtualRide", "EBikeRide",
)  # fmt: skip
# Garmin's type keys, and what else people's files say; letters alone.
_ALIASES = {
    "bike": "cycling", "biking": "cycling", "bicycle": "cycling", "bicycling": "cycling",
    "mtb": "cycling", "ebiking": "cycling", "cyclocross": "cycling", "roadbike": "cycling",
    "spinning": "cycling", "bmx": "cycling", "jogging": "running", "jog": "running",
    "treadmill": "running", "trackrunning": "running", "ultrarun": "running",
    "openwater": "swimming", "lapswimming": "swimming", "nordicwalking": "walking",
    "mountaineering": "hiking", "trekking": "hiking", "backpacking": "hiking",
    "skiing": "downhill_skiing", "downhillskiing": "downhill_skiing", "ski": "downhill_skiing",
    "backcountryskiing": "cross_country_skiing", "skitouring": "cross_country_skiing",
    "crosscountryskiing": "cross_country_skiing", "nordicskiing": "cross_country_skiing",
    "xcskiing": "cross_country_skiing", "skateskiing": "cross_country_skiing",
    "snowshoeing": "snow_sports", "skating": "skating_sports", "inlineskating": "skating_sports",
    "iceskating": "skating_sports", "kayaking": "paddle_sports", "canoeing": "paddle_sports",
    "paddling": "paddle_sports", "standuppaddleboarding": "paddle_sports", "sup": "paddle_sports",
    "surfing": "surfing_sports", "windsurfing": "surfing_sports", "kitesurfing": "surfing_sports",
    "kiteboarding": "surfing_sports", "boating": "sailing", "horsebackriding": "equestrian_sports",
    "strength": "traditional_strength_training", "gym": "traditional_strength_training",
    "weighttraining": "traditional_strength_training", "cardio": "mixed_cardio",
    "indoorcardio": "mixed_cardio", "fitnessequipment": "other", "rockclimbing": "climbing",
    "multisport": MULTISPORT, "triathlon": MULTISPORT, "hiit": "high_intensity_interval_training",
}  # fmt: skip
# What a longer name is about, where nothing knows the whole of it: trail_running, Road Biking.
_WITHIN = (
    ("running", "running"), ("cycling", "cycling"), ("biking", "cycling"), ("swimming", "swimming"),
    ("walking", "walking"), ("hiking", "hiking"), ("rowing", "rowing"), ("ride", "cycling"),
    ("run", "running"), ("swim", "swimming"), ("walk", "walking"), ("hike", "hiking"),
)  # fmt: skip
# Strava types that are no sport of HealthKit and tell by no other word of their name.
_STRAVA_ALONE = (
    "BackcountrySki", "Canoeing", "Crossfit", "InlineSkate", "Kitesurf", "Padel",
    "PhysicalTherapy", "RollerSki", "Skateboard", "Snowshoe", "StandUpPaddling", "Velomobile",
    "VirtualRow", "Windsurf",
)  # fmt: skip
_INDOOR = ("indoor", "treadmill", "spinning", "virtual")
_LONGEST = 60


@cache
def _by_name() -> dict[str, Sport]:
    found: dict[str, Sport] = {_letters(alias): by_key(key) for alias, key in _ALIASES.items()}
    strava = (sport.strava for sport in SPORTS if sport.strava != "Workout")
    for name in (*strava, *_STRAVA_ALONE):
        found.setdefault(_letters(name), from_strava(name))
    for sport in SPORTS:
        found.setdefault(_letters(sport.label), sport)
    return found | {_letters(sport.key): sport for sport in SPORTS}


def sport_named(name: str) -> Sport | None:
    """Find a sport by a name of any program; None for one that says nothing.

    >>> sport_named("Trail Running").key, sport_named("9").key
    ('running', 'running')
    """
    plain = name.strip()[:_LONGEST]
    if plain.isascii() and plain.isdigit():
        return _numbered(int(plain))
    letters = _letters(plain)
    known = _by_name().get(letters)
    if known is not None or not letters:
        return known
    return next((by_key(key) for part, key in _WITHIN if part in letters), None)


def is_indoor_name(name: str) -> bool:
    """Tell whether the name of a sport says that it took place indoors."""
    letters = _letters(name)
    return any(part in letters for part in _INDOOR)


def _numbered(number: int) -> Sport | None:
    if 0 < number < len(_STRAVA_NUMBERS):
        return from_strava(_STRAVA_NUMBERS[number])
    return None


def _letters(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())
