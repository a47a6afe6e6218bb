"""What a condition saw, as a clause: "its distance is 6.2 km", "it has no distance"."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from fitglue.domain.conditions.aspects import MANNERS, Aspect, ValueKind
from fitglue.domain.conditions.judging import Verdict, found_text
from fitglue.domain.conditions.moments import DAY_NAMES, clock_words
from fitglue.domain.conditions.quantities import (
    climb_words,
    duration_words,
    length_words,
    plain_number,
)
from fitglue.domain.conditions.values import Texts
from fitglue.domain.sport_choice import label_of
from fitglue.domain.spot import Spot

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_LONGEST_QUOTE = 60
_A, _K = Aspect, ValueKind
_MISSING = {
    _A.APP: "it does not say which app recorded it",
    _A.DEVICE: "it does not say which device measured it",
    _A.DISTANCE: "it has no distance",
    _A.MOVING: "it has no moving time",
    _A.AVG_HEART_RATE: "it has no average heart rate",
    _A.MAX_HEART_RATE: "it has no maximum heart rate",
    _A.ASCENT: "it has no ascent",
    _A.ACTIVE_ENERGY: "it has no active energy",
    _A.EFFORT: "it has no effort",
    _A.INDOORS: "it does not say whether it was indoors",
}
_ANSWERS = {
    _A.INDOORS: ("it was indoors", "it was outdoors"),
    _A.HAS_ROUTE: ("it has a route", "it has no route"),
    _A.HAS_HEART_RATE: ("it has a heart rate", "it has no heart rate"),
    _A.VIRTUAL_ROUTE: ("its route was drawn, not measured", "no route was drawn for it"),
    _A.USER_ENTERED: ("it was typed in by hand", "it was not typed in by hand"),
}
_FIGURES = {
    _A.DISTANCE: "its distance", _A.ELAPSED: "its time from start to end",
    _A.TIMER: "its time without pauses", _A.MOVING: "its moving time",
    _A.AVG_HEART_RATE: "its average heart rate", _A.MAX_HEART_RATE: "its maximum heart rate",
    _A.ASCENT: "its ascent", _A.ACTIVE_ENERGY: "its active energy", _A.EFFORT: "its effort",
}  # fmt: skip
_PLACES = {_A.STARTS_IN: "it began", _A.ENDS_IN: "it ended", _A.PASSES: "it came within"}


def saw_words(verdict: Verdict, units: str) -> str:
    """Say what a condition saw, as a clause without a capital or a full stop."""
    aspect, saw = verdict.condition.field, verdict.saw
    if saw is None:
        return _MISSING.get(aspect) or _no_place(verdict)
    if aspect in _ANSWERS:
        return _ANSWERS[aspect][0 if saw else 1]
    if aspect in _FIGURES:
        return f"{_FIGURES[aspect]} is {figure_words(aspect, saw, units)}"
    if aspect in _PLACES:
        return _place_words(verdict, units)
    return _OTHERS[aspect](verdict)


def joined(parts: Iterable[str], last: str = "and") -> str:
    """Join clauses as a sentence does, each once."""
    several = list(dict.fromkeys(parts))
    if len(several) < 2:  # noqa: PLR2004 - one needs no "and"
        return "".join(several)
    return f"{', '.join(several[:-1])} {last} {several[-1]}"


def figure_words(aspect: Aspect, value: float, units: str) -> str:
    """Write a figure with its unit."""
    if aspect is Aspect.ASCENT:
        return climb_words(value, units)
    kind = MANNERS[aspect].kind
    return {
        _K.LENGTH: lambda: length_words(value, units),
        _K.DURATION: lambda: duration_words(value),
        _K.RATE: lambda: f"{plain_number(round(value, 1))} bpm",
        _K.ENERGY: lambda: f"{plain_number(round(value, 1))} kcal",
    }.get(kind, lambda: plain_number(round(value, 1)))()


def date_words(day: date) -> str:
    """Write "3 May 2026"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _no_place(verdict: Verdict) -> str:
    if isinstance(verdict.condition.wanted, Spot):
        return "it has no measured route"
    return "nobody knows the name of the place"


def _place_words(verdict: Verdict, units: str) -> str:
    verb = _PLACES[verdict.condition.field]
    if not isinstance(verdict.condition.wanted, Spot):
        return f"{verb} in {verdict.saw.name}"
    of = "of" if verdict.condition.field is Aspect.PASSES else "from"
    return f"{verb} {length_words(verdict.saw, units)} {of} the middle of the chosen place"


def _title_words(verdict: Verdict) -> str:
    title: str = verdict.saw
    short = title if len(title) <= _LONGEST_QUOTE else f"{title[: _LONGEST_QUOTE - 1]}…"
    return f"its title is “{short}”"


def _description_words(verdict: Verdict) -> str:
    wanted = verdict.condition.wanted
    assert isinstance(wanted, Texts)  # noqa: S101 - no other value is read for it
    found = found_text(wanted, verdict.condition.op, verdict.saw)
    if found:
        return f"its description contains “{found}”"
    return f"its description does not contain {joined((f'“{one}”' for one in wanted.texts), 'or')}"


def _tag_words(verdict: Verdict) -> str:
    if not verdict.saw:
        return "it has no tags"
    return f"it is tagged {joined(f'“{tag}”' for tag in verdict.saw)}"


def _clock_clause(verb: str) -> Callable[[Verdict], str]:
    def words(verdict: Verdict) -> str:
        local: datetime = verdict.saw
        return f"it {verb} at {clock_words(local.hour * 60 + local.minute)}"

    return words


_OTHERS: Mapping[Aspect, Callable[[Verdict], str]] = {
    _A.SPORT: lambda verdict: f"its sport is {label_of(verdict.saw)}",
    _A.TITLE: _title_words,
    _A.DESCRIPTION: _description_words,
    _A.TAGS: _tag_words,
    _A.APP: lambda verdict: f"it was recorded by {' '.join(verdict.saw.split())}",
    _A.DEVICE: lambda verdict: f"it was measured by {' '.join(verdict.saw.split())}",
    _A.WEEKDAY: lambda verdict: f"it was on a {DAY_NAMES[verdict.saw]}",
    _A.DATE: lambda verdict: f"it was on {date_words(verdict.saw)}",
    _A.STARTS_AT: _clock_clause("began"),
    _A.ENDS_AT: _clock_clause("ended"),
}
