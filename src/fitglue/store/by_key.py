"""Rows by their keys, asked with questions that are made once.

`Session.get` makes its question anew each time, which costs more than the database's answer.
"""

from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

Row = TypeVar("Row", bound=Any)


def read(session: Session, row: type[Row], key: str) -> Row | None:
    """Give a row as it is now, without a lock."""
    return session.scalar(_named(row), {"key": key})


def there(session: Session, row: type[Row], key: str) -> Row:
    """Give a row that is known to be there. Raises NoResultFound."""
    return session.scalars(_named(row), {"key": key}).one()


def locked(session: Session, row: type[Row], key: str) -> Row | None:
    """Give a row for changing, as it is now; what this session has changed of it is in that."""
    return session.scalar(_to_lock(row), {"key": key})


@lru_cache(maxsize=64)
def _named(row: type[Any]) -> Select[Any]:
    return select(row).where(row.id == bindparam("key"))


@lru_cache(maxsize=64)
def _to_lock(row: type[Any]) -> Select[Any]:
    return _named(row).with_for_update().execution_options(populate_existing=True)
