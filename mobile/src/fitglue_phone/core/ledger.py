"""What is known of each workout, and which of them are to be read: rows inside a transaction."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from fitglue_phone.core import aside
from fitglue_phone.core.queue import Turn, put_item
from fitglue_phone.core.wire import ENVELOPE, Item, deleted_item
from fitglue_phone.core.workout import RouteSeen, Workout


class Standing(StrEnum):
    """Where a workout is, as far as the phone knows."""

    NEW = "new"  # the server was not asked yet whether it has it
    MISSING = "missing"  # the server has it not, and it is sent when history is
    TAKEN = "taken"  # queued or sent by this phone
    THERE = "there"  # the server had it before this phone came
    GONE = "gone"  # deleted, here or there


@dataclass(frozen=True, slots=True)
class Due:
    """A workout whose parts are to be read."""

    workout: str
    turn: Turn
    looks: int
    failures: int


#: After which times a new workout is looked at again: series may come late, and nothing tells.
LOOK_AGAIN_S = (10 * 60.0, 2 * 3600.0, 26 * 3600.0)


def standing(writing: sqlite3.Connection, uuid: str) -> Standing | None:
    """Tell where a workout is."""
    query = "SELECT standing FROM workouts WHERE uuid = ?"
    row = writing.execute(query, (uuid,)).fetchone()
    return Standing(row[0]) if row else None


def put_workout(
    writing: sqlite3.Connection, workout: Workout, standing: Standing, sweep: int
) -> None:
    """Note a workout, or what is new of it."""
    writing.execute(
        "INSERT INTO workouts (uuid, activity_type, start_s, end_s, app, standing, sweep)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (uuid) DO UPDATE SET"
        " activity_type = excluded.activity_type, start_s = excluded.start_s,"
        " end_s = excluded.end_s, app = excluded.app, standing = excluded.standing,"
        " sweep = excluded.sweep",
        (
            workout.uuid.upper(), workout.activity_type, workout.start_s, workout.end_s,
            workout.app.name, standing, sweep,
        ),
    )  # fmt: skip


def put_part(writing: sqlite3.Connection, item: Item, turn: Turn) -> bool:
    """Queue a part if it says something that was not queued yet."""
    query = "SELECT content_hash FROM parts WHERE workout = ? AND name = ?"
    known = writing.execute(query, (item.workout, item.part)).fetchone()
    if known and known[0] == item.content_hash:
        return False
    put_item(writing, item, turn)
    writing.execute(
        "INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?)",
        (item.workout, item.part, item.samples, item.content_hash),
    )
    return True


def samples_queued(writing: sqlite3.Connection, workout: str, beginning: str) -> int:
    """Count the samples of the pieces of a route or series that were queued."""
    query = "SELECT sum(samples) FROM parts WHERE workout = ? AND substr(name, 1, ?) = ?"
    return writing.execute(query, (workout, len(beginning), beginning)).fetchone()[0] or 0


def ask_to_read(writing: sqlite3.Connection, workout: str, turn: Turn, now_s: float) -> None:
    """Have a workout's parts read, at once and anew."""
    aside.forget(writing, workout)
    writing.execute(
        "INSERT INTO readings (workout, is_live, start_s, asked_s, wait_s, looks)"
        " VALUES (?, ?, ?, ?, 0, 0) ON CONFLICT (workout) DO UPDATE SET"
        " is_live = max(is_live, excluded.is_live), asked_s = excluded.asked_s, wait_s = 0,"
        " looks = 0",
        (workout, turn.is_live, turn.start_s, now_s),
    )


def was_read(writing: sqlite3.Connection, due: Due, now_s: float) -> None:
    """Note that a workout was read: a new one is looked at again, an old one is done."""
    aside.forget(writing, due.workout)
    if due.turn.is_live and due.looks < len(LOOK_AGAIN_S):
        writing.execute(
            "UPDATE readings SET asked_s = ?, wait_s = ?, looks = looks + 1, failures = 0"
            " WHERE workout = ?",
            (now_s, LOOK_AGAIN_S[due.looks], due.workout),
        )
        return
    writing.execute("DELETE FROM readings WHERE workout = ?", (due.workout,))


def was_not_read(writing: sqlite3.Connection, due: Due, now_s: float, wait_s: float) -> None:
    """Put a reading off that failed."""
    writing.execute(
        "UPDATE readings SET asked_s = ?, wait_s = ?, failures = failures + 1 WHERE workout = ?",
        (now_s, wait_s, due.workout),
    )


def delete(writing: sqlite3.Connection, uuid: str, platform: str, now_s: float) -> None:
    """Forget what waits of a deleted workout, and queue that it was deleted."""
    writing.execute("DELETE FROM readings WHERE workout = ?", (uuid,))
    aside.forget(writing, uuid)
    writing.execute("DELETE FROM items WHERE workout = ? AND batch IS NULL", (uuid,))
    writing.execute("DELETE FROM parts WHERE workout = ?", (uuid,))
    writing.execute("UPDATE workouts SET standing = ? WHERE uuid = ?", (Standing.GONE, uuid))
    put_item(writing, deleted_item(uuid, platform), Turn(is_live=True, start_s=now_s))


def of_route(writing: sqlite3.Connection, route: RouteSeen) -> list[tuple[str, float]]:
    """Give the workouts, and their starts, that a route that was not queued may belong to."""
    query = (
        "SELECT uuid, start_s FROM workouts WHERE start_s < ? AND end_s > ?"
        " AND standing IN (?, ?) AND NOT EXISTS"
        " (SELECT 1 FROM parts WHERE workout = uuid AND name = ?)"
    )
    values = (route.end_s, route.start_s, Standing.TAKEN, Standing.THERE)
    return writing.execute(query, (*values, f"route:{route.uuid.upper()}:0")).fetchall()


def begin_anew(writing: sqlite3.Connection, uuids: Iterable[str]) -> None:
    """Forget which parts of workouts were queued, so that all of them are again."""
    writing.executemany("DELETE FROM parts WHERE workout = ?", [(one,) for one in uuids])


def stands(writing: sqlite3.Connection, uuids: Iterable[str], standing: Standing) -> None:
    """Note where workouts are."""
    writing.executemany(
        "UPDATE workouts SET standing = ? WHERE uuid = ?", [(standing, one) for one in uuids]
    )


def stands_if(
    writing: sqlite3.Connection, uuids: Iterable[str], before: Standing, standing: Standing
) -> None:
    """Note where workouts are that stood elsewhere before."""
    writing.executemany(
        "UPDATE workouts SET standing = ? WHERE uuid = ? AND standing = ?",
        [(standing, one, before) for one in uuids],
    )


def spans(writing: sqlite3.Connection, uuids: Iterable[str]) -> Iterator[tuple[str, float, float]]:
    """Give when workouts began and ended."""
    for uuid in uuids:
        query = "SELECT uuid, start_s, end_s FROM workouts WHERE uuid = ?"
        found: list[tuple[str, float, float]] = writing.execute(query, (uuid,)).fetchall()
        yield from found


def is_envelope_known(writing: sqlite3.Connection, item: Item) -> bool:
    """Tell whether an envelope was queued as it is."""
    query = "SELECT 1 FROM parts WHERE workout = ? AND name = ? AND content_hash = ?"
    return (
        writing.execute(query, (item.workout, ENVELOPE, item.content_hash)).fetchone() is not None
    )
