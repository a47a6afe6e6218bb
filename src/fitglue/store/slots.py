"""Slots: the names under which processes work, so that the work of a dead one can be found.

Holding a slot is holding a lock which the operating system, or PostgreSQL, lets go of by itself
when its holder dies. No clock is asked, so none can jump; an idle server writes nothing.
"""

import zlib
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

_SPACE = zlib.crc32(b"fitglue slots") & 0x7FFFFFFF  # our part of PostgreSQL's advisory locks
# A machine that vanishes sends no goodbye; its session ends after some ten seconds of silence.
_SILENCE = (
    "SET tcp_keepalives_idle = 4",
    "SET tcp_keepalives_interval = 2",
    "SET tcp_keepalives_count = 2",
)


class Slots(Protocol):
    """Who holds which name."""

    def take(self) -> str:
        """Take the first free slot and give its name, such as `w0`."""
        ...

    def guarding(self, slot: str) -> AbstractContextManager[bool]:
        """Hold another's slot during the block, if nobody that lives holds it; say whether so."""
        ...

    def still_mine(self) -> bool:
        """Make sure of one's own slot after trouble with the database; false when it is lost."""
        ...

    def leave(self) -> None:
        """Give the slot back."""
        ...


class FileSlots:
    """Slots as locked files of one folder: for the processes of one machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: FileLock | None = None

    def take(self) -> str:
        """Lock the first file that nobody has locked."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for number in count():
            lock = self._lock(f"w{number}")
            if _acquired(lock):
                self._held = lock
                return f"w{number}"
        raise AssertionError

    @contextmanager
    def guarding(self, slot: str) -> Generator[bool]:
        """Try to lock its file."""
        lock = self._lock(slot)
        is_free = _acquired(lock)
        try:
            yield is_free
        finally:
            if is_free:
                lock.release()

    def still_mine(self) -> bool:
        """Say yes: a file stays locked as long as its process lives."""
        return True

    def leave(self) -> None:
        """Unlock the file."""
        if self._held is not None:
            self._held.release()
            self._held = None

    def _lock(self, slot: str) -> FileLock:
        return FileLock(self._folder / f"{slot}.lock", thread_local=False)


class PostgresSlots:
    """Slots as advisory locks of a session that is kept open for them alone."""

    def __init__(self, database: Engine) -> None:
        self._database = database
        self._session: Connection | None = None
        self._number = -1

    def take(self) -> str:
        """Lock the first number that nobody has locked."""
        session = self._connect()
        self._number = next(number for number in count() if _locks(session, number))
        return f"w{self._number}"

    @contextmanager
    def guarding(self, slot: str) -> Generator[bool]:
        """Try to lock its number."""
        session = self._session or self._connect()
        number = int(slot.removeprefix("w"))
        is_free = _locks(session, number)
        try:
            yield is_free
        finally:
            if is_free:
                session.execute(text("SELECT pg_advisory_unlock(:space, :number)"), _key(number))

    def still_mine(self) -> bool:
        """Ask for a sign of life; a session that was lost is opened anew and locks again.

        Raises DBAPIError while the database cannot be reached.
        """
        try:
            if self._session is not None:
                self._session.execute(text("SELECT 1"))
                return True
        except DBAPIError:
            self.leave()
        return _locks(self._connect(), self._number)

    def leave(self) -> None:
        """Close the session; its lock goes with it."""
        if self._session is not None:
            self._session.invalidate()
            self._session.close()
            self._session = None

    def _connect(self) -> Connection:
        session = self._database.connect().execution_options(isolation_level="AUTOCOMMIT")
        for setting in _SILENCE:
            session.execute(text(setting))
        self._session = session
        return session


def _acquired(lock: FileLock) -> bool:
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return False
    return True


def _locks(session: Connection, number: int) -> bool:
    asked = text("SELECT pg_try_advisory_lock(:space, :number)")
    return bool(session.execute(asked, _key(number)).scalar())


def _key(number: int) -> dict[str, int]:
    return {"space": _SPACE, "number": number}


def slots_of(database: Engine, folder: Path) -> Slots:
    """Give the slots of an installation: at home those of its folder, else its server's."""
    return FileSlots(folder) if database.dialect.name == "sqlite" else PostgresSlots(database)
