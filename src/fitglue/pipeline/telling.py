"""Sends what people are told by their channels: gathered, and never twice.

`sending` is committed before a byte leaves. A job that finds its own there was cut off: nobody
knows whether the message arrived, and it is not sent again. The page tells everything anyway.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from sqlalchemy.exc import DBAPIError

from fitglue.domain.errors import Delivery, Refused, Transient, Unknown
from fitglue.domain.notification import (
    CROWD,
    QUIET,
    TOLD,
    Kind,
    Message,
    SendingState,
    Told,
    gathered,
    page,
    wording,
)
from fitglue.pipeline.engine import Engine, Step
from fitglue.pipeline.notifying import sending_job

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store import Store
    from fitglue.store.tables import ChannelRow, NotificationRow, SendingRow

log = logging.getLogger(__name__)
# A nudge that is half a day late helps nobody: the page has told by then.
_STEPS_S = (60, 300, 1800, 7200)


class Post(Protocol):
    """What lets a message leave by a channel."""

    def send(self, channel: "ChannelRow", message: Message) -> None:
        """Send it. Raises Transient or Refused when it surely did not arrive, else Unknown."""
        ...


@dataclass(frozen=True, slots=True)
class Telling:
    """Works off the sendings of a store; links begin with `address`."""

    store: "Store"
    engine: Engine
    post: Post
    address: str

    def notify(self, step: Step, sending_id: str, attempt: int) -> str:
        """Send what a channel has to tell. This is the engine's workflow."""
        return step("notify", self.send, sending_id, attempt)

    def send(self, sending_id: str, attempt: int) -> str:
        """Send it, with all else that is due by the same channel; say what came of it."""
        with self.store.transactions.writing("telling") as session:
            begun = self._begin(session, sending_id, attempt)
        if begun is None:
            return "over"
        channel, message = begun
        outcome = self._try(channel, message)
        with self.store.transactions.writing("told") as session:
            self._settle(session, sending_id, outcome)
        self.store.channels.used(channel.id, outcome.sentence if outcome else "")
        return "told" if outcome is None else type(outcome).__name__

    def _begin(
        self, session: "Session", sending_id: str, attempt: int
    ) -> "tuple[ChannelRow, Message] | None":
        found = self.store.sendings.locked(session, sending_id)
        if found is None:
            return None
        row, channel = found
        if row.state == SendingState.SENDING and row.taken_by == row.id and row.attempt == attempt:
            self.store.sendings.become(
                self.store.sendings.taken(session, row.id), SendingState.UNKNOWN
            )
            return None
        if row.state != SendingState.WAITING or row.attempt != attempt:
            return None
        leaving = self._leaving(session, row)
        if not leaving:
            return None
        self.store.sendings.become(
            [sending for sending, _ in leaving], SendingState.SENDING, row.id
        )
        return channel, self._message([told for _, told in leaving])

    def _leaving(
        self, session: "Session", row: "SendingRow"
    ) -> "list[tuple[SendingRow, NotificationRow]]":
        """Choose what leaves: not what is solved meanwhile, nor a crowd that still grows."""
        leaving = []
        for sending, told in self.store.sendings.due(session, row):
            if told.resolved_at is not None or sending.telling != told.tellings:
                self.store.sendings.become([sending], SendingState.SKIPPED)
            elif wait_s := _until_quiet_s(told):
                if sending.id == row.id:
                    self._later(session, sending, wait_s)
            else:
                leaving.append((sending, told))
        return leaving

    def _message(self, rows: "Sequence[NotificationRow]") -> Message:
        told = [(Kind(row.kind), TOLD.of(row.told), row.number) for row in rows]
        return gathered(
            [(kind, wording(kind, what, n), self._link(kind, what, n)) for kind, what, n in told],
            f"{self.address}/notifications",
        )

    def _link(self, kind: Kind, told: Told, number: int) -> str:
        is_there = kind is Kind.DELIVERED and number == 1 and told.url
        return told.url if is_there else self.address + page(kind, told, number)

    def _try(self, channel: "ChannelRow", message: Message) -> Delivery | None:
        try:
            self.post.send(channel, message)
        except Delivery as problem:
            return problem
        except DBAPIError:
            raise
        except Exception as problem:  # whether it left cannot be known
            log.exception("a channel failed", extra={"way": channel.way})
            return Unknown(f"FitGlue made a mistake with this channel ({type(problem).__name__}).")
        return None

    def _settle(self, session: "Session", sending_id: str, outcome: Delivery | None) -> None:
        for row in self.store.sendings.taken(session, sending_id):
            row.tries += 1
            if isinstance(outcome, Transient) and row.tries <= len(_STEPS_S):
                self._later(session, row, _STEPS_S[row.tries - 1])
                continue
            self.store.sendings.become([row], _state_of(outcome))

    def _later(self, session: "Session", row: "SendingRow", wait_s: float) -> None:
        self.store.sendings.later(row, wait_s)
        session.flush()
        self.engine.enqueue(session, sending_job(row, delay_s=wait_s))


def _state_of(outcome: Delivery | None) -> SendingState:
    if outcome is None:
        return SendingState.SENT
    return SendingState.FAILED if isinstance(outcome, Refused | Transient) else SendingState.UNKNOWN


def _until_quiet_s(row: "NotificationRow") -> float:
    """Give how long a crowd of a history run has to be waited for; 0 when it is over, or none."""
    if not row.subject.startswith(CROWD):
        return 0.0
    return max((row.changed_at + QUIET - datetime.now(UTC)).total_seconds(), 0.0)
