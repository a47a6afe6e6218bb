"""History imports: a person chooses a span, sees how many, and lets them be fetched."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fitglue import registry
from fitglue.domain.arrival import Span
from fitglue.domain.connecting import HistoryState
from fitglue.domain.errors import Gone, NeedsUser, Refused
from fitglue.pipeline.polling import history_job
from fitglue.pipeline.reaching import Door
from fitglue.pipeline.starting import Starter

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store.tables import ConnectionRow, HistoryRow


@dataclass(frozen=True, slots=True)
class PastAtServices:
    """Fetches the past for one person. Whatever is not theirs is not there."""

    starter: Starter
    door: Door
    account_id: str

    def count(self, connection_id: str, source_id: str, span: Span) -> int | None:
        """Count what is there; none where the service cannot tell cheaply. Raises Delivery."""
        row = self._connection(connection_id)
        line = self.door.connected(self.account_id, row.service, row.id)
        return registry.polled(source_id).count(line, span)

    def begin(self, connection_id: str, source_id: str, span: Span, *, posts: bool) -> str:
        """Begin, the newest first, and give its id. Raises Delivery when it cannot be counted."""
        if span.start >= span.end:
            raise Refused("The span ends before it begins.", "Choose an earlier first day.")
        self._check_is_looked_after(connection_id, source_id)
        expected = self.count(connection_id, source_id, span)
        with self.starter.store.transactions.writing("begin a history import") as session:
            row = self.starter.store.polls.begin_history(
                session, (connection_id, source_id), span, posts=posts, expected=expected
            )
            session.flush()
            self.starter.engine.enqueue(session, history_job(row))
            return row.id

    def pause(self, history_id: str) -> None:
        """Fetch no more for now; what was fetched stays."""
        with self.starter.store.transactions.writing("pause a history import") as session:
            row = self._history(session, history_id)
            if row.state == HistoryState.RUNNING:
                row.state, row.why, row.changed_at = HistoryState.PAUSED, "", datetime.now(UTC)

    def go_on(self, history_id: str) -> None:
        """Go on where it was."""
        with self.starter.store.transactions.writing("go on with a history import") as session:
            row = self._history(session, history_id)
            if row.state in {HistoryState.RUNNING, HistoryState.DONE}:
                return
            row.state, row.why, row.tries = HistoryState.RUNNING, "", 0
            row.page, row.changed_at = row.page + 1, datetime.now(UTC)
            session.flush()
            self.starter.engine.enqueue(session, history_job(row))

    def _check_is_looked_after(self, connection_id: str, source_id: str) -> None:
        """Read nothing under terms unless what is gone there is noticed. Raises NeedsUser."""
        about = registry.polled(source_id).about
        polls = self.starter.store.polls
        if about.terms is not None and polls.get(connection_id, source_id) is None:
            raise NeedsUser(
                f"{about.name} wants FitGlue to notice what you delete there, and is not asked.",
                f"Switch on {about.name} under Connections first; then fetch the past.",
            )

    def _connection(self, connection_id: str) -> "ConnectionRow":
        row = self.starter.store.connections.get(connection_id)
        if row is None or row.account_id != self.account_id:
            raise Gone("There is no such connection.")
        return row

    def _history(self, session: "Session", history_id: str) -> "HistoryRow":
        row = self.starter.store.polls.locked_history(session, history_id)
        owner = self.starter.store.connections.seen(session, row.connection_id) if row else None
        if row is None or owner is None or owner.account_id != self.account_id:
            raise Gone("There is no such history import.")
        return row
