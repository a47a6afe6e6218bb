"""The stand-in as an ASGI application: what is asked where, by whom, and how often."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from fitglue.testing.services.faults import Answer, Faults, Receive, Scope, Send
from fitglue.testing.services.strava.answers import detailed, fault, stream_set, summary
from fitglue.testing.services.strava.kept import SPORT_TYPES, Grant, Remote
from fitglue.testing.services.strava.limits import Limits
from fitglue.testing.services.strava.signing_in import SigningIn, Wrong
from fitglue.testing.services.strava.uploads import Uploads

API = "/api/v3"
_READING = ("activity:read", "activity:read_all")
_BEYOND = fault("Rate Limit Exceeded", "Application", "rate limit", "exceeded")
_INACTIVE = fault("Forbidden", "Application", "Status", "Inactive")
_STRANGER = fault("Authorization Error", "Athlete", "access_token", "invalid")
_MOST_A_PAGE, _USUAL_PAGE = 200, 30
_NAME_OF_PART = re.compile(r'form-data; name="(\w+)"')


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that came: its path as the description writes it, and what it named."""

    method: str
    path: str
    names: frozenset[str]


@dataclass
class Strava(Uploads):
    """Strava, with one athlete and one app. `is_inactive` is an app whose owner does not pay.

    `tells_text` says whether the answer to a change has the description in it. `asked` is what
    the API was asked, with the names of parameters and fields.
    """

    signing_in: SigningIn = field(default_factory=SigningIn)
    limits: Limits = field(default_factory=Limits)
    faults: Faults = field(default_factory=Faults)
    athlete_id: int = 2**31 + 77
    is_inactive: bool = False
    tells_text: bool = True
    asked: list[Asked] = field(default_factory=list)
    _app: Starlette = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.faults.busy = self._busy
        self._app = Starlette(
            routes=[
                Route("/oauth/authorize", self._allow, methods=["GET", "POST"]),
                Route("/oauth/token", self._token, methods=["POST"]),
                Route("/oauth/revoke", self._revoke, methods=["POST"]),
                self._door("/uploads", "POST", self._upload, ("activity:write",)),
                self._door("/uploads/{id:int}", "GET", self._poll, ("activity:write",)),
                self._door("/activities/{id:int}", "PUT", self._change, ("activity:write",)),
                self._door("/activities/{id:int}", "GET", self._activity, _READING),
                self._door("/activities/{id:int}/streams", "GET", self._streams, _READING),
                self._door("/athlete/activities", "GET", self._list, _READING),
                self._door("/athlete", "GET", self._athlete, ("read",)),
            ],
            exception_handlers={Wrong: _refused},
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer over HTTP."""
        await self.faults.around(self._app, scope, receive, send)

    def settings_at(self, address: str, **more: Any) -> dict[str, Any]:
        """Give the settings of the service that lead here, served at an address."""
        return {
            "client_id": self.signing_in.client_id,
            "client_secret": self.signing_in.client_secret,
            "base_url": f"{address}{API}",
            "authorize_url": f"{address}/oauth/authorize",
            "token_url": f"{address}/oauth/token",
            "revoke_url": f"{address}/oauth/revoke",
            **more,
        }

    def delete_there(self, activity_id: int) -> None:
        """Let the athlete delete an activity."""
        del self.activities[activity_id]

    def _door(
        self,
        path: str,
        method: str,
        answer: Callable[[Request, Grant], Awaitable[Any]],
        any_of: tuple[str, ...],
    ) -> Route:
        """Open a path of the API to those with one of some scopes, within the limits."""
        is_read = not (method == "POST" and path == "/uploads")

        async def inside(request: Request) -> Response:
            await self._note(request, method, path)
            now = self.signing_in.now()
            is_within = self.limits.take(now, is_read=is_read)
            headers = self.limits.headers(now)
            try:
                grant = self._let_in(request, any_of, is_within=is_within)
                told = await answer(request, grant)
            except Wrong as wrong:
                return JSONResponse(wrong.told, wrong.status, headers)
            return JSONResponse(told, 201 if method == "POST" else 200, headers)

        return Route(f"{API}{path}", inside, methods=[method])

    def _let_in(self, request: Request, any_of: tuple[str, ...], *, is_within: bool) -> Grant:
        if not is_within:
            raise Wrong(429, _BEYOND)
        if self.is_inactive:
            raise Wrong(403, _INACTIVE)
        grant = self.signing_in.grant_of(request.headers.get("authorization", ""))
        if grant is None:
            raise Wrong(401, _STRANGER)
        if not set(any_of) & set(grant.scopes):  # [K]
            missing = f"{any_of[0]}_permission"
            raise Wrong(401, fault("Authorization Error", "Athlete", missing, "missing"))
        return grant

    async def _note(self, request: Request, method: str, path: str) -> None:
        names = set(request.query_params)
        kind = request.headers.get("content-type", "")
        if kind.startswith("application/json"):
            told = _json(await request.body())
            names |= set(told) if isinstance(told, dict) else set()
        elif kind.startswith("multipart/form-data"):
            names |= set(_NAME_OF_PART.findall((await request.body()).decode("latin-1")))
        self.asked.append(Asked(method, path.replace(":int", ""), frozenset(names)))

    async def _allow(self, request: Request) -> Response:
        asked = dict(request.query_params)
        if request.method == "GET":
            return HTMLResponse(self.signing_in.page(asked))
        async with request.form() as form:
            ticked = [str(one) for one in form.getlist("scope")]
        back = self.signing_in.answered(asked, str(form.get("press", "")), ticked)
        return RedirectResponse(back, 302)

    async def _token(self, request: Request) -> Response:
        async with request.form() as sent:
            form = _texts(sent)
        return JSONResponse(self.signing_in.token(form, self._told_of_athlete()))

    async def _revoke(self, request: Request) -> Response:
        async with request.form() as sent:
            form = _texts(sent)
        authorization = request.headers.get("authorization", "")
        self.signing_in.revoke(authorization, form.get("token", ""))
        return Response()

    async def _upload(self, request: Request, grant: Grant) -> Any:
        del grant
        async with request.form() as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise Wrong(400, fault("Bad Request", "Upload", "file", "missing"))
            return self.take(_texts(form), file.filename or "", await file.read())

    async def _poll(self, request: Request, grant: Grant) -> Any:
        del grant
        told = self.poll(request.path_params["id"])
        if told is None:
            raise _absent("Upload")
        return told

    async def _change(self, request: Request, grant: Grant) -> Any:
        """Change an activity: by JSON alone, parameters and forms change nothing."""
        remote = self._seen(request, grant)
        is_json = request.headers.get("content-type", "").startswith("application/json")
        _apply(remote, _json(await request.body()) if is_json else {})
        told = detailed(remote, self.athlete_id)
        if not self.tells_text:
            del told["description"]
        return told

    async def _activity(self, request: Request, grant: Grant) -> Any:
        return detailed(self._seen(request, grant), self.athlete_id)

    async def _streams(self, request: Request, grant: Grant) -> Any:
        if request.query_params.get("key_by_type") != "true":
            raise Wrong(400, fault("Bad Request", "Streams", "key_by_type", "invalid"))
        keys = request.query_params.get("keys", "").split(",")
        remote = self._seen(request, grant)
        if remote.is_manual:  # [K]
            raise _absent("Streams")
        return stream_set(remote, keys)

    async def _list(self, request: Request, grant: Grant) -> Any:
        asked = request.query_params
        after, before = float(asked.get("after", 0)), float(asked.get("before", "inf"))
        size = int(asked.get("per_page", _USUAL_PAGE))
        if size > _MOST_A_PAGE:
            raise Wrong(400, fault("Bad Request", "Application", "per_page", "invalid"))
        first = (int(asked.get("page", 1)) - 1) * size
        found = [
            one
            for one in self.activities.values()
            if after < one.track.start.timestamp() < before and _may_see(one, grant)
        ]
        newest_first = "after" not in asked
        found.sort(key=lambda one: one.track.start, reverse=newest_first)
        return [summary(one, self.athlete_id) for one in found[first : first + size]]

    async def _athlete(self, request: Request, grant: Grant) -> Any:
        del request, grant
        return self._told_of_athlete()

    def _told_of_athlete(self) -> dict[str, Any]:
        return {
            "id": self.athlete_id, "username": "kim_r", "resource_state": 2, "firstname": "Kim",
            "lastname": "Runner", "city": "Lyon", "state": "Rhône", "country": "France",
            "sex": "F", "premium": True, "friend": None, "follower": None, "weight": 0,
        }  # fmt: skip

    def _seen(self, request: Request, grant: Grant) -> Remote:
        remote = self.activities.get(request.path_params["id"])
        if remote is None or not _may_see(remote, grant):
            raise _absent("Activity")
        return remote

    def _busy(self) -> Answer:
        now = self.signing_in.now()
        headers = self.limits.headers(now) | {"content-type": "application/json"}
        headers["X-RateLimit-Usage"] = f"{self.limits.overall[0] + 1},{self.limits.overall[0] + 1}"
        return Answer(429, headers, json.dumps(_BEYOND).encode())


def _may_see(remote: Remote, grant: Grant) -> bool:
    """Tell whether a grant reaches an activity: "Only You" needs the larger scope."""
    return not remote.is_private or "activity:read_all" in grant.scopes


def _apply(remote: Remote, changes: Any) -> None:
    if not isinstance(changes, Mapping):
        raise Wrong(400, fault("Bad Request", "Activity", "body", "invalid"))
    if changes.get("sport_type", "Run") not in SPORT_TYPES:
        raise Wrong(400, fault("Bad Request", "Activity", "sport_type", "invalid"))
    for name in ("name", "description", "sport_type"):
        if isinstance(changes.get(name), str):
            setattr(remote, name, changes[name])
    for name in ("trainer", "commute", "hide_from_home"):
        if isinstance(changes.get(name), bool):
            setattr(remote, name, changes[name])
    if "gear_id" in changes:
        remote.gear_id = None if changes["gear_id"] == "none" else str(changes["gear_id"])


def _absent(resource: str) -> Wrong:
    return Wrong(404, fault("Record Not Found", resource, "id", "not found"))


def _texts(form: Mapping[str, Any]) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _json(body: bytes) -> Any:
    """Read a body; one that is no JSON is nothing."""
    try:
        return json.loads(body)
    except ValueError:
        return None


async def _refused(request: Request, wrong: Exception) -> Response:
    del request
    if not isinstance(wrong, Wrong):
        raise wrong
    return JSONResponse(dict(wrong.told), wrong.status)
