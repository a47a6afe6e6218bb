"""Reads an export: its list is checked first, and no entry may unpack to more than it should.

The list is read as those of other zips are (`formats.apple_export.container`): entries that
overlap, names that lead out, links and sizes out of all proportion are refused there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from fitglue.domain.errors import Damaged, Hostile, TooBig, Unreadable
from fitglue.formats.apple_export.container import zip_directory
from fitglue.formats.apple_export.container.inflate import inflated
from fitglue.formats.apple_export.container.zip_directory import Entry
from fitglue.ownership import manifest
from fitglue.ownership.manifest import Manifest
from fitglue.ownership.rows import Row, damaged, decoded
from fitglue.store.blobs import key_of

_BLOCK = 1 << 20
_LONGEST_LINE = 32 << 20
_LARGEST = {"manifest": 4 << 20, "account": 1 << 20, "blob": 1 << 30, "table": 64 << 30}
_STEEPEST, _STEEP_FROM = 200, 8 << 20
_BLOB = re.compile(r"(?:streams|originals|blobs)/([0-9a-f]{64})(?:[./].*)?")
_NOT_YOURS = "Do not open this file; make a fresh export of your own."


@dataclass(slots=True)
class Archive:
    """An export that is being read."""

    stream: BinaryIO
    entries: dict[str, Entry]
    manifest: Manifest
    _blobs: dict[str, Entry] = field(default_factory=dict)

    @classmethod
    def of(cls, stream: BinaryIO) -> "Archive":
        """Read the list and the manifest. Raises Unreadable."""
        found = {one.name: one for one in zip_directory.entries(stream, _is_ours)}
        if any(one.encrypted for one in found.values()):
            raise Unreadable("This export is protected by a password.", "Choose one without.")
        if manifest.NAME not in found:
            raise Damaged("This export has no list of its contents.")
        text = b"".join(_blocks(stream, found[manifest.NAME], _LARGEST["manifest"]))
        archive = cls(stream, found, manifest.decoded(text))
        matches = ((_BLOB.fullmatch(name), one) for name, one in found.items())
        archive._blobs = {match[1]: one for match, one in matches if match}
        return archive

    def rows(self, file: str) -> Iterator[Row]:
        """Give the rows of a table, a line each; none where an older export has no such file."""
        entry = self.entries.get(file)
        if entry is None:
            return
        rest = bytearray()
        for block in _blocks(self.stream, entry, _LARGEST["table"]):
            rest += block
            *lines, last = rest.split(b"\n")
            yield from (decoded(bytes(line), file) for line in lines if line)
            if len(last) > _LONGEST_LINE:
                raise TooBig(f"{file} has a line that is longer than any of ours.", _NOT_YOURS)
            rest = bytearray(last)
        if rest:
            yield decoded(bytes(rest), file)

    def account(self) -> Row:
        """Give the settings. Raises Damaged."""
        entry = self.entries.get("account.json")
        if entry is None:
            raise damaged("account.json")
        text = b"".join(_blocks(self.stream, entry, _LARGEST["account"]))
        return decoded(text, "account.json")

    def has_blob(self, key: str) -> bool:
        """Tell whether a blob came along."""
        return key in self._blobs

    def blob(self, key: str) -> bytes:
        """Give a blob, held against its name. Raises Damaged."""
        entry = self._blobs[key]
        content = b"".join(_blocks(self.stream, entry, _LARGEST["blob"]))
        if key_of(content) != key:
            raise damaged(entry.name)
        return content


def is_export(path: Path) -> bool:
    """Tell whether a file is an export of everything, of whatever version.

    What cannot be read is none: whoever reads it next says what is wrong with it.
    """
    try:
        with path.open("rb") as stream:
            if not zip_directory.is_zip(stream.read(4)):
                return False
            found = zip_directory.entries(stream, lambda name: name == manifest.NAME)
            if not found:
                return False
            text = b"".join(_blocks(stream, found[0], _LARGEST["manifest"]))
            return manifest.is_manifest(text)
    except (Unreadable, OSError):
        return False


def _is_ours(name: str) -> bool:
    return name in {manifest.NAME, "account.json"} or name.startswith(
        ("tables/", "streams/", "originals/", "blobs/")
    )


def _blocks(stream: BinaryIO, entry: Entry, largest: int) -> Iterator[bytes]:
    given = 0
    _refuse_mountain(entry, entry.size or 0, largest)
    stream.seek(zip_directory.data_offset(stream, entry))
    for block in inflated(
        stream, compression=entry.compression, compressed_size=entry.compressed_size,
        expected_size=entry.size, expected_crc=entry.crc, block_size=_BLOCK,
    ):  # fmt: skip
        given += len(block)
        _refuse_mountain(entry, given, largest)
        yield block


def _refuse_mountain(entry: Entry, size: int, largest: int) -> None:
    if size > largest:
        raise TooBig(f"{entry.name} is larger than anything that FitGlue writes.", _NOT_YOURS)
    if size > _STEEP_FROM and size > _STEEPEST * max(entry.compressed_size, 1):
        raise Hostile(f"{entry.name} unpacks to hundreds of times its size.", _NOT_YOURS)
