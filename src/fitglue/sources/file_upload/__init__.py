"""Files: FIT, GPX and TCX of any device or service, alone or by the archive."""

from pathlib import Path

from fitglue.domain.arrival import Reading, SourceTools
from fitglue.domain.errors import Unreadable
from fitglue.domain.plugins import About, PluginKind
from fitglue.formats.apple_export import may_be_export
from fitglue.formats.file_archive import holds_recordings, is_zip
from fitglue.formats.files import kind_of
from fitglue.formats.takeout_heart_rate import begins_as_heart_rates
from fitglue.sources.file_upload.reading import read_archive, read_file

ABOUT = About(
    id="file_upload",
    kind=PluginKind.SOURCE,
    name="Files",
    summary="Workouts from FIT, GPX and TCX files, alone, gzipped, or zipped by the thousand.",
    description=(
        "Takes the files of any watch, bike computer, app or service: dropped on the page, given "
        "to the command line or the API, or put into a watched folder. Zip archives are read as "
        "they are, never unpacked, the account archives of Strava and Garmin with the names that "
        "you gave your workouts there. From Google Takeout come the heart rates of a Fitbit, for "
        "the workouts that are here and have none. A broken file is set aside and the rest goes "
        "on. Importing a file or an archive again adds only what is new."
    ),
)
_HEAD_BYTES = 1 << 16


class FileUpload:
    """The source of everything that people have as files."""

    about = ABOUT

    def recognises(self, path: Path, name: str) -> bool:
        """Take a file of a kind we read, and a zip that lists some and is no Health export.

        A zip whose list is not to be trusted is taken as well: reading it says what is wrong.
        """
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
        if not is_zip(head):
            return kind_of(head, name) is not None or begins_as_heart_rates(head)
        try:
            return holds_recordings(path) and not may_be_export(path)
        except Unreadable:
            return True

    def read(self, path: Path, tools: SourceTools) -> Reading:
        """Open a file or an archive. Raises Unreadable."""
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
        return read_archive(path, tools) if is_zip(head) else read_file(path, tools)


plugin = FileUpload()
