"""Recordings of activities, and questions about them, as JSON."""

from datetime import datetime

from pydantic import BaseModel, Field

from fitglue.store.tables import PairRow, RecordingRow


class RecordingOut(BaseModel):
    """One of the recordings that an activity is made of, its newest version."""

    id: str
    source: str
    source_id: str = Field(description="The name that it has where it came from.")
    app: str
    device: str
    start: datetime | None = Field(description="By its own clock.")
    end: datetime | None
    revision: int
    received_at: datetime


class JoinIn(BaseModel):
    """The other activity that is the same workout."""

    activity_id: str


class QuestionOut(BaseModel):
    """A question whether two activities are one workout, with what speaks for and against."""

    id: str
    activity_ids: list[str] = Field(description="The two, as they are now.")
    reasons: list[str]
    asked_at: datetime


class OneOrTwoIn(BaseModel):
    """An answer; it is remembered."""

    one: bool = Field(description="Whether they are one workout.")


def recording_out(row: RecordingRow) -> RecordingOut:
    """Show a recording."""
    return RecordingOut.model_validate(row, from_attributes=True)


def question_out(row: PairRow, one: str, other: str) -> QuestionOut:
    """Show a question."""
    return QuestionOut(
        id=row.id, activity_ids=[one, other], reasons=row.reasons, asked_at=row.asked_at
    )
