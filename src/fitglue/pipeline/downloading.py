"""Hands activities out as files: one, or all of them in a zip that is made while it is sent."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fitglue.domain.activity import Activity
from fitglue.domain.errors import FitGlueError, Gone
from fitglue.domain.file_format import FormatKey
from fitglue.formats.files import FORMATS, FileFormat, file_name

if TYPE_CHECKING:
    from fitglue.store import Store

_README = "README.txt"
# No moment of ours: the same activities give the same bytes.
_EARLIEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Download:
    """A file for somebody to take away."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An activity that a format cannot hold, by the name its file would have, and why."""

    name: str
    why: FitGlueError


@dataclass(frozen=True, slots=True)
class Downloads:
    """The activities of one account, in a format."""

    store: "Store"
    account_id: str
    format: FileFormat

    def one(self, activity_id: str) -> Download:
        """Give an activity as a file. Raises Gone, or Refused when the format cannot hold it."""
        found = self._activity(activity_id)
        if found is None:
            raise Gone("There is no such activity.")
        return self._download(found)

    def each(self, ids: Iterable[str] | None = None) -> Iterator[Download | LeftOut]:
        """Give all activities, or those named, oldest first; one at a time is in memory.

        Raises Gone for one that is named and is not there.
        """
        for activity_id in self.store.activities.ids(self.account_id) if ids is None else ids:
            one = self._one_of_many(activity_id)
            if one is not None:
                yield one
            elif ids is not None:
                raise Gone(f"There is no activity {activity_id}.")

    def archive(self, ids: Iterable[str] | None = None) -> "Zipped":
        """Give a zip of them that is made while it is read."""
        return Zipped(self, ids)

    @property
    def archive_name(self) -> str:
        """Name the zip of all activities."""
        return f"fitglue-{self.format.key}.zip"

    def _one_of_many(self, activity_id: str) -> Download | LeftOut | None:
        """Give one, or why it is left out; nothing for one that is not there any more."""
        name = activity_id
        try:
            activity = self._activity(activity_id)
            if activity is None:
                return None
            name = file_name(activity, self.format.suffix)
            return self._download(activity)
        except FitGlueError as why:
            return LeftOut(name, why)

    def _activity(self, activity_id: str) -> Activity | None:
        """Give one, or the one that it became part of."""
        into = self.store.activities.led_to(self.account_id, activity_id)
        return self.store.activities.get(self.account_id, into or activity_id)

    def _download(self, activity: Activity) -> Download:
        content = self.format.encode(activity)
        return Download(file_name(activity, self.format.suffix), self.format.media_type, content)


class Zipped:
    """A zip of activities, piece by piece. A README.txt in it tells what is not.

    `count` and `left_out` are complete once the iteration has ended.
    """

    def __init__(self, of: Downloads, ids: Iterable[str] | None) -> None:
        self.count = 0
        self.left_out: list[LeftOut] = []
        self._of = of
        self._ids = ids

    def __iter__(self) -> Iterator[bytes]:
        """Give the zip's bytes, once."""
        sink = _Sink()
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for one in self._of.each(self._ids):
                if isinstance(one, LeftOut):
                    self.left_out.append(one)
                    continue
                self.count += 1
                archive.writestr(_entry(one.name), one.content)
                yield sink.taken()
            archive.writestr(_entry(_README), self._readme())
        yield sink.taken()

    def _readme(self) -> str:
        what = "activity" if self.count == 1 else "activities"
        lines = [f"{self.count:,} {what} from FitGlue, as {self._of.format.name}."]
        if self.left_out:
            lines += ["", f"{len(self.left_out):,} are not here:"]
            lines += [
                f"* {one.name}: {one.why.sentence} {one.why.next_step}" for one in self.left_out
            ]
        return "\n".join((*lines, ""))


def downloads(store: "Store", account_id: str, key: FormatKey) -> Downloads:
    """Give what hands out an account's activities in a format."""
    return Downloads(store, account_id, FORMATS[key])


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EARLIEST)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


@dataclass(slots=True)
class _Sink(io.RawIOBase):
    """Takes what a zip writes until it is taken on; it cannot be gone back in."""

    _written: bytearray = field(default_factory=bytearray)

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._written += piece
        return len(piece)

    def taken(self) -> bytes:
        """Give what was written since the last time."""
        piece = bytes(self._written)
        self._written.clear()
        return piece
