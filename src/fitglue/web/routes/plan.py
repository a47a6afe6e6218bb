"""A person's plan, and what Stripe tells about it."""

import time
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from fitglue.admin.people import gated_plugins
from fitglue.billing import signature
from fitglue.billing.events import Events, event_of
from fitglue.billing.stripe import Stripe, stripe_of
from fitglue.domain.errors import FitGlueError, Refused
from fitglue.web.languages import gettext
from fitglue.web.pages import Pages, ThePages, Visitor
from fitglue.web.plan_view import plan_of
from fitglue.web.tier_view import gated_uses, held_runs

router = APIRouter()
_HERE = "/settings/plan"
_LARGEST_EVENT = 512 * 1024


@router.get(_HERE)
def plan(request: Request, pages: ThePages, person: Visitor) -> Response:
    """Show what somebody has, and what is left of the month."""
    return _plan(request, pages, person)


@router.post(f"{_HERE}/trial")
def begin_trial(request: Request, pages: ThePages, person: Visitor) -> Response:
    """Let the one trial begin."""
    _expect_plans(pages)
    try:
        pages.instance.releasing.begin_trial(person.id)
    except FitGlueError as error:
        return _plan(request, pages, person, error=error)
    return RedirectResponse(_HERE, 303)


@router.post(f"{_HERE}/upgrade")
def upgrade(request: Request, pages: ThePages, person: Visitor) -> Response:
    """Lead to Stripe's page for paying; to that for bills when there is a subscription."""
    stripe, back_to = _stripe(pages), f"{str(request.base_url).rstrip('/')}{_HERE}"
    payments = pages.instance.store.billing.tier(person.id)
    customer = payments.stripe_customer if payments else ""
    try:
        if payments and payments.stripe_subscription:
            address = stripe.portal(customer, back_to)
        else:
            address = stripe.checkout(person.id, person.email, customer, back_to)
    except FitGlueError as error:
        return _plan(request, pages, person, error=error)
    return pages.show(
        request, "away.html", person=person, address=address, name=gettext("Stripe"),
        told=gettext(", which handles payments"),
    )  # fmt: skip


async def _body(request: Request) -> bytes:
    """Read an event, which is small."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_EVENT:
            raise HTTPException(413)
    return bytes(body)


@router.post("/stripe/webhook")
def webhook(request: Request, pages: ThePages, body: Annotated[bytes, Depends(_body)]) -> Response:
    """Take an event of Stripe's; what is not answered with 200 it sends again for three days."""
    stripe, instance = _stripe(pages), pages.instance
    signed = request.headers.get("stripe-signature", "")
    try:
        signature.check(signed, body, instance.settings.stripe_webhook_secret, time.time())
        event = event_of(body)
    except Refused as problem:
        return JSONResponse({"sentence": problem.sentence, "next_step": problem.next_step}, 400)
    done = Events(instance.store, instance.releasing, stripe).take(event)
    return JSONResponse({"done": done})


def _plan(
    request: Request, pages: Pages, person: Visitor, error: FitGlueError | None = None
) -> Response:
    _expect_plans(pages)
    return pages.show(
        request, "plan.html", person=person, status=400 if error else 200, error=error,
        plan=plan_of(pages.instance, person.id), paid="paid" in request.query_params,
        gated=gated_uses(pages.instance, person.id), held=held_runs(pages.instance, person.id),
        athletes=gated_plugins(), trial_days=pages.instance.current.trial_days,
    )  # fmt: skip


def _expect_plans(pages: Pages) -> None:
    if not pages.instance.current.plans:
        raise HTTPException(404)


def _stripe(pages: Pages) -> Stripe:
    _expect_plans(pages)
    stripe = stripe_of(pages.instance.settings)
    if stripe is None:
        raise HTTPException(404)
    return stripe
