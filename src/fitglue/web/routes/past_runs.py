"""Running a pipeline for past activities: counted first, then begun in the background."""

from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import Response

from fitglue.domain.errors import NeedsUser
from fitglue.pipeline.keeping import Keeping
from fitglue.pipeline.past import Choice, PastRuns
from fitglue.web.forms import TheForm, on_to, text
from fitglue.web.lines import Person
from fitglue.web.pages import Pages, ThePages, Visitor
from fitglue.web.stored_activities import sports_of

router = APIRouter()


@router.get("/pipelines/{pipeline_id}/past")
def past(  # noqa: PLR0913, PLR0917 - the parts of the query
    request: Request, pages: ThePages, person: Visitor, pipeline_id: str,
    sport: str = "", since: str = "", until: str = "", too: str = "",
) -> Response:  # fmt: skip
    """Count the past activities that fit a choice."""
    choice = Choice(sport=sport, since=_day(since), until=_day(until), had_too=bool(too))
    return _ask(request, pages, person, pipeline_id, choice)


@router.post("/pipelines/{pipeline_id}/past")
def begin(
    request: Request, pages: ThePages, person: Visitor, pipeline_id: str, form: TheForm
) -> Response:
    """Queue the runs."""
    choice = Choice(
        sport=text(form, "sport"), since=_day(text(form, "since")),
        until=_day(text(form, "until")), had_too=bool(text(form, "too")),
    )  # fmt: skip
    delivers = text(form, "delivers") == "yes"
    try:
        PastRuns(pages.instance.starter).begin(person.id, pipeline_id, choice, delivers=delivers)
    except NeedsUser as error:
        return _ask(request, pages, person, pipeline_id, choice, error)
    return on_to(f"/runs?pipeline={pipeline_id}")


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
        sports=sports_of(instance.store, person.id),
    )  # fmt: skip


def _day(written: str) -> date | None:
    """Read a day; one that is half typed is none."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
