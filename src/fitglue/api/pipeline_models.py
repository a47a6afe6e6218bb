"""Pipelines and their dry runs as JSON."""

from datetime import date, datetime
from typing import Any

import msgspec
from pydantic import BaseModel, Field

from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.domain.runs import TraceLine
from fitglue.pipeline.editing import open_settings
from fitglue.pipeline.past import Choice
from fitglue.pipeline.rehearsal import Rehearsed, summary
from fitglue.store.pipelines import Pipeline


class Booster(BaseModel):
    """A booster in a pipeline."""

    key: str = Field(default="", description="Names this use of the booster; empty for a new one.")
    plugin: str
    settings: dict[str, Any] = Field(
        default={}, description="As the plugin describes them. Secrets are taken and never given."
    )
    on: bool = True
    required: bool = Field(default=False, description="Nothing is delivered when it fails.")


class Target(BaseModel):
    """A target in a pipeline."""

    key: str = Field(default="", description="Names this use of the target; empty for a new one.")
    plugin: str
    settings: dict[str, Any] = Field(
        default={}, description="As the plugin describes them. Secrets are taken and never given."
    )
    leaves_out: list[str] = Field(
        default=[], description="Keys of the boosters whose text this target does not get."
    )
    connection: str = Field(
        default="", description="The id of the connection that is meant; empty for the only one."
    )

    def use(self) -> TargetUse:
        """Give it as a part of a plan."""
        return TargetUse(
            key=self.key, plugin=self.plugin, settings=self.settings,
            leaves_out=tuple(self.leaves_out), connection=self.connection,
        )  # fmt: skip


class PipelineIn(BaseModel):
    """A pipeline as somebody writes it."""

    name: str
    sources: list[str]
    boosters: list[Booster] = []
    targets: list[Target]

    def plan(self, pipeline_id: str = "") -> Plan:
        """Give it as a plan, not checked yet."""
        return Plan(
            id=pipeline_id,
            name=self.name,
            sources=tuple(self.sources),
            boosters=tuple(BoosterUse(**one.model_dump()) for one in self.boosters),
            targets=tuple(one.use() for one in self.targets),
        )


class PipelineOut(PipelineIn):
    """A pipeline as it is kept."""

    id: str
    enabled: bool = Field(description="Whether new activities go through it.")
    created_at: datetime


class ShareCode(BaseModel):
    """A pipeline as a text that another person can import; nothing private is in it."""

    code: str


class PastChoice(BaseModel):
    """Which past activities."""

    sport: str = Field(default="", description="A sport's key; empty for all.")
    since: date | None = Field(default=None, description="The first day, in your time zone.")
    until: date | None = Field(default=None, description="The last day, in your time zone.")
    had_too: bool = Field(default=False, description="Also those that have been through it.")

    def choice(self) -> Choice:
        """Give it as the pipeline's own."""
        return Choice(sport=self.sport, since=self.since, until=self.until, had_too=self.had_too)


class PastRun(PastChoice):
    """A wish to run past activities."""

    delivers: bool = Field(default=False, description="Else they are made better and kept here.")


class PastTarget(BaseModel):
    """What past activities mean for a target of the pipeline."""

    target: str
    key: str
    new: int = Field(description="Not there yet.")
    there: int = Field(description="Sent by this pipeline before, and brought up to date.")


class PastCount(BaseModel):
    """How many past activities fit."""

    activities: int


class PastCounted(PastCount):
    """How many past activities fit, in all and for each target."""

    targets: list[PastTarget]


class PastProgress(BaseModel):
    """How far the last run for past activities is."""

    begun: int
    done: int
    under_way: int
    paused: int


class TakenOut(BaseModel):
    """How many of the newest activities the filters of a pipeline let through."""

    activities: int
    of: int
    sentence: str


class DryRunIn(BaseModel):
    """What to try, and on which activities: chosen ones, else the last ones of its sources."""

    pipeline_id: str = Field(default="", description="One that is kept, if no `pipeline` is given.")
    pipeline: PipelineIn | None = None
    activity_ids: list[str] = Field(default=[], max_length=50)
    last: int = Field(default=20, ge=1, le=50)


class Trace(BaseModel):
    """What one booster did, or would do, and why."""

    key: str
    plugin: str
    outcome: str = Field(description="changed, unchanged, halt, retry_later, ask or failed.")
    why: str
    took_ms: float
    section: str = Field(description="Its paragraph of the description.")
    facts: dict[str, Any] | None


class WouldGet(BaseModel):
    """What a target would get, or why it would get nothing."""

    target: str
    title: str | None
    description: str | None
    why_not: str


class Tried(BaseModel):
    """A dry run on one activity."""

    activity_id: str
    end: str = Field(description="delivered, asks, waits, halted, failed or refused.")
    trace: list[Trace]
    deliveries: list[WouldGet] = Field(description="Where it asks: what they get unanswered.")


class DryRunOut(BaseModel):
    """A dry run; nothing was sent."""

    summary: str
    activities: list[Tried]


def pipeline_in(plan: Plan) -> PipelineIn:
    """Show a plan that nobody keeps yet, without secrets."""
    return PipelineIn(
        name=plan.name,
        sources=list(plan.sources),
        boosters=[Booster(**_open(use)) for use in plan.boosters],
        targets=[Target(**_open(use)) for use in plan.targets],
    )


def pipeline_out(kept: Pipeline) -> PipelineOut:
    """Show a pipeline, without its secrets."""
    plan = kept.plan
    return PipelineOut(
        id=plan.id, name=plan.name, enabled=kept.enabled, created_at=kept.created_at,
        sources=list(plan.sources),
        boosters=[Booster(**_open(use)) for use in plan.boosters],
        targets=[Target(**_open(use)) for use in plan.targets],
    )  # fmt: skip


def _open(use: BoosterUse | TargetUse) -> dict[str, Any]:
    return {**msgspec.to_builtins(use), "settings": open_settings(use)}


def dry_run_out(rehearsals: list[Rehearsed]) -> DryRunOut:
    """Show a dry run."""
    return DryRunOut(summary=summary(rehearsals), activities=[_tried(one) for one in rehearsals])


def _tried(one: Rehearsed) -> Tried:
    return Tried(
        activity_id=one.activity.id,
        end=one.end,
        trace=[trace_out(line) for line in one.trace],
        deliveries=[
            WouldGet(
                target=would.target,
                title=would.activity.title if would.activity else None,
                description=would.activity.text if would.activity else None,
                why_not=would.why_not,
            )
            for would in one.deliveries
        ],
    )


def trace_out(line: TraceLine) -> Trace:
    """Show a line of a trace."""
    return Trace(**msgspec.to_builtins(line))
