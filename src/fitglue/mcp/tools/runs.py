"""Pipelines, and the runs through them."""

from typing import Annotated, Any

from pydantic import Field

from fitglue.api.run_models import run_out
from fitglue.domain.errors import Gone
from fitglue.domain.plan import BoosterUse, TargetUse
from fitglue.mcp.asking import asking
from fitglue.registry import kind_of, of_kind
from fitglue.store.journal import RunsWanted, Standing
from fitglue.store.tables import RunRow

_MOST_PIPELINES, MOST_RUNS = 100, 50
#: A trace's facts may tell a place, and its paragraph is in the activity's description.
_NOT_TOLD = {"trace": {"__all__": {"facts", "section", "key"}}}


def list_pipelines() -> dict[str, Any]:
    """List a person's pipelines: their sources, their boosters in order, and their targets.

    Settings are not told: they may hold places and passwords. At most 100.
    """
    who = asking()
    return {
        "pipelines": [
            {
                "id": one.plan.id,
                "name": one.plan.name,
                "enabled": one.enabled,
                "sources": list(one.plan.sources),
                "boosters": [
                    {**_named(use), "on": use.on, "required": use.required}
                    for use in one.plan.boosters
                ],
                "targets": [_named(use) for use in one.plan.targets],
            }
            for one in who.store.pipelines.of_account(who.own)[:_MOST_PIPELINES]
        ]
    }


def list_runs(
    activity_id: Annotated[str, Field(description="Of one activity alone.")] = "",
    pipeline_id: Annotated[str, Field(description="Of one pipeline alone.")] = "",
    state: Annotated[Standing, Field(description="Where they stand; all if empty.")] = "",
    limit: Annotated[int, Field(ge=1, le=MOST_RUNS)] = 20,
) -> dict[str, Any]:
    """List runs of activities through pipelines, newest first: their state and why.

    At most 50. get_run tells what every booster did.
    """
    who = asking()
    wanted = RunsWanted(
        standing=state, pipeline_id=pipeline_id, activity_id=activity_id, limit=limit
    )
    page = who.store.journal.page(who.own, wanted)
    told = who.may_be_told({row.activity_id for row in page.rows})
    return {
        "runs": [
            {
                **_run(row, with_trace=False),
                "activity": page.titles.get(row.activity_id, ""),
                "deliveries": dict(page.deliveries.get(row.id, {})),
            }
            for row in page.rows
            if row.activity_id in told
        ]
    }


def get_run(
    run_id: Annotated[str, Field(description="A run's id, as list_runs gives it.")],
) -> dict[str, Any]:
    """Give a run with its trace: what each booster changed, or why it did not, and how long."""
    who = asking()
    row = who.store.runs.get(who.own, run_id)
    if row is None or not who.may_be_told([row.activity_id]):
        raise Gone("There is no such run.", "Look for it with list_runs.")
    return _run(row, with_trace=True)


def _run(row: RunRow, *, with_trace: bool) -> dict[str, Any]:
    left_out: Any = _NOT_TOLD if with_trace else {"trace"}
    return run_out(row).model_dump(mode="json", exclude=left_out, exclude_none=True)


def _named(use: BoosterUse | TargetUse) -> dict[str, Any]:
    plugin = of_kind(kind_of(use)).get(use.plugin)
    return {"id": use.plugin, "name": plugin.about.name if plugin else use.plugin}
