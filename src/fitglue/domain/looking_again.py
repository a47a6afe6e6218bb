"""When to look again for what comes late: after 1, 5, 15 and 60 minutes, then every hour."""

from datetime import datetime, timedelta

_STEPS_S = (60.0, 300.0, 900.0, 3600.0)
#: The last look is not put off for less.
_LEAST_S = 60.0


def look_again_s(attempt: int, now: datetime, until: datetime) -> float:
    """Give the seconds until the look after the `attempt`th, the first being 1; 0: no more.

    The last look is at `until`, or up to a minute later.
    """
    left_s = (until - now).total_seconds()
    if left_s <= 0:
        return 0.0
    step_s = _STEPS_S[min(max(attempt, 1), len(_STEPS_S)) - 1]
    return max(min(step_s, left_s), _LEAST_S)


def look_again_until(end: datetime, hours: float) -> datetime:
    """Give the moment of the last look: `hours` after a workout's end."""
    return end + timedelta(hours=hours)


def in_words(seconds: float) -> str:
    """Say how long that is, in whole minutes or hours."""
    minutes = max(round(seconds / 60), 1)
    count, unit = (minutes // 60, "hour") if minutes % 60 == 0 else (minutes, "minute")
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
