"""Running a pipeline for past activities: counted first, then begun in the background."""

from collections.abc import Callable
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import Response

from fitglue.domain.errors import NeedsUser
from fitglue.domain.plugins import PluginKind
from fitglue.pipeline.keeping import Keeping
from fitglue.pipeline.past import Choice, PastRuns
from fitglue.web.forms import TheForm, on_to, text
from fitglue.web.lines import Person
from fitglue.web.pages import Pages, ThePages, Visitor
from fitglue.web.pipeline_view import name_of
from fitglue.web.stored_activities import sports_of

router = APIRouter()


@router.get("/pipelines/{pipeline_id}/past")
def past(request: Request, pages: ThePages, person: Visitor, pipeline_id: str) -> Response:
    """Count the past activities that fit a choice, target by target, and say how far they are."""
    query = request.query_params
    return _ask(request, pages, person, pipeline_id, _choice(lambda name: query.get(name, "")))


@router.post("/pipelines/{pipeline_id}/past")
def begin(
    request: Request, pages: ThePages, person: Visitor, pipeline_id: str, form: TheForm
) -> Response:
    """Queue the runs."""
    choice = _choice(lambda name: text(form, name))
    delivers = text(form, "delivers") == "yes"
    try:
        PastRuns(pages.instance.starter).begin(person.id, pipeline_id, choice, delivers=delivers)
    except NeedsUser as error:
        return _ask(request, pages, person, pipeline_id, choice, error)
    return on_to(f"/pipelines/{pipeline_id}/past?begun=1#progress")


@router.post("/pipelines/{pipeline_id}/past/pause")
def pause(pages: ThePages, person: Visitor, pipeline_id: str) -> Response:
    """Take back the runs that wait for their turn."""
    PastRuns(pages.instance.starter).pause(person.id, pipeline_id)
    return on_to(f"/pipelines/{pipeline_id}/past#progress")


def _ask(  # noqa: PLR0913, PLR0917 - who asks about what
    request: Request, pages: Pages, person: Person, pipeline_id: str, choice: Choice,
    error: NeedsUser | None = None,
) -> Response:  # fmt: skip
    instance = pages.instance
    plan = Keeping(instance.store, person.id).get(pipeline_id).plan
    runs = PastRuns(instance.starter)
    return pages.show(
        request, "pipeline_past.html", person=person, status=400 if error else 200, error=error,
        plan=plan, choice=choice, number=runs.count(person.id, plan, choice),
        whole=runs.count(person.id, plan, Choice(had_too=True)),
        by_target=[
            (name_of(PluginKind.TARGET, one.target), one)
            for one in runs.by_target(person.id, plan, choice)
        ],
        progress=instance.store.past.progress(person.id, pipeline_id),
        is_beginning="begun" in request.query_params,
        sports=sports_of(instance.store, person.id),
    )  # fmt: skip


def _choice(told: Callable[[str], str]) -> Choice:
    return Choice(
        sport=told("sport"), since=_day(told("since")), until=_day(told("until")),
        had_too=bool(told("too")),
    )  # fmt: skip


def _day(written: str) -> date | None:
    """Read a day; one that is half typed is none."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
