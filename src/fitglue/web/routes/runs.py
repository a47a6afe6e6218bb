"""Runs: the list over all activities, one with its trace, and what a person can do about it."""

from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from fitglue.domain.errors import Gone
from fitglue.pipeline.again import Again
from fitglue.pipeline.looking_again import LookingAgain
from fitglue.store.journal import RunsListed, RunsWanted, Standing
from fitglue.web.forms import TheForm, on_to, on_to_activity, text
from fitglue.web.languages import gettext, marked
from fitglue.web.lines import Person
from fitglue.web.pages import Pages, ThePages, Visitor, is_fragment
from fitglue.web.run_page import run_page
from fitglue.web.run_view import run_days

router = APIRouter()
_STANDINGS: tuple[tuple[Standing, str], ...] = (
    ("", marked("All")),
    ("under_way", marked("Under way")),
    ("needs_you", marked("Needs you")),
    ("done", marked("Done")),
    ("stopped", marked("Stopped")),
)


@router.get("/runs")
def runs(  # noqa: PLR0913, PLR0917 - the parts of the query
    request: Request, pages: ThePages, person: Visitor,
    state: Standing = "", pipeline: str = "", text: str = "", activity: str = "",
    before: Annotated[datetime | None, Query()] = None, last: str = "", after: str = "",
) -> Response:  # fmt: skip
    """List runs, newest first, day by day; `after` is the day that stands above already."""
    store = pages.instance.store
    wanted = RunsWanted(
        standing=state, pipeline_id=pipeline, text=text, activity_id=activity, before=before,
        before_id=last,
    )  # fmt: skip
    page = store.journal.page(person.id, wanted)
    days = run_days(page, person.zone)
    return pages.show(
        request, "run_lines.html" if is_fragment(request) else "runs.html", person=person,
        days=days, after=after, standings=_STANDINGS, wanted=wanted,
        pipelines=[one.plan for one in store.pipelines.of_account(person.id)],
        older=_older(page, wanted, days[-1].name if days else ""),
        titles=store.journal.titles(person.id, [activity]) if activity else {},
        is_live=before is None and any(line.is_live for day in days for line in day.lines),
        here=_address(wanted),
    )  # fmt: skip


def _older(page: RunsListed, wanted: RunsWanted, day: str) -> str:
    if len(page.rows) < wanted.limit:
        return ""
    last = page.rows[-1]
    return _address(wanted, before=last.created_at.isoformat(), last=last.id, after=day)


def _address(wanted: RunsWanted, **more: str) -> str:
    query = {
        "state": wanted.standing, "pipeline": wanted.pipeline_id, "text": wanted.text,
        "activity": wanted.activity_id, **more,
    }  # fmt: skip
    told = urlencode({key: value for key, value in query.items() if value})
    return f"/runs?{told}" if told else "/runs"


@router.get("/runs/{run_id}")
def run(request: Request, pages: ThePages, person: Visitor, run_id: str) -> Response:
    """Show one run: what every booster did and why, and where it went."""
    found = run_page(pages.instance.store, person, run_id)
    return pages.show(request, "run.html", person=person, page=found)


@router.post("/activities/{activity_id}/runs")
def run_again(pages: ThePages, person: Visitor, activity_id: str, form: TheForm) -> Response:
    """Run an activity through a pipeline, once more or for the first time."""
    run_id = Again(pages.instance.starter, person.id).run(activity_id, text(form, "pipeline"))
    return on_to(f"/runs/{run_id}") if text(form, "back") == "run" else on_to_activity(activity_id)


@router.post("/runs/{run_id}/cancel")
def cancel(pages: ThePages, person: Visitor, run_id: str, form: TheForm) -> Response:
    """End a run."""
    Again(pages.instance.starter, person.id).cancel(run_id)
    return _back(pages, person, run_id, form)


@router.post("/runs/{run_id}/wake")
def wake(pages: ThePages, person: Visitor, run_id: str, form: TheForm) -> Response:
    """Let a run that was given time try now."""
    Again(pages.instance.starter, person.id).wake(run_id)
    return _back(pages, person, run_id, form)


@router.post("/runs/{run_id}/look")
def look_now(pages: ThePages, person: Visitor, run_id: str, form: TheForm) -> Response:
    """Let a booster that wants to look again look now."""
    LookingAgain(pages.instance.starter).now(person.id, run_id)
    return _back(pages, person, run_id, form)


@router.post("/runs/{run_id}/look-no-more")
def look_no_more(pages: ThePages, person: Visitor, run_id: str, form: TheForm) -> Response:
    """Be content with what there is."""
    LookingAgain(pages.instance.starter).stop(person.id, run_id)
    return _back(pages, person, run_id, form)


@router.post("/runs/{run_id}/targets/{target_key}/send")
def send_missed(
    pages: ThePages, person: Visitor, run_id: str, target_key: str, form: TheForm
) -> Response:
    """Send what a run made to a target that it was never meant for."""
    Again(pages.instance.starter, person.id).send_missed(run_id, target_key)
    return _back(pages, person, run_id, form)


def _back(pages: Pages, person: Person, run_id: str, form: FormData) -> Response:
    """Lead back to the page on which the button was."""
    if text(form, "back") == "run":
        return on_to(f"/runs/{run_id}")
    row = pages.instance.store.runs.get(person.id, run_id)
    if row is None:
        raise Gone(gettext("There is no such run."))
    return on_to_activity(row.activity_id)
