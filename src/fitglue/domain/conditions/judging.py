"""Holds conditions against what is seen of an activity.

A condition on something that nobody measured does not hold, and neither does its opposite.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from fitglue.domain.booster_tools import Place
from fitglue.domain.conditions.aspects import NEGATIVE, Aspect, Op
from fitglue.domain.conditions.condition import Condition
from fitglue.domain.conditions.moments import ClockSpan, Days
from fitglue.domain.conditions.seen import Seen
from fitglue.domain.conditions.values import PlaceName, Sports, Texts, Value
from fitglue.domain.sport_choice import sports_among
from fitglue.domain.spot import Spot

_A = Aspect
_LOOKS: Mapping[Aspect, Callable[[Seen], Any]] = {
    _A.SPORT: lambda seen: seen.sport,
    _A.TITLE: lambda seen: seen.title,
    _A.DESCRIPTION: lambda seen: seen.description,
    _A.TAGS: lambda seen: seen.tags,
    _A.APP: lambda seen: seen.app or None,
    _A.DEVICE: lambda seen: seen.device or None,
    _A.DISTANCE: lambda seen: seen.distance_m,
    _A.ELAPSED: lambda seen: seen.elapsed_s,
    _A.TIMER: lambda seen: seen.timer_s,
    _A.MOVING: lambda seen: seen.moving_s,
    _A.AVG_HEART_RATE: lambda seen: seen.avg_hr_bpm,
    _A.MAX_HEART_RATE: lambda seen: seen.max_hr_bpm,
    _A.ASCENT: lambda seen: seen.ascent_m,
    _A.ACTIVE_ENERGY: lambda seen: seen.active_kcal,
    _A.EFFORT: lambda seen: seen.effort,
    _A.INDOORS: lambda seen: seen.indoor,
    _A.HAS_ROUTE: lambda seen: seen.has_route,
    _A.HAS_HEART_RATE: lambda seen: seen.has_heart_rate,
    _A.VIRTUAL_ROUTE: lambda seen: seen.has_route and seen.virtual_route,
    _A.USER_ENTERED: lambda seen: seen.user_entered,
    _A.WEEKDAY: lambda seen: seen.local_start.weekday(),
    _A.DATE: lambda seen: seen.local_start.date(),
    _A.STARTS_AT: lambda seen: seen.local_start,
    _A.ENDS_AT: lambda seen: seen.local_end,
}
_ENDS = {_A.STARTS_IN: slice(0, 1), _A.ENDS_IN: slice(-1, None)}


class Match(StrEnum):
    """How many of several conditions have to hold."""

    ALL = "all"
    ANY = "any"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a condition came to: `holds` is None where it cannot be told, `saw` what it looked at.

    `saw` is a value of the aspect's own; of a place, how far off it was in metres, or its name.
    """

    condition: Condition
    holds: bool | None
    saw: Any


@dataclass(frozen=True, slots=True)
class Judgement:
    """What several conditions came to together."""

    match: Match
    verdicts: tuple[Verdict, ...]
    holds: bool

    @property
    def deciding(self) -> tuple[Verdict, ...]:
        """Give the verdicts that decided."""
        holding = tuple(one for one in self.verdicts if one.holds)
        match self.match, self.holds:
            case (Match.ALL, True):
                return self.verdicts
            case (Match.ALL, False):
                return tuple(one for one in self.verdicts if not one.holds)
            case (Match.ANY, True) | (Match.NONE, False):
                return holding[:1]
            case _:
                return self.verdicts


@dataclass(frozen=True, slots=True)
class _Question:
    """A condition's parts at hand: reading them from a model takes longer than comparing."""

    aspect: Aspect
    op: Op
    wanted: Value


def judged(condition: Condition, seen: Seen) -> Verdict:
    """Hold one condition against an activity."""
    holds, saw = _answer(_question(condition), seen)
    return Verdict(condition, holds, saw)


def judged_together(match: Match, conditions: Sequence[Condition], seen: Seen) -> Judgement:
    """Hold conditions against an activity, each of them."""
    verdicts = tuple(judged(condition, seen) for condition in conditions)
    return Judgement(match, verdicts, _together(match, (one.holds for one in verdicts)))


def matching(match: Match, conditions: Sequence[Condition], seen: Iterable[Seen]) -> Iterator[Seen]:
    """Give the activities for which conditions hold, looking no further than needed."""
    questions = [_question(condition) for condition in conditions]
    for one in seen:
        if _together(match, (_answer(question, one)[0] for question in questions)):
            yield one


def _question(condition: Condition) -> _Question:
    return _Question(condition.field, condition.op, condition.wanted)


def _answer(question: _Question, seen: Seen) -> tuple[bool | None, Any]:
    saw = _look(question, seen)
    if saw is None:
        return None, None
    return _fits(question, saw) is not (question.op in NEGATIVE), saw


def _together(match: Match, holding: Iterator[bool | None]) -> bool:
    if match is Match.ALL:
        return all(holding)
    return any(holding) is (match is Match.ANY)


def _look(question: _Question, seen: Seen) -> Any:
    look = _LOOKS.get(question.aspect)
    if look is not None:
        return look(seen)
    way = seen.way()
    if way is None:
        return None
    part = _ENDS.get(question.aspect, slice(None))
    latitude, longitude = way[0][part], way[1][part]
    if isinstance(question.wanted, Spot):
        return float(np.min(question.wanted.away_m(latitude, longitude)))
    return seen.places.at(float(latitude[0]), float(longitude[0]))


def _fits(question: _Question, saw: Any) -> bool:
    wanted: Any = question.wanted
    if wanted is None:
        return bool(saw)
    if isinstance(wanted, Texts):
        return bool(found_text(wanted, question.op, saw))
    fits = _FITS.get(type(wanted))
    return fits(wanted, saw) if fits is not None else wanted.holds(saw)


def found_text(wanted: Texts, op: Op, saw: str | tuple[str, ...]) -> str:
    """Give the first text that is there: in a text if the condition asks for that, else equal."""
    inside = op in {Op.CONTAINS_ANY, Op.CONTAINS_NONE} and isinstance(saw, str)
    there = plain_text(saw) if isinstance(saw, str) else {plain_text(one) for one in saw}
    for text in wanted.texts:
        plain = plain_text(text)
        if (plain in there) if inside or not isinstance(there, str) else plain == there:
            return text
    return ""


def plain_text(text: str) -> str:
    """Take case and kinds of spaces out of a text; Apple writes unbreakable ones in names."""
    return " ".join(text.split()).casefold()


def _names(place: Place) -> set[str]:
    return {plain_text(name) for name in (place.name, place.region, place.country) if name}


_FITS: Mapping[type, Callable[[Any, Any], bool]] = {
    Sports: lambda wanted, saw: saw in sports_among(wanted.keys),
    Days: lambda wanted, saw: saw in wanted.days,
    ClockSpan: lambda wanted, saw: wanted.holds(saw.hour * 60 + saw.minute),
    Spot: lambda wanted, saw: saw <= wanted.radius_m,
    PlaceName: lambda wanted, saw: plain_text(wanted.name) in _names(saw),
}
