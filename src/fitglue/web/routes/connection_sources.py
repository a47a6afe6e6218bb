"""What comes from services: switching a source on, and fetching the past."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from fitglue import registry
from fitglue.api.problems import status_of
from fitglue.domain.arrival import Span
from fitglue.domain.errors import FitGlueError
from fitglue.domain.plugins import PluginKind, Polled
from fitglue.pipeline.past_at_services import PastAtServices
from fitglue.pipeline.polling import poll_job
from fitglue.web.forms import TheForm, on_to, text
from fitglue.web.routes.connections import Desk, TheDesk

router = APIRouter(prefix="/connections")
_USUAL_SPAN = timedelta(days=365)


@router.post("/{connection_id}/sources/{source_id}/{on}")
def switch(desk: TheDesk, connection_id: str, source_id: str, on: str) -> Response:
    """Fetch what is new from now on, or nothing more."""
    row, source = desk.own(connection_id), _source(source_id)
    instance = desk.pages.instance
    store = instance.store
    with store.transactions.writing("switch a source") as session:
        if on == "on" and source.about.connection == row.service:
            poll = store.polls.switch_on(session, row.id, source_id)
            session.flush()
            instance.engine.enqueue(session, poll_job(poll))
        else:
            store.polls.switch_off(session, row.id, source_id)
    return on_to(f"/connections#connection-{row.id}")


@router.get("/{connection_id}/past/{source_id}")
def choose(desk: TheDesk, connection_id: str, source_id: str) -> Response:
    """Ask for a span."""
    desk.own(connection_id)
    return _past(desk, source_id, _usual_days(desk))


@router.post("/{connection_id}/past/{source_id}")
def fetch(desk: TheDesk, connection_id: str, source_id: str, form: TheForm) -> Response:
    """Count what is there, or begin to fetch it."""
    row, usual = desk.own(connection_id), _usual_days(desk)
    days = (_day(form, "first", usual[0]), _day(form, "last", usual[1]))
    span, past = _span(days, desk.person.zone), _past_of(desk)
    posts = text(form, "posts") == "yes"
    try:
        if text(form, "press") == "begin":
            past.begin(row.id, source_id, span, posts=posts)
            return on_to(f"/connections#connection-{row.id}")
        counted = past.count(row.id, source_id, span)
    except FitGlueError as error:
        return _past(desk, source_id, days, error=error, posts=posts)
    return _past(desk, source_id, days, counted=counted, asked=True, posts=posts)


@router.post("/past/{history_id}/{act}")
def act_on(desk: TheDesk, history_id: str, act: str) -> Response:
    """Pause a history import, or go on with it."""
    past = _past_of(desk)
    try:
        past.pause(history_id) if act == "pause" else past.go_on(history_id)
    except FitGlueError as error:
        raise HTTPException(status_of(error)) from error
    return on_to("/connections")


def _past(desk: Desk, source_id: str, days: tuple[date, date], **came: Any) -> Response:
    error = came.get("error")
    shown = {"counted": None, "asked": False, "error": None, "posts": False} | came
    return desk.show(
        "connection_past.html", status_of(error) if error else 200,
        source=_source(source_id).about, first=days[0], last=days[1], **shown,
    )  # fmt: skip


def _past_of(desk: Desk) -> PastAtServices:
    instance = desk.pages.instance
    return PastAtServices(instance.starter, instance.connecting, desk.person.id)


def _usual_days(desk: Desk) -> tuple[date, date]:
    today = datetime.now(ZoneInfo(desk.person.zone)).date()
    return today - _USUAL_SPAN, today


def _span(days: tuple[date, date], zone: str) -> Span:
    """Give the span of whole days where the person lives."""
    first, last = (datetime.combine(day, time(), ZoneInfo(zone)) for day in days)
    return Span(first.astimezone(UTC), (last + timedelta(days=1)).astimezone(UTC))


def _day(form: TheForm, name: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text(form, name))
    except ValueError:
        return otherwise


def _source(source_id: str) -> Polled:
    plugin = registry.of_kind(PluginKind.SOURCE).get(source_id)
    if not isinstance(plugin, Polled):
        raise HTTPException(404)
    return plugin
