"""For admins: the health of the server, its settings, plans and keys."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import FormData

from fitglue.admin import health, keys, people, server_settings, storage
from fitglue.domain.errors import FitGlueError
from fitglue.web.forms import TheForm, on_to, text
from fitglue.web.languages import gettext
from fitglue.web.overseeing import Office, TheOffice
from fitglue.web.server_view import finding_line

router = APIRouter(prefix="/admin")
_LIMITS = ("monthly_limit", "trial_days")


@router.get("")
def overview(office: TheOffice) -> Response:
    """Say how the server does."""
    instance = office.pages.instance
    return office.show(
        "admin.html", **_looked(office), room=storage.room(instance),
        people=people.people(instance), queues=instance.engine.jobs.queues(),
    )  # fmt: skip


@router.get("/findings")
def findings(office: TheOffice) -> Response:
    """Look again, for the part of the page that says what was found."""
    return office.show("admin_findings.html", **_looked(office))


def _looked(office: Office) -> Mapping[str, Any]:
    looked = health.look(office.pages.instance)
    return {
        "troubles": [finding_line(one) for one in looked.troubles],
        "well": [finding_line(one) for one in looked.good],
        "thorough": looked.looked_at,
    }


@router.get("/settings")
def settings(office: TheOffice) -> Response:
    """Show every setting of the server, and where each comes from."""
    return _settings(office)


@router.post("/settings")
def change(office: TheOffice, form: TheForm) -> Response:
    """Choose what the environment leaves open."""
    told = {name: text(form, name) for name in ("address", "tile_url") if name in form}
    told |= _switch(form)
    return office.act(
        lambda: server_settings.change(office.overseer, told), "/admin/settings",
        lambda error: _settings(office, error),
    )  # fmt: skip


@router.post("/settings/mail")
def test_mail(office: TheOffice) -> Response:
    """Send a mail to who presses the button."""
    email = office.person.email
    try:
        server_settings.test_mail(office.overseer, email)
    except FitGlueError as error:
        return _settings(office, error)
    return _settings(office, said=gettext("A mail is on its way to %(email)s.", email=email))


@router.get("/plans")
def plans(office: TheOffice) -> Response:
    """Show what each plan allows, and who has which."""
    return _plans(office)


@router.post("/plans")
def change_plans(office: TheOffice, form: TheForm) -> Response:
    """Change what a Hobbyist gets, or whether there are plans at all."""
    told = {name: text(form, name) for name in _LIMITS if name in form} | _switch(form)
    off = told.get("plans") == "off"
    return office.act(
        lambda: server_settings.change(office.overseer, told),
        "/admin/settings" if off else "/admin/plans", lambda error: _plans(office, error),
    )  # fmt: skip


@router.get("/keys")
def show_keys(office: TheOffice) -> Response:
    """Say how it stands with the key of secrets."""
    return _keys(office)


@router.post("/keys/rotate")
def rotate(office: TheOffice) -> Response:
    """Seal everything under a new key."""
    return office.act(
        lambda: keys.rotate(office.overseer), "/admin/keys", lambda error: _keys(office, error)
    )


@router.post("/keys/forget")
def forget(office: TheOffice) -> Response:
    """Give up what no key opens."""
    keys.forget(office.overseer)
    return on_to("/admin/keys")


def _switch(form: FormData) -> dict[str, str]:
    return {"plans": text(form, "plans")} if "plans" in form else {}


def _settings(office: Office, error: FitGlueError | None = None, said: str = "") -> Response:
    listed = server_settings.listed(office.pages.instance)
    return office.show(
        "admin_settings.html", error=error, said=said, settings=listed,
        known={one.name: one for one in listed},
        has_mail=bool(office.pages.instance.settings.smtp_url),
    )  # fmt: skip


def _plans(office: Office, error: FitGlueError | None = None) -> Response:
    instance = office.pages.instance
    if not instance.current.plans:
        return on_to("/admin/settings")
    return office.show(
        "admin_plans.html", error=error, rules=instance.current.tier_rules,
        known={one.name: one for one in server_settings.listed(instance)},
        people=people.people(instance), gated=people.gated_plugins(),
    )  # fmt: skip


def _keys(office: Office, error: FitGlueError | None = None) -> Response:
    return office.show("admin_keys.html", error=error, keys=keys.look(office.pages.instance))
