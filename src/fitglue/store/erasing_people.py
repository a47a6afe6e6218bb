"""Deletes everything of a person: rows of every table, and the blobs that nobody else names.

Tables are found by themselves: those with an owner, and those that point at one of them.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Select, Table, delete, func, or_, select, update
from sqlalchemy.orm import Session

from fitglue.store.blobs import Blobs
from fitglue.store.tables import AccountRow, AuditRow, CallRow, HoldRow, LinkRow, WebAnswerRow
from fitglue.store.tables import Table as AnyTable

_AT_A_TIME = 1000
_SOMEBODY = "somebody who erased everything"


@dataclass(slots=True)
class Erased:
    """What was there: rows by table, blobs that went, and ids by which to look for leftovers."""

    account_id: str
    rows: dict[str, int] = field(default_factory=dict)
    blobs: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)


def erase_person(
    session: Session, blobs: Blobs, account_id: str, ids: Collection[str] = ()
) -> Erased:
    """Delete in the caller's transaction, who holds the person's lock.

    `ids` were theirs and are gone already: what is named after them goes as well. Blobs go before
    it commits: a crash leaves rows that are erased again, and no blob that nobody names.
    """
    account = session.get_one(AccountRow, account_id)
    erased = Erased(account_id, ids={account_id, *ids, *ids_of_person(session, account_id)})
    _forget_calls(session, erased.ids)
    erased.blobs = _blobs(session, account_id, theirs=True)
    _forget_the_name(session, account)
    for table in reversed(AnyTable.metadata.sorted_tables):
        mine = _mine(table, account_id)
        if mine is not None:
            gone = session.execute(delete(table).where(mine))
            erased.rows[table.name] = getattr(gone, "rowcount", 0)
    erased.rows = dict(sorted(erased.rows.items()))
    session.execute(delete(WebAnswerRow))  # a cache, and nobody can tell whose places it tells
    erased.blobs -= _blobs(session, account_id, theirs=False)
    for key in sorted(erased.blobs):
        blobs.delete(key)
    return erased


def _forget_calls(session: Session, ids: set[str]) -> None:
    """Delete what is counted of requests through connections: named by service and id."""
    for table in (CallRow, HoldRow):
        for name in set(session.scalars(select(table.connection).distinct())):
            if name.rpartition(":")[2] in ids:
                session.execute(delete(table).where(table.connection == name))


def rows_left(session: Session, account_id: str) -> dict[str, int]:
    """Count the rows of a person in every table that may have some."""
    left = {}
    for table in AnyTable.metadata.sorted_tables:
        mine = _mine(table, account_id)
        if mine is not None:
            left[table.name] = session.scalar(select(func.count()).where(mine)) or 0
    return dict(sorted(left.items()))


def _owned(table: Table) -> bool:
    return "account_id" in table.columns


def _mine(table: Table, account_id: str) -> Any:
    """Give what tells a person's rows; none for a table that has no owners."""
    if table.name == AccountRow.__tablename__:
        return table.c.id == account_id
    if _owned(table):
        return table.c.account_id == account_id
    ways = [
        key.parent.in_(_owners_ids(key.column, account_id))
        for key in table.foreign_keys
        if _owned(key.column.table)
    ]
    return or_(*ways) if ways else None


def _owners_ids(column: Column[Any], account_id: str) -> Select[Any]:
    return select(column).where(column.table.c.account_id == account_id)


def ids_of_person(session: Session, account_id: str) -> Iterator[str]:
    """Give the id of every row of a person's."""
    for table in AnyTable.metadata.sorted_tables:
        if _owned(table) and "id" in table.columns:
            chosen = select(table.c.id).where(table.c.account_id == account_id)
            found = session.execute(chosen.execution_options(yield_per=_AT_A_TIME))
            yield from (str(row[0]) for row in found)


def _blobs(session: Session, account_id: str, *, theirs: bool) -> set[str]:
    """Name the blobs of a person's rows, or of everybody else's."""
    keys: set[str] = set()
    for table in AnyTable.metadata.sorted_tables:
        columns = [one for one in table.columns if one.name.endswith("_blob")]
        columns += [table.c.originals] if "originals" in table.columns else []
        if not columns:
            continue
        whose = table.c.account_id == account_id
        chosen = select(*columns).where(whose if theirs else ~whose)
        for row in session.execute(chosen.execution_options(yield_per=_AT_A_TIME)):
            for value in row:
                keys |= set(map(str, value.values())) if isinstance(value, dict) else {value}
    return keys - {"", None}


def _forget_the_name(session: Session, account: AccountRow) -> None:
    """Take a person out of what is told of others, and links to their address."""
    session.execute(update(AuditRow).where(AuditRow.by == account.id).values(by=None))
    if not account.email:
        return
    session.execute(delete(LinkRow).where(LinkRow.email == account.email))
    for row in session.scalars(
        select(AuditRow).where(AuditRow.account_id.is_distinct_from(account.id))
    ):
        told = {
            name: _SOMEBODY if str(value).lower() == account.email else value
            for name, value in row.details.items()
        }
        if told != row.details:
            row.details = told
    session.flush()
