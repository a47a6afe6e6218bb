"""GPX files, read and written."""

from fitglue.formats.gpx.reading import read_gpx
from fitglue.formats.gpx.writing import encode_gpx

__all__ = ["encode_gpx", "read_gpx"]
