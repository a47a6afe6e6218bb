"""Recordings: every version of what a source sent, and the activity that it belongs to now."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from fitglue.domain.activity import Sender
from fitglue.domain.arrival import Here
from fitglue.domain.workout import Workout
from fitglue.formats import stream_blob, workout_document
from fitglue.store.blobs import Blobs
from fitglue.store.listing import batches
from fitglue.store.selecting import owned_by
from fitglue.store.tables import RecordingRow
from fitglue.store.transactions import Transactions

_LONGEST = timedelta(days=14)  # of a recording that another could lie in


class Recordings:
    """Questions about recordings, and their moves between the activities of one account."""

    def __init__(self, transactions: Transactions, blobs: Blobs) -> None:
        self._transactions = transactions
        self._blobs = blobs

    def workout(self, row: RecordingRow) -> Workout:
        """Read one version with its streams."""
        streams = stream_blob.unpack(self._blobs.get(row.streams_blob))
        return workout_document.decode(row.document, streams)

    @staticmethod
    def figures(row: RecordingRow) -> Workout:
        """Read one version without its streams."""
        return workout_document.decode(row.document, {})

    @staticmethod
    def of_sender(session: Session, sender: Sender) -> list[RecordingRow]:
        """Give all versions of one recording, the first first."""
        known = {"account_id": sender.account_id, "source": sender.source, "name": sender.source_id}
        return list(session.scalars(_OF_SENDER, known))

    @staticmethod
    def heard_of(session: Session, account_id: str, senders: Collection[Sender]) -> set[Sender]:
        """Name those of some senders that have sent something, whatever became of it."""
        sources, found = sorted({one.source for one in senders}), set[Sender]()
        for names in batches([one.source_id for one in senders]):
            asked = {"account_id": account_id, "sources": sources, "names": names}
            rows = session.execute(_HEARD_OF, asked)
            found |= {Sender(account_id, source, name) for source, name in rows}
        return found

    def accounts(self, source: str) -> list[str]:
        """Name the people who have recordings of a source."""
        theirs = select(RecordingRow.account_id).where(RecordingRow.source == source)
        with self._transactions.reading() as session:
            return sorted(set(session.scalars(theirs.distinct())))

    @staticmethod
    def received(
        session: Session, account_id: str, source: str, until: datetime
    ) -> list[RecordingRow]:
        """Give the versions of a source's recordings that came up to a moment."""
        theirs = select(RecordingRow).where(
            RecordingRow.account_id == account_id, RecordingRow.source == source,
            RecordingRow.received_at <= until,
        )  # fmt: skip
        return list(session.scalars(theirs))

    def here(self, account_id: str, source: str) -> list[Here]:
        """Give the newest version of each recording of a source, without its streams."""
        mine = select(RecordingRow).where(
            RecordingRow.account_id == account_id, RecordingRow.source == source,
            RecordingRow.left_at.is_(None),
        )  # fmt: skip
        with self._transactions.reading() as session:
            rows = session.scalars(mine.order_by(RecordingRow.revision))
            newest = {row.source_id: row for row in rows}
            return [Here(name, self.figures(row)) for name, row in newest.items()]

    @staticmethod
    def of_activities(
        session: Session, account_id: str, activity_ids: Collection[str]
    ) -> list[RecordingRow]:
        """Give all versions of the recordings that activities are made of, by sender."""
        theirs = select(RecordingRow).where(
            owned_by(RecordingRow.account_id, account_id),
            RecordingRow.activity_id.in_(activity_ids),
            RecordingRow.left_at.is_(None),
        )
        return list(session.scalars(theirs.order_by(*_BY_SENDER)))

    @staticmethod
    def near(session: Session, account_id: str, begin: datetime, end: datetime) -> set[str]:
        """Name the activities that have a recording between two moments."""
        between = {"begin": begin, "end": end, "earliest": begin - _LONGEST}
        return set(session.scalars(_NEAR, {"account_id": account_id, **between}))

    @staticmethod
    def left_with(
        session: Session, account_id: str, activity_id: str
    ) -> tuple[list[Sender], list[RecordingRow]]:
        """Give every version of every recording of an activity, those that left it too."""
        mine = select(RecordingRow).where(
            owned_by(RecordingRow.account_id, account_id), RecordingRow.activity_id == activity_id
        )
        rows = list(session.scalars(mine))
        senders = {Sender(row.account_id, row.source, row.source_id) for row in rows}
        return sorted(senders, key=lambda one: (one.source, one.source_id)), rows

    @staticmethod
    def senders(session: Session, activity_id: str) -> set[Sender]:
        """Name the recordings that an activity is made of."""
        theirs = select(RecordingRow.account_id, RecordingRow.source, RecordingRow.source_id)
        theirs = theirs.where(
            RecordingRow.activity_id == activity_id, RecordingRow.left_at.is_(None)
        )
        found = session.execute(theirs.distinct())
        return {Sender(row.account_id, row.source, row.source_id) for row in found}

    @staticmethod
    def sources(session: Session, activity_id: str) -> frozenset[str]:
        """Name the sources that an activity's recordings came from."""
        return frozenset(session.scalars(_SOURCES, {"activity_id": activity_id}))

    @staticmethod
    def activity_ids(
        session: Session, account_id: str, sources: Iterable[str], source_ids: Iterable[str]
    ) -> dict[str, str]:
        """Give the activity of each recording of some sources that is known."""
        wanted = {"account_id": account_id, "sources": list(sources), "names": list(source_ids)}
        return {row.source_id: row.activity_id for row in session.execute(_ACTIVITY_IDS, wanted)}

    @staticmethod
    def owned(session: Session, account_id: str, recording_id: str) -> RecordingRow | None:
        """Give a version of somebody's recording, if an activity is made of it."""
        row = session.get(RecordingRow, recording_id)
        mine = row is not None and row.account_id == account_id and row.left_at is None
        return row if mine else None

    @staticmethod
    def move(session: Session, senders: Iterable[Sender], activity_id: str) -> None:
        """Let recordings belong to another activity, with all their versions."""
        for sender in senders:
            mine = update(RecordingRow).where(*sent_by(sender))
            session.execute(mine.values(activity_id=activity_id))

    @staticmethod
    def leave(session: Session, sender: Sender) -> None:
        """Let nothing be made of a recording any more."""
        mine = update(RecordingRow).where(*sent_by(sender), RecordingRow.left_at.is_(None))
        session.execute(mine.values(left_at=datetime.now(UTC)))

    def listed(self, account_id: str, activity_id: str) -> list[RecordingRow]:
        """Give the newest version of each recording of an activity, the first to come first."""
        with self._transactions.reading() as session:
            rows = self.of_activities(session, account_id, [activity_id])
        came = {}
        for row in rows:
            came.setdefault((row.source, row.source_id), (row.received_at, row.id))
        newest = {(row.source, row.source_id): row for row in rows}
        return [newest[key] for key in sorted(came, key=lambda key: came[key])]

    def names(self, account_id: str) -> list[str]:
        """Name the apps and devices that recordings came from."""
        seen = select(RecordingRow.app, RecordingRow.device).where(
            RecordingRow.account_id == account_id
        )
        with self._transactions.reading() as session:
            found = {name for pair in session.execute(seen.distinct()) for name in pair if name}
        return sorted(found, key=str.casefold)


_BY_SENDER = (RecordingRow.source, RecordingRow.source_id, RecordingRow.revision)


def sent_by(sender: Sender) -> tuple[Any, ...]:
    """Ask for the versions of one recording."""
    return (
        RecordingRow.account_id == sender.account_id,
        RecordingRow.source == sender.source,
        RecordingRow.source_id == sender.source_id,
    )


# Questions of every arrival, made once: to make one costs more than to ask it. Of columns of the
# table where no row is wanted as an object, for that costs more than the answer too.
_T = RecordingRow.__table__.c
_OF_SENDER = (
    select(RecordingRow)
    .where(RecordingRow.account_id == bindparam("account_id"))
    .where(RecordingRow.source == bindparam("source"))
    .where(RecordingRow.source_id == bindparam("name"))
    .order_by(RecordingRow.revision)
)
_NEAR = (
    select(_T.activity_id)
    # By start alone the index would lead through the whole history.
    .where(_T.account_id == bindparam("account_id"))
    .where(_T.start > bindparam("earliest"))
    .where(_T.start < bindparam("end"), _T.end > bindparam("begin"))
    .where(_T.left_at.is_(None))
    .distinct()
)
_SOURCES = (
    select(_T.source)
    .where(_T.activity_id == bindparam("activity_id"), _T.left_at.is_(None))
    .distinct()
)
_OF_NAMES = (
    _T.account_id == bindparam("account_id"),
    _T.source.in_(bindparam("sources", expanding=True)),
    _T.source_id.in_(bindparam("names", expanding=True)),
)
_ACTIVITY_IDS = select(_T.source_id, _T.activity_id).where(*_OF_NAMES).distinct()
_HEARD_OF = select(_T.source, _T.source_id).where(*_OF_NAMES)
