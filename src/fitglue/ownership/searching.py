"""Looks through the raw bytes of a database for what should be gone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, inspect, text

_ID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_HEX = re.compile(r"\\x((?:[0-9a-f]{2})+)")
_BLOCK, _OVERLAP = 8 << 20, 4096
_ROWS_AT_A_TIME = 500
_ENGINE_SCHEMAS = {"public", "dbos"}


@dataclass(frozen=True, slots=True)
class Words:
    """What nobody should find: ids of rows, and texts such as an address."""

    ids: frozenset[str]
    texts: tuple[str, ...] = ()

    def count_in(self, content: bytes) -> int:
        """Count how often any of it stands in bytes."""
        ids = sum(match[0].decode() in self.ids for match in _ID.finditer(content))
        return ids + sum(content.count(one.encode()) for one in self.texts)


def found_in_database(engine: Engine, words: Words) -> int:
    """Count what is found in SQLite's files, byte by byte, or in PostgreSQL's tables."""
    if engine.dialect.name == "sqlite":
        path = Path(engine.url.database or "")
        return sum(found_in_file(one, words) for one in sorted(path.parent.glob(f"{path.name}*")))
    return found_in_tables(engine, words)


def found_in_file(path: Path, words: Words) -> int:
    """Count what is found in a file, whatever it is."""
    return sum(words.count_in(block) for block in _blocks(path))


def _blocks(path: Path) -> Iterator[bytes]:
    rest = b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield rest + block
            rest = block[-_OVERLAP:]


def found_in_tables(engine: Engine, words: Words) -> int:
    """Count what is found in the rows of all tables, the durable engine's too."""
    number = 0
    with engine.connect() as connection:
        seen = inspect(connection)
        for schema in _ENGINE_SCHEMAS & set(seen.get_schema_names()):
            for table in seen.get_table_names(schema):
                rows = text(f'SELECT t::text FROM "{schema}"."{table}" AS t')  # noqa: S608 - names of tables
                found = connection.execution_options(yield_per=_ROWS_AT_A_TIME).execute(rows)
                number += sum(words.count_in(_opened(row[0])) for row in found)
    return number


def _opened(row: str) -> bytes:
    """Give a row's text with its bytes, which PostgreSQL writes as hexadecimal digits, behind."""
    return b"\n".join([row.encode(), *map(bytes.fromhex, _HEX.findall(row))])
