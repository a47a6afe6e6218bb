"""Workouts that are set aside: reading them met a mistake of ours, again and again.

Their turn is kept, and nothing that was read of them is lost. They are read again when the app is
another one, when Health tells of them anew, or when a person says so.
"""

import sqlite3
import traceback
from pathlib import Path

from fitglue_phone import __version__
from fitglue_phone.core.queue import Queue

#: So often a reading may meet a mistake: what passes by itself has passed then.
MOST_MISTAKES = 3


class Mistake(Exception):
    """Reading one workout failed in a way that nobody foresaw; says where, and no value."""

    def __init__(self, error: Exception) -> None:
        place = traceback.extract_tb(error.__traceback__)[-1:]
        where = f" at {Path(place[0].filename).name}:{place[0].lineno}" if place else ""
        super().__init__(f"{type(error).__name__}{where}")


def note(writing: sqlite3.Connection, workout: str, mistake: Mistake) -> None:
    """Count a mistake; those of an earlier app count no more."""
    writing.execute(
        "INSERT INTO aside VALUES (?, 1, ?, ?) ON CONFLICT (workout) DO UPDATE SET mistakes ="
        " CASE WHEN app_version = excluded.app_version THEN mistakes + 1 ELSE 1 END,"
        " app_version = excluded.app_version, why = excluded.why",
        (workout, __version__, str(mistake)),
    )


def forget(writing: sqlite3.Connection, workout: str) -> None:
    """Forget what was counted: the workout was read, is another one now, or is gone."""
    writing.execute("DELETE FROM aside WHERE workout = ?", (workout,))


def read_again(queue: Queue) -> None:
    """Have all of them read at once, as if they had never failed."""
    with queue.writing("aside") as writing:
        writing.execute(
            "UPDATE readings SET wait_s = 0 WHERE workout IN (SELECT workout FROM aside)"
        )
        writing.execute("DELETE FROM aside")


def told(queue: Queue) -> tuple[int, str]:
    """Count those that are set aside, and say where one of them failed."""
    query = (
        "SELECT count(*), coalesce(max(why), '') FROM aside WHERE mistakes >= ? AND app_version = ?"
    )
    [(number, why)] = queue.rows(query, MOST_MISTAKES, __version__)
    return number, why
