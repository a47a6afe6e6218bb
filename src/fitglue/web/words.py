"""Days, sports and places as people say them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from fitglue.domain.clock import DAYS, MONTHS
from fitglue.web.languages import gettext, marked, ngettext

_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86400  # "90 minutes", but "3 hours"
_NEAREST = {-1: marked("tomorrow"), 0: marked("today"), 1: marked("yesterday")}
_DAYS_BY_NAME = 7  # within a week, the weekday alone is clear

# The names of domain.clock, for the catalogue.
_COLLECTED = (
    marked("Monday"), marked("Tuesday"), marked("Wednesday"), marked("Thursday"),
    marked("Friday"), marked("Saturday"), marked("Sunday"), marked("January"),
    marked("February"), marked("March"), marked("April"), marked("May"), marked("June"),
    marked("July"), marked("August"), marked("September"), marked("October"),
    marked("November"), marked("December"),
)  # fmt: skip


def month(day: date) -> str:
    """Write "September 2025"."""
    return f"{month_name(day)} {day.year}"


def day_of_month(day: date) -> str:
    """Write "16 September"."""
    return f"{day.day} {month_name(day)}"


def month_name(day: date) -> str:
    """Write "September"."""
    return gettext(MONTHS[day.month - 1])


def long_day(day: date) -> str:
    """Write "Tuesday 16 September 2025"."""
    return f"{gettext(DAYS[day.weekday()])} {day.day} {month(day)}"


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
    if ago in _NEAREST:
        return f"{gettext(_NEAREST[ago])} {clock(moment)}"
    name = gettext(DAYS[moment.weekday()])
    if 0 < ago < _DAYS_BY_NAME:
        return f"{name} {clock(moment)}"
    return f"{name[:3]} {moment.day} {month_name(moment)[:3]}, {clock(moment)}"


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
        return gettext("less than a minute left")
    days, hours, minutes = (int(left_s // each_s) for each_s in (_DAY_S, _HOUR_S, _MINUTE_S))
    if days > 1:
        return ngettext("%(all)s day left", "%(all)s days left", days, all=format(days, ","))
    if hours > 1:
        return ngettext("%(all)s hour left", "%(all)s hours left", hours, all=format(hours, ","))
    return ngettext(
        "%(all)s minute left", "%(all)s minutes left", minutes, all=format(minutes, ",")
    )


def place_of(zone: str) -> str:
    """Name a zone by its city: "Paris time"."""
    city = zone.rsplit("/", maxsplit=1)[-1].replace("_", " ")
    return (
        zone
        if city in {"UTC", "GMT"} or "+" in city or "-" in city
        else gettext("%(city)s time", city=city)
    )


def plain_name(name: str) -> str:
    """Tidy the spaces of an app's or device's own name; Apple puts unbreakable ones inside."""
    return " ".join(name.split())


def listed(parts: list[str]) -> str:
    """Join parts as a sentence does: "a, b and c"."""
    if len(parts) < 2:  # noqa: PLR2004 - one needs no "and"
        return "".join(parts)
    return gettext("%(all)s and %(last)s", all=", ".join(parts[:-1]), last=parts[-1])


def plural(number: int, one: str, many: str) -> str:
    """Count things: "1 activity", "1,204 samples". Collected for translation, as `ngettext` is."""
    return f"{number:,} {ngettext(one, many, number)}"
