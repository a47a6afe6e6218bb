"""TCX files, read and written."""

from fitglue.formats.tcx.reading import read_tcx
from fitglue.formats.tcx.writing import encode_tcx

__all__ = ["encode_tcx", "read_tcx"]
