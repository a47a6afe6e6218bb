"""How fast each connection may be asked, whichever process asks."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from fitglue.domain.pace import Window
from fitglue.store.tables import CallRow, HoldRow


class Pace:
    """Counts calls in the windows that a service publishes, and keeps quiet when it asks to."""

    @staticmethod
    def wait_s(
        session: Session,
        connection: str,
        windows: Sequence[Window],
        counts_as: str = "",
        share: float = 1.0,
    ) -> float:
        """Count one call and give 0, or give the seconds until there is room for it.

        Windows of something else than it `counts_as` are not its own. With a `share` a call leaves
        the rest of each window to others.
        """
        now = datetime.now(UTC)
        hold = session.get(HoldRow, connection)
        if hold is not None and hold.until > now:
            return (hold.until - now).total_seconds()
        own = [window for window in windows if window.of in {"", counts_as}]
        for window in own:
            calls = max(int(window.calls * share), 1)
            if wait_s := _until_room(session, _counter(connection, window), window, calls, now):
                return wait_s
        for counter, longest_s in _counters(connection, own).items():
            before = now - timedelta(seconds=longest_s)
            session.execute(
                delete(CallRow).where(CallRow.connection == counter, CallRow.at < before)
            )
            session.add(CallRow(connection=counter, at=now))
        return 0.0

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


def _until_room(session: Session, counter: str, window: Window, calls: int, now: datetime) -> float:
    """Give the seconds until there are fewer than `calls` in the window: none if there are."""
    period = timedelta(seconds=window.period_s)
    newest = (
        select(CallRow.at)
        .where(CallRow.connection == counter, CallRow.at > now - period)
        .order_by(CallRow.at.desc())
        .offset(calls - 1)
        .limit(1)
    )
    leaves_at = session.scalar(newest)
    return 0.0 if leaves_at is None else max((leaves_at + period - now).total_seconds(), 0.05)
