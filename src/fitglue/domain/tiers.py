"""What a person's tier allows: the month's activities, and which plugins.

Plans are a choice of the operator. Where they are off everybody is an Athlete, and nothing is asked
or counted.
"""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:  # the command line knows the tiers before it knows a workout
    from fitglue.domain.plugins import About

_SHORTLY_AFTER_MIDNIGHT = time(0, 1)  # clocks of two machines differ by less


class Tier(StrEnum):
    """The two tiers, the free one first."""

    HOBBYIST = "hobbyist"
    ATHLETE = "athlete"

    @property
    def label(self) -> str:
        """Name it to a person."""
        return self.value.capitalize()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The operator's choice: whether there are plans, and what a Hobbyist gets."""

    on: bool = False
    monthly_limit: int = 25
    trial_days: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a person stands: `stored` is what they are without a trial. Instants are in UTC."""

    stored: Tier
    is_admin: bool
    trial_ends: datetime | None
    zone: str

    def tier(self, now: datetime) -> Tier:
        """Give the tier that counts."""
        if self.is_admin or self.is_in_trial(now):
            return Tier.ATHLETE
        return self.stored

    def is_in_trial(self, now: datetime) -> bool:
        """Tell whether the trial goes on."""
        return self.trial_ends is not None and now < self.trial_ends

    def trial_days_left(self, now: datetime) -> int:
        """Count the days of the trial that are left, begun ones too; 0 when it is over."""
        left = self.trial_ends - now if self.trial_ends is not None else timedelta()
        return max(-(-left // timedelta(days=1)), 0)


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month as instants: from `start` up to, not including, `end`."""

    start: datetime
    end: datetime


def month_of(now: datetime, zone: str) -> Month:
    """Give the calendar month in which somebody in `zone` lives at `now`."""
    first = now.astimezone(ZoneInfo(zone)).date().replace(day=1)
    return Month(_midnight(first, zone), _midnight(_next_month(first), zone))


def next_look(now: datetime, zone: str, after: date | None = None) -> tuple[date, float]:
    """Give the day, past today and past `after`, at whose beginning held runs are looked at again.

    Its beginning is `now` plus the seconds that come with it. New months begin at midnight, too.
    """
    today = now.astimezone(ZoneInfo(zone)).date()
    day = max(today, after or today) + timedelta(days=1)
    then = datetime.combine(day, _SHORTLY_AFTER_MIDNIGHT, ZoneInfo(zone))
    return day, (then - now).total_seconds()


def why_gated(about: "About", tier: Tier) -> str:
    """Say why a plugin is not for a tier; empty when it is."""
    if about.tier != Tier.ATHLETE or tier is Tier.ATHLETE:
        return ""
    return f"{about.name} is part of the Athlete plan."


def why_blocked(limit: int, now: datetime, zone: str) -> str:
    """Say why a run is held, and what lets it go."""
    local = now.astimezone(ZoneInfo(zone)).date()
    begins = calendar.month_name[_next_month(local.replace(day=1)).month]
    allowed = "one activity" if limit == 1 else f"{limit} activities"
    return (
        f"A Hobbyist has {allowed} a month, and they are sent. This one is kept. It goes on by "
        f"itself, oldest first, when {begins} begins, or at once when you upgrade: Settings, Plan."
    )


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
