"""A stand-in for the Google Health API, for what FitGlue reads of it: heart rates by instant.

It answers as https://health.googleapis.com/$discovery/rest?version=v4 says: filters after
https://google.aip.dev/160, the newest point first, pages with tokens, int64 as strings, errors as
`google.rpc.Status`. `answer` is the service without a socket, it is an ASGI application itself, and
`connected` what boosters get of it. What it does is scripted by its fields.
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from fitglue.domain.errors import Delivery, NeedsUser, Refused, Transient

TOKEN = "a token of tests"  # noqa: S105 - opens nothing but this
RECONCILE = "v4/users/me/dataTypes/heart-rate/dataPoints:reconcile"
_FAMILY = "users/me/dataSourceFamilies/"
_FAMILIES = {"all-sources", "google-wearables", "google-sources", "self-sources"}
_DEFAULT_PAGE, _LARGEST_PAGE = 1440, 10_000
_TERM = re.compile(
    r'heart_rate\.sample_time\.(?P<clock>physical_time|civil_time) (?P<how>>=|<) "(?P<at>[^"]+)"'
)
_STATES = {
    400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 503: "UNAVAILABLE",
}  # fmt: skip

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]


@dataclass(frozen=True, slots=True)
class Beat:
    """One sample: its instant, its rate, and whether a tracker of Google's measured it."""

    at: datetime
    bpm: int
    by_tracker: bool = True


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its status, its JSON, and its headers."""

    status: int
    content: Any
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        """Give the bytes as they go over the wire."""
        return json.dumps(self.content).encode()


@dataclass
class GoogleHealth:
    """What the stand-in knows and how it behaves.

    `zone` is where its owner lives: it makes offsets and civil times, and moves no instant.
    Samples after `synced_until` are still on the tracker. `next_replies` are given first, one a
    request. With `is_revoked` no token works any more. No page is larger than `page_limit`.
    `asked` are the requests' parameters, oldest first.
    """

    beats: Sequence[Beat] = ()
    zone: str = "Europe/Paris"
    synced_until: datetime | None = None
    is_revoked: bool = False
    page_limit: int = _LARGEST_PAGE
    next_replies: list[Reply] = field(default_factory=list)
    asked: list[Mapping[str, str]] = field(default_factory=list)

    def answer(self, path: str, params: Mapping[str, str], token: str) -> Reply:
        """Answer GET `path` with a bearer token."""
        self.asked.append(dict(params))
        if self.next_replies:
            return self.next_replies.pop(0)
        if self.is_revoked or token != TOKEN:
            return trouble(401, "Request had invalid authentication credentials.")
        if path != RECONCILE:
            return trouble(404, "Method not found.")
        try:
            return Reply(200, self._page(params))
        except ValueError as problem:
            return trouble(400, str(problem), "INVALID_DATA_POINT_FILTER")

    @property
    def connected(self) -> "GoogleHealthAccount":
        """Give the account as boosters see it."""
        return GoogleHealthAccount(self)

    async def __call__(
        self,
        scope: Scope,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        """Answer over HTTP: an ASGI application for one kind of request."""
        del receive
        if scope["type"] != "http":
            raise ValueError("only HTTP is spoken here")
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        token = headers.get("authorization", "").removeprefix("Bearer ")
        params = dict(parse_qsl(scope["query_string"].decode()))
        reply = self.answer(scope["path"].lstrip("/"), params, token)
        told = {"content-type": "application/json; charset=UTF-8", **reply.headers}
        sent = [(name.lower().encode(), value.encode()) for name, value in told.items()]
        await send({"type": "http.response.start", "status": reply.status, "headers": sent})
        await send({"type": "http.response.body", "body": reply.body})

    def _page(self, params: Mapping[str, str]) -> dict[str, Any]:
        found = self._found(params)
        first = _offset(params)
        size = min(int(params.get("pageSize", _DEFAULT_PAGE)) or _DEFAULT_PAGE, self.page_limit)
        points = [self._point(beat) for beat in found[first : first + size]]
        answer: dict[str, Any] = {"dataPoints": points} if points else {}
        if first + size < len(found):
            answer["nextPageToken"] = f"from-{first + size}-of-{_query(params)}"
        return answer

    def _found(self, params: Mapping[str, str]) -> list[Beat]:
        """Give one sample an instant, the newest first, as streams of sources are reconciled."""
        trackers_only = _family(params) == "google-wearables"
        fits = self._filter(params.get("filter", ""))
        seen: dict[datetime, Beat] = {}
        for beat in self.beats:
            is_there = self.synced_until is None or beat.at <= self.synced_until
            if is_there and fits(beat) and (beat.by_tracker or not trackers_only):
                seen.setdefault(beat.at, beat)
        return sorted(seen.values(), key=lambda beat: beat.at, reverse=True)

    def _filter(self, told: str) -> Callable[[Beat], bool]:
        """Understand a filter. Raises ValueError as the service refuses one."""
        terms = [_TERM.fullmatch(part) for part in told.split(" AND ")] if told else []
        if not all(terms):
            raise ValueError("Invalid filter.")
        tests = [self._test(**term.groupdict()) for term in terms if term is not None]
        return lambda beat: all(test(beat) for test in tests)

    def _test(self, clock: str, how: str, at: str) -> Callable[[Beat], bool]:
        bound = datetime.fromisoformat(at)
        if (bound.tzinfo is None) == (clock == "physical_time"):
            raise ValueError("Invalid time.")

        def passes(beat: Beat) -> bool:
            local = beat.at.astimezone(ZoneInfo(self.zone))
            moment = beat.at if clock == "physical_time" else local.replace(tzinfo=None)
            return moment >= bound if how == ">=" else moment < bound

        return passes

    def _point(self, beat: Beat) -> dict[str, Any]:
        local = beat.at.astimezone(ZoneInfo(self.zone))
        offset_s = (local.utcoffset() or timedelta()).total_seconds()
        time = {"hours": local.hour, "minutes": local.minute, "seconds": local.second}
        if local.microsecond:
            time["nanos"] = local.microsecond * 1000
        date = {"year": local.year, "month": local.month, "day": local.day}
        sample_time = {
            "physicalTime": beat.at.isoformat().replace("+00:00", "Z"),
            "utcOffset": f"{offset_s:.0f}s",
            "civilTime": {"date": date, "time": time},
        }
        metadata = {"motionContext": "ACTIVE", "sensorLocation": "WRIST"}
        beats = {"beatsPerMinute": str(beat.bpm), "sampleTime": sample_time, "metadata": metadata}
        return {"heartRate": beats}


@dataclass(frozen=True)
class GoogleHealthAccount:
    """The account as `Connection` promises it: answers as errors, its token kept to itself."""

    service: GoogleHealth
    token: str = TOKEN

    def json(self, path: str, params: Mapping[str, str]) -> Any:
        """Get a JSON document; raises NeedsUser, Transient and Refused."""
        reply = self.service.answer(path, params, self.token)
        if reply.status >= 400:  # noqa: PLR2004 - from here on HTTP's are errors
            raise _raised(reply)
        return reply.content


def trouble(status: int, message: str, reason: str = "", retry_after_s: int = 0) -> Reply:
    """Make an error of Google's; with `retry_after_s` it says when to come back."""
    error: dict[str, Any] = {"code": status, "message": message, "status": _STATES[status]}
    if reason:
        kind = "type.googleapis.com/google.rpc.ErrorInfo"
        error["details"] = [{"@type": kind, "reason": reason, "domain": "health.googleapis.com"}]
    headers = {"Retry-After": str(retry_after_s)} if retry_after_s else {}
    return Reply(status, {"error": error}, headers)


def _raised(reply: Reply) -> Delivery:
    if reply.status in (401, 403):
        return NeedsUser("Google Health does not let FitGlue in.", "Connect it again.")
    if reply.status == 429 or reply.status >= 500:  # noqa: PLR2004 - too often, or its own fault
        after = reply.headers.get("Retry-After")
        return Transient("Google Health is busy.", retry_after_s=float(after) if after else None)
    return Refused("Google Health refused the request.")


def _family(params: Mapping[str, str]) -> str:
    told = params.get("dataSourceFamily", f"{_FAMILY}all-sources")
    family = told.removeprefix(_FAMILY)
    if not told.startswith(_FAMILY) or family not in _FAMILIES:
        raise ValueError("Invalid data source family.")
    return family


def _query(params: Mapping[str, str]) -> str:
    """Name a query but for its page: a token is good for its own query alone."""
    return "|".join(f"{name}={params[name]}" for name in sorted(params) if name != "pageToken")


def _offset(params: Mapping[str, str]) -> int:
    token = params.get("pageToken")
    if token is None:
        return 0
    found = re.fullmatch(r"from-(\d+)-of-(.*)", token, re.DOTALL)
    if found is None or found[2] != _query(params):
        raise ValueError("Invalid page token.")
    return int(found[1])
