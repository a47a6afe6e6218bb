"""The formats in which an activity leaves: a new one is one more line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fitglue.domain.activity import Activity
from fitglue.domain.file_format import FormatKey
from fitglue.formats.files.activity_document import encode_json
from fitglue.formats.files.timeline_table import encode_csv
from fitglue.formats.fit import encode_activity
from fitglue.formats.gpx import encode_gpx
from fitglue.formats.tcx import encode_tcx


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A format: `encode` gives the same bytes for the same activity, and raises Refused."""

    key: FormatKey
    media_type: str
    told: str
    encode: Callable[[Activity], bytes]

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
                   encode_activity),
        FileFormat(_K.GPX, "application/gpx+xml", "the route, for maps", encode_gpx),
        FileFormat(_K.TCX, "application/vnd.garmin.tcx+xml", "laps, for older software",
                   encode_tcx),
        FileFormat(_K.JSON, "application/json", "everything we know, for programs", encode_json),
        FileFormat(_K.CSV, "text/csv; charset=utf-8", "a row a second, for spreadsheets",
                   encode_csv),
    )
}  # fmt: skip
