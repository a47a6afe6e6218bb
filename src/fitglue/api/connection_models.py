"""Connections as programs see them: never a secret."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from pydantic import AwareDatetime, BaseModel, Field

from fitglue.domain.arrival import Span
from fitglue.store import Store
from fitglue.store.tables import AsideRow, ConnectionRow, DiaryRow, HistoryRow, PollRow


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
    set_aside: int = Field(description="How many workouts from there could not be read.")
    diary: "DiaryOut | None" = Field(description="Of health metrics, if they are sent there.")


class DiaryOut(BaseModel):
    """A diary of days at a service, into which health metrics are written."""

    looked_at: datetime | None
    written_at: datetime | None = Field(description="When a day was last sent.")
    why: str = Field(description="What keeps it from being written, if anything.")


class AsideOut(BaseModel):
    """Something of a service that could not become a workout."""

    id: str
    source: str
    source_id: str = Field(description="Its id at the service; empty where that is not known.")
    what: str
    why: str
    next_step: str
    broken: bool = Field(description="Otherwise it is no workout, and nothing is wrong.")
    has_content: bool = Field(description="Whether its bytes are kept.")
    received_at: datetime
    read_again_at: datetime | None = Field(description="When it is read again, if it is due.")


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


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of a person's connections, by connection."""

    deliveries: Mapping[str, dict[str, int]]
    polls: Sequence[PollRow]
    set_aside: Mapping[str, Mapping[bool, int]]
    diaries: Mapping[str, DiaryRow]

    @classmethod
    def of(cls, store: Store, account_id: str) -> Self:
        """Look."""
        diaries = {row.connection_id: row for row in store.diaries.of_account(account_id)}
        return cls(
            store.connections.what_waits(account_id), store.polls.of_account(account_id),
            store.asides.counts(account_id), diaries,
        )  # fmt: skip


def connection_out(row: ConnectionRow, around: Around) -> ConnectionOut:
    """Show a connection."""
    return ConnectionOut(
        id=row.id, service=row.service, name=row.name, state=row.state, since=row.since,
        why=row.why, next_step=row.next_step, deliveries=around.deliveries.get(row.id, {}),
        sources=[one.source for one in around.polls if one.connection_id == row.id],
        set_aside=around.set_aside.get(row.id, {}).get(True, 0),
        diary=_diary(around.diaries.get(row.id)),
    )  # fmt: skip


def aside_out(row: AsideRow) -> AsideOut:
    """Show something that was set aside."""
    return AsideOut(
        id=row.id, source=row.source, source_id=row.source_id, what=row.what, why=row.why,
        next_step=row.next_step, broken=row.is_broken, has_content=bool(row.content_blob),
        received_at=row.received_at, read_again_at=row.next_at,
    )  # fmt: skip


def _diary(row: DiaryRow | None) -> DiaryOut | None:
    if row is None:
        return None
    return DiaryOut(looked_at=row.looked_at, written_at=row.written_at, why=row.why)


def history_out(row: HistoryRow) -> HistoryOut:
    """Show a history import."""
    return HistoryOut(
        id=row.id, connection=row.connection_id, source=row.source, state=row.state,
        expected=row.expected, found=row.found, taken=row.taken, why=row.why,
    )  # fmt: skip
