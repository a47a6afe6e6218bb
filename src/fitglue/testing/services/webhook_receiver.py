"""A receiver of Standard Webhooks: checks signatures by the specification's own words, with `hmac`.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md. It
knows an event again by its id, and asks of a body what the specification asks: less than 20 KB,
with a type, a timestamp and data.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from fitglue.testing.services.faults import Answer, Faults, Receive, Scope, Send

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - the specification's own example
_TOLERANCE_S = 300
_MOST_BYTES = 20_000


def _too_often() -> Answer:
    return Answer(429, {"retry-after": "1"})


@dataclass
class WebhookServer:
    """The events that came, by their ids, and how often; `status` is what it answers.

    `turned_away` says why for each request that was not as it should be.
    """

    secret: str = SECRET
    status: int = 204
    headers: Mapping[str, str] = field(default_factory=dict)
    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    came: list[str] = field(default_factory=list)
    turned_away: list[str] = field(default_factory=list)
    faults: Faults = field(default_factory=lambda: Faults(busy=_too_often))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer over HTTP."""
        await self.faults.around(self._pages, scope, receive, send)

    async def _pages(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        await self._answer(request, await request.body())(scope, receive, send)

    def _answer(self, request: Request, body: bytes) -> Response:
        if self.status >= 300:  # noqa: PLR2004 - anything but a success
            return Response(status_code=self.status, headers=dict(self.headers))
        why = self._why_not(request.headers, body)
        if why:
            self.turned_away.append(why)
            return Response(why, status_code=401)
        event_id = request.headers["webhook-id"]
        self.came.append(event_id)
        self.events.setdefault(event_id, json.loads(body))
        return Response(status_code=self.status)

    def _why_not(self, headers: Mapping[str, str], body: bytes) -> str:
        stamp = headers.get("webhook-timestamp", "")
        if not stamp.isdigit() or abs(time.time() - int(stamp)) > _TOLERANCE_S:
            return "it is too old"
        if len(body) >= _MOST_BYTES or {"type", "timestamp", "data"} - set(json.loads(body)):
            return "it is no event"
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        signed = f"{headers['webhook-id']}.{stamp}.".encode() + body
        right = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        given = headers.get("webhook-signature", "").split(" ")
        return "" if f"v1,{right}" in given else "the signature is wrong"

    @property
    def activities(self) -> set[str]:
        """Name the activities that were told of and are not gone."""
        told: dict[str, str] = {}
        for event in self.events.values():
            if event["type"].startswith("activity."):
                told[event["data"]["id"]] = event["type"]
        return {name for name, kind in told.items() if kind != "activity.deleted"}
