"""Health metrics: the page, the table to take away, and the switch."""

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from fitglue.formats.metric_table import TableFormat
from fitglue.outgoing import metric_table
from fitglue.pipeline.metric_choice import MetricChoice, choose
from fitglue.web.forms import on_to
from fitglue.web.metric_view import Range, health_view, kept_lines
from fitglue.web.pages import TheActing, ThePages, Visitor

router = APIRouter()
SWITCH = "/settings/health"


@router.get("/health")
def health(
    request: Request, pages: ThePages, person: Visitor,
    chosen: Annotated[Range, Query(alias="range")] = Range.WEEKS,
) -> Response:  # fmt: skip
    """Show each metric's newest value and its trend."""
    if not person.keeps_metrics:
        return RedirectResponse(SWITCH, 303)
    today = datetime.now(ZoneInfo(person.zone)).date()
    view = health_view(pages.instance.store.metrics, person, chosen, today)
    return pages.show(request, "health.html", person=person, view=view, chosen=chosen)


@router.get("/health/table")
def table(
    pages: ThePages, person: Visitor,
    as_format: Annotated[TableFormat, Query(alias="format")] = TableFormat.CSV,
) -> Response:  # fmt: skip
    """Give all that is kept as a file."""
    return metric_table(pages.instance.store.metrics.all_values(person.id), as_format)


@router.get(SWITCH)
def switch(request: Request, pages: ThePages, person: Visitor) -> Response:
    """Say what would be kept, or is, and what switching does."""
    return pages.show(
        request, "health_switch.html", person=person,
        kept=kept_lines(pages.instance.store.metrics.counts(person.id)),
        done=request.query_params.get("done", ""),
    )  # fmt: skip


@router.post(SWITCH)
def switched(acting: TheActing, choice: Annotated[str, Form()] = "") -> Response:
    """Do what was chosen; what is no choice changes nothing."""
    chosen = next((one for one in MetricChoice if one == choice), None)
    if chosen is None:
        return on_to(SWITCH)
    choose(acting.instance.store, acting.account.id, chosen, acting.visit)
    return on_to(f"{SWITCH}?done={chosen.value}")
