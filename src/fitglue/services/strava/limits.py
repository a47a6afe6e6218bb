"""What Strava's answers tell of its limits: fixed quarters of an hour, and days of UTC.

https://developers.strava.com/docs/rate-limits/: `X-RateLimit-Limit` and `-Usage` are of all
requests, `X-ReadRateLimit-…` of all but uploads; each is "<quarter>,<day>".
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from fitglue.domain.asking import Reply
from fitglue.domain.pace import Heard, Window

READ = "read"
_QUARTER_S, _DAY_S = 15 * 60.0, 24 * 3600.0

#: Those of a new application.
PACE = (
    Window(200, _QUARTER_S),
    Window(2_000, _DAY_S),
    Window(100, _QUARTER_S, of=READ),
    Window(1_000, _DAY_S, of=READ),
)


def heard_of_limits(reply: Reply) -> Heard:
    """Read the limits, and whether everything waits for the next quarter, or day."""
    windows = (*_windows(reply, "ratelimit", ""), *_windows(reply, "readratelimit", READ))
    is_over = reply.status == HTTPStatus.TOO_MANY_REQUESTS or any(_used_up(reply, "ratelimit"))
    return Heard(windows, until_free_s(reply) if is_over else 0.0)


def _windows(reply: Reply, name: str, of: str) -> Iterator[Window]:
    limits = _pair(reply, f"x-{name}-limit")
    for calls, period_s in zip(limits, (_QUARTER_S, _DAY_S), strict=False):
        if calls > 0:
            yield Window(calls, period_s, of)


def _used_up(reply: Reply, name: str) -> tuple[bool, bool]:
    """Tell whether the quarter's and the day's limit are used up."""
    limits, used = _pair(reply, f"x-{name}-limit"), _pair(reply, f"x-{name}-usage")
    if not limits or not used:
        return False, False
    return used[0] >= limits[0], used[1] >= limits[1]


def until_free_s(reply: Reply) -> float:
    """Count the seconds to the next day of UTC where a day's limit is over, else to the quarter."""
    of_the_day = any(_used_up(reply, name)[1] for name in ("ratelimit", "readratelimit"))
    period_s = _DAY_S if of_the_day else _QUARTER_S
    return period_s - _answered_at(reply).timestamp() % period_s


def _answered_at(reply: Reply) -> datetime:
    """Tell when it was answered by Strava's clock, for its windows go by that; else by ours."""
    try:
        return parsedate_to_datetime(reply.headers.get("date", "")).astimezone(UTC)
    except ValueError:
        return datetime.now(UTC)


def _pair(reply: Reply, header: str) -> tuple[int, int] | tuple[()]:
    """Read "100,1000"; nothing where it is missing or says something else."""
    quarter, _, day = reply.headers.get(header, "").partition(",")
    if not quarter.strip().isdecimal() or not day.strip().isdecimal():
        return ()
    return int(quarter), int(day)
