"""Weeks and months as a person counts them: by the calendar of their own zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAYS_OF_A_WEEK = 7
_LAST_MONTH = 12


@dataclass(frozen=True, slots=True)
class SpanOfDays:
    """Days from the first to before the last, and the instants where they begin and end.

    A day begins when its midnight comes in the zone, or what stands for it there: where clocks go
    forward at midnight, the first minute that there is.
    """

    first: date
    after: date
    zone: str

    @property
    def begin(self) -> datetime:
        """Give the first instant."""
        return midnight(self.first, self.zone)

    @property
    def end(self) -> datetime:
        """Give the first instant behind it."""
        return midnight(self.after, self.zone)


def midnight(day: date, zone: str) -> datetime:
    """Give the instant at which a day begins, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def first_of_week(day: date, week_start: int) -> date:
    """Give the day that a day's week begins with; `week_start` is 0 for weeks from Monday."""
    return day - timedelta(days=(day.weekday() - week_start) % _DAYS_OF_A_WEEK)


def week_of(day: date, zone: str, *, week_start: int = 0, back: int = 0) -> SpanOfDays:
    """Give the week of a day, or one `back` weeks before."""
    first = first_of_week(day, week_start) - timedelta(days=back * _DAYS_OF_A_WEEK)
    return SpanOfDays(first, first + timedelta(days=_DAYS_OF_A_WEEK), zone)


def month_of(day: date, zone: str, *, back: int = 0) -> SpanOfDays:
    """Give the month of a day, or one `back` months before."""
    count = day.year * _LAST_MONTH + day.month - 1 - back
    return SpanOfDays(_first(count), _first(count + 1), zone)


def _first(months: int) -> date:
    return date(months // _LAST_MONTH, months % _LAST_MONTH + 1, 1)
