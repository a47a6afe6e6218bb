"""The container of an export: which file in it is the data, which are routes, and what it is not.

The data is found by what it begins with, never by its name: the phone translates `export.xml`,
people rename, unpack, pack again and nest it, and the Mac adds files of its own beside it.
Nothing is ever written to disk.
"""

from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from fitglue.domain.errors import Damaged, Hostile, NotAWorkout, TooBig, Unreadable
from fitglue.formats.apple_export.advice import EXPORT_AGAIN, OWN_EXPORT, WHOLE_ZIP
from fitglue.formats.apple_export.container import strangers, zip_directory, zip_salvage
from fitglue.formats.apple_export.container.inflate import STORED, inflated
from fitglue.formats.apple_export.container.zip_directory import Entry

#: The document type alone takes 7 KB; the data begins within this many bytes or it is not ours.
HEAD_BYTES = 1 << 16
LARGEST_XML = 64 << 30
#: Some 200,000 points, two and a half days of one a second.
LARGEST_ROUTE = 48 << 20
#: Real exports reach 24:1; 200:1 is no health data.
_STEEPEST, _STEEP_FROM = 200, 16 << 20
_MOST_CANDIDATES = 64
_MOST_ROUTES = 50_000
_BLOCK = 1 << 20

_FOLDER = "apple_health_export/"
# What lies beside the data, by a part of its path.
_BESIDE = (
    ("electrocardiograms/", "Electrocardiogram"),
    ("clinical-records/", "Clinical record"),
)


@dataclass(slots=True)
class Export:
    """An export that was found in a file. `damage` says after reading what broke off."""

    path: Path
    xml: Entry
    zipped: bool
    routes: dict[str, Entry] = field(default_factory=dict)
    beside: Counter[str] = field(default_factory=Counter)
    cut_short: bool = False
    damage: Damaged | None = None

    def route(self, basename: str) -> Entry | None:
        """Find a route by the name that a workout gives it, in whatever folder and case."""
        return self.routes.get(route_key(basename))

    def blocks(self) -> Generator[bytes]:
        """Give the data in bounded blocks, as far as it can be read. Raises Hostile.

        What breaks in the middle ends the data there and is kept as `damage`.
        """
        self.damage = None
        begun = False
        with self.path.open("rb") as stream:
            try:
                for block in _content(stream, self.xml, zipped=self.zipped):
                    begun = True
                    yield block
            except Damaged as damage:
                if not begun:
                    raise
                self.damage = damage


def route_key(basename: str) -> str:
    """Give a route file's name for comparing: composed letters, any case."""
    return zip_directory.composed(basename).casefold()


def _content(stream: BinaryIO, entry: Entry, *, zipped: bool) -> Iterator[bytes]:
    if zipped:
        stream.seek(zip_directory.data_offset(stream, entry))
    blocks = inflated(
        stream,
        compression=entry.compression,
        compressed_size=entry.compressed_size,
        expected_size=entry.size,
        expected_crc=entry.crc,
        block_size=_BLOCK,
    )
    given = 0
    for block in blocks:
        given += len(block)
        _refuse_mountain(given, entry.compressed_size)
        yield block


def _refuse_mountain(size: int, compressed_size: int) -> None:
    if size > _STEEP_FROM and size > _STEEPEST * compressed_size:
        raise Hostile("This zip unpacks to hundreds of times its size.", OWN_EXPORT)
    if size > LARGEST_XML:
        raise TooBig("This export is larger than 64 GB unpacked.", OWN_EXPORT)


def open_export(path: Path) -> Export:
    """Find the export in a file: a zip, or its bare XML. Raises Unreadable for anything else."""
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
        if not head:
            raise Damaged("This file is empty.", EXPORT_AGAIN)
        if zip_directory.is_zip(head):
            return _open_zip(path, stream)
    if strangers.is_health_data(head):
        return Export(path, _whole(path), zipped=False)
    raise strangers.refusal(head)


def _whole(path: Path) -> Entry:
    size = path.stat().st_size
    if size > LARGEST_XML:
        raise TooBig("This file is larger than 64 GB.", OWN_EXPORT)
    return Entry(path.name, 0, STORED, size, size, None)


def may_be_export(path: Path) -> bool:
    """Tell whether a file is an export, or so much like one that only we can say what is wrong.

    Raises Unreadable for a zip whose list is not to be trusted, and OSError.
    """
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
        if not zip_directory.is_zip(head):
            return strangers.is_of_an_export(head)
        found, cut_short = _listed(stream, _Contents())
        heads = [_head(stream, entry) for entry in _candidates(found)]
    if any(strangers.is_of_an_export(one) or not one for one in heads):
        return True
    return cut_short and any(_FOLDER in entry.name for entry in found)


def _listed(stream: BinaryIO, contents: "_Contents") -> tuple[list[Entry], bool]:
    cut_short = not zip_directory.has_directory(stream)
    listed = zip_salvage if cut_short else zip_directory
    return listed.entries(stream, contents.wants), cut_short


def _open_zip(path: Path, stream: BinaryIO) -> Export:
    contents = _Contents()
    found, cut_short = _listed(stream, contents)
    _refuse_bombs(found)
    xml = _find_xml(stream, found, contents, cut_short=cut_short)
    routes = [entry for entry in found if _suffix(entry.name) == "gpx"]
    by_name: dict[str, Entry] = {}
    for route in _measured(stream, routes) if cut_short else routes:
        by_name.setdefault(route_key(route.basename), route)
    return Export(
        path, xml, zipped=True, routes=by_name, beside=contents.beside, cut_short=cut_short
    )


def _measured(stream: BinaryIO, routes: list[Entry]) -> Iterator[Entry]:
    """Learn the sizes that a zip without a list does not tell; drop what the cut went through."""
    for route in routes:
        size = 0
        try:
            for block in _content(stream, route, zipped=True):
                size += len(block)
                if size > LARGEST_ROUTE:
                    break
        except Damaged:
            continue
        yield replace(route, size=size)


def _suffix(name: str) -> str:
    return name.rsplit(".", 1)[-1].lower()


@dataclass(slots=True)
class _Contents:
    """Counts what a zip holds while its list is read, and picks what is worth an object."""

    files: int = 0
    routes: int = 0
    beside: Counter[str] = field(default_factory=Counter)

    def wants(self, name: str) -> bool:
        if name.endswith("/") or _is_noise(name):
            return False
        self.files += 1
        for part, kind in _BESIDE:
            if part in name:
                self.beside[kind] += 1
                return False
        suffix = _suffix(name)
        self.routes += suffix == "gpx"
        if self.routes > _MOST_ROUTES:
            raise TooBig("This zip file holds more routes than a life has days.", OWN_EXPORT)
        return suffix in {"xml", "gpx", "zip"}


def _is_noise(name: str) -> bool:
    """Tell the Mac's own additions: resource forks and folder views."""
    *folders, last = name.split("/")
    return "__MACOSX" in folders or last.startswith("._") or last == ".DS_Store"


def _refuse_bombs(found: list[Entry]) -> None:
    for entry in found:
        if entry.size is not None and _suffix(entry.name) != "zip":
            _refuse_mountain(entry.size, entry.compressed_size)


def _find_xml(
    stream: BinaryIO, found: list[Entry], contents: _Contents, *, cut_short: bool
) -> Entry:
    """Give the entry that begins like health data, the largest of several."""
    candidates = _candidates(found)
    heads = {entry.offset: _head(stream, entry) for entry in candidates}
    ours = [entry for entry in candidates if strangers.is_health_data(heads[entry.offset])]
    if ours:
        contents.beside["Clinical document (CDA)"] += sum(map(strangers.is_cda, heads.values()))
        return max(ours, key=lambda entry: entry.size or entry.compressed_size)
    if cut_short:
        raise Damaged("This zip file was cut short before the health data.", EXPORT_AGAIN)
    raise _nothing_in(found, candidates, list(heads.values()), contents.files)


def _candidates(found: list[Entry]) -> list[Entry]:
    return [entry for entry in found if _suffix(entry.name) == "xml"][:_MOST_CANDIDATES]


def _head(stream: BinaryIO, entry: Entry) -> bytes:
    """Read the beginning of an entry; as much of it as there is."""
    head = b""
    if entry.encrypted:
        return head
    try:
        for block in _content(stream, entry, zipped=True):
            head += block
            if len(head) >= HEAD_BYTES:
                break
    except Damaged:
        return head
    return head[:HEAD_BYTES]


def _nothing_in(  # noqa: PLR0911 - one answer per kind of wrong file
    found: list[Entry], candidates: list[Entry], heads: list[bytes], files: int
) -> Unreadable:
    """Say why a zip without health data is refused."""
    if not files:
        return Damaged("This zip file is empty.", EXPORT_AGAIN)
    if any(entry.encrypted for entry in candidates):
        return NotAWorkout("This zip file is protected by a password.", WHOLE_ZIP)
    if any(map(strangers.is_cda, heads)):
        return strangers.cda()
    if any(_suffix(entry.name) == "zip" for entry in found):
        return NotAWorkout(
            "This zip file holds another zip file.",
            "Unpack it once and choose the export.zip inside.",
        )
    if candidates and not any(heads):
        return Damaged("The health data inside this zip cannot be unpacked.", EXPORT_AGAIN)
    if any(_suffix(entry.name) == "gpx" for entry in found):
        return NotAWorkout("This zip file holds routes but not the health data itself.", WHOLE_ZIP)
    return NotAWorkout("This zip file is not an export of the Health app.", WHOLE_ZIP)
