"""Activity Filter: lets through what you want, and leaves out the rest."""

from collections.abc import Sequence
from typing import Any

from fitglue.boosters.activity_filter.compiling import conditions_of
from fitglue.boosters.activity_filter.settings import (
    EXCLUDE,
    MATCH,
    ActivityFilterSettings,
    Missing,
    Mode,
    rules_of,
)
from fitglue.domain.activity import Activity
from fitglue.domain.boost import Boost, Outcome, halt, unchanged
from fitglue.domain.booster_tools import BoosterTools
from fitglue.domain.conditions import (
    Condition,
    Seen,
    Verdict,
    explained,
    joined,
    judged,
    saw_words,
    seen_of,
)
from fitglue.domain.plugins import About, Category, Example, PluginKind, Stage

ABOUT = About(
    id="activity_filter",
    kind=PluginKind.BOOSTER,
    name="Activity Filter",
    summary="Lets through the activities that you want, and holds back the rest.",
    description=(
        "Rules to leave out come first: an activity that fits any of them goes no further. Then "
        "it has to match every rule that you set: sports, words in the title or description, "
        "tags, app, device, distance, duration, heart rate, indoors or outdoors, with or without "
        "a route, days, time of day, place. Turned round, the filter holds back what matches. "
        "The run says which rule decided, with the value that it saw."
    ),
    settings=ActivityFilterSettings,
    category=Category.RULES,
    stage=Stage.GATE,
    examples=(
        Example(
            "Runs and rides of at least 1 km and ten minutes go on, but no commutes.",
            {
                "exclude_title_contains": ["commute"],
                "match_activity_types": ["any_run", "any_ride"],
                "match_minimum_distance_km": 1,
                "match_minimum_minutes": 10,
            },
        ),
        Example(
            "Walks and runs of at most 2 km are held back.",
            {
                "mode": "block",
                "match_activity_types": ["walking", "running"],
                "match_maximum_distance_km": 2,
            },
        ),
        Example(
            "What has no heart rate or no route stays here, and so does what starts at night.",
            {
                "exclude_from_time": "22:00",
                "exclude_until_time": "05:00",
                "match_heart_rate": "with",
                "match_route": "with",
            },
        ),
    ),
)


class ActivityFilter:
    """Leaves out first, then asks for every rule."""

    about = ABOUT

    def boost(self, activity: Activity, tools: BoosterTools) -> Boost:
        """Hold the rules against the activity as it is by now."""
        return _decided(tools.settings, seen_of(activity, tools.text, tools.places), tools.units)

    def asks(self, settings: Any) -> Sequence[Condition]:
        """Give the rules that leave out, then those that must fit."""
        return [
            *conditions_of(rules_of(settings, EXCLUDE)),
            *conditions_of(rules_of(settings, MATCH)),
        ]

    def takes(self, settings: Any, seen: Seen) -> bool:
        """Tell whether an activity goes on."""
        return _decided(settings, seen, "metric").outcome is not Outcome.HALT


def _decided(settings: Any, seen: Seen, units: str) -> Boost:
    exclude = conditions_of(rules_of(settings, EXCLUDE))
    match = conditions_of(rules_of(settings, MATCH))
    if not exclude and not match:
        return unchanged("No rule is set, so everything goes on.")
    hit = next((one for one in _verdicts(exclude, seen) if one.holds), None)
    if hit is not None:
        return halt(f"Held back: {explained([hit], units, 'left out')}.")
    if not match:
        return unchanged(f"It goes on: {_no_hit(exclude)}.")
    verdicts = _verdicts(match, seen)
    if settings.missing is Missing.PASSED_OVER:
        verdicts = [one for one in verdicts if one.holds is not None]
    blocks = settings.mode is Mode.BLOCK
    return _blocked(verdicts, units) if blocks else _allowed(verdicts, units)


def _allowed(verdicts: Sequence[Verdict], units: str) -> Boost:
    missed = [one for one in verdicts if not one.holds]
    if missed:
        return halt(f"Held back: {explained(missed, units, 'wanted')}.")
    return unchanged(f"It goes on: {_saw(verdicts, units)}.")


def _blocked(verdicts: Sequence[Verdict], units: str) -> Boost:
    missed = [one for one in verdicts if not one.holds]
    if verdicts and not missed:
        return halt(f"Held back: {explained(verdicts, units, 'to be held back')}.")
    if not missed:
        return unchanged(f"It goes on: {_saw(verdicts, units)}.")
    return unchanged(f"It goes on: {explained(missed, units, 'to be held back')}.")


def _verdicts(conditions: Sequence[Condition], seen: Seen) -> list[Verdict]:
    return [judged(condition, seen) for condition in conditions]


def _saw(verdicts: Sequence[Verdict], units: str) -> str:
    if not verdicts:
        return "nothing that the rules ask about was measured"
    return joined(saw_words(one, units) for one in verdicts)


def _no_hit(exclude: Sequence[Condition]) -> str:
    if len(exclude) == 1:
        return "the rule to leave out does not fit"
    return f"none of the {len(exclude)} rules to leave out fits"


plugin = ActivityFilter()
