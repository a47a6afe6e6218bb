"""The service as a whole: what it knows, what it is told to do, and its doors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qsl

from fitglue.testing.services.faults import Answer, Faults, Receive, Scope, Send
from fitglue.testing.services.google_health.account import GoogleHealthAccount
from fitglue.testing.services.google_health.answers import Reply, trouble
from fitglue.testing.services.google_health.exercises import (
    EXERCISES,
    Exercised,
    data_point,
    listed_exercises,
)
from fitglue.testing.services.google_health.heart_rates import (
    LARGEST_PAGE,
    Beat,
    listed_beats,
    reconciled,
)
from fitglue.testing.services.google_health.signing_in import (
    ACTIVITY,
    AUTHORIZE,
    LOCATION,
    METRICS,
    REVOKE_AT,
    TOKEN_AT,
    SigningIn,
)
from fitglue.testing.services.google_health.tcx import tcx_of

RECONCILE = "v4/users/me/dataTypes/heart-rate/dataPoints:reconcile"
IDENTITY = "v4/users/me/identity"
_EXERCISES = f"v4/{EXERCISES}"
_EXPORT = ":exportExerciseTcx"
_NOT_LET_IN = "Request had invalid authentication credentials."
_TOO_FEW = "Request had insufficient authentication scopes."

Pairs = Sequence[tuple[str, str]]


@dataclass
class GoogleHealth:
    """What the stand-in knows and how it behaves.

    `zone` is where its owner lives: it makes offsets and civil times, and moves no instant.
    Samples after `synced_until` are still on the tracker. `next_replies` are given first, one a
    request. With `is_revoked` no token works any more. No page is larger than `page_limit`.
    `asked` are the requests' parameters and `paths` their paths, oldest first. `faults` befall
    requests that come over HTTP.
    """

    beats: Sequence[Beat] = ()
    zone: str = "Europe/Paris"
    synced_until: datetime | None = None
    is_revoked: bool = False
    page_limit: int = LARGEST_PAGE
    next_replies: list[Reply] = field(default_factory=list)
    asked: list[Mapping[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    exercises: list[Exercised] = field(default_factory=list)
    signing_in: SigningIn = field(default_factory=SigningIn)
    faults: Faults = field(default_factory=lambda: Faults(busy=_asked_too_often))
    health_user_id: str = "7123456789"

    def answer(self, path: str, params: Mapping[str, str], token: str) -> Reply:
        """Answer GET `path` with a bearer token."""
        self.asked.append(dict(params))
        self.paths.append(path)
        if self.next_replies:
            return self.next_replies.pop(0)
        scopes = None if self.is_revoked else self.signing_in.scopes(token)
        if scopes is None:
            return trouble(401, _NOT_LET_IN)
        if not _needed(path) <= scopes or not scopes:
            return trouble(403, _TOO_FEW, "ACCESS_TOKEN_SCOPE_INSUFFICIENT")
        try:
            return self._found(path, params)
        except ValueError as problem:
            return trouble(400, str(problem), "INVALID_DATA_POINT_FILTER")

    @property
    def connected(self) -> GoogleHealthAccount:
        """Give the account as sources and boosters see it."""
        return GoogleHealthAccount(self)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer over HTTP: an ASGI application for everything."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        if scope["type"] != "http":
            raise ValueError("only HTTP is spoken here")
        await self.faults.around(self._serve, scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        reply = self._over_http(scope, await _body(receive))
        sent = [(name.encode(), value.encode()) for name, value in reply.told.items()]
        await send({"type": "http.response.start", "status": reply.status, "headers": sent})
        await send({"type": "http.response.body", "body": reply.body})

    def _over_http(self, scope: Scope, body: bytes) -> Reply:
        path = scope["path"].lstrip("/")
        query, form = parse_qsl(scope["query_string"].decode()), parse_qsl(body.decode())
        if path in (AUTHORIZE, TOKEN_AT, REVOKE_AT):
            return self._signing(path, scope["method"], query, form)
        if scope["method"] != "GET":
            return trouble(404, "Method not found.")
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        token = headers.get("authorization", "").removeprefix("Bearer ")
        return self.answer(path, dict(query), token)

    def _signing(self, path: str, method: str, query: Pairs, form: Pairs) -> Reply:
        if path == AUTHORIZE and method == "GET":
            return self.signing_in.ask(dict(query))
        if path == AUTHORIZE:
            ticked = frozenset(value for name, value in form if name == "scope")
            return self.signing_in.decide(dict(query), dict(form).get("press", ""), ticked)
        if path == TOKEN_AT:
            return self.signing_in.token(dict(form))
        return self.signing_in.revoke(dict(form) | dict(query))

    def _found(self, path: str, params: Mapping[str, str]) -> Reply:
        if path == IDENTITY:
            name, legacy = "users/me/identity", "ABC123"
            told = {"name": name, "healthUserId": self.health_user_id, "legacyUserId": legacy}
            return Reply(200, told)
        if path == RECONCILE:
            beats = reconciled(self.beats, self.synced_until)
            return Reply(200, listed_beats(self.zone, self.page_limit).page(beats, params))
        if path == _EXERCISES:
            listed = listed_exercises(self.zone, self.page_limit)
            return Reply(200, listed.page(self.exercises, params))
        return self._one(path, params)

    def _one(self, path: str, params: Mapping[str, str]) -> Reply:
        wanted = path.removeprefix(f"{_EXERCISES}/").removesuffix(_EXPORT)
        one = next((each for each in self.exercises if each.id == wanted), None)
        if not path.startswith(f"{_EXERCISES}/") or one is None:
            return trouble(404, "Requested entity was not found.")
        if not path.endswith(_EXPORT):
            return Reply(200, data_point(one, self.zone))
        content = one.tcx or tcx_of(one, partial=params.get("partialData") == "true")
        if params.get("alt") != "media":
            return Reply(200, {"tcxData": content.decode()})
        return Reply(200, content, {"Content-Type": "application/vnd.garmin.tcx+xml"})


def _asked_too_often() -> Answer:
    busy = trouble(429, "Quota exceeded.", "RATE_LIMIT_EXCEEDED", retry_after_s=1)
    return Answer(busy.status, busy.told, busy.body)


def _needed(path: str) -> frozenset[str]:
    """Give the scopes that a path asks for; where one is there is enough."""
    if path.endswith(_EXPORT):
        return frozenset({ACTIVITY, LOCATION})
    if path.startswith(_EXERCISES):
        return frozenset({ACTIVITY})
    return frozenset({METRICS}) if path == RECONCILE else frozenset()


async def _body(receive: Receive) -> bytes:
    content = b""
    while True:
        message = await receive()
        content += message.get("body", b"")
        if not message.get("more_body", False):
            return content


async def _live(receive: Receive, send: Send) -> None:
    """Come up and go down with the server."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
