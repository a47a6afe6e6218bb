"""Planted secrets, and the search for them in everything that a FitGlue writes.

A canary is a random text that stands for a password, key or token. Whatever flow it goes through,
it may lie nowhere in clear: `found_in` looks into raw bytes, `found_in_folder` into every file of
a data folder. Both know the forms that a text takes on its way, and open what is packed.

::

    canaries = planted(40)
    ... connect, deliver, crash, back up ...
    assert found_in_folder(canaries, data) == []
"""

import base64
import io
import json
import secrets
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, quote_plus

import zstandard

_SQLITE = b"SQLite format 3\0"
_ZIP, _GZIP, _ZSTD = b"PK\x03\x04", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"
_DEEPEST = 6
_LARGEST = 256 << 20


@dataclass(frozen=True, slots=True)
class Sighting:
    """A canary in clear: which, where, and in which form."""

    canary: str
    place: str
    form: str


def planted(number: int) -> tuple[str, ...]:
    """Make canaries; each has characters that URLs, JSON and HTML write in other ways."""
    return tuple(f'canary-{secrets.token_urlsafe(18)}/+="&é' for _ in range(number))


def found_in(canaries: Sequence[str], content: bytes, place: str) -> list[Sighting]:
    """Find canaries in bytes, and in what is packed in them."""
    return [
        Sighting(canary, f"{place}{inner}", form)
        for inner, opened in _opened(content, 0)
        for canary in canaries
        for form in _forms_in(canary, opened)
    ]


def found_in_text(canaries: Sequence[str], text: str, place: str) -> list[Sighting]:
    """Find canaries in a log or a page."""
    return found_in(canaries, text.encode("utf-8", "surrogatepass"), place)


def found_in_folder(canaries: Sequence[str], folder: Path) -> list[Sighting]:
    """Find canaries in every file under a folder, and in the cells of its SQLite databases.

    A cell may be cut up among pages, so that the bytes of the file do not show it.
    """
    found: list[Sighting] = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name, content = path.relative_to(folder).as_posix(), path.read_bytes()
        found += found_in(canaries, content, name)
        found += found_in_text(canaries, name, f"the name of {name}")
        if content.startswith(_SQLITE):
            for cell, value in _cells(path):
                found += found_in(canaries, value, f"{name}!{cell}")
    return found


def _forms_in(canary: str, content: bytes) -> Iterator[str]:
    return (form for form, written in _written(canary).items() if written in content)


@cache
def _written(canary: str) -> dict[str, bytes]:
    """Give a canary in every form that is looked for, made once: it is looked for in every cell."""
    plain = canary.encode()
    random = canary[len("canary-") :].partition("/")[0]  # what no escaping changes
    forms = {
        "plain": plain,
        "its random part": random.encode(),
        "UTF-16": random.encode("utf-16-le"),
        "JSON": json.dumps(canary)[1:-1].encode(),
        "URL": quote(canary, safe="").encode(),
        "form": quote_plus(canary).encode(),
        "percent": "".join(f"%{byte:02x}" for byte in random.encode()).encode(),
        "PERCENT": "".join(f"%{byte:02X}" for byte in random.encode()).encode(),
        "hex": random.encode().hex().encode(),
        "HEX": random.encode().hex().upper().encode(),
        "backwards": random[::-1].encode(),
    }
    return forms | _in_base64(random.encode())


def _in_base64(text: bytes) -> dict[str, bytes]:
    """Give what base64 makes of a text, wherever in a longer one it begins (RFC 4648)."""
    forms = {}
    for before in range(3):
        padded = b"\0" * before + text
        whole = len(padded) // 3 * 3
        # The first and last signs carry bits of the neighbours, too.
        skip = (0, 2, 3)[before]
        forms[f"base64 after {before}"] = base64.b64encode(padded[:whole])[skip:]
        forms[f"base64url after {before}"] = base64.urlsafe_b64encode(padded[:whole])[skip:]
    return forms


def _opened(content: bytes, depth: int) -> Iterator[tuple[str, bytes]]:
    """Give bytes as they are, then everything that is packed in them."""
    yield "", content
    if depth == _DEEPEST:
        return
    for inner, unpacked in _unpacked(content):
        for deeper, opened in _opened(unpacked, depth + 1):
            yield f"{inner}{deeper}", opened


def _unpacked(content: bytes) -> Iterator[tuple[str, bytes]]:
    if _ZIP in content:
        yield from _of_zip(content)
    whole = memoryview(content)  # a database has thousands of packed blobs: nothing is copied
    for at in _places_of(_ZSTD, content):
        yield from _of_stream(f"!zstd@{at}", _inflated_zstd(whole[at:]))
    for at in _places_of(_GZIP, content):
        yield from _of_stream(f"!gzip@{at}", _inflated_gzip(whole[at:]))


def _places_of(mark: bytes, content: bytes) -> Iterator[int]:
    at = content.find(mark)
    while at >= 0:
        yield at
        at = content.find(mark, at + 1)


def _of_stream(name: str, unpacked: bytes) -> Iterator[tuple[str, bytes]]:
    if unpacked:
        yield name, unpacked


def _of_zip(content: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield f"!{name}", archive.read(name)
    except (zipfile.BadZipFile, NotImplementedError, zlib.error):
        return  # bytes that only look like one


def _inflated_zstd(content: memoryview) -> bytes:
    try:
        return zstandard.ZstdDecompressor().stream_reader(content).read(_LARGEST)
    except zstandard.ZstdError:
        return b""  # bytes that only look like it


def _inflated_gzip(content: memoryview) -> bytes:
    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(content, _LARGEST)
    except zlib.error:
        return b""


def _cells(path: Path) -> Iterator[tuple[str, bytes]]:
    """Give every cell of a database, of a copy: reading would change the file."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        copy.write_bytes(path.read_bytes())
        wal = path.with_name(f"{path.name}-wal")
        if wal.exists():
            copy.with_name("copy.db-wal").write_bytes(wal.read_bytes())
        with closing(sqlite3.connect(copy)) as database:
            names = "SELECT name FROM sqlite_master WHERE type = 'table'"
            for (table,) in database.execute(names).fetchall():
                yield from _cells_of(database, table)


def _cells_of(database: sqlite3.Connection, table: str) -> Iterator[tuple[str, bytes]]:
    cursor = database.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - its own tables
    columns = [column for column, *_ in cursor.description]
    for row in cursor:
        for column, value in zip(columns, row, strict=True):
            if isinstance(value, str | bytes):
                content = value.encode("utf-8", "replace") if isinstance(value, str) else value
                yield f"{table}.{column}", content
