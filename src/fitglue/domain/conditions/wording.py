"""Conditions in words: "runs of at least 5 km, recorded by Strava"."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fitglue.domain.conditions.aspects import MANNERS, NEGATIVE, Aspect, Op
from fitglue.domain.conditions.condition import Condition
from fitglue.domain.conditions.judging import Match
from fitglue.domain.conditions.moments import DAY_NAMES, ClockSpan, DateRange, Days, clock_words
from fitglue.domain.conditions.quantities import Range, climb_words, length_words, quantity_words
from fitglue.domain.conditions.telling import date_words, joined
from fitglue.domain.conditions.values import PlaceName, Sports, Texts
from fitglue.domain.sport_choice import many_of
from fitglue.domain.spot import Spot

_A = Aspect
_SHORT_M = 1000.0
_ANSWERS = {
    _A.INDOORS: ("indoors", "outdoors"),
    _A.HAS_ROUTE: ("with a route", "without a route"),
    _A.HAS_HEART_RATE: ("with a heart rate", "without a heart rate"),
    _A.VIRTUAL_ROUTE: ("with a drawn route", "without a drawn route"),
    _A.USER_ENTERED: ("typed in by hand", "not typed in by hand"),
}
_FIGURES = {
    _A.DISTANCE: "of {}", _A.ELAPSED: "taking {} from start to end",
    _A.TIMER: "taking {} without pauses", _A.MOVING: "moving for {}",
    _A.AVG_HEART_RATE: "with an average heart rate of {}",
    _A.MAX_HEART_RATE: "with a maximum heart rate of {}", _A.ASCENT: "climbing {}",
    _A.ACTIVE_ENERGY: "burning {}", _A.EFFORT: "with an effort of {}",
}  # fmt: skip
_VERBS = {
    _A.STARTS_AT: "starting", _A.ENDS_AT: "ending", _A.STARTS_IN: "starting",
    _A.ENDS_IN: "ending", _A.PASSES: "passing",
}  # fmt: skip
_DENIALS = {"that are ": "other than ", "with ": "without "}


def words(match: Match, conditions: Sequence[Condition], units: str) -> str:
    """Name the activities that conditions match, in a person's units; never empty."""
    if match is Match.ALL:
        return _all_words(conditions, units)
    each = joined((_all_words([one], units) for one in conditions), "or")
    if match is Match.ANY:
        return each or "no activities"
    return f"all activities but {each}" if each else "all activities"


def condition_words(condition: Condition, units: str) -> str:
    """Say what one condition asks for, to stand behind a noun: "of at least 5 km", "on Mondays"."""
    aspect, wanted = condition.field, condition.wanted
    if aspect in _ANSWERS:
        return _ANSWERS[aspect][condition.op is Op.NO]
    if isinstance(wanted, Range):
        return _FIGURES[aspect].format(_range_words(aspect, wanted, units))
    return _negated(_CLAUSES[type(wanted)](condition, units), condition.op)


def rule_words(condition: Condition, units: str) -> str:
    """Say what one condition asks for, alone: "runs", "of at least 5 km"."""
    return _noun(condition) if _is_noun(condition) else condition_words(condition, units)


def _negated(clause: str, op: Op) -> str:
    if op not in NEGATIVE:
        return clause
    for affirmed, denied in _DENIALS.items():
        if clause.startswith(affirmed):
            return denied + clause.removeprefix(affirmed)
    return f"not {clause}"


def _all_words(conditions: Sequence[Condition], units: str) -> str:
    noun = next((one for one in conditions if _is_noun(one)), None)
    name = _noun(noun) if noun else "activities" if conditions else "all activities"
    clauses = [condition_words(one, units) for one in conditions if one is not noun]
    return " ".join(filter(None, (name, ", ".join(dict.fromkeys(clauses)))))


def _is_noun(condition: Condition) -> bool:
    return condition.field is Aspect.SPORT and condition.op not in NEGATIVE


def _noun(condition: Condition) -> str:
    wanted: Any = condition.wanted
    return joined((many_of(key) for key in wanted.keys), "or")


def _range_words(aspect: Aspect, wanted: Range, units: str) -> str:
    kind = MANNERS[aspect].kind
    ends = [quantity_words(kind, one, units) for one in (wanted.least, wanted.most) if one]
    if len(ends) > 1:
        return f"{ends[0]} to {ends[1]}"
    return f"at {'most' if wanted.least is None else 'least'} {ends[0]}"


def _sport_words(condition: Condition, units: str) -> str:
    del units
    return f"that are {_noun(condition)}"


def _text_words(condition: Condition, units: str) -> str:
    del units
    wanted: Any = condition.wanted
    inside = condition.op in {Op.CONTAINS_ANY, Op.CONTAINS_NONE}
    texts = joined((f"“{text}”" for text in wanted.texts), "or")
    names = joined(wanted.texts, "or")
    match condition.field:
        case Aspect.TAGS:
            return f"tagged {texts}"
        case Aspect.APP:
            return (
                f"recorded by an app with {texts} in its name" if inside else f"recorded by {names}"
            )
        case Aspect.DEVICE:
            device = f"a device with {texts} in its name" if inside else names
            return f"measured by {device}"
        case aspect if inside:
            return f"with {texts} in the {aspect}"
        case aspect:
            return f"with the {aspect} {texts}"


def _day_words(condition: Condition, units: str) -> str:
    del units
    wanted: Any = condition.wanted
    names = [f"{DAY_NAMES[day]}s" for day in wanted.days]
    is_row = len(names) > 2 and wanted.days[-1] - wanted.days[0] == len(names) - 1  # noqa: PLR2004
    return f"on {names[0]} to {names[-1]}" if is_row else f"on {joined(names, 'or')}"


def _clock_words(condition: Condition, units: str) -> str:
    del units
    wanted: Any = condition.wanted
    start, end = clock_words(wanted.start), clock_words(wanted.end)
    return f"{_VERBS[condition.field]} between {start} and {end}"


def _date_words(condition: Condition, units: str) -> str:
    del units
    wanted: Any = condition.wanted
    first, last = wanted.first, wanted.last
    if first is None or last is None:
        return f"since {date_words(first)}" if first else f"until {date_words(last)}"
    if first == last:
        return f"on {date_words(first)}"
    return f"from {date_words(first)} to {date_words(last)}"


def _spot_words(condition: Condition, units: str) -> str:
    spot: Any = condition.wanted
    radius_m: float = spot.radius_m
    short = radius_m < _SHORT_M
    around = climb_words(radius_m, units) if short else length_words(radius_m, units)
    return f"{_VERBS[condition.field]} within {around} of the chosen place"


def _name_words(condition: Condition, units: str) -> str:
    del units
    wanted: Any = condition.wanted
    return f"{_VERBS[condition.field]} in {wanted.name}"


_CLAUSES: Mapping[type, Callable[[Condition, str], str]] = {
    Sports: _sport_words, Texts: _text_words, Days: _day_words, ClockSpan: _clock_words,
    DateRange: _date_words, Spot: _spot_words, PlaceName: _name_words,
}  # fmt: skip
