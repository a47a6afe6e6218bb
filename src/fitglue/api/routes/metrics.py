"""Health metrics: what is kept by the day, taking all of it away, and whether any is kept."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from fitglue.api.auth import Reader, TheInstance, Writer
from fitglue.domain.metrics import METRICS, DayValue, MetricKind
from fitglue.domain.metrics.days import Span
from fitglue.formats.metric_table import TableFormat
from fitglue.outgoing import metric_table
from fitglue.pipeline.metric_choice import MetricChoice, choose

router = APIRouter(tags=["metrics"])
_USUALLY = timedelta(days=366)
_TABLE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {}, "application/json": {}}, "description": "The table."}
}


class MetricDayOut(BaseModel):
    """A day's value."""

    day: date
    metric: MetricKind
    value: float
    unit: str = Field(description="bpm, ms, mL/min·kg, kg, %, steps, /min; sleep in s.")
    sources: list[str]
    way: str = Field(description="How it came in: phone, export, health_auto_export.")
    stages_s: dict[str, float] = Field(description="Of a night: seconds in each stage.")


class MetricsOut(BaseModel):
    """Days with values, kind by kind, oldest first."""

    kept: bool = Field(description="Whether the person wants metrics kept.")
    days: list[MetricDayOut]


class MetricChoiceIn(BaseModel):
    """Switch metrics on, or off; `keep` and `delete` say what becomes of what is here."""

    choice: MetricChoice


@router.get("/metrics")
def list_metrics(
    caller: Reader,
    instance: TheInstance,
    kind: Annotated[list[MetricKind] | None, Query(description="All, if none is named.")] = None,
    since: Annotated[date | None, Query(description="By default a year ago.")] = None,
    until: Annotated[date | None, Query(description="The last day; none for today.")] = None,
) -> MetricsOut:
    """Give the values of days, of all metrics or of some. There are none until they are kept."""
    first = since or (datetime.now(UTC) - _USUALLY).date()
    spans = [Span(kind=one, first=first, last=until) for one in kind or MetricKind]
    metrics, own = instance.store.metrics, caller.account.id
    return MetricsOut(
        kept=caller.account.keeps_metrics,
        days=[_shown(one) for span in spans for one in metrics.values(own, span, stages=True)],
    )


@router.get("/metrics/table", responses=_TABLE, response_class=Response)
def metrics_as_table(
    caller: Reader,
    instance: TheInstance,
    as_format: Annotated[
        TableFormat, Query(alias="format", description="What it is written as.")
    ] = TableFormat.CSV,
) -> Response:
    """Give all metrics that are kept as one table."""
    return metric_table(instance.store.metrics.all_values(caller.account.id), as_format)


@router.put("/metrics/choice", status_code=204)
def choose_metrics(caller: Writer, instance: TheInstance, chosen: MetricChoiceIn) -> None:
    """Switch the keeping of metrics on or off."""
    choose(instance.store, caller.account.id, chosen.choice, caller.visit)


def _shown(value: DayValue) -> MetricDayOut:
    return MetricDayOut(
        day=value.day, metric=value.kind, value=value.value, unit=METRICS[value.kind].unit,
        sources=list(value.sources), way=value.way.value,
        stages_s={stage.name.lower(): lasts_s for stage, lasts_s in value.stages.items()},
    )  # fmt: skip
