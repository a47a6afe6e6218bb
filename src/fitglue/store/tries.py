"""How often somebody tried lately: a storage for the moving windows of `limits`.

It lives in the database, so that all processes of an installation count together.
"""

import time
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from limits.storage import MovingWindowSupport, Storage
from sqlalchemy import bindparam, delete, exists, func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from fitglue.store.inserting import insert_if_missing
from fitglue.store.tables import TriesRow
from fitglue.store.transactions import Transactions

# Asked with every request, so made once, and of the column alone.
_T = TriesRow.__table__.c
_TIMES = select(_T.times).where(_T.key_hash == bindparam("key_hash"))
#: Whether a name may have so many tries that count: a row lasts as long as the latest of them.
HAS_TRIED_OFTEN = exists().where(
    _T.key_hash == bindparam("key_hash"),
    _T.expires_at > bindparam("now"),
    func.json_array_length(_T.times) >= bindparam("often"),
)


class Tries(Storage, MovingWindowSupport):
    """One row per counted name, with the times of its tries; names are kept as hashes."""

    STORAGE_SCHEME = ["fitglue"]  # noqa: RUF012 - limits reads it from the class

    def __init__(self, transactions: Transactions) -> None:
        super().__init__()
        self._transactions = transactions

    @property
    def base_exceptions(self) -> type[Exception]:
        """Name what the database raises."""
        return SQLAlchemyError

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count a try if there were fewer than `limit` in the last `expiry` seconds."""
        with self._transactions.writing() as session:
            now = time.time()
            times = _since(_locked(session, key), now - expiry)
            if len(times) + amount > limit:
                return False
            times += [now] * amount
            until = datetime.fromtimestamp(now + expiry, UTC)
            session.execute(_row_of(key).values(times=times, expires_at=until))
            return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:  # noqa: ARG002 - the signature of limits
        """Give the time of the oldest try that still counts, and how many count."""
        now = time.time()
        with self._transactions.reading() as session:
            kept = session.scalar(_TIMES, {"key_hash": hash_of_name(key)})
        times = _since(kept or [], now - expiry)
        return (times[0] if times else now), len(times)

    def clear(self, key: str) -> None:
        """Forget the tries of one name."""
        with self._transactions.writing() as session:
            session.execute(delete(TriesRow).where(TriesRow.key_hash == hash_of_name(key)))

    def reset(self) -> int | None:
        """Forget all tries and say how many names there were."""
        with self._transactions.writing() as session:
            return len(session.scalars(delete(TriesRow).returning(TriesRow.key_hash)).all())

    def check(self) -> bool:
        """Tell that the database answers."""
        with self._transactions.reading() as session:
            return session.scalar(select(1)) == 1

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Belong to fixed windows, which are not kept here."""
        raise NotImplementedError

    def get(self, key: str) -> int:
        """Belong to fixed windows, which are not kept here."""
        raise NotImplementedError

    def get_expiry(self, key: str) -> float:
        """Belong to fixed windows, which are not kept here."""
        raise NotImplementedError


def _locked(session: Session, key: str) -> list[float]:
    """Give the times of a name; nobody else counts for it until this transaction ends."""
    now = datetime.now(UTC)
    _forget_old(session, now)
    empty = {"key_hash": hash_of_name(key), "times": [], "expires_at": now}
    insert_if_missing(session, TriesRow, empty)
    row = select(TriesRow.times).where(TriesRow.key_hash == hash_of_name(key)).with_for_update()
    return session.scalar(row) or []


def _forget_old(session: Session, now: datetime) -> None:
    # Those that another process is at are left to it: two that wait for each other would both fail.
    old = select(TriesRow.key_hash).where(TriesRow.expires_at < now)
    free = old.with_for_update(skip_locked=True)
    session.execute(delete(TriesRow).where(TriesRow.key_hash.in_(free)))


def _row_of(key: str) -> Any:
    return update(TriesRow).where(TriesRow.key_hash == hash_of_name(key))


def _since(times: list[float], start: float) -> list[float]:
    return [at for at in times if at > start]


def hash_of_name(key: str) -> str:
    """Give the form in which a counted name is kept."""
    return sha256(key.encode()).hexdigest()
