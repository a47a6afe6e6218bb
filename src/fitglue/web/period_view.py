"""This week and this month in figures, beside what is usual."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from fitglue.domain import figures
from fitglue.domain.spans import SpanOfDays, month_of, week_of
from fitglue.domain.sport import by_key
from fitglue.store import Store
from fitglue.store.overview import SportSum
from fitglue.web.lines import Person
from fitglue.web.words import hours, plural

_WEEKS, _MONTHS = 8, 6  # so many before make what is usual
_SPORTS = 4
_ALIKE = 0.1  # a difference below a tenth is none
_Back = Callable[..., SpanOfDays]


@dataclass(frozen=True, slots=True)
class SportLine:
    """A sport's part of a week or month."""

    name: str
    number: str
    time: str
    distance: str


@dataclass(frozen=True, slots=True)
class Period:
    """A week or month: its time, its sports, and what is usual; `share` is of the usual time."""

    name: str
    time: str
    number: str
    usual: str
    share: float | None
    sports: tuple[SportLine, ...]


def periods(store: Store, person: Person, today: date) -> tuple[Period, Period]:
    """Give this week and this month; both up to now."""
    first = store.overview.first_start(person.id)
    week = partial(week_of, week_start=person.week_start)
    return (
        _period(store, person, "This week", _spans(week, today, person.zone, _WEEKS), first),
        _period(store, person, "This month", _spans(month_of, today, person.zone, _MONTHS), first),
    )


def _spans(of: _Back, today: date, zone: str, before: int) -> list[SpanOfDays]:
    return [of(today, zone, back=back) for back in range(before + 1)]


def _period(
    store: Store, person: Person, name: str, spans: Sequence[SpanOfDays], first: datetime | None
) -> Period:
    now, *before = spans
    sums = store.overview.sums(person.id, now.begin, now.end)
    timer_s = sum(one.timer_s for one in sums)
    known = [one for one in before if first is not None and first < one.end]
    usual_s = 0.0
    if known:
        earlier = store.overview.sums(person.id, known[-1].begin, now.begin)
        usual_s = sum(one.timer_s for one in earlier) / len(known)
    number = plural(sum(one.number for one in sums), "activity", "activities") if sums else ""
    share = timer_s / usual_s if usual_s else None
    time, usual = (
        hours(timer_s) if sums else "Nothing yet",
        _usual(name, usual_s, len(known), share),
    )
    return Period(name, time, number, usual, share, tuple(_sports(sums, person)))


def _usual(name: str, usual_s: float, known: int, share: float | None) -> str:
    what = name.partition(" ")[2]
    if share is None:
        return ""
    before = f"the {known} {what}s before" if known > 1 else f"the {what} before"
    if abs(share - 1) < _ALIKE:
        return f"as usual: {hours(usual_s)} in a {what}, by {before}"
    mean = f"{hours(usual_s)} on average" if known > 1 else hours(usual_s)
    return f"{mean} in {before}"


def _sports(sums: Sequence[SportSum], person: Person) -> list[SportLine]:
    first, rest = sums[:_SPORTS], sums[_SPORTS:]
    lines = [_line(one, person) for one in first]
    if rest:
        number, timer_s = sum(one.number for one in rest), sum(one.timer_s for one in rest)
        lines.append(SportLine("Other", str(number), hours(timer_s), ""))
    return lines


def _line(one: SportSum, person: Person) -> SportLine:
    swum = one.sport == "swimming"
    distance = figures.distance(one.distance_m, person.units, swum=swum).text
    return SportLine(
        by_key(one.sport).label, str(one.number), hours(one.timer_s),
        distance if one.distance_m else "",
    )  # fmt: skip
