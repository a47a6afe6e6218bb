"""The formats in which people take activities away."""

from enum import StrEnum


class FormatKey(StrEnum):
    """How people ask for a format; `formats.files` writes it."""

    FIT = "fit"
    GPX = "gpx"
    TCX = "tcx"
    JSON = "json"
    CSV = "csv"
