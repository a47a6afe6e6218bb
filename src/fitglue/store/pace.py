"""How fast each connection may be asked, whichever process asks."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from fitglue.domain.pace import Window
from fitglue.store.tables import CallRow, HoldRow


class Pace:
    """Counts calls in the windows that a service publishes, and keeps quiet when it asks to."""

    @staticmethod
    def wait_s(session: Session, connection: str, windows: Sequence[Window]) -> float:
        """Count one call and give 0, or give the seconds until there is room for it."""
        now = datetime.now(UTC)
        hold = session.get(HoldRow, connection)
        if hold is not None and hold.until > now:
            return (hold.until - now).total_seconds()
        for window in windows:
            if wait_s := _until_room(session, connection, window, now):
                return wait_s
        if windows:
            longest = timedelta(seconds=max(window.period_s for window in windows))
            session.execute(
                delete(CallRow).where(CallRow.connection == connection, CallRow.at < now - longest)
            )
            session.add(CallRow(connection=connection, at=now))
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


def _until_room(session: Session, connection: str, window: Window, now: datetime) -> float:
    period = timedelta(seconds=window.period_s)
    calls = select(func.count(), func.min(CallRow.at)).where(
        CallRow.connection == connection, CallRow.at > now - period
    )
    number, oldest = session.execute(calls).one()
    if number < window.calls:
        return 0.0
    return max((oldest + period - now).total_seconds(), 0.05)
