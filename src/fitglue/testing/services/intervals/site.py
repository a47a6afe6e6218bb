"""The stand-in: what it knows, how it behaves, and who is let in."""

import base64
import hashlib
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from fitglue.domain.pace import Window
from fitglue.testing.services.faults import Answer, Faults, Receive, Scope, Send
from fitglue.testing.services.intervals.files import recorded
from fitglue.testing.services.intervals.kept import Kept, local, told_of

KEY = "a key of tests"
PER_SECOND = Window(10, 1.0)
_LIMITS = (Window(2_500, 15 * 60.0), Window(5_000, 24 * 3600.0))
_FIRST_ID = 98_765
#: Names that libraries give when nobody chose one; the firewall knows them.
_NAMELESS = ("", "python", "curl", "java")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was let in."""

    method: str
    path: str
    params: Mapping[str, str]
    content_type: str
    body: bytes = field(repr=False)


@dataclass
class IntervalsIcu:
    """What the stand-in knows and how it behaves.

    `limits` are counted on `clock`; `now` is what time it is there. With `gzips_files` original
    files come back gzipped. `asked` are the requests, oldest first. `athlete_id` is whose key it
    is; `coached` are others that it opens too.
    """

    key: str = KEY
    athlete_id: str = "i12345"
    coached: frozenset[str] = frozenset()
    name: str = "Kim"
    zone: str = "Europe/Paris"
    limits: tuple[Window, ...] = _LIMITS
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    gzips_files: bool = False
    activities: dict[str, Kept] = field(default_factory=dict)
    wellness: dict[date, dict[str, Any]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    _calls: deque[float] = field(default_factory=deque)
    _next_id: int = _FIRST_ID

    def __post_init__(self) -> None:
        # A web framework is loaded when a stand-in is made, not when its name is imported.
        from fitglue.testing.services.intervals.pages import pages_of  # noqa: PLC0415

        self._pages = pages_of(self)
        self.faults.busy = self._busy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer over HTTP: an ASGI application."""
        await self.faults.around(self._pages, scope, receive, send)

    def plant(self, content: bytes, file_name: str = "ride.fit", **told: Any) -> list[Kept]:
        """Put an activity there that came some other way; `told` are fields of it, by their names.

        Raises NotReadable.
        """
        found = recorded(content, file_name)
        twin_of = hashlib.sha256(content).hexdigest()
        return [
            self._keep(
                Kept(
                    told_of(one, ZoneInfo(self.zone), index, len(found)) | told,
                    content, file_name, one, twin_of,
                )
            )
            for index, one in enumerate(found)
        ]  # fmt: skip

    def plant_from_strava(self, start: datetime) -> Kept:
        """Put an activity there that came from Strava."""
        told = {"start_date_local": local(start, ZoneInfo(self.zone)), "source": "STRAVA"}
        return self._keep(Kept(told))

    def plant_typed_in(self, start: datetime, **told: Any) -> Kept:
        """Put an activity there that somebody typed in: there is no file of it."""
        zone = ZoneInfo(self.zone)
        fields = {
            "start_date": f"{start:%Y-%m-%dT%H:%M:%SZ}", "start_date_local": local(start, zone),
            "type": "Workout", "name": "Workout", "elapsed_time": 1800, "moving_time": 1800,
            "source": "MANUAL",
        }  # fmt: skip
        return self._keep(Kept(fields | told))

    def twins(self, content: bytes) -> list[Kept]:
        """Give the activities that were made of these very bytes."""
        twin_of = hashlib.sha256(content).hexdigest()
        return [one for one in self.activities.values() if one.twin_of == twin_of]

    def who_is_asked(self, athlete: str) -> str | None:
        """Give the athlete that a path speaks of; none for one that the key does not open."""
        if athlete in {"0", self.athlete_id}:
            return self.athlete_id
        return athlete if athlete in self.coached else None

    def is_nameless(self, user_agent: str) -> bool:
        """Tell whether the firewall turns a client away for its User-Agent."""
        return not user_agent or user_agent.lower().startswith(_NAMELESS[1:])

    def knows(self, authorization: str) -> bool:
        """Tell whether somebody may come in."""
        pair = base64.b64encode(f"API_KEY:{self.key}".encode()).decode()
        return authorization == f"Basic {pair}"

    def is_too_often(self) -> bool:
        """Count a call, and tell whether it was one too many."""
        now = self.clock()
        while self._calls and self._calls[0] <= now - max(one.period_s for one in self.limits):
            self._calls.popleft()
        if any(self._left(window) <= 0 for window in self.limits):
            return True
        self._calls.append(now)
        return False

    def told_limits(self) -> dict[str, str]:
        """Give the headers that tell the limits and what is left of them."""
        told = [one for one in self.limits if one != PER_SECOND]
        return {
            "X-RateLimit-Limit": ",".join(str(one.calls) for one in told),
            "X-RateLimit-Remaining": ",".join(str(max(self._left(one), 0)) for one in told),
        }

    def wait_s(self) -> int:
        """Give how long to stay away, as Retry-After says it."""
        now = self.clock()
        waits = [
            self._calls[-window.calls] + window.period_s - now
            for window in self.limits
            if len(self._calls) >= window.calls
        ]
        return max(1, round(max(waits, default=1.0)))

    def _left(self, window: Window) -> int:
        since = self.clock() - window.period_s
        return window.calls - sum(one > since for one in self._calls)

    def _keep(self, kept: Kept) -> Kept:
        number, self._next_id = self._next_id, self._next_id + 1
        now = f"{self.now():%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"
        own = {"id": f"i{number}", "icu_athlete_id": self.athlete_id}
        kept.told = {
            **own, "source": "UPLOAD", "created": now, "icu_sync_date": now, "analyzed": now,
            **kept.told,
        }  # fmt: skip
        self.activities[kept.id] = kept
        return kept

    def _busy(self) -> Answer:
        told = {"content-type": "application/json", "retry-after": "1", **self.told_limits()}
        return Answer(429, told, b'{"status":429,"error":"Too many requests"}')
