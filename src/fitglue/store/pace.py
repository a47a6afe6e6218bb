"""How fast each connection may be asked, whichever process asks."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Select, bindparam, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from fitglue.domain.pace import BACKFILL_SHARE, Call, Window
from fitglue.store.tables import CallRow, HoldRow

# Asked for every delivery, so made once, and of the column alone.
_HELD_UNTIL = select(HoldRow.__table__.c.until).where(
    HoldRow.__table__.c.connection == bindparam("connection")
)
_OF_DELIVERIES = "#"  # behind a counter's name: what deliveries alone have used


class Pace:
    """Counts calls in the windows that a service publishes, and keeps quiet when it asks to."""

    @staticmethod
    def wait_s(
        session: Session,
        connection: str,
        windows: Sequence[Window],
        call: Call = Call(),  # noqa: B008 - frozen
    ) -> float:
        """Count one call and give 0, or give the seconds until there is room for it.

        Windows of something else than it counts as are not its own. One of a backfill leaves a part
        of each window to others.
        """
        now = datetime.now(UTC)
        until = session.execute(_HELD_UNTIL, {"connection": connection}).scalar()
        if until is not None and until > now:
            return (until - now).total_seconds()
        own = [window for window in windows if window.of in {"", call.counts_as}]
        for window in own:
            calls = calls_of(window, backfill=call.backfill)
            if wait_s := _until_room(session, _counter(connection, window), window, calls, now):
                return wait_s
        for counter, longest_s in _counters(connection, own).items():
            _count(session, counter, longest_s, now)
            if call.delivers:
                _count(session, f"{counter}{_OF_DELIVERIES}", longest_s, now)
        return 0.0

    @staticmethod
    def held_until(session: Session, connection: str) -> datetime | None:
        """Tell until when the service wants quiet."""
        hold = session.get(HoldRow, connection)
        return hold.until if hold is not None else None

    @staticmethod
    def call(session: Session, connection: str, window: Window, stay: int) -> datetime | None:
        """Give the moment of the call in a window that so many newer ones followed."""
        after = datetime.now(UTC) - timedelta(seconds=window.period_s)
        return _call(session, _counter(connection, window), after, stay)

    @staticmethod
    def calls(session: Session, connection: str, window: Window) -> Sequence[datetime]:
        """Give the moments of the calls in a window, newest first."""
        after = datetime.now(UTC) - timedelta(seconds=window.period_s)
        return session.scalars(_newest(_counter(connection, window), after)).all()

    @staticmethod
    def calls_of_deliveries(
        session: Session, connection: str, window: Window, after: datetime
    ) -> int:
        """Count the calls of deliveries since a moment that count in a window."""
        counter = f"{_counter(connection, window)}{_OF_DELIVERIES}"
        mine = select(func.count()).where(CallRow.connection == counter, CallRow.at > after)
        return session.scalar(mine) or 0

    @staticmethod
    def hold(session: Session, connection: str, seconds: float) -> None:
        """Keep quiet for a while: the service said when it wants to be asked again."""
        until = datetime.now(UTC) + timedelta(seconds=seconds)
        if _prolonged(session, connection, until):
            return
        try:
            with session.begin_nested():
                session.add(HoldRow(connection=connection, until=until))
        except IntegrityError:  # another try of this connection was told so at the same moment
            _prolonged(session, connection, until)

    @staticmethod
    def release(session: Session, connection: str) -> None:
        """Ask again at once: what stood in the way is gone."""
        session.execute(delete(HoldRow).where(HoldRow.connection == connection))


def _prolonged(session: Session, connection: str, until: datetime) -> bool:
    held = update(HoldRow).where(HoldRow.connection == connection).values(until=until)
    return session.scalar(held.returning(HoldRow.connection)) is not None


def _counter(connection: str, window: Window) -> str:
    return f"{connection}:{window.of}" if window.of else connection


def _counters(connection: str, windows: Sequence[Window]) -> dict[str, float]:
    """Name what counts a call, with the seconds that each has to remember it."""
    longest: dict[str, float] = {}
    for window in windows:
        counter = _counter(connection, window)
        longest[counter] = max(window.period_s, longest.get(counter, 0.0))
    return longest


def calls_of(window: Window, *, backfill: bool) -> int:
    """Count the calls of a window that may be used."""
    return max(int(window.calls * (BACKFILL_SHARE if backfill else 1.0)), 1)


def _count(session: Session, counter: str, longest_s: float, now: datetime) -> None:
    """Count a call, and forget those that no window holds any more."""
    before = now - timedelta(seconds=longest_s)
    session.execute(delete(CallRow).where(CallRow.connection == counter, CallRow.at < before))
    session.add(CallRow(connection=counter, at=now))


def _call(session: Session, counter: str, after: datetime, stay: int) -> datetime | None:
    return session.scalar(_newest(counter, after).offset(stay).limit(1))


def _newest(counter: str, after: datetime) -> Select[datetime]:
    mine = select(CallRow.at).where(CallRow.connection == counter, CallRow.at > after)
    return mine.order_by(CallRow.at.desc())


def _until_room(session: Session, counter: str, window: Window, calls: int, now: datetime) -> float:
    """Give the seconds until there are fewer than `calls` in the window: none if there are."""
    period = timedelta(seconds=window.period_s)
    leaves_at = _call(session, counter, now - period, calls - 1)
    return 0.0 if leaves_at is None else max((leaves_at + period - now).total_seconds(), 0.05)
