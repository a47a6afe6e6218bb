"""The site itself: what it holds, and which question gets which answer."""

import itertools
import json
import math
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from fitglue.testing.services.faults import Answer, Faults, Message, Receive, Scope, Send
from fitglue.testing.services.hevy.bodies import Refusal, checked, expect, instant, read_workout
from fitglue.testing.services.hevy.exercises import some_templates

KEY = "5d3a4c1e-0f6b-4a57-9b7e-3f2a1c9d8e70"
OWNER = {
    "id": "9c465af3-de7d-42bc-9c7c-f0170396358b", "name": "Kim",
    "url": "https://hevy.com/user/kim",
}  # fmt: skip

Json = dict[str, Any]

_WRITES = {("POST", False), ("PUT", True)}


@dataclass
class HevySite:
    """What the stand-in knows and how it behaves.

    `answers` are the shapes in which it answers to writing, in turn: bare, list, workout,
    workout_list, id. `now` is its clock. Without `is_pro` no key is good for anything. `asked` are
    the requests that were let in, as method and path with parameters.
    """

    workouts: dict[str, Json] = field(default_factory=dict)
    deleted: dict[str, datetime] = field(default_factory=dict)
    templates: list[Json] = field(default_factory=some_templates)
    key: str = KEY
    is_pro: bool = True
    answers: tuple[str, ...] = ("workout",)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    asked: list[tuple[str, str]] = field(default_factory=list)
    faults: Faults = field(default_factory=lambda: Faults(busy=_asked_too_often))

    def __post_init__(self) -> None:
        self._shapes = itertools.cycle(self.answers)

    def template_named(self, title: str) -> Json:
        """Find an exercise by its title."""
        return next(one for one in self.templates if one["title"] == title)

    def log(self, workout: Mapping[str, Any]) -> str:
        """Take a workout as a request would write it, as if it were logged in the app."""
        name = str(uuid.uuid5(uuid.NAMESPACE_URL, f"workout {len(self.workouts)}"))
        self.workouts[name] = {"id": name, "created_at": _written(self.now())}
        self.edit(name, workout)
        return name

    def edit(self, name: str, workout: Mapping[str, Any]) -> None:
        """Put a workout in another's place, as if it were changed in the app."""
        self.workouts[name] = {
            **read_workout(workout, self.templates),
            "id": name,
            "created_at": self.workouts[name]["created_at"],
            "updated_at": _written(self.now()),
        }

    def delete(self, name: str) -> None:
        """Delete a workout, as the app can."""
        del self.workouts[name]
        self.deleted[name] = self.now()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer over HTTP: an ASGI application."""
        await self.faults.around(self._serve, scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise ValueError("only HTTP is spoken here")
        body = b""
        while True:
            message: Message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        status, said = self._answer(scope, body)
        headers = [(b"content-type", b"application/json; charset=utf-8")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(said).encode()})

    def _answer(self, scope: Scope, body: bytes) -> tuple[int, Any]:
        headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
        query = scope["query_string"].decode()
        params = {name: values[-1] for name, values in parse_qs(query).items()}
        try:
            expect(headers.get("api-key") == self.key, "Invalid API key", 401)
            expect(self.is_pro, "Hevy Pro is required", 403)
            self.asked.append((scope["method"], f"{scope['path']}?{query}".rstrip("?")))
            way = scope["path"].strip("/").removeprefix("v1/")
            if scope["method"] == "GET":
                return 200, self._read(way, params)
            return self._write(scope["method"], way, body)
        except Refusal as refusal:
            return refusal.status, {"error": refusal.error}

    def _read(self, way: str, params: Mapping[str, str]) -> Any:
        """Answer a question. Raises Refusal."""
        lists: Mapping[str, Callable[[], Any]] = {
            "user/info": lambda: {"data": OWNER},
            "workouts": lambda: _page("workouts", self._newest_first(), params, 10),
            "workouts/count": lambda: {"workout_count": len(self.workouts)},
            "workouts/events": lambda: _page("events", self._events(params), params, 10),
            "exercise_templates": lambda: _page("exercise_templates", self.templates, params, 100),
        }
        if way in lists:
            return lists[way]()
        kind, _, name = way.partition("/")
        expect(kind in {"workouts", "exercise_templates"}, "Not found", 404)
        templates = {one["id"]: one for one in self.templates}
        return _found(self.workouts if kind == "workouts" else templates, name)

    def _write(self, method: str, way: str, body: bytes) -> tuple[int, Any]:
        """Take what is sent. Raises Refusal."""
        kind, _, name = way.partition("/")
        expect(kind == "workouts" and (method, bool(name)) in _WRITES, "Not found", 404)
        if method == "POST":
            return 201, self._shaped(self.log(checked(body, self.templates)))
        _found(self.workouts, name)
        self.edit(name, checked(body, self.templates))
        return 200, self._shaped(name)

    def _newest_first(self) -> list[Json]:
        return sorted(
            self.workouts.values(), key=lambda one: instant(one["start_time"]), reverse=True
        )

    def _events(self, params: Mapping[str, str]) -> list[Json]:
        since = instant(params.get("since", "1970-01-01T00:00:00Z"))
        told = [
            (instant(one["updated_at"]), {"type": "updated", "workout": one})
            for one in self.workouts.values()
        ]
        told += [
            (at, {"type": "deleted", "id": name, "deleted_at": _written(at)})
            for name, at in self.deleted.items()
        ]
        told.sort(key=lambda one: one[0], reverse=True)
        return [event for at, event in told if at > since]

    def _shaped(self, name: str) -> Any:
        workout = self.workouts[name]
        return {
            "bare": workout, "list": [workout], "workout": {"workout": workout},
            "workout_list": {"workout": [workout]}, "id": name,
        }[next(self._shapes)]  # fmt: skip


def _asked_too_often() -> Answer:
    body = b'{"error":"Too many requests"}'
    return Answer(429, {"content-type": "application/json"}, body)


def _page(name: str, rows: list[Json], params: Mapping[str, str], most: int) -> Json:
    """Give a page of a list, as its parameters say. Raises Refusal."""
    number, size = params.get("page", "1"), params.get("pageSize", "5")
    if not number.isdecimal() or not size.isdecimal() or not 1 <= int(size) <= most:
        raise Refusal(400, "Invalid page size")
    count, at = math.ceil(len(rows) / int(size)), int(number)
    if at < 1 or at > max(count, 1):
        raise Refusal(404, "Page not found")
    first = (at - 1) * int(size)
    return {"page": at, "page_count": count, name: rows[first : first + int(size)]}


def _found(rows: Mapping[str, Json], name: str) -> Json:
    if name not in rows:
        raise Refusal(404, "Not found")
    return rows[name]


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
