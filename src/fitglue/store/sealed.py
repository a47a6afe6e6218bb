"""Sealed columns: secrets of services, which only the vault can read.

A column of bytes called `sealed`, or ending in `_sealed`, is one, whichever table it is in; a new
table joins in by that name alone. An empty text means that nothing is kept any more.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, LargeBinary, MetaData, func, select, update
from sqlalchemy.orm import Session

from fitglue.store.tables.columns import Table
from fitglue.store.transactions import Transactions


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column of sealed texts, and the column that names its rows."""

    id: Column[Any]
    sealed: Column[Any]


def sealed_columns(metadata: MetaData = Table.metadata) -> list[SealedColumn]:
    """List every sealed column there is."""
    return [
        SealedColumn(id=next(iter(table.primary_key.columns)), sealed=column)
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary) and f"_{column.name}".endswith("_sealed")
    ]


def row_name(table: str, row_id: object, column: str = "sealed") -> str:
    """Name a row as the vault wants it: what is sealed under one name opens under no other."""
    return f"{table}.{column}/{row_id}"


class Sealed:
    """Every sealed text of the database."""

    def __init__(self, transactions: Transactions, metadata: MetaData = Table.metadata) -> None:
        self._transactions = transactions
        self._columns = sealed_columns(metadata)

    def is_empty(self) -> bool:
        """Tell whether nothing is sealed, as in most installations that start."""
        with self._transactions.reading() as session:
            return all(
                session.execute(select(one.id).where(func.length(one.sealed) > 0).limit(1)).first()
                is None
                for one in self._columns
            )

    def marks(self, length: int) -> set[bytes]:
        """Give the different beginnings of all that is sealed."""
        found: set[bytes] = set()
        with self._transactions.reading() as session:
            for one in self._columns:
                beginning = func.substr(one.sealed, 1, length)
                found |= {
                    bytes(mark) for mark in session.scalars(select(beginning).distinct()) if mark
                }
        return found

    def counted(self, is_lost: Callable[[bytes, str], bool]) -> tuple[int, int]:
        """Count what is sealed, and what of it is lost."""
        number, lost = 0, 0
        with self._transactions.reading() as session:
            for one in self._columns:
                for row_id, sealed in session.execute(select(one.id, one.sealed)):
                    if sealed:
                        name = row_name(one.sealed.table.name, row_id, one.sealed.name)
                        number, lost = number + 1, lost + is_lost(bytes(sealed), name)
        return number, lost

    def renew(self, renewed: Callable[[bytes, str], bytes]) -> int:
        """Put what `renewed` makes of each sealed text and its row's name; count the changed.

        All or nothing: what it raises leaves everything as it was.
        """
        number = 0
        with self._transactions.writing("seal anew") as session:
            for one in self._columns:
                for row_id, sealed in _locked(session, one):
                    name = row_name(one.sealed.table.name, row_id, one.sealed.name)
                    fresh = renewed(sealed, name)
                    if fresh != sealed:
                        put = update(one.sealed.table).where(one.id == row_id)
                        session.execute(put.values({one.sealed: fresh}))
                        number += 1
        return number

    def forget(self, is_lost: Callable[[bytes, str], bool]) -> int:
        """Empty what is lost; count it."""
        return self.renew(lambda sealed, of: b"" if is_lost(sealed, of) else sealed)


def _locked(session: Session, one: SealedColumn) -> Iterator[tuple[Any, bytes]]:
    # Locked against whoever writes one of them meanwhile: a token that was refreshed must stay.
    question = select(one.id, one.sealed).order_by(one.id).with_for_update()
    rows = session.execute(question).all()
    return ((row_id, bytes(sealed)) for row_id, sealed in rows if sealed)
