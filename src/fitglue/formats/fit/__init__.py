"""FIT activity files, written."""

from fitglue.formats.fit.activity_file import encode_activity

__all__ = ["encode_activity"]
