"""Connections as programs see them: never a secret."""

from datetime import datetime

from pydantic import AwareDatetime, BaseModel, Field

from fitglue.domain.arrival import Span
from fitglue.store.tables import ConnectionRow, HistoryRow, PollRow


class ConnectionOut(BaseModel):
    """A person's account at a service."""

    id: str
    service: str
    name: str = Field(description="Of the account there.")
    state: str = Field(description="begun, connected, needs_you or paused.")
    since: datetime
    why: str
    next_step: str
    deliveries: dict[str, int] = Field(description="How many deliveries go through it, by state.")
    sources: list[str] = Field(description="The sources that are asked for what is new.")


class HistoryIn(BaseModel):
    """A span of the past to fetch."""

    source: str
    start: AwareDatetime
    end: AwareDatetime
    posts: bool = Field(default=False, description="Through pipelines, or kept alone.")

    @property
    def span(self) -> Span:
        """Give it as a span."""
        return Span(self.start, self.end)


class HistoryOut(BaseModel):
    """A history import, and how far it is."""

    id: str
    connection: str
    source: str
    state: str = Field(description="running, paused, done or failed.")
    expected: int | None
    found: int
    taken: int = Field(description="How many were not here yet.")
    why: str


def connection_out(
    row: ConnectionRow, counted: dict[str, int], polls: list[PollRow]
) -> ConnectionOut:
    """Show a connection."""
    return ConnectionOut(
        id=row.id, service=row.service, name=row.name, state=row.state, since=row.since,
        why=row.why, next_step=row.next_step, deliveries=counted,
        sources=[one.source for one in polls if one.connection_id == row.id],
    )  # fmt: skip


def history_out(row: HistoryRow) -> HistoryOut:
    """Show a history import."""
    return HistoryOut(
        id=row.id, connection=row.connection_id, source=row.source, state=row.state,
        expected=row.expected, found=row.found, taken=row.taken, why=row.why,
    )  # fmt: skip
