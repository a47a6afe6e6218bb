"""Deletes recordings for good, with what was made of them alone: rows, and the blobs they named."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, exists, or_, select
from sqlalchemy.orm import Session

from fitglue.domain.activity import Sender
from fitglue.formats import stream_blob
from fitglue.store.blobs import Blobs, key_of
from fitglue.store.pairs import Pairs
from fitglue.store.recordings import Recordings
from fitglue.store.tables import (
    ActivityRow,
    AttemptRow,
    DeliveryRow,
    EditRow,
    HealthWriteRow,
    InputRow,
    RecordingRow,
    RunRow,
    ShowcasePageRow,
)
from fitglue.store.tables import Table as AnyTable


class Erasing:
    """Deletes in the caller's transaction, who holds the person's lock.

    Blobs go before it commits: a crash leaves rows that are erased again, and no blob that nobody
    names.
    """

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs

    def erase(self, session: Session, rows: Sequence[RecordingRow]) -> int:
        """Delete versions of recordings; give how many activities nothing is left of."""
        keys = {key for row in rows for key in _blobs_of_recording(row)}
        senders = {Sender(row.account_id, row.source, row.source_id) for row in rows}
        homes = {row.activity_id for row in rows}
        for row in rows:
            session.delete(row)
        session.flush()
        Pairs.forget(session, [one for one in senders if not Recordings.of_sender(session, one)])
        bare = _bare(session, homes)
        bare += _absorbed(session, bare)
        keys |= _erase_activities(session, bare)
        session.flush()
        self.let_go(session, keys - {_EMPTY})
        return len(bare)

    def let_go(self, session: Session, keys: Collection[str]) -> None:
        """Delete those of some blobs that no row names."""
        for key in sorted(set(keys) - _named(session, keys)):
            self._blobs.delete(key)


_AT_A_TIME = 400  # databases limit the parameters of one question
#: Streams that nobody measured have one blob for all, which tells of nobody.
_EMPTY = key_of(stream_blob.pack({}))


def _blobs_of_recording(row: RecordingRow) -> Iterator[str]:
    yield row.streams_blob
    yield from map(str, row.originals.values())


def _bare(session: Session, activity_ids: Collection[str]) -> list[str]:
    """Name the activities that have no recording any more."""
    is_made = exists().where(RecordingRow.activity_id == ActivityRow.id)
    some = ActivityRow.id.in_(list(activity_ids))
    return list(session.scalars(select(ActivityRow.id).where(some, ~is_made)))


def _absorbed(session: Session, activity_ids: Collection[str]) -> list[str]:
    """Name the activities that became one with some."""
    theirs = ActivityRow.became.in_(list(activity_ids))
    return list(session.scalars(select(ActivityRow.id).where(theirs)))


def _erase_activities(session: Session, activity_ids: Collection[str]) -> set[str]:
    """Delete activities with their runs and deliveries; give the blobs that these named."""
    of_them = list(activity_ids)
    deliveries = select(DeliveryRow.id).where(DeliveryRow.activity_id.in_(of_them))
    runs = select(RunRow.id).where(RunRow.activity_id.in_(of_them))
    doomed: list[tuple[Any, ColumnElement[bool]]] = [
        (ShowcasePageRow, ShowcasePageRow.delivery_id.in_(deliveries)),
        (AttemptRow, or_(AttemptRow.delivery_id.in_(deliveries), AttemptRow.run_id.in_(runs))),
        (DeliveryRow, DeliveryRow.activity_id.in_(of_them)),
        (InputRow, InputRow.activity_id.in_(of_them)),
        (RunRow, RunRow.activity_id.in_(of_them)),
        (HealthWriteRow, HealthWriteRow.activity_id.in_(of_them)),
        (EditRow, EditRow.activity_id.in_(of_them)),
        (ActivityRow, ActivityRow.id.in_(of_them)),
    ]
    keys: set[str] = set()
    for table, which in doomed:
        for column in _blob_columns(table.__table__):
            keys |= set(session.scalars(select(column).where(which)))
        session.execute(delete(table).where(which))
    return keys - {""}


def _named(session: Session, keys: Collection[str]) -> set[str]:
    """Give those of some blobs that anybody's row still names: equal bytes have one."""
    if not keys:
        return set()
    originals = session.scalars(select(RecordingRow.originals)).all()
    named = {str(key) for each in originals for key in each.values()} & set(keys)
    for table in AnyTable.metadata.sorted_tables:
        for column in _blob_columns(table):
            for first in range(0, len(keys), _AT_A_TIME):
                some = column.in_(sorted(keys)[first : first + _AT_A_TIME])
                named |= set(session.scalars(select(column).where(some).distinct()))
    return named


def _blob_columns(table: Table) -> list[Any]:
    return [column for column in table.columns if column.name.endswith("_blob")]
