"""When those who wait for a service have their turn: all together who share its pace.

Whoever finds no room is given a moment: the first with room in every window behind all that were
given before. So nobody wakes in vain, those who wait keep their order, and the last moment is known.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, or_, select

from fitglue.domain.ledger import DeliveryState
from fitglue.domain.pace import Place, Room, Window, last_turn, turn
from fitglue.store.connections import windows_of
from fitglue.store.pace import Pace, calls_of
from fitglue.store.tables import ConnectionRow, DeliveryRow, RunRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store.transactions import Transactions

_OVER = (DeliveryState.SENT, DeliveryState.REFUSED)
_ENOUGH = 5  # deliveries that were seen, to say what one needs
_LEAST_EACH = 0.01
_SOON = timedelta(minutes=1)


class Turns:
    """Gives turns at services."""

    def __init__(self, transactions: "Transactions", pace: Pace) -> None:
        self._transactions = transactions
        self._pace = pace

    def next(
        self, session: "Session", row: ConnectionRow, published: Sequence[Window], place: Place
    ) -> datetime:
        """Give the first moment at which a delivery through a connection finds room."""
        pace = _Shared(session, self._pace, row, place.backfill)
        rooms = pace.rooms(published, pace.asked)
        most = max((room.fits for room in rooms), default=0)
        return turn(rooms, _ahead(session, row, place, most), pace.earliest)

    def last(self, row: ConnectionRow, published: Sequence[Window]) -> datetime | None:
        """Tell when the last of what waits goes out, as it looks now; none: within a minute."""
        with self._transactions.reading() as session:
            place = _last_place(session, row)
            if place is None:
                return None
            pace = _Shared(session, self._pace, row, place.backfill)
            number = session.scalar(_waiting(func.count(), row, place)) or 0
            last = last_turn(pace.rooms(published, pace.read), number, pace.earliest)
            last = max(filter(None, [last, place.moment]))
            return last if last > datetime.now(UTC) + _SOON else None


@dataclass(frozen=True, slots=True)
class _Shared:
    """The pace that a connection shares with others."""

    session: "Session"
    pace: Pace
    row: ConnectionRow
    backfill: bool

    @property
    def earliest(self) -> datetime:
        held, now = self.pace.held_until(self.session, self.row.budget), datetime.now(UTC)
        return max(held, now) if held is not None else now

    def rooms(
        self,
        published: Sequence[Window],
        calls: Callable[[Window], Callable[[int], datetime | None]],
    ) -> list[Room]:
        windows = windows_of(self.row) or published
        needs = {of: self._needs(windows, of) for of in {window.of for window in windows}}
        return [
            Room(
                calls_of(window, backfill=self.backfill), window.period_s, needs[window.of],
                calls(window),
            )
            for window in windows
        ]  # fmt: skip

    def asked(self, window: Window) -> Callable[[int], datetime | None]:
        """Ask the database for each moment."""
        return lambda stay: self.pace.call(self.session, self.row.budget, window, stay)

    def read(self, window: Window) -> Callable[[int], datetime | None]:
        """Read all moments at once, for whoever asks for many."""
        moments = self.pace.calls(self.session, self.row.budget, window)
        return lambda stay: moments[stay] if stay < len(moments) else None

    def _needs(self, windows: Sequence[Window], of: str) -> float:
        """Say how many calls a delivery has needed of late."""
        period_s = max(window.period_s for window in windows if window.of == of)
        after = datetime.now(UTC) - timedelta(seconds=period_s)
        over = self.session.scalar(
            select(func.count()).where(
                DeliveryRow.connection.in_(_sharing(self.row)),
                DeliveryRow.state.in_(_OVER),
                DeliveryRow.changed_at > after,
            )
        )
        if not over or over < _ENOUGH:
            return 1.0
        window = Window(0, period_s, of)
        calls = self.pace.calls_of_deliveries(self.session, self.row.budget, window, after)
        return max(calls / over, _LEAST_EACH)


def _sharing(row: ConnectionRow) -> Select[tuple[str]]:
    return select(ConnectionRow.id).where(ConnectionRow.budget == row.budget)


def _waiting(what: Any, row: ConnectionRow, place: Place) -> Select[tuple[Any]]:
    """Ask about what waits up to a place."""
    asked = select(what).where(
        DeliveryRow.connection.in_(_sharing(row)), DeliveryRow.state == DeliveryState.WAITING
    )
    if not place.backfill:
        asked = asked.join(RunRow, RunRow.id == DeliveryRow.run_id).where(~RunRow.backfill)
    if place.moment is not None:
        asked = asked.where(DeliveryRow.retry_at <= place.moment)
    return asked


def _ahead(session: "Session", row: ConnectionRow, place: Place, most: int) -> list[datetime]:
    """Give the latest turns that others have before a place, oldest first."""
    moment = DeliveryRow.retry_at
    asked = _waiting(moment, row, Place(place.backfill)).where(moment.is_not(None))
    if place.moment is not None:
        asked = asked.where(moment < place.moment)
    found = session.scalars(asked.order_by(moment.desc()).limit(most)).all()
    return [one for one in reversed(found) if one is not None]


def _last_place(session: "Session", row: ConnectionRow) -> Place | None:
    """Find the last of what waits for a connection."""
    asked = (
        select(
            func.count(), func.count(DeliveryRow.retry_at), func.max(DeliveryRow.retry_at),
            func.max(or_(RunRow.backfill, False)),
        )
        .join(RunRow, RunRow.id == DeliveryRow.run_id)
        .where(DeliveryRow.connection == row.id, DeliveryRow.state == DeliveryState.WAITING)
    )  # fmt: skip
    number, with_turn, last, backfill = session.execute(asked).one()
    if not number:
        return None
    return Place(bool(backfill), last if number == with_turn else None)
