"""Dry runs of pipelines that are kept: on the last activities, or on one that was chosen."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from fitglue.pipeline.keeping import Keeping
from fitglue.pipeline.past import PastRuns
from fitglue.web.pages import ThePages, Visitor
from fitglue.web.rehearsal_view import dry_run_of

router = APIRouter()
NUMBERS = (5, 20, 50)


@router.get("/pipelines/{pipeline_id}/dry-run")
def dry_run(  # noqa: PLR0913, PLR0917 - the parts of the query
    request: Request, pages: ThePages, person: Visitor, pipeline_id: str,
    last: int = 20, activity: str = "",
) -> Response:  # fmt: skip
    """Show what a pipeline would do. Nothing is sent."""
    instance = pages.instance
    plan = Keeping(instance.store, person.id).get(pipeline_id).plan
    chosen = [activity] if activity else PastRuns(instance.starter).latest(person.id, plan, last)
    tried = instance.rehearsed(person.id, plan, chosen)
    return pages.show(
        request, "dry_run_page.html", person=person, plan=plan, numbers=NUMBERS, last=last,
        activity=activity, dry_run=dry_run_of(tried, person.zone),
    )  # fmt: skip
