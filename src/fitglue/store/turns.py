"""When those who wait for a service have their turn: all together who share its pace.

What happens now goes before anything of the past, and newer activities before older ones. Whoever
finds no room is given the first moment with room in every window behind those who stand before
them. So few wake in vain, those who wait keep their order, and the last moment is known.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select

from fitglue.domain.ledger import DeliveryState
from fitglue.domain.pace import IN_TURN, Room, Window, last_turn, turn
from fitglue.store.connections import windows_of
from fitglue.store.pace import Pace, calls_of
from fitglue.store.tables import ActivityRow, ConnectionRow, DeliveryRow, RunRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store.transactions import Transactions

_ASKED = (
    DeliveryState.SENT, DeliveryState.REFUSED, DeliveryState.SENDING, DeliveryState.UNKNOWN,
)  # fmt: skip
_ENOUGH = 3  # deliveries that were seen, to say what one needs
_LEAST_EACH = 0.01
_SOON = timedelta(minutes=1)


class Turns:
    """Gives turns at services."""

    def __init__(self, transactions: "Transactions", pace: Pace) -> None:
        self._transactions = transactions
        self._pace = pace

    def next(
        self,
        session: "Session",
        connection: ConnectionRow,
        published: Sequence[Window],
        row: DeliveryRow,
        *,
        backfill: bool,
    ) -> datetime:
        """Give the first moment at which a delivery through a connection finds room."""
        shared = _Shared(session, self._pace, connection, backfill)
        rooms = shared.rooms(published, shared.asked)
        most = max((room.fits for room in rooms), default=0)
        return turn(rooms, shared.ahead(row, most), shared.earliest)

    def last(self, connection: ConnectionRow, published: Sequence[Window]) -> datetime | None:
        """Tell when the last of what waits goes out, as it looks now; none: within a minute."""
        with self._transactions.reading() as session:
            last = _last_of(session, connection)
            if last is None:
                return None
            shared = _Shared(session, self._pace, connection, last.backfill)
            rooms = shared.rooms(published, shared.read)
            moment = last_turn(rooms, shared.number_to(last.start), shared.earliest)
            moment = max(moment, last.retry_at or moment)
            return moment if moment > datetime.now(UTC) + _SOON else None


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

    def ahead(self, row: DeliveryRow, most: int) -> list[datetime]:
        """Give the moments of at most so many who stand before a delivery, the earliest first."""
        start = self.session.scalar(
            select(ActivityRow.start).where(ActivityRow.id == row.activity_id)
        )
        is_newer = or_(
            ActivityRow.start > start, and_(ActivityRow.start == start, DeliveryRow.id > row.id)
        )
        asked = self._waiting(DeliveryRow.retry_at).where(or_(is_newer, self._is_preferred))
        found = self.session.scalars(asked.order_by(ActivityRow.start).limit(most))
        return sorted(moment or self.earliest for moment in found)

    def number_to(self, start: datetime) -> int:
        """Count those who wait, down to an activity of some moment."""
        asked = self._waiting(func.count()).where(
            or_(ActivityRow.start >= start, self._is_preferred)
        )
        return self.session.scalar(asked) or 0

    @property
    def _is_preferred(self) -> ColumnElement[bool]:
        """What is of now goes before anything of the past."""
        return ~RunRow.backfill if self.backfill else false()

    def _waiting(self, what: Any) -> Select[Any]:
        """Ask about those in line: whoever waits after a failure joins it when that is over."""
        is_in_line = or_(
            DeliveryRow.retry_at.is_(None),
            DeliveryRow.retry_at <= datetime.now(UTC),
            DeliveryRow.why.endswith(IN_TURN),
        )
        asked = (
            select(what)
            .select_from(DeliveryRow)
            .join(RunRow, RunRow.id == DeliveryRow.run_id)
            .join(ActivityRow, ActivityRow.id == DeliveryRow.activity_id)
            .where(
                DeliveryRow.connection.in_(self._sharing),
                DeliveryRow.state == DeliveryState.WAITING,
                is_in_line,
            )
        )
        return asked if self.backfill else asked.where(~RunRow.backfill)

    @property
    def _sharing(self) -> Select[str]:
        return select(ConnectionRow.id).where(ConnectionRow.budget == self.row.budget)

    def _needs(self, windows: Sequence[Window], of: str) -> float:
        """Say how many calls a delivery has needed of late."""
        period_s = max(window.period_s for window in windows if window.of == of)
        after = datetime.now(UTC) - timedelta(seconds=period_s)
        number = self.session.scalar(
            select(func.count()).where(
                DeliveryRow.connection.in_(self._sharing),
                DeliveryRow.state.in_(_ASKED),
                DeliveryRow.changed_at > after,
            )
        )
        if not number or number < _ENOUGH:
            return 1.0
        window = Window(0, period_s, of)
        calls = self.pace.calls_of_deliveries(self.session, self.row.budget, window, after)
        return max(calls / number, _LEAST_EACH)


@dataclass(frozen=True, slots=True)
class _Last:
    """The last of what waits for a connection; its own moment where it has one already."""

    start: datetime
    backfill: bool
    retry_at: datetime | None


def _last_of(session: "Session", connection: ConnectionRow) -> _Last | None:
    asked = (
        select(
            func.min(ActivityRow.start), func.max(case((RunRow.backfill, 1), else_=0)),
            func.max(DeliveryRow.retry_at),
        )
        .select_from(DeliveryRow)
        .join(RunRow, RunRow.id == DeliveryRow.run_id)
        .join(ActivityRow, ActivityRow.id == DeliveryRow.activity_id)
        .where(DeliveryRow.connection == connection.id, DeliveryRow.state == DeliveryState.WAITING)
    )  # fmt: skip
    start, backfill, retry_at = session.execute(asked).one()
    return _Last(start, bool(backfill), retry_at) if start else None
