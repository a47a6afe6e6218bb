"""FIT files of any device and app, read."""

from fitglue.formats.fit.reading.door import read_fit

__all__ = ["read_fit"]
