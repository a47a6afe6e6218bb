"""After an anchor was lost: which workouts are in Health no more.

HealthKit keeps deletions for a while only, so a reading from the beginning may miss some. But
absence says little: it is also what a person sees who switches reading off, and what the server is
told of a deletion cannot be taken back. So a few that are absent among many are taken as deleted,
and many are only counted, for the page that says why nothing is syncing.
"""

from fitglue_phone.core import ledger
from fitglue_phone.core.ledger import Standing
from fitglue_phone.core.ports import HealthStore
from fitglue_phone.core.queue import Queue, put_notes

_MOST_ABSENT = 5
_SEEN_FOR_EACH = 10


def reconcile(queue: Queue, health: HealthStore, now_s: float) -> None:
    """End a reading from the beginning. Raises HealthFailure; it is then ended at the next wake."""
    sweep = queue.note("sweeping")
    if sweep is None:
        return
    absent = [
        uuid
        for (uuid,) in queue.rows(
            "SELECT uuid FROM workouts WHERE sweep < ? AND standing IN (?, ?) AND start_s >= ?",
            sweep, Standing.TAKEN, Standing.THERE, health.earliest_s(),
        )
    ]  # fmt: skip
    seen = queue.value("SELECT count(*) FROM workouts WHERE sweep = ?", sweep)
    are_deleted = len(absent) <= min(_MOST_ABSENT, seen // _SEEN_FOR_EACH)
    deleted = [one for one in absent if are_deleted and health.workout(one) is None]
    with queue.writing("reconciled") as writing:
        for uuid in deleted:
            ledger.delete(writing, uuid, health.platform, now_s)
        put_notes(writing, sweeping=None, absent=(len(absent) - len(deleted)) or None)
