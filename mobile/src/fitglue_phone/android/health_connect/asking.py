"""Asks Health Connect, and says what is wrong in the core's words.

Asked in the background without permission, Health Connect gives an app what it wrote itself and
calls that all (reading by id) or refuses (the rest), so this is looked at before. Its limits are a
budget of calls for 15 minutes and for a day; once it is spent, nobody asks for a while.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from fitglue_phone.android.framework import (
    Answered,
    Class,
    TookTooLong,
    every,
    instant,
    text,
    waited,
)
from fitglue_phone.android.health_connect.permissions import (
    BACKGROUND,
    EXERCISE,
    Permissions,
    manager,
)
from fitglue_phone.core.ports import (
    NEVER_ASKED,
    ONLY_WHILE_OPEN,
    TOO_OFTEN,
    HealthFailure,
    NotNow,
)

_ERROR = Class("android.health.connect.HealthConnectException")
_BY_TIME = Class("android.health.connect.ReadRecordsRequestUsingFilters$Builder")
_BY_ID = Class("android.health.connect.ReadRecordsRequestUsingIds$Builder")
_SPAN = Class("android.health.connect.TimeInstantRangeFilter$Builder")

#: Beside framework codes, which are told with this added.
_CODES: Final = 100
_UNAVAILABLE: Final = 1
INVALID: Final = _CODES + 3
_PAUSE_S, _LONGEST_PAUSE_S = 60.0, 900.0
_IN_PAGE: Final = 1000
_NO_MORE: Final = -1


class Provider:
    """Health Connect on this phone. Its calls wait: never on the app's own thread."""

    def __init__(self, context: Any, clock: Callable[[], float] = time.monotonic) -> None:
        self.permissions = Permissions(context)
        self.package = text(context.getPackageName())
        self._context, self._clock = context, clock
        self._pause_s, self._until_s = _PAUSE_S, 0.0

    def check(self) -> None:
        """Make sure that workouts can be read now. Raises HealthFailure, NotNow among them."""
        if not self.permissions.has(EXERCISE):
            raise HealthFailure(NEVER_ASKED, "Health Connect does not let FitGlue read workouts.")
        if not self.permissions.has(BACKGROUND) and not self.permissions.is_in_foreground():
            raise NotNow(ONLY_WHILE_OPEN, "Health Connect lets FitGlue read only while it is open.")

    def ask(self, call: Callable[[Any, Any, Any], object]) -> Any:
        """Call the manager with an executor and a receiver, and wait. Raises HealthFailure."""
        if self._clock() < self._until_s:
            raise NotNow(TOO_OFTEN, "Health Connect was asked too often.")
        service = manager(self._context)
        if service is None:
            raise HealthFailure(_UNAVAILABLE, "This phone has no Health Connect.")
        try:
            result = waited(lambda executor, receiver: call(service, executor, receiver))
        except TookTooLong as late:
            raise HealthFailure(_CODES, "Health Connect did not answer.") from late
        except Answered as answered:
            raise self._failure(answered.error) from answered
        self._pause_s = _PAUSE_S
        return result

    def page(self, request: Any) -> tuple[list[Any], int]:
        """Read one page: records, and the token of the next, or -1. Raises HealthFailure."""
        told = self.ask(lambda service, executor, receiver: service.readRecords(
            request, executor, receiver
        ))  # fmt: skip
        return every(told.getRecords()), told.getNextPageToken()

    def during(self, record: Class, start_s: float, end_s: float) -> Iterator[Any]:
        """Give all records of a type that begin within a time. Raises HealthFailure."""
        span = _SPAN().setStartTime(instant(start_s)).setEndTime(instant(end_s)).build()
        token = _NO_MORE
        while True:
            asked = _BY_TIME(record.itself).setTimeRangeFilter(span).setPageSize(_IN_PAGE)
            records, token = self.page(with_token(asked, token).build())
            yield from records
            if token == _NO_MORE:
                return

    def one(self, record: Class, identifier: str) -> Any:
        """Give a record by its id, or nothing. Raises HealthFailure."""
        found, _ = self.page(_BY_ID(record.itself).addId(identifier.lower()).build())
        return found[0] if found else None

    def is_ours(self, record: Any) -> bool:
        """Tell whether this app wrote a record: it must not come back as a new one."""
        return text(record.getMetadata().getDataOrigin().getPackageName()) == self.package

    def _failure(self, error: Any) -> HealthFailure:
        if not isinstance(error, _ERROR.itself):
            return HealthFailure(_CODES, f"Health Connect refused ({type(error).__name__}).")
        code: int = error.getErrorCode()
        if code == _ERROR.ERROR_SECURITY:
            return HealthFailure(NEVER_ASKED, "Health Connect does not let FitGlue do this.")
        if code == _ERROR.ERROR_RATE_LIMIT_EXCEEDED:
            self._until_s = self._clock() + self._pause_s
            self._pause_s = min(self._pause_s * 2, _LONGEST_PAUSE_S)
            return NotNow(TOO_OFTEN, "Health Connect was asked too often.")
        if code == _ERROR.ERROR_DATA_SYNC_IN_PROGRESS:
            return NotNow(_CODES + code, "Health Connect is busy with its own data.")
        return HealthFailure(_CODES + code, f"Health Connect answered with error {code}.")


def with_token(asked: Any, token: int) -> Any:
    """Go on behind a page; the first has no token."""
    return asked if token == _NO_MORE else asked.setPageToken(token)
