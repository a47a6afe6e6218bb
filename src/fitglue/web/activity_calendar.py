"""The calendar of a selection: a month of weeks with their sums, and the months of its year."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from fitglue.domain import figures
from fitglue.domain.selection import Selection, Sums
from fitglue.domain.spans import first_of_week
from fitglue.domain.sport import by_key, sport_words
from fitglue.store import Store
from fitglue.store.tables import ActivityRow
from fitglue.web.activity_filters import Asked
from fitglue.web.filter_words import hours, sums_words
from fitglue.web.languages import gettext
from fitglue.web.lines import Person, Units
from fitglue.web.words import long_day, month, month_name

_SHOWN_A_DAY = 3
_TALLEST = 28


@dataclass(frozen=True, slots=True)
class DayEntry:
    """One activity in a day's cell."""

    id: str
    title: str
    sport: str
    figure: str


@dataclass(frozen=True, slots=True)
class Day:
    """A cell. `address` leads to its activities; `more` counts those that have no room."""

    day: date
    number: int
    name: str
    is_outside: bool
    is_today: bool
    entries: list[DayEntry]
    more: int
    address: str


@dataclass(frozen=True, slots=True)
class Week:
    """A row of seven days and what they add up to."""

    name: str
    days: list[Day]
    number: int
    distance: str
    time: str


@dataclass(frozen=True, slots=True)
class MonthBar:
    """A month of the strip: how high its bar is, of `_TALLEST`."""

    name: str
    short: str
    height: int
    words: str
    address: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """A month, its neighbours, and its year."""

    name: str
    words: str
    weeks: list[Week]
    previous: str
    following: str
    year: int
    bars: list[MonthBar]
    year_words: str
    previous_year: str
    following_year: str


def calendar_of(
    store: Store, person: Person, asked: Asked, today: date, last_day: date | None
) -> Calendar:
    """Prepare the month that an address names, else that of the last day on which something fits.

    `last_day` is none when nothing fits.
    """
    shown = _month_named(asked.at) or (last_day or today).replace(day=1)
    first = first_of_week(shown, person.week_start)
    last = first_of_week(_last_of(shown), person.week_start) + timedelta(days=6)
    rows = _rows(store, person, asked.selection, first, last) if last_day else []
    months = _months(store, person, asked.selection, shown.year) if last_day else {}
    sums = months.get(shown.month, Sums())
    year = sum(months.values(), Sums())
    return Calendar(
        name=month(shown), words=_words(sums, person.units),
        weeks=_weeks(rows, first, last, shown, today, person.units, asked),
        previous=_at(asked, shown - timedelta(days=1)),
        following=_at(asked, _last_of(shown) + timedelta(days=1)),
        year=shown.year, bars=_bars(months, shown, person.units, asked),
        year_words=_words(year, person.units),
        previous_year=_at(asked, shown.replace(year=max(shown.year - 1, 1))),
        following_year=_at(asked, shown.replace(year=min(shown.year + 1, 9999))),
    )  # fmt: skip


def _rows(
    store: Store, person: Person, wanted: Selection, first: date, last: date
) -> list[ActivityRow]:
    """Look at the weeks that are shown, not at the whole history."""
    by_day = store.listing.by_day(person.id, _within(wanted, first, last))
    ids = [one for fits in by_day.values() for one in fits.ids]
    return sorted(store.listing.rows(person.id, ids), key=lambda row: (row.start, row.id))


def _months(store: Store, person: Person, wanted: Selection, year: int) -> dict[int, Sums]:
    """Add up the months of the year that is shown."""
    that_year = _within(wanted, date(year, 1, 1), date(year, 12, 31))
    by_month = store.listing.by_month(person.id, that_year)
    return {one.month: sums for one, sums in by_month.items()}


def _within(wanted: Selection, first: date, last: date) -> Selection:
    since, until = max(wanted.since or first, first), min(wanted.until or last, last)
    return replace(wanted, since=since, until=until)


def _weeks(  # noqa: PLR0913, PLR0917 - a month, and how it is told
    rows: Sequence[ActivityRow], first: date, last: date, shown: date, today: date, units: Units,
    asked: Asked,
) -> list[Week]:  # fmt: skip
    by_day: dict[date, list[ActivityRow]] = {}
    for row in rows:
        by_day.setdefault(row.day, []).append(row)
    mondays = [first + timedelta(days=at) for at in range(0, (last - first).days + 1, 7)]
    return [
        _week(monday, [
            _day(day, by_day.get(day, []), shown, today, units, asked)
            for day in (monday + timedelta(days=at) for at in range(7))
        ], [row for at in range(7) for row in by_day.get(monday + timedelta(days=at), [])], units)
        for monday in mondays
    ]  # fmt: skip


def _week(monday: date, days: list[Day], rows: Sequence[ActivityRow], units: Units) -> Week:
    distance_m = sum(row.distance_m or 0.0 for row in rows)
    return Week(
        name=gettext("Week %(week)s", week=monday.isocalendar().week),
        days=days,
        number=len(rows),
        distance=figures.distance(distance_m, units).text if distance_m else "",
        time=hours(sum(row.timer_s for row in rows)) if rows else "",
    )


def _day(  # noqa: PLR0913, PLR0917 - a cell, and how it is told
    day: date, rows: list[ActivityRow], shown: date, today: date, units: Units, asked: Asked
) -> Day:
    shown_rows = rows if len(rows) <= _SHOWN_A_DAY else rows[: _SHOWN_A_DAY - 1]
    only = f"/activities/{rows[0].id}" if len(rows) == 1 else ""
    that_day = asked.address(since=day.isoformat(), until=day.isoformat(), view="", at="")
    return Day(
        day=day,
        number=day.day,
        name=long_day(day),
        is_outside=(day.year, day.month) != (shown.year, shown.month),
        is_today=day == today,
        entries=[_entry(row, units) for row in shown_rows],
        more=len(rows) - len(shown_rows),
        address=(only or that_day) if rows else "",
    )


def _entry(row: ActivityRow, units: Units) -> DayEntry:
    sport = sport_words(by_key(row.sport), indoor=row.indoor, is_open_water=row.open_water)
    swum = row.sport == "swimming"
    far = figures.distance(row.distance_m, units, swum=swum).text if row.distance_m else ""
    return DayEntry(row.id, row.title, sport, far or hours(row.timer_s))


def _bars(months: dict[int, Sums], shown: date, units: Units, asked: Asked) -> list[MonthBar]:
    longest = max((one.timer_s for one in months.values()), default=0.0)
    bars = []
    for number in range(1, 13):
        first, sums = date(shown.year, number, 1), months.get(number, Sums())
        height = round(_TALLEST * sums.timer_s / longest) if longest else 0
        bars.append(
            MonthBar(
                month_name(first), month_name(first)[:3],
                max(height, 2) if sums.number else 0, _words(sums, units),
                _at(asked, first), number == shown.month,
            )
        )  # fmt: skip
    return bars


def _at(asked: Asked, day: date) -> str:
    return asked.address(at=f"{day:%Y-%m}")


def _words(sums: Sums, units: Units) -> str:
    if not sums.number:
        return gettext("Nothing")
    return sums_words(sums.number, sums.distance_m, sums.timer_s, units)


def _month_named(at: str) -> date | None:
    try:
        return date.fromisoformat(f"{at}-01")
    except ValueError:
        return None


def _last_of(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
