"""A stand-in for Stripe on the loopback, for what FitGlue uses of it.

It answers as https://docs.stripe.com/api says: form-encoded requests with a secret key, JSON with
`object` names, errors with a type and a code. Its checkout page takes no card: pressing its button
pays. What happens is sent to `endpoint` as signed events, as https://docs.stripe.com/webhooks says;
while it `holds` them they are only kept, so that a test can send them late, twice or in any order.
"""

import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import httpx2
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from fitglue.testing.web_site import served

KEY, PRICE = "sk_test_stand_in", "price_athlete"
SECRET = "whsec_stand_in"  # noqa: S105 - made up
_PAGE = """<!doctype html><html lang="en"><title>Stand-in for Stripe</title>
<h1>Stand-in for Stripe</h1><form method="post"><button>Pay</button></form></html>"""


class Wrong(Exception):
    """A request that Stripe would refuse."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


@dataclass
class StripeServer:
    """What the stand-in knows. `events` holds every event that it made, oldest first."""

    url: str = ""
    endpoint: str = ""
    holds: bool = False
    is_down: bool = False
    events: list[bytes] = field(default_factory=list)
    sessions: dict[str, dict[str, Any]] = field(default_factory=dict)
    subscriptions: dict[str, dict[str, Any]] = field(default_factory=dict)
    customers: dict[str, dict[str, Any]] = field(default_factory=dict)
    _numbers: Any = field(default_factory=itertools.count)

    def pay(self, address: str) -> None:
        """Pay at a checkout page."""
        answer = httpx2.post(address, timeout=30)  # leads back to FitGlue
        if answer.is_error:
            answer.raise_for_status()

    def becomes(self, subscription_id: str, status: str) -> None:
        """Change a subscription: `past_due` when a payment failed, `canceled` when it ended."""
        subscription = self.subscriptions[subscription_id]
        subscription["status"] = status
        ended = "deleted" if status == "canceled" else "updated"
        self.happens(f"customer.subscription.{ended}", subscription)

    def happens(self, kind: str, about: Mapping[str, Any]) -> None:
        """Make an event of something as it is now, and send it unless events are held."""
        event = {
            "id": self._id("evt"), "object": "event", "api_version": "2025-03-31.basil",
            "created": int(time.time()), "type": kind, "livemode": False, "pending_webhooks": 1,
            "data": {"object": dict(about)},
        }  # fmt: skip
        self.events.append(json.dumps(event, indent=2).encode())
        if not self.holds:
            self.send(self.events[-1]).raise_for_status()

    def send(
        self, event: bytes, *, secret: str = SECRET, seconds_ago: float = 0.0
    ) -> httpx2.Response:
        """Send an event, signed, and give the answer."""
        headers = {
            "stripe-signature": signed(event, secret, time.time() - seconds_ago),
            "content-type": "application/json; charset=utf-8",
        }
        return httpx2.post(self.endpoint, content=event, headers=headers, timeout=30)

    def create_session(self, form: Mapping[str, str]) -> dict[str, Any]:
        """Answer POST /v1/checkout/sessions for a subscription."""
        _expect(form, "mode", "line_items[0][price]", "line_items[0][quantity]", "success_url")
        if form["line_items[0][price]"] != PRICE:
            raise Wrong(400, "resource_missing", "No such price.")
        if "customer" in form and "customer_email" in form:
            raise Wrong(400, "parameter_invalid", "customer and customer_email exclude each other.")
        if "customer" in form and form["customer"] not in self.customers:
            raise Wrong(400, "resource_missing", "No such customer.")
        key, tag = self._id("cs_test"), "subscription_data[metadata]["
        self.sessions[key] = {
            "id": key, "object": "checkout.session", "mode": form["mode"], "status": "open",
            "payment_status": "unpaid", "customer": form.get("customer"), "subscription": None,
            "client_reference_id": form.get("client_reference_id"), "metadata": {},
            "success_url": form["success_url"], "url": f"{self.url}/pay/{key}",
        }  # fmt: skip
        told = {name: value for name, value in form.items() if name.startswith(tag)}
        self.sessions[key]["_subscription_metadata"] = {
            name.removeprefix(tag).rstrip("]"): value for name, value in told.items()
        }
        return _shown(self.sessions[key])

    def complete(self, key: str) -> str:
        """Pay a session, and give the address that its payer comes back to."""
        session = _found(self.sessions, key)
        if session["status"] != "open":
            raise Wrong(400, "resource_already_exists", "This session is over.")
        customer = session["customer"] or self._id("cus")
        self.customers[customer] = {"id": customer, "object": "customer"}
        subscription = {
            "id": self._id("sub"), "object": "subscription", "status": "active",
            "customer": customer, "metadata": session["_subscription_metadata"],
            "cancel_at_period_end": False,
        }  # fmt: skip
        self.subscriptions[subscription["id"]] = subscription
        paid = {"status": "complete", "payment_status": "paid", "customer": customer}
        session.update(paid, subscription=subscription["id"])
        self.happens("customer.subscription.created", subscription)
        self.happens("checkout.session.completed", _shown(session))
        self.happens("invoice.paid", {"id": self._id("in"), "object": "invoice"})
        return session["success_url"]

    def create_portal(self, form: Mapping[str, str]) -> dict[str, Any]:
        """Answer POST /v1/billing_portal/sessions."""
        _expect(form, "customer")
        if form["customer"] not in self.customers:
            raise Wrong(400, "resource_missing", "No such customer.")
        key = self._id("bps")
        return {"id": key, "object": "billing_portal.session", "url": f"{self.url}/portal/{key}"}

    def _id(self, kind: str) -> str:
        return f"{kind}_{next(self._numbers):06}"


def signed(event: bytes, secret: str, at_s: float) -> str:
    """Give the Stripe-Signature of an event at a moment, in seconds since 1970."""
    payload = f"{int(at_s)}.".encode() + event
    right = hmac.new(secret.encode(), payload, hashlib.sha256).hexdigest()
    return f"t={int(at_s)},v1={right},v0={'0' * 64}"


@contextmanager
def stripe_server() -> Generator[StripeServer]:
    """Serve a stand-in on a free port while the block runs."""
    stripe = StripeServer()
    with served(_app(stripe)) as address:
        stripe.url = address
        yield stripe


def _app(stripe: StripeServer) -> FastAPI:
    app = FastAPI(openapi_url=None)

    @app.post("/v1/checkout/sessions")
    async def sessions(request: Request) -> Response:
        form = await _form(request)
        return _answer(stripe, request, lambda: stripe.create_session(form))

    @app.post("/v1/billing_portal/sessions")
    async def portals(request: Request) -> Response:
        form = await _form(request)
        return _answer(stripe, request, lambda: stripe.create_portal(form))

    @app.get("/v1/subscriptions/{key}")
    def subscriptions(request: Request, key: str) -> Response:
        return _answer(stripe, request, lambda: _found(stripe.subscriptions, key))

    @app.get("/pay/{key}")
    def page(key: str) -> Response:
        _found(stripe.sessions, key)
        return HTMLResponse(_PAGE)

    @app.post("/pay/{key}")
    def paid(key: str) -> Response:
        return RedirectResponse(stripe.complete(key), 303)

    return app


async def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode(), strict_parsing=True))


def _answer(stripe: StripeServer, request: Request, make: Any) -> Response:
    if stripe.is_down:
        return JSONResponse({"error": {"type": "api_error", "message": "Down."}}, 503)
    try:
        _expect_key(request)
        return JSONResponse(make())
    except Wrong as wrong:
        told = {"type": "invalid_request_error", "code": wrong.code, "message": str(wrong)}
        return JSONResponse({"error": told}, wrong.status)


def _expect_key(request: Request) -> None:
    if request.headers.get("authorization") != f"Bearer {KEY}":
        raise Wrong(401, "", "Invalid API Key provided.")


def _expect(form: Mapping[str, str], *names: str) -> None:
    for name in names:
        if not form.get(name):
            raise Wrong(400, "parameter_missing", f"Missing required param: {name}.")


def _found(known: Mapping[str, dict[str, Any]], key: str) -> dict[str, Any]:
    if key not in known:
        raise Wrong(404, "resource_missing", f"No such object: {key}")
    return known[key]


def _shown(session: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in session.items() if not name.startswith("_")}
