"""Rows of any database as lines of JSON, and back into any other.

Instants are written as ISO 8601 in UTC, bytes as base64; everything else is JSON already.
"""

import base64
import io
import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from typing import IO, Any

import zstandard
from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    LargeBinary,
    MetaData,
    Table,
    insert,
    select,
    text,
)

from fitglue.store.schema import table_names

Row = dict[str, Any]
_AT_A_TIME = 500


@contextmanager
def snapshot(engine: Engine) -> Generator[Connection]:
    """Give one moment's view of all tables, whoever writes meanwhile; it holds nobody up."""
    options: Row = {"read_only": True}  # SQLite in WAL mode reads what was there at its first look
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def tables_of(connection: Connection, revision: str) -> list[Table]:
    """Give FitGlue's own tables at a revision, each after those it points at.

    What else lies in the database (the tables of a durable engine) is left alone.
    """
    found = MetaData()
    found.reflect(connection, only=sorted(table_names(revision)))
    for table in found.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, JSON):  # an absent value and JSON's null are not one thing
                column.type = JSON(none_as_null=bool(column.nullable))
    return found.sorted_tables


def read_rows(connection: Connection, table: Table) -> Iterator[Row]:
    """Give the rows of a table as values that JSON knows, in the order of their key."""
    found = connection.execution_options(yield_per=_AT_A_TIME).execute(
        select(table).order_by(*table.primary_key.columns)
    )
    for row in found.mappings():
        yield {name: _plain(value) for name, value in row.items()}


def write_rows(connection: Connection, table: Table, rows: Iterator[Row]) -> int:
    """Insert rows that `read_rows` gave, and count them."""
    number = 0
    while batch := list(islice(rows, _AT_A_TIME)):
        connection.execute(
            insert(table),
            [
                {column.name: _native(column, row[column.name]) for column in table.columns}
                for row in batch
            ],
        )
        number += len(batch)
    _continue_sequences(connection, table)
    return number


def encoded(row: Row) -> bytes:
    """Write a row as one line."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def unpacked(file: IO[bytes]) -> Iterator[Row]:
    """Read the rows of a table, a line each, through zstd."""
    reader: Any = zstandard.ZstdDecompressor().stream_reader(file)
    return (json.loads(line) for line in io.BufferedReader(reader))


def blob_keys(row: Row) -> Iterator[str]:
    """Name the blobs of a row: columns called `…_blob`, and the names in `originals`."""
    for name, value in row.items():
        if name.endswith("_blob") and value:
            yield str(value)
        elif name == "originals":
            yield from map(str, value.values())


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value


def _native(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(value)
    if isinstance(column.type, DateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(column.type, Date) else value


def _continue_sequences(connection: Connection, table: Table) -> None:
    # PostgreSQL counts numbered keys beside the table, and rows that bring theirs do not move it.
    key = table.autoincrement_column
    if connection.dialect.name != "postgresql" or key is None:
        return
    connection.execute(
        text(
            "SELECT setval(pg_get_serial_sequence(:table, :key), "  # noqa: S608 - names of ours
            f'(SELECT coalesce(max("{key.name}"), 0) + 1 FROM "{table.name}"), false) '
            "WHERE pg_get_serial_sequence(:table, :key) IS NOT NULL"
        ),
        {"table": table.name, "key": key.name},
    )
