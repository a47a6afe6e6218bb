"""Pipelines: kept, shared, tried, and run for past activities."""

from typing import Annotated

from fastapi import APIRouter, Query

from fitglue.api.auth import Reader, TheInstance, Writer
from fitglue.api.pipeline_models import (
    DryRunIn,
    DryRunOut,
    PastChoice,
    PastCount,
    PastCounted,
    PastProgress,
    PastRun,
    PastTarget,
    PipelineIn,
    PipelineOut,
    ShareCode,
    TakenOut,
    dry_run_out,
    pipeline_out,
)
from fitglue.pipeline.editing import checked, from_share_code, share_code
from fitglue.pipeline.keeping import Keeping
from fitglue.pipeline.past import PastRuns
from fitglue.pipeline.taking import taken

router = APIRouter(tags=["pipelines"])


@router.get("/pipelines")
def list_pipelines(caller: Reader, instance: TheInstance) -> list[PipelineOut]:
    """List your pipelines, oldest first."""
    return [pipeline_out(one) for one in instance.store.pipelines.of_account(caller.account.id)]


@router.post("/pipelines", status_code=201)
def create_pipeline(caller: Writer, instance: TheInstance, pipeline: PipelineIn) -> PipelineOut:
    """Make a pipeline; new activities go through it from now on."""
    return pipeline_out(Keeping(instance.store, caller.account.id).create(pipeline.plan()))


@router.get("/pipelines/{pipeline_id}")
def get_pipeline(caller: Reader, instance: TheInstance, pipeline_id: str) -> PipelineOut:
    """Give a pipeline."""
    return pipeline_out(Keeping(instance.store, caller.account.id).get(pipeline_id))


@router.put("/pipelines/{pipeline_id}")
def change_pipeline(
    caller: Writer, instance: TheInstance, pipeline_id: str, pipeline: PipelineIn
) -> PipelineOut:
    """Change a pipeline. Runs that have begun end by the old one; secrets left out stay."""
    keeping = Keeping(instance.store, caller.account.id)
    return pipeline_out(keeping.change(pipeline_id, pipeline.plan(pipeline_id)))


@router.delete("/pipelines/{pipeline_id}", status_code=204)
def delete_pipeline(caller: Writer, instance: TheInstance, pipeline_id: str) -> None:
    """Delete a pipeline and end what waits in it. Its history stays."""
    Keeping(instance.store, caller.account.id).delete(pipeline_id)


@router.post("/pipelines/{pipeline_id}/pause", status_code=204)
def pause_pipeline(caller: Writer, instance: TheInstance, pipeline_id: str) -> None:
    """Let no new activity through."""
    Keeping(instance.store, caller.account.id).enable(pipeline_id, enabled=False)


@router.post("/pipelines/{pipeline_id}/resume", status_code=204)
def resume_pipeline(caller: Writer, instance: TheInstance, pipeline_id: str) -> None:
    """Let new activities through again."""
    Keeping(instance.store, caller.account.id).enable(pipeline_id, enabled=True)


@router.post("/pipelines/{pipeline_id}/duplicate", status_code=201)
def duplicate_pipeline(caller: Writer, instance: TheInstance, pipeline_id: str) -> PipelineOut:
    """Copy a pipeline. The copy is paused, so that nothing is delivered twice."""
    return pipeline_out(Keeping(instance.store, caller.account.id).duplicate(pipeline_id))


@router.get("/pipelines/{pipeline_id}/share-code")
def get_share_code(caller: Reader, instance: TheInstance, pipeline_id: str) -> ShareCode:
    """Give a pipeline's share code."""
    kept = Keeping(instance.store, caller.account.id).get(pipeline_id)
    return ShareCode(code=share_code(kept.plan))


@router.post("/share-codes", status_code=201)
def import_share_code(caller: Writer, instance: TheInstance, shared: ShareCode) -> PipelineOut:
    """Keep the pipeline of a share code, paused: nothing runs before you have looked at it."""
    plan = from_share_code(shared.code)
    return pipeline_out(Keeping(instance.store, caller.account.id).create(plan, enabled=False))


@router.post("/dry-runs")
def dry_run(caller: Reader, instance: TheInstance, wanted: DryRunIn) -> DryRunOut:
    """Try a pipeline, kept or not, on past activities. Nothing is sent and nothing is kept."""
    account_id = caller.account.id
    if wanted.pipeline is not None:
        plan = checked(wanted.pipeline.plan())
    else:
        plan = Keeping(instance.store, account_id).get(wanted.pipeline_id).plan
    past = PastRuns(instance.starter)
    chosen = wanted.activity_ids or past.latest(account_id, plan, wanted.last)
    return dry_run_out(instance.rehearsed(account_id, plan, chosen))


@router.get("/pipelines/{pipeline_id}/past")
def count_past(
    caller: Reader, instance: TheInstance, pipeline_id: str,
    wanted: Annotated[PastChoice, Query()],
) -> PastCounted:  # fmt: skip
    """Count the past activities that fit a pipeline's sources and a choice."""
    plan = Keeping(instance.store, caller.account.id).get(pipeline_id).plan
    past, choice = PastRuns(instance.starter), wanted.choice()
    return PastCounted(
        activities=past.count(caller.account.id, plan, choice),
        targets=[
            PastTarget(target=one.target, key=one.key, new=one.new, there=one.there)
            for one in past.by_target(caller.account.id, plan, choice)
        ],
    )


@router.get("/pipelines/{pipeline_id}/past/progress")
def past_progress(caller: Reader, instance: TheInstance, pipeline_id: str) -> PastProgress:
    """Tell how far the last run for past activities is."""
    Keeping(instance.store, caller.account.id).get(pipeline_id)
    found = instance.store.past.progress(caller.account.id, pipeline_id)
    if found is None:
        return PastProgress(begun=0, done=0, under_way=0, paused=0)
    return PastProgress(
        begun=found.begun, done=found.done, under_way=found.under_way, paused=found.cancelled
    )


@router.post("/pipelines/{pipeline_id}/past/pause")
def pause_past(caller: Writer, instance: TheInstance, pipeline_id: str) -> PastCount:
    """Take back the runs of past activities that wait, and count them; begun anew, they go on."""
    number = PastRuns(instance.starter).pause(caller.account.id, pipeline_id)
    return PastCount(activities=number)


@router.post("/pipelines/taken")
def count_taken(caller: Reader, instance: TheInstance, pipeline: PipelineIn) -> TakenOut:
    """Count the past activities that the filters of a pipeline let through. Nothing is kept."""
    plan = checked(pipeline.plan())
    found = taken(instance.store, caller.account.id, plan, instance.places)
    assert found is not None  # noqa: S101 - its settings were checked
    return TakenOut(activities=len(found.ids), of=found.of, sentence=found.sentence)


@router.post("/pipelines/{pipeline_id}/past", status_code=202)
def run_past(caller: Writer, instance: TheInstance, pipeline_id: str, wanted: PastRun) -> PastCount:
    """Begin runs of past activities in the background, newest first, and count them."""
    past = PastRuns(instance.starter)
    number = past.begin(caller.account.id, pipeline_id, wanted.choice(), delivers=wanted.delivers)
    return PastCount(activities=number)
