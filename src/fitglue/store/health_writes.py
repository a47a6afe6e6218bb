"""What phones are to write into Apple Health: kept until the phone's receipt, in one row each.

A write belongs to the first phone that takes it, for as long as that may ask: another could not
know whether it is in Health already.

It waits for as long as a delivery of an activity that is there wants it. So a run that is cancelled
and an activity that is deleted or hidden take it back at once, and a restored one brings it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from fitglue.domain.errors import Gone
from fitglue.domain.health_writes import TARGET_ID, HealthWrite, Standing, write_id_of
from fitglue.domain.ledger import DeliveryState
from fitglue.formats.packing import packed
from fitglue.store.blobs import Blobs
from fitglue.store.pipelines import has_target
from fitglue.store.tables import ActivityRow, DeliveryRow, HealthWriteRow, PhoneRow
from fitglue.store.transactions import Transactions

_IN_PAGE = 20
#: What gave up waiting goes on when the phone wrote after all.
_WANTING = (
    DeliveryState.WAITING, DeliveryState.SENDING, DeliveryState.UNKNOWN, DeliveryState.NEEDS_YOU,
    DeliveryState.REFUSED,
)  # fmt: skip


class HealthWrites:
    """Questions and changes of what is to be written."""

    def __init__(self, transactions: Transactions, blobs: Blobs) -> None:
        self._transactions, self._blobs = transactions, blobs

    def of(self, account_id: str) -> "OutboxOfPerson":
        """Give what a target may do with a person's writes."""
        return OutboxOfPerson(self._transactions, self._blobs, account_id)

    @staticmethod
    def waiting(
        session: Session, account_id: str, phone_id: str
    ) -> tuple[Sequence[HealthWriteRow], bool]:
        """Give the oldest writes that a phone may do, and whether there are more."""
        mine = select(HealthWriteRow).where(
            HealthWriteRow.account_id == account_id, *_WAITS, _is_free(phone_id)
        )
        oldest = mine.order_by(HealthWriteRow.asked_at, HealthWriteRow.id).limit(_IN_PAGE + 1)
        rows = session.scalars(oldest).all()
        return rows[:_IN_PAGE], len(rows) > _IN_PAGE

    def may_come(self, account_id: str) -> bool:
        """Tell whether anything waits for any phone, or a pipeline may want something written."""
        with self._transactions.reading() as session:
            return bool(session.scalar(_MAY_COME, {"account_id": account_id}))

    @staticmethod
    def taken(
        session: Session, account_id: str, phone_id: str, write_id: str
    ) -> HealthWriteRow | None:
        """Give a write to a phone, which it belongs to from then on; none if it is not its own."""
        row = HealthWrites.owned(session, account_id, phone_id, write_id)
        waits = select(HealthWriteRow.id).where(HealthWriteRow.id == write_id, *_WAITS)
        if row is None or session.scalar(waits) is None:
            return None
        row.phone_id = phone_id
        return row

    @staticmethod
    def owned(
        session: Session, account_id: str, phone_id: str, write_id: str
    ) -> HealthWriteRow | None:
        """Give a write for changing that this phone may do or has done."""
        mine = select(HealthWriteRow).where(
            HealthWriteRow.id == write_id, HealthWriteRow.account_id == account_id,
            _is_free(phone_id),
        )  # fmt: skip
        return session.scalar(mine.with_for_update(of=HealthWriteRow))

    @staticmethod
    def deliveries(session: Session, account_id: str, activity_id: str) -> list[DeliveryRow]:
        """Give the deliveries of an activity into Health, for changing."""
        mine = select(DeliveryRow).where(
            DeliveryRow.account_id == account_id, DeliveryRow.target == TARGET_ID,
            (DeliveryRow.activity_id == activity_id) | (DeliveryRow.taken_from == activity_id),
        )  # fmt: skip
        return list(session.scalars(mine.with_for_update()))


@dataclass(frozen=True, slots=True)
class OutboxOfPerson:
    """What a person's phones are to write: `domain.health_writes.HealthOutbox`."""

    transactions: Transactions
    blobs: Blobs
    account_id: str

    def put(self, write: HealthWrite) -> Standing:
        """Keep a write; the same content again changes nothing. Raises Gone."""
        blob = self.blobs.put(packed(write.content))
        with self.transactions.writing("write into Health") as session:
            row = self._row(session, write.activity_id, locks=True)
            if row is None:
                row = self._new(session, write)
                session.add(row)
            if row.content_hash != write.content_hash:
                _renew(row, write, blob)
            return _standing(session, row)

    def find(self, activity_id: str) -> Standing | None:
        """Tell how far a write is."""
        with self.transactions.reading() as session:
            row = self._row(session, activity_id)
            return None if row is None else _standing(session, row)

    def has_phone(self) -> bool:
        """Tell whether an iPhone of this person may ask what to write."""
        mine = select(PhoneRow).where(
            PhoneRow.account_id == self.account_id, PhoneRow.token_hash.is_not(None)
        )
        with self.transactions.reading() as session:
            phones = session.scalars(mine).all()
        return any(one.state.get("platform") != "health_connect" for one in phones)

    def _row(
        self, session: Session, activity_id: str, *, locks: bool = False
    ) -> HealthWriteRow | None:
        write_id = write_id_of(self.account_id, activity_id)
        return session.get(HealthWriteRow, write_id, with_for_update=locks or None)

    def _new(self, session: Session, write: HealthWrite) -> HealthWriteRow:
        if session.get(ActivityRow, write.activity_id) is None:
            raise Gone("What was to be written is gone.")
        return HealthWriteRow(
            id=write_id_of(self.account_id, write.activity_id), account_id=self.account_id,
            activity_id=write.activity_id, phone_id=None, version=0, content_hash="",
            written_version=0, written_hash="", health_uuid="", written_at=None,
        )  # fmt: skip


def _renew(row: HealthWriteRow, write: HealthWrite, blob: str) -> None:
    """Want another content; the phone that has written the earlier one replaces it."""
    row.version += 1
    row.start, row.end = write.start, write.end
    row.content_hash, row.content_blob = write.content_hash, blob
    row.is_open, row.is_refused, row.why, row.next_step = True, False, "", ""
    row.asked_at = datetime.now(UTC)


def _is_wanted() -> ColumnElement[bool]:
    """Tell whether a delivery still wants it, of an activity that is there."""
    of_activity = or_(
        DeliveryRow.activity_id == HealthWriteRow.activity_id,
        DeliveryRow.taken_from == HealthWriteRow.activity_id,
    )
    # Not a list: SQLAlchemy would write it into the question anew each time.
    is_wanting = or_(*(DeliveryRow.state == state for state in _WANTING))
    return exists().where(
        DeliveryRow.account_id == HealthWriteRow.account_id, DeliveryRow.target == TARGET_ID,
        of_activity, is_wanting, ActivityRow.id == DeliveryRow.activity_id,
        ActivityRow.hidden_at.is_(None),
    )  # fmt: skip


_WAITS = (HealthWriteRow.is_open, _is_wanted())


def writes_may_come(account_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Tell whether a person's phone should ask what to write."""
    waits = exists().where(HealthWriteRow.account_id == account_id, *_WAITS)
    return or_(has_target(account_id, TARGET_ID), waits)


# Asked with every answer to a phone, so made once.
_MAY_COME = select(writes_may_come(bindparam("account_id")))


def _is_free(phone_id: str) -> ColumnElement[bool]:
    """Tell a phone's own writes, and those of nobody who could still ask."""
    of_another = exists().where(
        PhoneRow.id == HealthWriteRow.phone_id, PhoneRow.token_hash.is_not(None)
    )
    return or_(HealthWriteRow.phone_id == phone_id, ~of_another)


def _standing(session: Session, row: HealthWriteRow) -> Standing:
    phone = session.get(PhoneRow, row.phone_id) if row.phone_id else None
    return Standing(
        write_id=row.id, version=row.version, content_hash=row.content_hash,
        written_version=row.written_version, written_hash=row.written_hash,
        health_uuid=row.health_uuid, why=row.why, next_step=row.next_step,
        is_refused=row.is_refused, phone=phone.name if phone is not None else "",
        asked_at=row.asked_at,
    )  # fmt: skip
