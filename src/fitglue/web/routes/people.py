"""For admins: who has an account here, letting people in, and closing their access."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from fitglue.admin import jobs
from fitglue.admin import people as overseen
from fitglue.api.problems import status_of
from fitglue.domain.errors import FitGlueError
from fitglue.domain.tiers import Tier
from fitglue.people import links, roles
from fitglue.people.links import Offer
from fitglue.people.visitor import visit_of
from fitglue.store.accounts import Account
from fitglue.store.audit import Wanted
from fitglue.web.audit_view import audit_lines
from fitglue.web.forms import TheForm, text
from fitglue.web.overseeing import TheOffice, tabs
from fitglue.web.pages import AnAdmin, Pages, ThePages

router = APIRouter(prefix="/people")


@router.get("")
def people(request: Request, pages: ThePages, person: AnAdmin) -> Response:
    """List everybody, and who was invited."""
    return _show(request, pages, person)


@router.get("/{account_id}")
def somebody(office: TheOffice, account_id: str) -> Response:
    """Show how somebody's account, phones and connections do; nothing that they recorded."""
    instance = office.pages.instance
    one = next((one for one in overseen.people(instance) if one.id == account_id), None)
    if one is None:
        raise HTTPException(404)
    rows = instance.store.audit.of_everybody(Wanted(account_id=account_id), 20)
    return office.show(
        "admin_person.html", one=one, links=overseen.links_of(instance, account_id),
        lines=audit_lines(rows, instance.store.accounts.names()),
        jobs=jobs.listed(instance, account_id=account_id)[:20],
    )  # fmt: skip


@router.post("/{account_id}/sign-out")
def sign_out(office: TheOffice, account_id: str) -> Response:
    """End every session of somebody."""
    overseen.sign_out(office.overseer, account_id)
    return RedirectResponse(f"/people/{account_id}", 303)


@router.post("/{account_id}/plan")
def give_plan(office: TheOffice, account_id: str, form: TheForm) -> Response:
    """Set somebody's plan."""
    is_athlete = text(form, "tier") == Tier.ATHLETE
    overseen.give_plan(office.overseer, account_id, Tier.ATHLETE if is_athlete else Tier.HOBBYIST)
    return RedirectResponse(f"/people/{account_id}", 303)


@router.post("/invitations")
def invite(
    request: Request, pages: ThePages, person: AnAdmin, email: Annotated[str, Form()] = ""
) -> Response:
    """Make an invitation, and show its link, for the only time."""
    try:
        offer = links.invite(
            pages.instance, email, _origin(request, pages), by=person.id, visit=visit_of(request)
        )
    except FitGlueError as error:
        return _show(request, pages, person, error=error, email=email)
    return _show(request, pages, person, offer=offer)


@router.post("/invitations/{link_id}/withdraw")
def withdraw(request: Request, pages: ThePages, person: AnAdmin, link_id: str) -> Response:
    """Take an invitation back."""
    if not links.withdraw(pages.instance, link_id, by=person.id, visit=visit_of(request)):
        raise HTTPException(404)
    return RedirectResponse("/people", 303)


@router.post("/{account_id}/reset")
def reset(request: Request, pages: ThePages, person: AnAdmin, account_id: str) -> Response:
    """Make a link for a new password, and show it, for the only time."""
    account, origin = _found(pages, account_id), _origin(request, pages)
    try:
        offer = links.offer_reset(
            pages.instance, account, origin, by=person.id, visit=visit_of(request)
        )
    except FitGlueError as error:
        return _show(request, pages, person, error=error)
    return _show(request, pages, person, offer=offer)


@router.post("/{account_id}/make-admin")
def make_admin(request: Request, pages: ThePages, person: AnAdmin, account_id: str) -> Response:
    """Let somebody look after the people here."""
    account = _found(pages, account_id)
    roles.make_admin(pages.instance, account, by=person.id, visit=visit_of(request))
    return RedirectResponse("/people", 303)


@router.post("/{account_id}/unmake-admin")
def unmake_admin(request: Request, pages: ThePages, person: AnAdmin, account_id: str) -> Response:
    """Take that back."""
    try:
        account = _found(pages, account_id)
        roles.unmake_admin(pages.instance, account, by=person.id, visit=visit_of(request))
    except FitGlueError as error:
        return _show(request, pages, person, error=error)
    return RedirectResponse("/people" if account_id != person.id else "/settings", 303)


@router.post("/{account_id}/close")
def close(request: Request, pages: ThePages, person: AnAdmin, account_id: str) -> Response:
    """Let an account in no more; everything it has stays."""
    try:
        account = _found(pages, account_id)
        roles.close(pages.instance, account, by=person.id, visit=visit_of(request))
    except FitGlueError as error:
        return _show(request, pages, person, error=error)
    return RedirectResponse("/people", 303)


@router.post("/{account_id}/reopen")
def reopen(request: Request, pages: ThePages, person: AnAdmin, account_id: str) -> Response:
    """Let an account in again."""
    account = _found(pages, account_id)
    roles.reopen(pages.instance, account, by=person.id, visit=visit_of(request))
    return RedirectResponse("/people", 303)


def _found(pages: Pages, account_id: str) -> Account:
    account = pages.instance.store.accounts.find(account_id)
    if account is None:
        raise HTTPException(404)
    return account


def _origin(request: Request, pages: Pages) -> str:
    """Give the address that links begin with: the one that is set, else the one in use."""
    return pages.instance.current.address or str(request.base_url)


def _show(  # noqa: PLR0913 - what the page tells
    request: Request, pages: Pages, person: AnAdmin, *,
    offer: Offer | None = None, error: FitGlueError | None = None, email: str = "",
) -> Response:  # fmt: skip
    store = pages.instance.store
    answer = pages.show(
        request, "people.html", person=person, status=status_of(error) if error else 200,
        people=overseen.people(pages.instance), tabs=tabs(has_plans=pages.instance.current.plans),
        invitations=store.links.invitations(), offer=offer, error=error, typed=email,
    )  # fmt: skip
    if offer is not None:
        answer.headers["cache-control"] = "no-store"
    return answer
