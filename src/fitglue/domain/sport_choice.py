"""Sports as people choose them in settings: one by one, or a family such as "Any run"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from fitglue.domain.sport import OTHER, SPORTS, from_strava


@dataclass(frozen=True, slots=True)
class Family:
    """Sports that people mean by one word; `many` names activities of them."""

    key: str
    label: str
    many: str
    sports: frozenset[str]


def _family(key: str, label: str, many: str, sports: str) -> Family:
    return Family(key, label, many, frozenset(sports.split()))


FAMILIES: tuple[Family, ...] = (
    _family(
        "any_run", "Any run", "runs of any kind", "running track_and_field wheelchair_run_pace",
    ),
    _family(
        "any_walk", "Any walk or hike", "walks or hikes", "walking hiking wheelchair_walk_pace",
    ),
    _family("any_ride", "Any ride", "rides of any kind", "cycling hand_cycling"),
    _family(
        "any_strength", "Any strength training", "strength workouts of any kind",
        "traditional_strength_training functional_strength_training core_training cross_training",
    ),
    _family(
        "any_snow", "Any snow sport", "snow sports of any kind",
        "cross_country_skiing downhill_skiing snowboarding snow_sports",
    ),
    _family(
        "any_water", "Any sport on water", "activities on water",
        "paddle_sports rowing sailing surfing_sports water_sports",
    ),
    _family(
        "any_ball", "Any team or racket sport", "team or racket sports",
        "american_football australian_football badminton baseball basketball cricket curling "
        "disc_sports handball hockey lacrosse pickleball racquetball rugby soccer softball squash "
        "table_tennis tennis volleyball",
    ),
    _family(
        "any_dance", "Any dance", "dances of any kind",
        "dance dance_inspired_training cardio_dance social_dance",
    ),
    _family(
        "any_calm", "Any calm practice", "calm practices",
        "yoga pilates tai_chi mind_and_body flexibility barre preparation_and_recovery cooldown",
    ),
)  # fmt: skip
_PREFIX = re.compile(r"^(hkworkout)?activitytype")
_FAMILY_BY_KEY = {family.key: family for family in FAMILIES}
_LABELS = {one.key: one.label for one in sorted(SPORTS, key=lambda one: one.label)}
#: The label of every sport and family by its key, families first.
CHOICE_LABELS: dict[str, Any] = {family.key: family.label for family in FAMILIES} | _LABELS
# Plurals of labels that name a single outing; others become "yoga workouts".
_MANY = {
    "Run": "runs", "Ride": "rides", "Swim": "swims", "Walk": "walks", "Hike": "hikes",
    "Climb": "climbs", "Row": "rows", "Sail": "sails", "Skate": "skates", "Ski": "skis",
    "Dive": "dives", "Triathlon": "triathlons", "Dance": "dances", "Paddle": "paddles",
    "Handcycle Ride": "handcycle rides", "Horse Ride": "horse rides", "HIIT": "HIIT workouts",
    "Wheelchair Walk": "wheelchair walks", "Wheelchair Run": "wheelchair runs",
    "Workout": "workouts", "Golf": "rounds of golf", "Strength Training": "strength workouts",
    "Cross-Country Ski": "cross-country skis", "Dance Workout": "dance workouts",
}  # fmt: skip


def label_of(key: str) -> str:
    """Name a sport or family by its key."""
    return CHOICE_LABELS[key]


def many_of(key: str) -> str:
    """Name several activities of a sport or family: "runs", "yoga workouts"."""
    if key in _FAMILY_BY_KEY:
        return _FAMILY_BY_KEY[key].many
    label = label_of(key)
    return _MANY.get(label) or f"{label.lower()} workouts"


@cache
def sports_among(keys: tuple[str, ...]) -> frozenset[str]:
    """Give the sports of a choice, with all those of its families."""
    chosen: set[str] = set()
    for key in keys:
        family = _FAMILY_BY_KEY.get(key)
        chosen |= family.sports if family else {key}
    return frozenset(chosen)


@cache
def choice_of(spelling: str) -> str:
    """Find a sport or family by its key, label, or its name at HealthKit or Strava.

    What Strava tells apart and we do not, such as trail runs, is no sport here: whoever leaves
    out trail runs does not mean all runs. Raises ValueError with a sentence.

    >>> choice_of("WEIGHT_TRAINING"), choice_of("any run"), choice_of("Ride")
    ('traditional_strength_training', 'any_run', 'cycling')
    """
    found = _BY_SPELLING.get(_PREFIX.sub("", _plain(spelling)))
    if found is None:
        raise ValueError(f"“{spelling}” is no sport that FitGlue knows.")
    return found


def sport_key(spelling: Any) -> str:
    """Find one sport by whatever name, also a finer one of Strava's, such as a trail run.

    Raises ValueError with a sentence, also for a family.
    """
    finer = from_strava(_in_strava_spelling(str(spelling)))
    if finer is not OTHER:
        return finer.key
    found = choice_of(str(spelling))
    if found in _FAMILY_BY_KEY:
        raise ValueError(f"“{label_of(found)}” is more than one sport: choose one of them.")
    return found


def _plain(spelling: str) -> str:
    return re.sub(r"[^a-z0-9]", "", spelling.lower())


def _in_strava_spelling(spelling: str) -> str:
    """Write TRAIL_RUN or "trail run" as TrailRun."""
    parts = [part for part in re.split(r"[^A-Za-z0-9]+", spelling) if part]
    return "".join(
        part.capitalize() if part.isupper() else part[:1].upper() + part[1:] for part in parts
    )


def _spellings() -> Mapping[str, str]:
    strava = {_plain(one.strava): from_strava(one.strava).key for one in SPORTS}
    kept = {_plain(one.healthkit_name): one.key for one in SPORTS}
    keys = {_plain(key): key for key in CHOICE_LABELS}
    return strava | kept | {_plain(label): key for key, label in CHOICE_LABELS.items()} | keys


_BY_SPELLING = _spellings()

#: One sport of our table, by its key; any name that people give it is taken.
SportKey = Annotated[
    str,
    BeforeValidator(sport_key),
    WithJsonSchema({"type": "string", "enum": list(_LABELS), "labels": _LABELS}),
]
#: One sport or a family of them.
SportChoice = Annotated[
    str,
    BeforeValidator(lambda spelling: choice_of(str(spelling))),
    WithJsonSchema({"type": "string", "enum": list(CHOICE_LABELS), "labels": CHOICE_LABELS}),
]
