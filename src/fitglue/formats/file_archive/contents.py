"""What lies in a zip of recordings, read where it lies: nothing is ever unpacked to a disk.

The list of contents is read and checked first (entries that overlap, names that lead elsewhere,
numbers and sizes out of all proportion), then one file at a time. Garmin's account archive holds
its recordings in zips inside the zip; deeper ones are left alone.
"""

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import BinaryIO

from fitglue.domain.arrival import SetAside
from fitglue.domain.errors import Damaged, Hostile, NotAWorkout, TooBig, Unreadable
from fitglue.formats.apple_export.container import zip_directory, zip_salvage
from fitglue.formats.apple_export.container.inflate import inflated
from fitglue.formats.apple_export.container.zip_directory import Entry
from fitglue.formats.file_archive.inner_zip import as_file
from fitglue.formats.files.kinds import LARGEST_FILE, kind_of_name
from fitglue.formats.takeout_heart_rate import day_of_name

#: Garmin's list of twenty years is 135 MB.
LARGEST_LIST = 512 << 20
LARGEST_INNER_ZIP = 16 << 30
_STEEPEST, _STEEP_FROM = 200, 1 << 20
_BLOCK = 1 << 20
_GET_IT_AGAIN = "Download or make the archive again; this copy is damaged."
_NOT_YOURS = "Do not open this file; make a fresh archive of your own recordings."
#: Lists with the names that a service knows its recordings by.
_TELLING = ("activities.csv", "summarizedactivities.json")


@dataclass(frozen=True, slots=True)
class Packed:
    """A file of an archive: its whole path, and how it is read. `read` raises Unreadable."""

    path: str
    read: Callable[[], bytes]

    @property
    def name(self) -> str:
        """Give its name without its folders."""
        return self.path.rsplit("/", 1)[-1]


@dataclass(slots=True)
class Archive:
    """An archive: the lists that tell of its recordings, how many those are, and themselves.

    `heart_rates` are files of a day's heart rates that belong to no recording, by their day.
    `left_out` counts, once all are given, the files of other kinds by how their names end.
    """

    path: Path
    lists: list[Packed]
    count: int
    cut_short: bool
    heart_rates: Mapping[date, Packed] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)

    def recordings(self) -> Iterator[Packed | SetAside]:
        """Give every recording, and what stands for one and cannot be read."""
        self.left_out.clear()
        with self.path.open("rb") as stream:
            yield from _recordings(_Zip(stream), self.left_out)


@dataclass(frozen=True, slots=True)
class _Zip:
    stream: BinaryIO
    folder: str = ""  # the path of the zip that this one lies in, with a slash

    @property
    def is_inner(self) -> bool:
        return bool(self.folder)

    def entries(self) -> list[Entry]:
        """List the files in the order in which they lie. Raises Unreadable."""
        with _in_our_words():
            try:
                found = zip_directory.entries(self.stream, _is_file)
            except Damaged:  # its list is lost or broken; the files repeat what it said
                found = zip_salvage.entries(self.stream, _is_file)
        return sorted(found, key=lambda entry: entry.offset)

    def packed(self, entry: Entry) -> Packed:
        return Packed(f"{self.folder}{entry.name}", partial(_content, self.stream, entry))


def open_archive(path: Path) -> Archive:
    """Read what a zip lists. Raises Unreadable when it is broken or hostile, or holds nothing."""
    with path.open("rb") as stream:
        cut_short = not zip_directory.has_directory(stream)
        entries = _Zip(stream).entries()
    if not entries:
        raise Damaged("This zip file is empty.", _GET_IT_AGAIN)
    if any(entry.encrypted for entry in entries):
        raise NotAWorkout(
            "This zip file is protected by a password.", "Choose one without, or the files in it."
        )
    lists = [
        Packed(one.name, partial(_from_file, path, one)) for one in entries if _is_telling(one)
    ]
    days = {
        day: Packed(one.name, partial(_from_file, path, one))
        for one in entries if (day := day_of_name(one.name))
    }  # fmt: skip
    return Archive(path, lists, sum(map(_is_wanted, entries)), cut_short, days)


def holds_recordings(path: Path) -> bool:
    """Tell whether a zip lists recordings or heart rates.

    Raises Unreadable when its list is not to be trusted.
    """
    with path.open("rb") as stream:
        return any(_is_wanted(one) or day_of_name(one.name) for one in _Zip(stream).entries())


def _recordings(inside: _Zip, left_out: Counter[str]) -> Iterator[Packed | SetAside]:
    for entry in inside.entries():
        if _is_zip(entry):
            yield from _of_inner(inside, entry, left_out)
        elif kind_of_name(entry.name) is not None:
            yield inside.packed(entry)
        elif not _is_telling(entry) and day_of_name(entry.name) is None:
            left_out[_ending(entry.name)] += 1


def _of_inner(
    outer: _Zip, entry: Entry, left_out: Counter[str]
) -> Iterator[Packed | SetAside]:  # fmt: skip
    path = f"{outer.folder}{entry.name}"
    if outer.is_inner:
        why = "This zip lies in a zip that lies in a zip."
        yield SetAside(path, NotAWorkout(why, "Import it by itself."))
        return
    try:
        blocks = partial(_blocks, outer.stream, entry, LARGEST_INNER_ZIP)
        yield from _recordings(_Zip(as_file(blocks, entry.size), f"{path}/"), left_out)
    except Unreadable as why:
        yield SetAside(path, why)


def _is_file(name: str) -> bool:
    *folders, last = name.split("/")
    return bool(last) and not last.startswith(".") and "__MACOSX" not in folders


def _is_zip(entry: Entry) -> bool:
    return entry.name.lower().endswith(".zip")


def _is_telling(entry: Entry) -> bool:
    return entry.basename.lower().endswith(_TELLING)


def _is_wanted(entry: Entry) -> bool:
    return _is_zip(entry) or kind_of_name(entry.name) is not None


def _ending(name: str) -> str:
    last = name.rsplit("/", 1)[-1]
    return last.rsplit(".", 1)[-1].lower() if "." in last else ""


def _from_file(path: Path, entry: Entry) -> bytes:
    with path.open("rb") as stream:
        return b"".join(_blocks(stream, entry, LARGEST_LIST))


def _content(stream: BinaryIO, entry: Entry) -> bytes:
    return b"".join(_blocks(stream, entry, LARGEST_FILE))


def _blocks(stream: BinaryIO, entry: Entry, largest: int) -> Generator[bytes]:
    """Unpack an entry. Raises Damaged, TooBig or Hostile, before reading where the list tells."""
    _refuse_mountain(entry.size or 0, entry.compressed_size, largest)
    with _in_our_words():
        stream.seek(zip_directory.data_offset(stream, entry))
        given = 0
        blocks = inflated(
            stream, compression=entry.compression, compressed_size=entry.compressed_size,
            expected_size=entry.size, expected_crc=entry.crc, block_size=_BLOCK,
        )  # fmt: skip
        for block in blocks:
            given += len(block)
            _refuse_mountain(given, entry.compressed_size, largest)
            yield block


def _refuse_mountain(size: int, compressed_size: int, largest: int) -> None:
    if size > largest:
        raise TooBig(f"A file of more than {largest >> 20} MB is no recording of a workout.")
    if size > _STEEP_FROM and size > _STEEPEST * compressed_size:
        raise Hostile("This file unpacks to hundreds of times its size.", _NOT_YOURS)


@contextmanager
def _in_our_words() -> Generator[None]:
    """Say what to do next as it fits an archive: the container's own advice is for iPhones."""
    try:
        yield
    except Damaged as problem:
        raise Damaged(problem.sentence, _GET_IT_AGAIN) from problem
    except (TooBig, Hostile) as problem:
        raise type(problem)(problem.sentence, _NOT_YOURS) from problem
