"""The line of a GPX file: its places alone, with or without times."""

import numpy as np

from fitglue.domain.errors import Damaged, NotAWorkout
from fitglue.domain.line import Line, line_of
from fitglue.formats.gpx.document import Track, read_document
from fitglue.formats.xml_tracks.untrusted import as_utf8

#: Ends that lie so close to each other are one place.
JOINED_M = 100.0


def read_line(content: bytes) -> Line:
    """Give the longest track or route of a GPX file as a line, closed when it comes back.

    Raises NotAWorkout for another kind of file or one without places, Damaged for a broken one,
    Hostile and TooBig.
    """
    document = read_document(as_utf8(content))
    if not document.is_gpx:
        raise NotAWorkout("This is not a GPX file.", "Choose a file whose name ends in .gpx.")
    longest = max(document.tracks, key=_count, default=None)
    if longest is None or not _count(longest):
        if not document.whole:
            raise Damaged("This GPX file is broken before its first point.")
        raise NotAWorkout("This GPX file has neither a track nor a route.", "Choose another file.")
    points = longest.rows.points()
    try:
        return line_of(*_places(points["latitude_deg"], points["longitude_deg"]),
                       np.asarray(points["altitude_m"]), JOINED_M)  # fmt: skip
    except ValueError:
        raise NotAWorkout(
            "This GPX file has no two different places.", "Choose another file."
        ) from None


def _places(latitude: np.ndarray, longitude: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Take places that are off the earth for missing."""
    there = (np.abs(latitude) <= 90) & (np.abs(longitude) <= 180)  # noqa: PLR2004 - degrees
    return np.where(there, latitude, np.nan), np.where(there, longitude, np.nan)


def _count(track: Track) -> int:
    return track.rows.count
