"""Rows as JSON that anybody can read, and back.

Instants are ISO 8601 in UTC, days too. A workout's document stands as the JSON that it is; other
bytes as base64.
"""

import base64
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Date, LargeBinary

from fitglue.domain.errors import Damaged
from fitglue.formats import workout_document
from fitglue.store.tables import Instant

Row = dict[str, Any]
_DOCUMENT = "document"


def plain(row: Mapping[str, Any]) -> Row:
    """Give a row as values that JSON knows."""
    return {name: _plain(name, value) for name, value in row.items()}


def encoded(row: Row) -> bytes:
    """Write a plain row as one line."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def decoded(line: bytes, file: str) -> Row:
    """Read a line. Raises Damaged for what is no object."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as problem:
        raise damaged(file) from problem
    if not isinstance(row, dict):
        raise damaged(file)
    return row


def native(column: Column[Any], value: Any, file: str) -> Any:
    """Give a plain value as the column wants it. Raises Damaged for one of another kind."""
    if value is None:
        if not column.nullable:
            raise damaged(file)
        return None
    try:
        return _native(column, value)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, Damaged) as problem:
        raise damaged(file) from problem


def blob_keys(row: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Give the blobs of a row: the folder that each lies in, its key, and its own name if any."""
    for name, value in row.items():
        if name == "originals" and isinstance(value, dict):
            yield from (("originals", str(key), str(own)) for own, key in value.items())
        elif name.endswith("streams_blob") and value:
            yield "streams", str(value), ""
        elif name.endswith("_blob") and value:
            yield "blobs", str(value), ""


def damaged(file: str) -> Damaged:
    """Say which file of an export is not what it was."""
    return Damaged(
        f"This export is damaged: {file} is not what FitGlue wrote.",
        "Make or download the export again; nothing was changed here.",
    )


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        if name == _DOCUMENT:
            return json.loads(bytes(value))
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value


def _native(column: Column[Any], value: Any) -> Any:
    if isinstance(column.type, LargeBinary):
        if column.name == _DOCUMENT:
            workout = workout_document.decode(json.dumps(value).encode(), {})
            return workout_document.encode(workout)
        return base64.b64decode(value, validate=True)
    if isinstance(column.type, Instant):
        return _aware(datetime.fromisoformat(value))
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    return _of_type(column, value)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("an instant without a zone")
    return moment


def _of_type(column: Column[Any], value: Any) -> Any:
    if isinstance(column.type, JSON):
        return value
    wanted = column.type.python_type
    if wanted is float and type(value) is int:
        return float(value)
    if type(value) is not wanted:
        raise TypeError(f"{column.name} is no {wanted.__name__}")
    if isinstance(value, str) and ("\0" in value or len(value) > _longest(column)):
        raise ValueError(f"{column.name} is too long")
    return value


def _longest(column: Column[Any]) -> int:
    return getattr(column.type, "length", None) or 1_000_000
