"""What apps that post are answered."""

from datetime import datetime

from pydantic import BaseModel, Field

from fitglue.store.tables import ReceivedRow


class Received(BaseModel):
    """A body that is kept, durably; what becomes of it is seen at `/ingest/{id}`."""

    id: str
    again: bool = Field(description="The same body came before, so nothing more is done.")


class ReceivedOut(BaseModel):
    """What became of a body."""

    id: str
    state: str = Field(description="waiting, done or refused.")
    result: dict[str, int] = Field(
        description="How many workouts were new, changed or unchanged, deleted (and so left out), "
        "known_better (by the phone app), or refused."
    )
    size_bytes: int
    received_at: datetime
    finished_at: datetime | None


class OriginalAnswer(BaseModel):
    """What the original FitGlue answered its phone app, word for word."""

    success: bool = Field(description="False when activities came and none could be taken.")
    processedCount: int = Field(description="New or changed.")  # noqa: N815 - the app's word
    skippedCount: int = Field(  # noqa: N815 - the app's word
        description="Here already, or set aside."
    )
    executionIds: list[str] = Field(description="Runs that follow.")  # noqa: N815 - the app's word
    syncedAt: datetime  # noqa: N815 - the app's word
    error: str | None = Field(description="Why something was set aside.")


class OriginalIds(BaseModel):
    """The activities that are here, by the ids that the phone gave them."""

    activityIds: list[str]  # noqa: N815 - the app's word


def received_out(row: ReceivedRow) -> ReceivedOut:
    """Show a body."""
    return ReceivedOut(
        id=row.id, state=row.state, result=row.result, size_bytes=row.size_bytes,
        received_at=row.received_at, finished_at=row.finished_at,
    )  # fmt: skip
