"""Limits on how often somebody may try to get in.

Every try counts before anything is looked at, so that after too many the right password is refused
as well: else a guesser would learn which of the refused ones it was.
"""

import math
import time

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import MovingWindowRateLimiter

from fitglue.domain.errors import TooManyTries
from fitglue.domain.visit import Visit

_MINUTES = 15
#: One visitor at one account, passkey or token.
FOR_ONE = RateLimitItemPerMinute(10, _MINUTES, namespace="one")
#: One visitor, whatever it tries: a household behind one address shares it.
FOR_VISITOR = RateLimitItemPerMinute(100, _MINUTES, namespace="visitor")
_NEWS = RateLimitItemPerMinute(1, _MINUTES, namespace="news")


class Throttle:
    """Counts tries of a visitor, by what is tried: an account's address, a token's beginning."""

    def __init__(self, storage: Storage) -> None:
        self._limiter = MovingWindowRateLimiter(storage)

    def admit(self, visit: Visit, what: str) -> None:
        """Count a try. Raises TooManyTries when there were too many already."""
        self._hit(FOR_VISITOR, visit.network)
        self._hit(FOR_ONE, visit.network, what)

    def admit_visitor(self, visit: Visit) -> None:
        """Count a try at something that has no name. Raises TooManyTries."""
        self._hit(FOR_VISITOR, visit.network)

    def check(self, visit: Visit, what: str) -> None:
        """Raise TooManyTries when a try would be one too many; counts nothing."""
        left = self._limiter.get_window_stats(FOR_VISITOR, visit.network).remaining
        if left == FOR_VISITOR.amount:  # each try counts for its visitor, so there was none
            return
        if not left:
            raise self._too_many(FOR_VISITOR, visit.network)
        if not self._limiter.test(FOR_ONE, visit.network, what):
            raise self._too_many(FOR_ONE, visit.network, what)

    @staticmethod
    def name_of(visit: Visit) -> str:
        """Give the name under which each try of a visitor counts."""
        return FOR_VISITOR.key_for(visit.network)

    def forget(self, visit: Visit, what: str) -> None:
        """Start to count anew: it was them."""
        self._limiter.clear(FOR_ONE, visit.network, what)

    def is_news(self, visit: Visit) -> bool:
        """Tell once in a while that a visitor is turned away, for a log that must not grow."""
        return self._limiter.hit(_NEWS, visit.network)

    def _hit(self, limit: RateLimitItem, *names: str) -> None:
        if not self._limiter.hit(limit, *names):
            raise self._too_many(limit, *names)

    def _too_many(self, limit: RateLimitItem, *names: str) -> TooManyTries:
        reset_time = self._limiter.get_window_stats(limit, *names).reset_time
        seconds = max(1, math.ceil(reset_time - time.time()))
        minutes = math.ceil(seconds / 60)
        when = "in a minute" if minutes == 1 else f"in {minutes} minutes"
        return TooManyTries(
            "There were too many tries from here.", f"Try again {when}.", retry_after_s=seconds
        )
