"""Rows that may be there already: an insert that leaves them alone, as each database says it."""

from typing import Any

from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session


def insert_if_missing(session: Session, row: type[Any], values: dict[str, Any]) -> None:
    """Insert a row; one that is there, or comes at the same moment, stays as it is."""
    insert: Any = sqlite.insert
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - no start at home needs it

        insert = postgresql.insert
    session.execute(insert(row).values(values).on_conflict_do_nothing())
