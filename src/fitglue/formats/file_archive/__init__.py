"""Zip archives of many recordings: people's own, and the account archives of Strava and Garmin."""

from fitglue.formats.apple_export.container.zip_directory import is_zip
from fitglue.formats.file_archive.contents import Archive, Packed, holds_recordings, open_archive
from fitglue.formats.file_archive.telling import Telling, Told, telling

__all__ = [
    "Archive",
    "Packed",
    "Telling",
    "Told",
    "holds_recordings",
    "is_zip",
    "open_archive",
    "telling",
]
