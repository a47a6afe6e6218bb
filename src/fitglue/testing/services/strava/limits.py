"""Strava's rate limits: fixed quarters of an hour, and days of UTC.

https://developers.strava.com/docs/rate-limits/: every request counts in the overall windows, all
but uploads in the "read" windows too; requests beyond a limit count as well.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

_QUARTER_S, _DAY_S = 900, 86_400


@dataclass
class Limits:
    """The limits, each for a quarter and for a day, what was used of them, and what was beyond."""

    overall: tuple[int, int] = (200, 2_000)
    read: tuple[int, int] = (100, 1_000)
    beyond: int = 0
    _used: Counter[tuple[str, int, int]] = field(default_factory=Counter)

    def take(self, now: datetime, *, is_read: bool) -> bool:
        """Count a request, and tell whether it is within the limits."""
        kinds = ("overall", "read") if is_read else ("overall",)
        for kind in kinds:
            for window in self._windows(kind, now):
                self._used[window] += 1
        is_within = all(
            used <= most
            for kind in kinds
            for used, most in zip(self.used(kind, now), self._most(kind), strict=True)
        )
        self.beyond += not is_within
        return is_within

    def use_up(self, now: datetime, kind: str = "overall", *, of_the_day: bool = False) -> None:
        """Leave nothing of a limit, as somebody else does who uses the same app."""
        window = self._windows(kind, now)[of_the_day]
        self._used[window] = self._most(kind)[of_the_day]

    def used(self, kind: str, now: datetime) -> tuple[int, int]:
        """Tell what is used of a kind's quarter and day."""
        quarter, day = self._windows(kind, now)
        return self._used[quarter], self._used[day]

    def headers(self, now: datetime) -> dict[str, str]:
        """Tell limits and usage in the words of the service."""
        return {
            "X-RateLimit-Limit": _pair(self.overall),
            "X-RateLimit-Usage": _pair(self.used("overall", now)),
            "X-ReadRateLimit-Limit": _pair(self.read),
            "X-ReadRateLimit-Usage": _pair(self.used("read", now)),
        }

    def _most(self, kind: str) -> tuple[int, int]:
        return self.read if kind == "read" else self.overall

    def _windows(self, kind: str, now: datetime) -> list[tuple[str, int, int]]:
        at = int(now.timestamp())
        return [(kind, length, at // length) for length in (_QUARTER_S, _DAY_S)]


def _pair(numbers: tuple[int, int]) -> str:
    return f"{numbers[0]},{numbers[1]}"
