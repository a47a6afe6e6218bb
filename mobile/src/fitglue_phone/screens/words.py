"""Moments, spans and sizes as people say them."""

from datetime import UTC, datetime, tzinfo

_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86400
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December")  # fmt: skip
_NUMBERS = ("One", "Two", "Three", "Four", "Five", "Six")
_NEAREST = {-1: "tomorrow", 0: "today", 1: "yesterday"}
_DAYS_BY_NAME = 7  # within a week the weekday alone is clear
_MEGABYTE, _GIGABYTE = 1_000_000, 1_000_000_000


def when(moment_s: float, now_s: float, zone: tzinfo | None = None) -> str:
    """Write "today 18:14", "Monday 07:30", "3 May 2025". Without a zone, in the phone's own."""
    told, now = (_local(one, zone) for one in (moment_s, now_s))
    days = (now.date() - told.date()).days
    if days in _NEAREST:
        return f"{_NEAREST[days]} {told:%H:%M}"
    if 0 < days < _DAYS_BY_NAME:
        return f"{_DAYS[told.weekday()]} {told:%H:%M}"
    day = f"{told.day} {_MONTHS[told.month - 1]}"
    return day if told.year == now.year else f"{day} {told.year}"


def ago(moment_s: float, now_s: float) -> str:
    """Write "a moment ago", "20 minutes ago", "3 hours ago"."""
    since_s = now_s - moment_s
    if since_s < 2 * _MINUTE_S:
        return "a moment ago"
    return f"{span(since_s)} ago"


def span(seconds: float) -> str:
    """Write "20 minutes", "3 hours" or "4 days"."""
    if seconds < 2 * _HOUR_S:
        return counted(max(round(seconds / _MINUTE_S), 1), "minute")
    if seconds < 2 * _DAY_S:
        return counted(round(seconds / _HOUR_S), "hour")
    return counted(round(seconds / _DAY_S), "day")


def length(seconds: float) -> str:
    """Write how long a workout was: "45 min", "1 h 05 min"."""
    minutes = max(round(seconds / _MINUTE_S), 1)
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02} min" if hours else f"{minutes} min"


def counted(number: int, one: str, many: str = "") -> str:
    """Write "1 workout" or "2,400 workouts"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def small(number: int, one: str) -> str:
    """Write "One thing", "Two things", "14 things", at the beginning of a sentence."""
    told = _NUMBERS[number - 1] if 0 < number <= len(_NUMBERS) else f"{number:,}"
    return f"{told} {one if number == 1 else one + 's'}"


def size(of_bytes: float) -> str:
    """Write "less than 1 MB", "12 MB", "1.2 GB"; nobody counts the bytes of an estimate."""
    if of_bytes < _MEGABYTE:
        return "less than 1 MB"
    if of_bytes < _GIGABYTE:
        return f"{round(of_bytes / _MEGABYTE)} MB"
    return f"{of_bytes / _GIGABYTE:.1f} GB"


def split(sentence: str) -> tuple[str, str]:
    """Give the first sentence, and the rest."""
    first, dot, rest = sentence.partition(". ")
    return (f"{first}.", rest) if dot else (sentence, "")


def _local(moment_s: float, zone: tzinfo | None) -> datetime:
    return datetime.fromtimestamp(moment_s, UTC).astimezone(zone)
