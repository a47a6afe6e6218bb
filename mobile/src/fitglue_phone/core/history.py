"""Workouts from before the app came: how many, which of them are sent, and whether now."""

from dataclasses import dataclass

from fitglue_phone.core.ledger import Standing
from fitglue_phone.core.queue import Queue, put_notes

#: A second of a workout, packed: a point and a few samples. Used until we know better.
_BYTES_PER_S = 25.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """What sending history would be: workouts, and roughly how many bytes."""

    workouts: int
    about_bytes: int


def estimate(queue: Queue, since_s: float) -> Estimate:
    """Tell what the server has not of the workouts that began since."""
    (row,) = queue.rows(
        "SELECT count(*), coalesce(sum(end_s - start_s), 0) FROM workouts"
        " WHERE standing = ? AND start_s >= ?",
        Standing.MISSING, since_s,
    )  # fmt: skip
    return Estimate(row[0], round(row[1] * _rate(queue)))


def choose(queue: Queue, since_s: float, now_s: float) -> None:
    """Have the workouts sent that began since, and are not there; the newest go first.

    An earlier choice of more is narrowed: what of it was not read yet is not sent.
    """
    with queue.writing("history") as writing:
        put_notes(writing, history_since_s=since_s, history_paused=None)
        writing.execute("DELETE FROM readings WHERE NOT is_live AND start_s < ?", (since_s,))
        writing.execute(
            "INSERT INTO readings (workout, is_live, start_s, asked_s, wait_s, looks)"
            " SELECT uuid, 0, start_s, ?, 0, 0 FROM workouts WHERE standing = ? AND start_s >= ?"
            " ON CONFLICT (workout) DO NOTHING",
            (now_s, Standing.MISSING, since_s),
        )


def pause(queue: Queue, *, paused: bool) -> None:
    """Stop sending history, or go on; new workouts are sent all the same."""
    queue.put_notes(history_paused=1 if paused else None)


def _rate(queue: Queue) -> float:
    notes = queue.notes()
    sent_s = notes.get("sent_workouts_s") or 0.0
    return notes["sent_bytes"] / sent_s if sent_s > 0 else _BYTES_PER_S
