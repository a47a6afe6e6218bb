"""Runs: listed, begun again, cancelled, woken."""

from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query

from fitglue.api.auth import Reader, TheInstance, Writer
from fitglue.api.run_models import Made, RunIn, RunOut, RunsOut, run_out
from fitglue.domain.errors import Gone
from fitglue.pipeline.again import Again
from fitglue.pipeline.looking_again import LookingAgain
from fitglue.store.journal import RunsListed, RunsWanted, Standing

router = APIRouter(tags=["runs"])


@router.get("/runs")
def list_runs(  # noqa: PLR0913, PLR0917 - the parts of the query
    caller: Reader, instance: TheInstance,
    state: Annotated[Standing, Query(description="Where they stand; all if empty.")] = "",
    pipeline_id: Annotated[str, Query(description="Of one pipeline alone.")] = "",
    activity_id: Annotated[str, Query(description="Of one activity alone.")] = "",
    text: Annotated[str, Query(description="Words to find in the activity.")] = "",
    before: Annotated[datetime | None, Query(description="As `next` of the page before.")] = None,
    last: Annotated[str, Query(description="As `next` of the page before.")] = "",
    limit: Annotated[int, Query(ge=1, le=200, description="How many at most.")] = 50,
) -> RunsOut:  # fmt: skip
    """List runs of all activities, newest first, by where they stand."""
    wanted = RunsWanted(
        standing=state, pipeline_id=pipeline_id, activity_id=activity_id, text=text,
        before=before, before_id=last, limit=limit,
    )  # fmt: skip
    page = instance.store.journal.page(caller.account.id, wanted)
    return RunsOut(runs=[run_out(row) for row in page.rows], next=_next(page, wanted))


def _next(page: RunsListed, wanted: RunsWanted) -> str:
    if len(page.rows) < wanted.limit:
        return ""
    last = page.rows[-1]
    query = {
        "state": wanted.standing, "pipeline_id": wanted.pipeline_id, "limit": wanted.limit,
        "activity_id": wanted.activity_id, "text": wanted.text,
        "before": last.created_at.isoformat(), "last": last.id,
    }  # fmt: skip
    return urlencode(query)


@router.get("/runs/{run_id}")
def get_run(caller: Reader, instance: TheInstance, run_id: str) -> RunOut:
    """Give a run with what every booster did."""
    row = instance.store.runs.get(caller.account.id, run_id)
    if row is None:
        raise Gone("There is no such run.")
    return run_out(row)


@router.get("/activities/{activity_id}/runs")
def runs_of_activity(caller: Reader, instance: TheInstance, activity_id: str) -> list[RunOut]:
    """List an activity's runs, newest first."""
    rows = instance.store.runs.of_activity(caller.account.id, activity_id)
    return [run_out(row) for row in rows]


@router.post("/activities/{activity_id}/runs", status_code=201)
def run_again(caller: Writer, instance: TheInstance, activity_id: str, wanted: RunIn) -> Made:
    """Run an activity through a pipeline, once more or first. Deliveries are updated."""
    again = Again(instance.starter, caller.account.id)
    return Made(id=again.run(activity_id, wanted.pipeline_id))


@router.post("/runs/{run_id}/cancel", status_code=204)
def cancel_run(caller: Writer, instance: TheInstance, run_id: str) -> None:
    """End a run: what has not been sent stays here."""
    Again(instance.starter, caller.account.id).cancel(run_id)


@router.post("/runs/{run_id}/wake", status_code=204)
def wake_run(caller: Writer, instance: TheInstance, run_id: str) -> None:
    """Let a run that was given time try now."""
    Again(instance.starter, caller.account.id).wake(run_id)


@router.post("/runs/{run_id}/look", status_code=204)
def look_now(caller: Writer, instance: TheInstance, run_id: str) -> None:
    """Let a booster that wants to look again look now."""
    LookingAgain(instance.starter).now(caller.account.id, run_id)


@router.post("/runs/{run_id}/look-no-more", status_code=204)
def look_no_more(caller: Writer, instance: TheInstance, run_id: str) -> None:
    """Be content with what a run made: nothing follows it."""
    LookingAgain(instance.starter).stop(caller.account.id, run_id)


@router.post("/runs/{run_id}/targets/{target_key}/send", status_code=201)
def send_missed(caller: Writer, instance: TheInstance, run_id: str, target_key: str) -> Made:
    """Send what a run made to a target its pipeline has today. Gives the delivery's id."""
    again = Again(instance.starter, caller.account.id)
    return Made(id=again.send_missed(run_id, target_key))
