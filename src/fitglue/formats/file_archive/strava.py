"""Strava's account archive ("Download your data"): `activities.csv` beside the folder `activities`.

A row is an activity with its name, type, description and the path of its file. Strava translates
the header, so what a column is called helps only in English; elsewhere its place does. An activity
that was typed in has no file.
"""

import csv
import io
from collections.abc import Iterator, Sequence

from fitglue.domain.errors import Damaged
from fitglue.formats.file_archive.told import Told

_PLACES = {"Activity Name": 2, "Activity Type": 3, "Activity Description": 4}
_FILE = "Filename"
_FOLDER = "activities/"


def strava_rows(content: bytes) -> Iterator[Told]:
    """Give the activities of the list. Raises Damaged when it is no table."""
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig", errors="replace"), newline=""))
    try:
        header = next(rows, [])
        for row in rows:
            if row:
                yield _told(header, row)
    except csv.Error as problem:
        raise Damaged("The list activities.csv of this archive cannot be read.") from problem


def _told(header: Sequence[str], row: Sequence[str]) -> Told:
    title, sport, description = (
        _cell(row, header.index(name) if name in header else place)
        for name, place in _PLACES.items()
    )
    return Told(title=title, sport=sport, description=description, path=_path(header, row))


def _path(header: Sequence[str], row: Sequence[str]) -> str:
    if _FILE in header:
        return _cell(row, header.index(_FILE))
    return next((cell for cell in row if cell.startswith(_FOLDER)), "")


def _cell(row: Sequence[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""
