"""The files that people bring and take away: one table of formats for pages, API and commands."""

from fitglue.formats.files.formats import FORMATS, FileFormat
from fitglue.formats.files.kinds import LARGEST_FILE, Kind, kind_of, kind_of_name, opened
from fitglue.formats.files.naming import file_name

__all__ = [
    "FORMATS",
    "LARGEST_FILE",
    "FileFormat",
    "Kind",
    "file_name",
    "kind_of",
    "kind_of_name",
    "opened",
]
