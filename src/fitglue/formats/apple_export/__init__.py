"""The iPhone's "Export All Health Data": one zip, or its bare XML, read into workouts."""

from fitglue.formats.apple_export.container.archive import may_be_export
from fitglue.formats.apple_export.reading import read_export

__all__ = ["may_be_export", "read_export"]
