"""Filters and sums in words."""

from collections.abc import Mapping
from datetime import date, timedelta

from fitglue import registry
from fitglue.domain import figures
from fitglue.domain.figures import M_PER_KM, M_PER_MILE, Units
from fitglue.domain.plugins import PluginKind
from fitglue.domain.sport import by_key
from fitglue.web.languages import gettext, marked
from fitglue.web.words import day_of_month, month, plural

SENT_WORDS: Mapping[str, str] = {
    "sent": marked("sent"),
    "not_sent": marked("not sent"),
    "waiting": marked("waiting"),
    "needs_you": marked("needs you"),
}
_S_PER_MINUTE = 60.0
_TENTHS_UP_TO = 100
_TEN_HOURS = 600  # minutes; above them, they say nothing


def words_of(name: str, value: str) -> str:
    """Name a filter of one value."""
    match name:
        case "text":
            return f"“{value}”"
        case "sport":
            return by_key(value).label
        case "source":
            return gettext("from %(source_name)s", source_name=source_name(value))
        case "writer":
            return gettext("written by %(value)s", value=value)
        case "without":
            return gettext("no route") if value == "route" else gettext("no heart rate")
        case _:
            return gettext("at the same time as another")


def range_words(names: tuple[str, ...], told: Mapping[str, str], units: Units) -> str:
    """Name a filter of two parts."""
    if names == ("sent", "target"):
        state = gettext(SENT_WORDS.get(told.get("sent", ""), marked("with a delivery")))
        target = told.get("target")
        return f"{state} · {target_name(target)}" if target else state
    if names == ("since", "until"):
        return _days_words(day_of(told.get("since", "")), day_of(told.get("until", "")))
    unit = "min" if names[0] == "least_min" else "km" if units == "metric" else "mi"
    least, most = told.get(names[0]), told.get(names[1])
    if least and most:
        return f"{least}–{most}\N{NO-BREAK SPACE}{unit}"  # noqa: RUF001 - from … to …
    bound = (
        gettext("from %(least)s", least=least) if least else gettext("up to %(most)s", most=most)
    )
    return f"{bound}\N{NO-BREAK SPACE}{unit}"


def _days_words(since: date | None, until: date | None) -> str:
    if since and until:
        if since == until:
            return _day_words(since)
        if since == since.replace(day=1) and until == month_end(since):
            return month(since)
        if (since, until) == (date(since.year, 1, 1), date(since.year, 12, 31)):
            return str(since.year)
        return f"{_day_words(since)} – {_day_words(until)}"  # noqa: RUF001 - from … to …
    return (
        gettext("since %(day_words)s", day_words=_day_words(since))
        if since
        else gettext("until %(day_words)s", day_words=_day_words(until or date.min))
    )


def _day_words(day: date) -> str:
    return f"{day_of_month(day)} {day.year}"


def source_name(source_id: str) -> str:
    """Name a way in."""
    plugin = registry.of_kind(PluginKind.SOURCE).get(source_id)
    return plugin.about.name if plugin else source_id


def target_name(target_id: str) -> str:
    """Name a target."""
    plugin = registry.of_kind(PluginKind.TARGET).get(target_id)
    return plugin.about.name if plugin else target_id


def sums_words(number: int, distance_m: float, timer_s: float, units: Units) -> str:
    """Write "214 activities · 1,902 km · 171 h"."""
    each_m, unit = (M_PER_KM, "km") if units == "metric" else (M_PER_MILE, "mi")
    told = [plural(number, "activity", "activities")]
    if distance_m:
        far = distance_m / each_m
        digits = 1 if far < _TENTHS_UP_TO else 0
        told.append(f"{far:,.{digits}f}\N{NO-BREAK SPACE}{unit}")
    if timer_s:
        told.append(hours(timer_s))
    return " · ".join(told)


def hours(seconds: float) -> str:
    """Write "171 h", or "2:41 h" where minutes say something."""
    minutes = round(seconds / _S_PER_MINUTE)
    if minutes >= _TEN_HOURS:
        return f"{figures.count(minutes / 60)}\N{NO-BREAK SPACE}h"
    return f"{minutes // 60}:{minutes % 60:02}\N{NO-BREAK SPACE}h"


def month_end(day: date) -> date:
    """Give the last day of its month."""
    following = day.replace(day=28) + timedelta(days=4)
    return following.replace(day=1) - timedelta(days=1)


def day_of(written: str) -> date | None:
    """Read a day; one that is half typed is none."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
