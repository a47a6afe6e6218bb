"""How deliveries reach the accounts of people at services."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from fitglue import registry
from fitglue.domain.asking import Connection, NotConnected
from fitglue.domain.connecting import ConnectionState, stopped
from fitglue.domain.errors import NeedsUser, Paced
from fitglue.domain.ledger import IN_FLIGHT, DeliveryState
from fitglue.domain.pace import IN_TURN
from fitglue.domain.plugins import PluginKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store import Store
    from fitglue.store.tables import ConnectionRow, DeliveryRow

_SHORTEST_S = 0.05
_LOOK_AGAIN_S = 5.0


class Door(Protocol):
    """Opens connections (`connections.opening`)."""

    def connected(
        self,
        account_id: str,
        service_id: str,
        connection_id: str = "",
        *,
        backfill: bool = False,
        delivers: bool = False,
    ) -> Connection:
        """Give a person's connection to a service, by name or the one there is."""
        ...


@dataclass(frozen=True, slots=True)
class Reaching:
    """Says whether a delivery's way is open, and opens it."""

    store: "Store"
    door: Door

    def is_open(self, session: "Session", row: "DeliveryRow", *, is_new: bool) -> bool:
        """Tell whether a delivery can be tried; write why not, and ask nobody."""
        service_id = registry.service_of(row.target)
        if not service_id:
            return True
        if is_new and self._came_from(session, row, service_id):
            name = registry.service(service_id).about.name
            _write(row, DeliveryState.SKIPPED, f"It came from {name}.", "")
            return False
        connection = self._connection(session, row, service_id)
        row.connection = connection.id if connection is not None else ""
        if connection is not None and connection.state == ConnectionState.CONNECTED:
            return True
        problem = _why(service_id, connection)
        _write(row, DeliveryState.NEEDS_YOU, problem.sentence, problem.next_step)
        return False

    def waits_for_another_s(self, session: "Session", row: "DeliveryRow") -> float:
        """Let an activity be at an account once, whichever pipelines lead it there.

        What another pipeline's delivery has left there becomes this one's too, to be updated; while
        its end is not known this one waits. Gives the seconds until it looks again.
        """
        if not registry.service_of(row.target) or row.remote_id:
            return 0.0
        other = self.store.deliveries.same_place(session, row)
        if other is None:
            return 0.0
        if other.state in IN_FLIGHT:
            return _LOOK_AGAIN_S
        row.remote_id, row.url, row.wrote = other.remote_id, other.url, list(other.wrote)
        return 0.0

    def connection(self, row: "DeliveryRow", *, backfill: bool = False) -> Connection:
        """Open the connection that a delivery goes through."""
        service_id = registry.service_of(row.target)
        if not service_id:
            return NotConnected()
        return self.door.connected(
            row.account_id, service_id, row.connection, backfill=backfill, delivers=True
        )

    def no_room(self, session: "Session", row: "DeliveryRow", *, backfill: bool) -> Paced | None:
        """Say that a delivery has to wait for its turn, and how long; none if it has it."""
        if not row.connection:  # nothing is asked for what goes through none
            return None
        connection = self.store.connections.seen(session, row.connection)
        if connection is None:
            return None
        about = registry.service(connection.service).about
        at = self.store.turns.next(session, connection, about.pace, row, backfill=backfill)
        wait_s = (at - datetime.now(UTC)).total_seconds()
        if wait_s <= 0:
            return None
        return Paced(f"{about.name} {IN_TURN}", retry_after_s=max(wait_s, _SHORTEST_S))

    def _came_from(self, session: "Session", row: "DeliveryRow", service_id: str) -> bool:
        sources = registry.through(service_id, PluginKind.SOURCE)
        return bool(sources) and not sources.isdisjoint(
            self.store.recordings.sources(session, row.activity_id)
        )

    def _connection(
        self, session: "Session", row: "DeliveryRow", service_id: str
    ) -> "ConnectionRow | None":
        named = self.store.connections.seen(session, row.connection) if row.connection else None
        if named is not None and named.account_id == row.account_id:
            return named
        return self.store.connections.first(session, row.account_id, service_id)


def _why(service_id: str, row: "ConnectionRow | None") -> NeedsUser:
    name = registry.service(service_id).about.name
    if row is None:
        return stopped(name, None)
    return stopped(name, ConnectionState(row.state), row.why, row.next_step)


def _write(row: "DeliveryRow", state: DeliveryState, why: str, next_step: str) -> None:
    row.state, row.why, row.next_step = state, why, next_step
    row.changed_at, row.retry_at = datetime.now(UTC), None
