"""Runs, deliveries and questions as JSON."""

from datetime import datetime
from typing import Any

import msgspec
from pydantic import Base64Bytes, BaseModel, Field

from fitglue.api.pipeline_models import Trace, trace_out
from fitglue.domain.runs import TRACE_LINE
from fitglue.store.inputs import Inputs
from fitglue.store.tables import AttemptRow, DeliveryRow, InputRow, RunRow


class RunOut(BaseModel):
    """An activity's way through a pipeline."""

    id: str
    activity_id: str
    revision: int
    pipeline_id: str
    pipeline: str = Field(description="The name of the pipeline when the run began.")
    cause: str
    state: str = Field(
        description="waiting, parked, asking, delivering, done, halted, failed, cancelled, "
        "superseded or blocked."
    )
    why: str
    delivers: bool
    trace: list[Trace]
    created_at: datetime
    changed_at: datetime
    wake_at: datetime | None = Field(description="When it goes on by itself, if it waits.")
    look_again_at: datetime | None = Field(
        description="When another run follows, because a booster wants to look again."
    )


class RunsOut(BaseModel):
    """A page of runs, newest first; `next` is the query of the next page, empty at the end."""

    runs: list[RunOut]
    next: str


class RunIn(BaseModel):
    """A wish to run an activity."""

    pipeline_id: str


class Made(BaseModel):
    """The id of what was made."""

    id: str


class Attempt(BaseModel):
    """One try of a delivery."""

    number: int
    state: str = Field(description="What the try led to; `sending` while it lasts.")
    told: str
    began_at: datetime
    ended_at: datetime | None


class DeliveryOut(BaseModel):
    """An activity at a target, with the target's own word for it."""

    id: str
    activity_id: str
    pipeline_id: str
    run_id: str
    target: str
    target_key: str
    state: str = Field(
        description="waiting, sending, sent, skipped, needs_you, refused, unknown, deleting or "
        "deleted."
    )
    why: str
    next_step: str
    remote_id: str
    url: str
    sent_at: datetime | None
    changed_at: datetime
    retry_at: datetime | None


class DeliveryWithAttempts(DeliveryOut):
    """A delivery with every try."""

    attempts: list[Attempt]


class InputFieldOut(BaseModel):
    """One thing to fill in. `kind` is text, long_text, number, choice, yes_no or file."""

    name: str
    label: str
    kind: str
    help: str
    choices: list[str]
    required: bool
    accepts: list[str] = Field(description="Endings of the files that are meant.")


class InputOut(BaseModel):
    """A question of a booster. A blocking one holds its run until `deadline`, else for ever."""

    id: str
    activity_id: str
    pipeline_id: str
    run_id: str
    booster: str
    title: str
    help: str
    fields: list[InputFieldOut]
    blocking: bool
    state: str = Field(description="waiting, answered, skipped, expired or cancelled.")
    answer: dict[str, Any] | None
    asked_at: datetime
    deadline: datetime | None


class AnswerIn(BaseModel):
    """An answer: values by the names of the fields. A yes_no is `yes` or `no`.

    The value of a file's field is its name; its bytes, at most 20 MiB, are `file`.
    """

    values: dict[str, str]
    file: Base64Bytes = Field(default=b"", description="In base64.")


def run_out(row: RunRow) -> RunOut:
    """Show a run."""
    lines = (TRACE_LINE.of(line) for line in row.trace)
    return RunOut(
        id=row.id, activity_id=row.activity_id, revision=row.activity_revision,
        pipeline_id=row.pipeline_id, pipeline=row.plan["name"], cause=row.cause, state=row.state,
        why=row.why, delivers=row.delivers, trace=[trace_out(line) for line in lines],
        created_at=row.created_at, changed_at=row.changed_at, wake_at=row.wake_at,
        look_again_at=row.look_again_at,
    )  # fmt: skip


def delivery_out(row: DeliveryRow) -> DeliveryOut:
    """Show a delivery."""
    return DeliveryOut.model_validate(row, from_attributes=True)


def with_attempts(row: DeliveryRow, attempts: list[AttemptRow]) -> DeliveryWithAttempts:
    """Show a delivery with every try."""
    tries = [Attempt.model_validate(one, from_attributes=True) for one in attempts]
    return DeliveryWithAttempts(**delivery_out(row).model_dump(), attempts=tries)


def input_out(row: InputRow) -> InputOut:
    """Show a question."""
    question = Inputs.question(row)
    return InputOut(
        id=row.id, activity_id=row.activity_id, pipeline_id=row.pipeline_id, run_id=row.run_id,
        booster=row.booster, title=question.title, help=question.help,
        fields=[InputFieldOut(**msgspec.to_builtins(field)) for field in question.fields],
        blocking=row.blocking, state=row.state, answer=row.answer, asked_at=row.asked_at,
        deadline=row.deadline,
    )  # fmt: skip
