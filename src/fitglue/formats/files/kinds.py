"""What kind of recording a file is, told by its first bytes, and how it is read.

A reader is loaded when it first reads, for a server starts sooner without.
"""

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from fitglue.domain.arrival import SourceTools
from fitglue.domain.errors import Damaged, Hostile, TooBig
from fitglue.formats.recorded_file import FileWorkouts

#: Some 300,000 points, written as wordily as GPX allows.
LARGEST_FILE = 64 << 20
#: Recordings reach 30:1; more is none.
_STEEPEST, _STEEP_FROM = 200, 1 << 20
_GZIP = b"\x1f\x8b"
_HEAD_BYTES = 4096

Reader = Callable[[bytes, str, SourceTools], FileWorkouts]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that holds workouts; `begins` fits its first bytes.

    `reader` names the function that reads it, as an entry point does.
    """

    name: str
    suffix: str
    begins: re.Pattern[bytes]
    reader: str

    def read(self, content: bytes, name: str, tools: SourceTools) -> FileWorkouts:
        """Read a file's workouts. Raises Unreadable."""
        module, _, function = self.reader.partition(":")
        reader: Reader = getattr(import_module(module), function)
        return reader(content, name, tools)


_KINDS = (
    Kind(
        "FIT", ".fit", re.compile(rb"^.{8}\.FIT", re.DOTALL), "fitglue.formats.fit.reading:read_fit"
    ),
    Kind("GPX", ".gpx", re.compile(rb"<(?:\w+:)?gpx[\s>]"), "fitglue.formats.gpx:read_gpx"),
    Kind(
        "TCX",
        ".tcx",
        re.compile(rb"<(?:\w+:)?TrainingCenterDatabase[\s>]"),
        "fitglue.formats.tcx:read_tcx",
    ),
)


def kind_of(head: bytes, name: str) -> Kind | None:
    """Tell the kind of a file, plain or gzipped: by how it begins, else by how its name ends."""
    begin = _beginning(head) if head.startswith(_GZIP) else head[:_HEAD_BYTES]
    found = next((kind for kind in _KINDS if kind.begins.search(begin)), None)
    return found or kind_of_name(name)


def kind_of_name(name: str) -> Kind | None:
    """Tell the kind of file that a name speaks of."""
    plain = name.lower().removesuffix(".gz")
    return next((kind for kind in _KINDS if plain.endswith(kind.suffix)), None)


def _beginning(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, _HEAD_BYTES)
    except zlib.error:
        return b""


def opened(content: bytes) -> bytes:
    """Give a file's content, unpacked where it is gzipped. Raises Damaged, TooBig, Hostile."""
    if len(content) > LARGEST_FILE:
        raise too_big()
    if not content.startswith(_GZIP):
        return content
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
    most = min(LARGEST_FILE, max(_STEEP_FROM, _STEEPEST * len(content)))
    try:
        plain = inflater.decompress(content, most + 1)
    except zlib.error as problem:
        raise Damaged("This gzip file is broken in the middle.") from problem
    if len(plain) > LARGEST_FILE:
        raise too_big()
    if len(plain) > most:
        raise Hostile("This gzip file unpacks to hundreds of times its size.")
    if not inflater.eof and not plain:
        raise Damaged("This gzip file ends before its content.")
    return plain  # of one that was cut short, what there is: its reader says that the rest is gone


def too_big() -> TooBig:
    """Refuse a file that is no recording, by its size alone."""
    return TooBig(f"A file of more than {LARGEST_FILE >> 20} MB is no recording of a workout.")
