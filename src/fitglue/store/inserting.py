"""Rows that may be there already: an insert that leaves them alone, as each database says it."""

from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

Row = TypeVar("Row", bound=Any)


def insert_if_missing(session: Session, row: type[Any], values: dict[str, Any]) -> None:
    """Insert a row; one that is there, or comes at the same moment, stays as it is."""
    session.execute(_into(row.__table__, session.get_bind().dialect.name), values)


def inserted(session: Session, row: type[Row], values: dict[str, Any]) -> Row | None:
    """Insert a row and give it; none when it is there already, or comes at the same moment."""
    insertion = _giving_back(row, session.get_bind().dialect.name)
    return session.scalars(insertion, [values]).one_or_none()


@lru_cache(maxsize=64)
def _into(place: Any, dialect: str) -> Any:
    """Make the insert once, for that costs more than to do it."""
    insert: Any = sqlite.insert
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - no start at home needs it

        insert = postgresql.insert
    return insert(place).on_conflict_do_nothing()


@lru_cache(maxsize=64)
def _giving_back(row: type[Any], dialect: str) -> Any:
    return _into(row, dialect).returning(row)
