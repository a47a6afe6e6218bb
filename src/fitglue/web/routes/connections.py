"""Connections to services: what each needs, connecting one, and letting it go."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError
from starlette.datastructures import FormData

from fitglue import registry
from fitglue.articles.library import guide_of
from fitglue.connections.opening import Connecting
from fitglue.domain.audit import Event
from fitglue.domain.errors import FitGlueError
from fitglue.domain.plugins import About, PluginKind, Service
from fitglue.people.acting import Acting
from fitglue.pipeline.faults import sentence_of
from fitglue.store.tables import ConnectionRow
from fitglue.web.connection_view import fields_for, lines_of, offered, services
from fitglue.web.forms import TheForm, on_to
from fitglue.web.languages import gettext
from fitglue.web.lines import Person
from fitglue.web.pages import Pages, TheActing, ThePages, Visitor
from fitglue.web.setting_fields import fields_of
from fitglue.web.setting_values import settings_from
from fitglue.web.ways_view import ways_of

router = APIRouter(prefix="/connections")
#: Where services send people back to; it is typed into their pages, so it never changes.
CALLBACK = "/connections/callback"


@dataclass(frozen=True, slots=True)
class Desk:
    """Who asks for a page of connections, and what answers it."""

    request: Request
    pages: Pages
    acting: Acting
    person: Person

    @property
    def connecting(self) -> Connecting:
        """Give what connects."""
        return self.pages.instance.connecting

    @property
    def redirect(self) -> str:
        """Give the address to come back to: the one that people open, for services compare it."""
        base = self.pages.instance.current.address or str(self.request.base_url)
        return base.rstrip("/") + CALLBACK

    def own(self, connection_id: str) -> ConnectionRow:
        """Give a connection of this person's. Raises HTTPException."""
        row = self.pages.instance.store.connections.get(connection_id)
        if row is None or row.account_id != self.person.id:
            raise HTTPException(404)
        about_of(row.service)
        return row

    def show(self, template: str, status: int = 200, **context: Any) -> Response:
        """Show a page."""
        return self.pages.show(self.request, template, person=self.person, status=status, **context)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What stands in a service's form, what is wrong with it, and what went wrong with it."""

    values: Mapping[str, Any] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    error: FitGlueError | None = None


def _desk(request: Request, pages: ThePages, acting: TheActing, person: Visitor) -> Desk:
    return Desk(request, pages, acting, person)


TheDesk = Annotated[Desk, Depends(_desk)]


@router.get("")
def connections(desk: TheDesk) -> Response:
    """List a person's connections, and what can be connected."""
    return _list(desk)


@router.get("/callback")
def come_back(desk: TheDesk) -> Response:
    """Take somebody who comes back from a service."""
    try:
        row = desk.connecting.come_back(desk.person.id, dict(desk.request.query_params))
    except FitGlueError as error:
        return _list(desk, error)
    return _connected(desk, row)


@router.get("/new/{service_id}")
def new(desk: TheDesk, service_id: str) -> Response:
    """Show how to connect a service."""
    return _guide(desk, about_of(service_id))


@router.post("/new/{service_id}")
def connect(desk: TheDesk, service_id: str, form: TheForm) -> Response:
    """Keep what was filled in, and go on: to the service's page, or to a first question."""
    return _fill_in(desk, about_of(service_id), form)


@router.get("/{connection_id}")
def change(desk: TheDesk, connection_id: str) -> Response:
    """Show a connection's form again."""
    row = desk.own(connection_id)
    return _guide(desk, about_of(row.service), row, Filled(values=row.settings))


@router.post("/{connection_id}")
def connect_again(desk: TheDesk, connection_id: str, form: TheForm) -> Response:
    """Keep what was changed, and connect again."""
    row = desk.own(connection_id)
    return _fill_in(desk, about_of(row.service), form, row)


@router.post("/{connection_id}/again")
def again(desk: TheDesk, connection_id: str) -> Response:
    """Connect again with what is filled in already."""
    return _go_on(desk, desk.own(connection_id))


@router.post("/{connection_id}/try")
def try_now(desk: TheDesk, connection_id: str) -> Response:
    """Ask the service whether it works now: after a pause, or after something was mended there."""
    row = desk.own(connection_id)
    try:
        desk.connecting.try_out(desk.person.id, row.id)
    except FitGlueError as error:
        return _list(desk, error)
    return _connected(desk, row)


@router.post("/{connection_id}/pause")
def pause(desk: TheDesk, connection_id: str) -> Response:
    """Ask nothing for now."""
    row = desk.own(connection_id)
    desk.connecting.pause(desk.person.id, connection_id)
    desk.acting.note(Event.SERVICE_PAUSED, name=about_of(row.service).name)
    return on_to("/connections")


@router.post("/{connection_id}/disconnect")
def disconnect(desk: TheDesk, connection_id: str) -> Response:
    """Forget a connection, and tell the service."""
    row = desk.own(connection_id)
    desk.connecting.disconnect(desk.person.id, connection_id)
    desk.acting.note(Event.SERVICE_DISCONNECTED, name=about_of(row.service).name)
    return on_to("/connections")


def _fill_in(
    desk: Desk, about: About, form: FormData, row: ConnectionRow | None = None
) -> Response:
    told = _told(about, form)
    try:
        kept = desk.connecting.fill_in(desk.person.id, about.id, told, row.id if row else "")
    except ValidationError as problem:
        wrong = {str(error["loc"][0]): sentence_of(error) for error in problem.errors()}
        return _guide(desk, about, row, Filled(values=told, wrong=wrong))
    return _go_on(desk, kept)


def _go_on(desk: Desk, row: ConnectionRow) -> Response:
    about = about_of(row.service)
    try:
        address = desk.connecting.way_there(row, desk.redirect)
        if address:
            asks = gettext(", which asks whether FitGlue may come in")
            return desk.show("away.html", address=address, name=about.name, told=asks)
        desk.connecting.try_out(desk.person.id, row.id)
    except FitGlueError as error:
        return _guide(desk, about, row, Filled(values=row.settings, error=error))
    return _connected(desk, row)


def _guide(
    desk: Desk, about: About, row: ConnectionRow | None = None, filled: Filled | None = None
) -> Response:
    told = filled or Filled()
    stored = desk.connecting.secrets_of(row) if row is not None else frozenset()
    plain, advanced = fields_for(about, told.values, told.wrong, stored)
    return desk.show(
        "connection.html", 422 if told.wrong or told.error else 200, about=about, plain=plain,
        advanced=advanced, error=told.error, is_wrong=bool(told.wrong), redirect=desk.redirect,
        guide=guide_of(about.id), kept=row, signs_in=registry.service(about.id).signs_in,
        offered=offered(about),
        address=f"/connections/{row.id}" if row is not None else f"/connections/new/{about.id}",
    )  # fmt: skip


def _list(desk: Desk, error: FitGlueError | None = None) -> Response:
    lines = lines_of(desk.pages.instance.store, desk.person.id, desk.person.zone)
    status = 422 if error else 200
    return desk.show(
        "connections.html", status, lines=lines, services=services(), error=error,
        ways=ways_of(desk.pages.instance, desk.person.id, desk.person.zone, lines),
    )  # fmt: skip


def _connected(desk: Desk, row: ConnectionRow) -> RedirectResponse:
    desk.acting.note(Event.SERVICE_CONNECTED, name=about_of(row.service).name)
    return on_to(f"/connections#connection-{row.id}")


def _told(about: About, form: FormData) -> dict[str, Any]:
    prefix = "set.service."
    filling = {
        name.removeprefix(prefix): [one for one in form.getlist(name) if isinstance(one, str)]
        for name in form
        if name.startswith(prefix)
    }
    return settings_from(fields_of(about.settings), filling)


def about_of(service_id: str) -> About:
    """Give a service's description. Raises HTTPException when it is not installed."""
    plugin = registry.of_kind(PluginKind.SERVICE).get(service_id)
    if not isinstance(plugin, Service):
        raise HTTPException(404)
    return plugin.about
