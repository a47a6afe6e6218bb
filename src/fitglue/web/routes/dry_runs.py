"""Dry runs of pipelines that are kept: on the last activities, or on some that were chosen."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from fitglue.domain.plan import Plan
from fitglue.pipeline.keeping import Keeping
from fitglue.pipeline.past import Choice, PastRuns
from fitglue.web.lines import Person
from fitglue.web.pages import Pages, ThePages, Visitor
from fitglue.web.rehearsal_view import dry_run_of
from fitglue.web.stored_activities import sports_of
from fitglue.web.taken_view import taken_of

router = APIRouter()
NUMBERS = (5, 20, 50)
_OFFERED = 50  # activities to choose from
_MOST_CHOSEN = 50


@router.get("/pipelines/{pipeline_id}/dry-run")
def dry_run(  # noqa: PLR0913, PLR0917 - the parts of the query
    request: Request, pages: ThePages, person: Visitor, pipeline_id: str,
    last: int = 5, activity: Annotated[Sequence[str], Query()] = (), sport: str = "",
    text: str = "",
) -> Response:  # fmt: skip
    """Show what a pipeline would do. Nothing is sent."""
    instance = pages.instance
    plan = Keeping(instance.store, person.id).get(pipeline_id).plan
    choice = Choice(sport=sport, text=text, had_too=True)
    past = PastRuns(instance.starter)
    chosen = list(activity)[:_MOST_CHOSEN] or past.latest(person.id, plan, last, choice)
    tried = instance.rehearsed(person.id, plan, chosen)
    return pages.show(
        request, "dry_run_page.html", person=person, plan=plan, numbers=NUMBERS, last=last,
        chosen=list(activity), sport=sport, text=text, dry_run=dry_run_of(tried, person),
        offered=_offered(pages, person, plan, choice), sports=sports_of(instance.store, person.id),
        taken=taken_of(instance, person, plan),
    )  # fmt: skip


def _offered(pages: Pages, person: Person, plan: Plan, choice: Choice) -> Mapping[str, str]:
    """Give the titles of activities to choose from, the newest first."""
    ids = PastRuns(pages.instance.starter).latest(person.id, plan, _OFFERED, choice)
    titles = pages.instance.store.journal.titles(person.id, ids)
    return {one: titles[one] for one in ids if one in titles}
