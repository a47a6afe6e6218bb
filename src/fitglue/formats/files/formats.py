"""The formats in which an activity leaves: a new one is one more line here.

A writer is loaded when it first writes: pages name the formats long before anybody wants a file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from fitglue.domain.activity import Activity
from fitglue.domain.file_format import FormatKey


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A format; `writer` names the function that writes it, as an entry point does."""

    key: FormatKey
    media_type: str
    told: str
    writer: str

    def encode(self, activity: Activity) -> bytes:
        """Write an activity; the same gives the same bytes. Raises Refused."""
        module, _, name = self.writer.partition(":")
        write: Callable[[Activity], bytes] = getattr(import_module(module), name)
        return write(activity)

    @property
    def name(self) -> str:
        """Give its name as people write it."""
        return self.key.upper()

    @property
    def suffix(self) -> str:
        """Give what its files' names end with."""
        return f".{self.key}"


_K = FormatKey
FORMATS: Mapping[FormatKey, FileFormat] = {
    one.key: one
    for one in (
        FileFormat(_K.FIT, "application/vnd.ant.fit", "everything that was recorded",
                   "fitglue.formats.fit:encode_activity"),
        FileFormat(_K.GPX, "application/gpx+xml", "the route, for maps",
                   "fitglue.formats.gpx:encode_gpx"),
        FileFormat(_K.TCX, "application/vnd.garmin.tcx+xml", "laps, for older software",
                   "fitglue.formats.tcx:encode_tcx"),
        FileFormat(_K.JSON, "application/json", "everything we know, for programs",
                   "fitglue.formats.files.activity_document:encode_json"),
        FileFormat(_K.CSV, "text/csv; charset=utf-8", "a row a second, for spreadsheets",
                   "fitglue.formats.files.timeline_table:encode_csv"),
    )
}  # fmt: skip
