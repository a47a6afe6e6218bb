"""For admins: the health of the server, its people, settings, plans and keys."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from fitglue.admin import health, keys, people, server_settings
from fitglue.admin.keys import KeysSeen
from fitglue.admin.overseer import Overseer
from fitglue.admin.people import LinkSeen, PersonSeen
from fitglue.admin.server_settings import SettingSeen
from fitglue.api.auth import Admin, Caller, TheInstance
from fitglue.doctor.finding import Finding
from fitglue.domain.errors import Gone
from fitglue.domain.tiers import Tier
from fitglue.instance import Instance
from fitglue.people import links, roles
from fitglue.store.audit import Wanted

router = APIRouter(prefix="/admin", tags=["admin"])


class HealthOut(BaseModel):
    """What was found, the worst first."""

    ok: bool
    findings: list[Finding]
    thorough_look_at: datetime | None


class InvitationIn(BaseModel):
    """Whom to invite."""

    email: str = Field(max_length=200)


class LinkOut(BaseModel):
    """A link that works once; it is told this once."""

    url: str
    mailed: bool


class RoleIn(BaseModel):
    """Whether somebody is an admin."""

    is_admin: bool


class AccessIn(BaseModel):
    """Whether somebody is let in."""

    is_open: bool


class PlanIn(BaseModel):
    """Somebody's plan."""

    tier: Tier


class EventOut(BaseModel):
    """A line of the audit log."""

    at: datetime
    event: str
    account_id: str | None
    by: str | None
    details: dict[str, Any]
    client: str
    address: str


def overseer_of(instance: Instance, caller: Caller) -> Overseer:
    """Give the caller as an admin who acts."""
    return Overseer(instance, caller.account.id, caller.visit)


@router.get("/health")
def server_health(caller: Admin, instance: TheInstance) -> HealthOut:  # noqa: ARG001 - whoever may
    """Say how the server does."""
    looked = health.look(instance)
    is_well = all(one.verdict != "wrong" for one in looked.findings)
    return HealthOut(ok=is_well, findings=list(looked.findings), thorough_look_at=looked.looked_at)


@router.get("/people")
def list_people(caller: Admin, instance: TheInstance) -> list[PersonSeen]:  # noqa: ARG001 - whoever may
    """List accounts with what they use; nothing of what they recorded."""
    return people.people(instance)


@router.get("/people/{account_id}/links")
def list_links(caller: Admin, instance: TheInstance, account_id: str) -> list[LinkSeen]:
    """Say how somebody's phones and connections do."""
    account = overseer_of(instance, caller).account(account_id)
    return people.links_of(instance, account.id)


@router.post("/people/invitations", status_code=201)
def invite(caller: Admin, instance: TheInstance, told: InvitationIn) -> LinkOut:
    """Make an invitation."""
    offer = links.invite(
        instance, told.email, instance.current.own_address, by=caller.account.id,
        visit=caller.visit,
    )  # fmt: skip
    return LinkOut(url=offer.url, mailed=offer.mailed)


@router.post("/people/{account_id}/reset", status_code=201)
def reset(caller: Admin, instance: TheInstance, account_id: str) -> LinkOut:
    """Make a link for a new password."""
    account = overseer_of(instance, caller).account(account_id)
    offer = links.offer_reset(
        instance, account, instance.current.own_address, by=caller.account.id, visit=caller.visit
    )
    return LinkOut(url=offer.url, mailed=offer.mailed)


@router.put("/people/{account_id}/role", status_code=204)
def set_role(caller: Admin, instance: TheInstance, account_id: str, told: RoleIn) -> None:
    """Make somebody an admin, or take that back."""
    account = overseer_of(instance, caller).account(account_id)
    change = roles.make_admin if told.is_admin else roles.unmake_admin
    change(instance, account, by=caller.account.id, visit=caller.visit)


@router.put("/people/{account_id}/access", status_code=204)
def set_access(caller: Admin, instance: TheInstance, account_id: str, told: AccessIn) -> None:
    """Let somebody in no more, or again; everything they have stays."""
    account = overseer_of(instance, caller).account(account_id)
    change = roles.reopen if told.is_open else roles.close
    change(instance, account, by=caller.account.id, visit=caller.visit)


@router.post("/people/{account_id}/sign-out")
def sign_out(caller: Admin, instance: TheInstance, account_id: str) -> dict[str, int]:
    """End every session of somebody, and count them."""
    return {"ended": people.sign_out(overseer_of(instance, caller), account_id)}


@router.put("/people/{account_id}/plan", status_code=204)
def give_plan(caller: Admin, instance: TheInstance, account_id: str, told: PlanIn) -> None:
    """Set somebody's plan."""
    if not instance.current.plans:
        raise Gone("There are no plans here.")
    people.give_plan(overseer_of(instance, caller), account_id, told.tier)


@router.get("/log")
def audit_log(  # noqa: PLR0913, PLR0917 - the parts of the query
    caller: Admin, instance: TheInstance,  # noqa: ARG001 - whoever may
    account_id: Annotated[str, Query(description="Of one person alone.")] = "",
    about: Annotated[list[str] | None, Query(description="How events begin: sign_in")] = None,
    before: Annotated[datetime | None, Query(description="Only what is older.")] = None,
    limit: Annotated[int, Query(ge=1, le=500, description="How many at most.")] = 100,
) -> list[EventOut]:  # fmt: skip
    """Tell who did what, the newest first."""
    wanted = Wanted(account_id=account_id, about=tuple(about or ()), before=before)
    names = EventOut.model_fields
    return [
        EventOut(**{name: getattr(row, name) for name in names})
        for row in instance.store.audit.of_everybody(wanted, limit)
    ]


@router.get("/settings")
def list_settings(caller: Admin, instance: TheInstance) -> list[SettingSeen]:  # noqa: ARG001 - whoever may
    """List every setting, and where it comes from; secrets are dots."""
    return server_settings.listed(instance)


@router.patch("/settings")
def change_settings(
    caller: Admin, instance: TheInstance, told: dict[str, str | int | bool | None]
) -> list[SettingSeen]:
    """Choose what the environment leaves open; null takes a choice back."""
    server_settings.change(overseer_of(instance, caller), dict(told))
    return server_settings.listed(instance)


@router.post("/settings/test-mail", status_code=204)
def test_mail(caller: Admin, instance: TheInstance) -> None:
    """Send a mail to the caller."""
    server_settings.test_mail(overseer_of(instance, caller), caller.account.email)


@router.get("/keys")
def show_keys(caller: Admin, instance: TheInstance) -> KeysSeen:  # noqa: ARG001 - whoever may
    """Say how it stands with the key of secrets."""
    return keys.look(instance)


@router.post("/keys/rotate")
def rotate(caller: Admin, instance: TheInstance) -> dict[str, int]:
    """Seal everything under a new key, and count it."""
    return {"sealed": keys.rotate(overseer_of(instance, caller))}


@router.post("/keys/forget")
def forget(caller: Admin, instance: TheInstance) -> dict[str, int]:
    """Give up what no key opens, and count it."""
    return {"forgotten": keys.forget(overseer_of(instance, caller))}
