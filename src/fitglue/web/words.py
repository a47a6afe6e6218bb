"""Days, sports and places as people say them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from fitglue.domain.clock import DAYS, MONTHS

_MINUTE_S = 60
_LEFT = ((86400, "day", 2), (3600, "hour", 2))  # "90 minutes", but "3 hours"
_DAYS_BY_NAME = 7  # within a week, the weekday alone is clear


def month(day: date) -> str:
    """Write "September 2025"."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def day_of_month(day: date) -> str:
    """Write "16 September"."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def month_name(day: date) -> str:
    """Write "September"."""
    return MONTHS[day.month - 1]


def long_day(day: date) -> str:
    """Write "Tuesday 16 September 2025"."""
    return f"{DAYS[day.weekday()]} {day.day} {month(day)}"


def weekday(day: date) -> str:
    """Write "Tuesday"."""
    return DAYS[day.weekday()]


def clock(moment: datetime) -> str:
    """Write "18:14"."""
    return f"{moment.hour:02}:{moment.minute:02}"


def day(one: date) -> str:
    """Write "16 September 2025"."""
    return f"{one.day} {month(one)}"


def hours(seconds: float) -> str:
    """Write a time that is summed up, to the minute: "5 h 10 min", "45 min"."""
    minutes = round(seconds / 60)
    hour, minute = divmod(minutes, 60)
    if not hour:
        return f"{minute} min"
    return f"{hour:,} h {minute} min" if minute else f"{hour:,} h"


def near_day(moment: datetime, today: date) -> str:
    """Write a moment as one would say it today: "yesterday 18:14", "Tue 16 Sep, 18:14"."""
    ago = (today - moment.date()).days
    if ago in {0, 1}:
        return f"{('today', 'yesterday')[ago]} {clock(moment)}"
    name = DAYS[moment.weekday()]
    if 0 < ago < _DAYS_BY_NAME:
        return f"{name} {clock(moment)}"
    return f"{name[:3]} {moment.day} {MONTHS[moment.month - 1][:3]}, {clock(moment)}"


def day_in(instant: datetime, zone: str) -> str:
    """Write the day of an instant in `zone`: "16 September 2025"."""
    day = instant.astimezone(ZoneInfo(zone))
    return f"{day.day} {month(day)}"


def near_day_in(instant: datetime, zone: str) -> str:
    """Write an instant as one would say it today in `zone`; without an offset it is UTC."""
    there = ZoneInfo(zone)
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return near_day(aware.astimezone(there), datetime.now(there).date())


def countdown(until: datetime, now: datetime) -> str:
    """Say how long is left: "5 minutes left", "3 hours left", "2 days left"."""
    left_s = (until - now).total_seconds()
    if left_s < _MINUTE_S:
        return "less than a minute left"
    for each_s, name, least in _LEFT:
        if left_s >= each_s * least:
            return f"{plural(int(left_s // each_s), name)} left"
    return f"{plural(int(left_s // _MINUTE_S), 'minute')} left"


def place_of(zone: str) -> str:
    """Name a zone by its city: "Paris time"."""
    city = zone.rsplit("/", maxsplit=1)[-1].replace("_", " ")
    return zone if city in {"UTC", "GMT"} or "+" in city or "-" in city else f"{city} time"


def plain_name(name: str) -> str:
    """Tidy the spaces of an app's or device's own name; Apple puts unbreakable ones inside."""
    return " ".join(name.split())


def listed(parts: list[str]) -> str:
    """Join parts as a sentence does: "a, b and c"."""
    if len(parts) < 2:  # noqa: PLR2004 - one needs no "and"
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def plural(number: int, one: str, many: str = "") -> str:
    """Count things: "1 activity", "1,204 samples"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
