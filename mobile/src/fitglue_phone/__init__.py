"""The FitGlue app for phones: what Health has goes to a FitGlue server, whole and once."""

__version__ = "0.1.0"
