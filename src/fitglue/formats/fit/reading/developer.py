"""Developer fields: what apps add to FIT's own, each described in the file itself.

https://developer.garmin.com/fit/cookbook/developer-data/. A field that says which of FIT's own
it stands for is read as that one where the file has no other.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fitglue.domain.streams import FloatArray
from fitglue.formats.fit.reading.decoding import Decoded
from fitglue.formats.fit.reading.fields import (
    DEVELOPER_ID,
    FIELD_DESCRIPTION,
    RECORD,
    Field,
)
from fitglue.formats.fit.reading.layout import BYTES, TEXT, BaseType, Place, base_type
from fitglue.formats.fit.reading.messages import Chunk, scaled

#: The id under which FitGlue's own writer adds fields.
OURS = "9f8f3c5e55a14a0b8f0e6d2f5b7c1e43"

Value = float | str | bytes
_Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Description:
    """What a developer field is called, how it is stored, and which of FIT's own it stands for."""

    name: str  # letters and digits alone, small
    base: BaseType
    field: Field
    native: tuple[int, int] | None


def plain(name: str) -> str:
    """Spell a field's name as we compare it: "SESSION UUID" and "session_uuid" are one."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def descriptions(file: Decoded) -> dict[_Key, Description]:
    """Give the developer fields that a file describes, by developer and number."""
    messages = file[FIELD_DESCRIPTION]
    found: dict[_Key, Description] = {}
    for row, name in zip(messages.rows, messages.texts("name"), strict=True):
        if not {"developer", "number", "base_type"} <= row.keys():
            continue
        native = None
        if {"native_message", "native_field"} <= row.keys():
            native = int(row["native_message"]), int(row["native_field"])
        field = Field(int(row["number"]), row.get("scale") or 1, row.get("offset", 0))
        base = base_type(int(row["base_type"]))
        found[int(row["developer"]), field.number] = Description(plain(name), base, field, native)
    return found


def applications(file: Decoded) -> list[str]:
    """Give the ids of the apps that wrote developer fields, as hexadecimal digits."""
    return [one.hex() for one in file[DEVELOPER_ID].octets("application")]


def values(file: Decoded, number: int) -> list[Mapping[str, Value]]:
    """Give the developer fields of each message of a kind, by plain name.

    Several bytes come as bytes, for that is what an id is; otherwise the first number.
    """
    described = descriptions(file)
    found: list[tuple[int, dict[str, Value]]] = []
    for chunk in file[number].chunks:
        rows: list[dict[str, Value]] = [{} for _ in range(len(chunk))]
        for key, place in chunk.layout.developer_places.items():
            if key in described:
                _fill(rows, chunk, place, described[key])
        found += zip(chunk.positions.tolist(), rows, strict=True)
    return [row for _, row in sorted(found, key=lambda one: one[0])]


def _fill(rows: list[dict[str, Value]], chunk: Chunk, place: Place, said: Description) -> None:
    if said.base is TEXT:
        for row, text in zip(rows, chunk.texts(place), strict=True):
            row[said.name] = text
        return
    stored = chunk.stored(place, said.base)
    if stored is None:
        return
    if stored.shape[1] > 1 and stored.dtype.itemsize == BYTES_SIZE:
        for row, octets in zip(rows, stored, strict=True):
            row[said.name] = octets.tobytes()
        return
    for row, value in zip(rows, scaled(stored[:, :1], said.base, said.field)[:, 0], strict=True):
        if np.isfinite(value):
            row[said.name] = float(value)


BYTES_SIZE = np.dtype(BYTES.dtype).itemsize


def record_column(file: Decoded, name: str) -> FloatArray | None:
    """Give a field of all records from the developer field that stands for it; None without."""
    records = file[RECORD]
    if not any(chunk.layout.developer_places for chunk in records.chunks):
        return None
    number = records.fields[name].number
    keys = [
        key
        for key, said in descriptions(file).items()
        if said.native == (RECORD, number) or (said.native is None and said.name == plain(name))
    ]
    if not keys:
        return None
    parts = [_column(chunk, keys, file) for chunk in records.chunks]
    return records.in_order(parts)


def _column(chunk: Chunk, keys: list[_Key], file: Decoded) -> FloatArray:
    described = descriptions(file)
    for key in keys:
        place = chunk.layout.developer_places.get(key)
        stored = None if place is None else chunk.stored(place, described[key].base)
        if stored is not None:
            return scaled(stored[:, :1], described[key].base, described[key].field)[:, 0]
    return np.full(len(chunk), np.nan)
