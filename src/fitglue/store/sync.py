"""What phones have sent: batches with their receipts, parts of workouts, deletions, the refused."""

import hashlib
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from fitglue.domain.receipts import Receipt
from fitglue.domain.shape import Shape
from fitglue.formats.phone_sync.reading import Part, Sent, seal_of
from fitglue.store.tables import (
    AccountRow,
    BatchRow,
    DeletedWorkoutRow,
    PartRow,
    RefusedItemRow,
)
from fitglue.store.transactions import Transactions

_REMEMBERED = timedelta(days=30)  # a batch; its items are known for ever
_IDS_AT_A_TIME = 500  # databases limit the parameters of one question
_MOST_REFUSED = 200
_RECEIPTS = Shape(list[Receipt])


class Sync:
    """Questions about what phones sent, and changes, always of one account."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @staticmethod
    def lock(session: Session, account_id: str) -> None:
        """Let a person's batches be written one after the other."""
        session.execute(_LOCK, {"account_id": account_id})

    @staticmethod
    def batch(session: Session, account_id: str, device_id: str, batch_id: str) -> BatchRow | None:
        """Give a batch that was taken."""
        named = {"account_id": account_id, "device_id": device_id, "batch_id": batch_id}
        return session.scalar(_BATCH, named)

    def same_body(self, account_id: str, body_hash: str) -> BatchRow | None:
        """Give a batch that came with these very bytes."""
        asked = {"account_id": account_id, "body_hash": body_hash}
        with self._transactions.reading() as session:
            return session.scalar(_SAME_BODY, asked)

    @staticmethod
    def receipts(batch: BatchRow) -> list[Receipt]:
        """Read a batch's receipts."""
        return _RECEIPTS.of(batch.receipts)

    @staticmethod
    def put_batch(
        session: Session, account_id: str, sent: Sent, receipts: Iterable[Receipt]
    ) -> None:
        """Write a batch that was taken; the oldest are forgotten."""
        now = datetime.now(UTC)
        old = {"account_id": account_id, "before": now - _REMEMBERED}
        session.execute(_FORGET_BATCHES, old)
        session.add(
            BatchRow(
                id=str(uuid.uuid4()), account_id=account_id, device_id=sent.device_id,
                batch_id=sent.batch_id, content_hash=sent.content_hash, body_hash=sent.body_hash,
                receipts=[msgspec.to_builtins(one) for one in receipts], received_at=now,
            )
        )  # fmt: skip

    @staticmethod
    def parts(
        session: Session, account_id: str, uuids: Collection[str]
    ) -> dict[str, list[tuple[Part, str]]]:
        """Give the parts of some workouts, each with the blob of its content."""
        found: dict[str, list[tuple[Part, str]]] = {}
        for some in _in_turn(uuids):
            for row in session.scalars(_PARTS, {"account_id": account_id, "uuids": some}):
                part = Part(row.workout_uuid, row.name, row.revision, row.samples, row.content_hash)
                found.setdefault(row.workout_uuid, []).append((part, row.content_blob))
        return found

    @staticmethod
    def add_part(session: Session, account_id: str, part: Part, blob: str) -> None:
        """Write a part of which there was none."""
        session.add(
            PartRow(
                id=str(uuid.uuid4()), account_id=account_id, workout_uuid=part.workout_uuid,
                name=part.name, revision=part.revision, samples=part.samples,
                content_hash=part.content_hash, content_blob=blob, received_at=datetime.now(UTC),
            )
        )  # fmt: skip

    @staticmethod
    def replace_part(session: Session, account_id: str, part: Part, blob: str) -> None:
        """Write a better version of a part."""
        same = update(PartRow).where(
            PartRow.account_id == account_id,
            PartRow.workout_uuid == part.workout_uuid,
            PartRow.name == part.name,
        )
        session.execute(
            same.values(
                revision=part.revision, samples=part.samples, content_hash=part.content_hash,
                content_blob=blob, received_at=datetime.now(UTC),
            )
        )  # fmt: skip

    @staticmethod
    def deleted(session: Session, account_id: str, uuids: Collection[str]) -> set[str]:
        """Tell which of some workouts were deleted."""
        found: set[str] = set()
        for some in _in_turn(uuids):
            asked = {"account_id": account_id, "uuids": some}
            found |= set(session.scalars(_DELETED, asked))
        return found

    @staticmethod
    def delete(session: Session, account_id: str, workout_uuid: str) -> None:
        """Note that a workout was deleted, and forget its parts."""
        session.add(
            DeletedWorkoutRow(
                account_id=account_id, workout_uuid=workout_uuid, deleted_at=datetime.now(UTC)
            )
        )
        session.execute(
            delete(PartRow).where(
                PartRow.account_id == account_id, PartRow.workout_uuid == workout_uuid
            )
        )

    def missing(
        self, account_id: str, asked: Iterable[tuple[str, str]]
    ) -> tuple[list[str], list[str], list[str]]:
        """Of workouts with their seals, give the unknown, those that differ, and the deleted."""
        seals = dict(asked)
        with self._transactions.reading() as session:
            deleted = self.deleted(session, account_id, seals)
            known = self._seals(session, account_id, seals)
        unknown = [one for one in seals if one not in known and one not in deleted]
        differing = [one for one, seal in known.items() if seals[one] and seals[one] != seal]
        return unknown, sorted(set(differing) - deleted), sorted(deleted)

    @staticmethod
    def _seals(session: Session, account_id: str, uuids: Collection[str]) -> dict[str, str]:
        parts: dict[str, list[tuple[str, int]]] = {}
        for some in _in_turn(uuids):
            rows = select(PartRow.workout_uuid, PartRow.name, PartRow.samples).where(
                PartRow.account_id == account_id, PartRow.workout_uuid.in_(some)
            )
            for workout, name, samples in session.execute(rows):
                parts.setdefault(workout, []).append((name, samples))
        return {workout: seal_of(found) for workout, found in parts.items()}

    @staticmethod
    def refuse(
        session: Session, account_id: str, place: tuple[Sent, int], why: Receipt, blob: str
    ) -> None:
        """Set an item aside with the reason; one that was refused before is not kept twice."""
        sent, position = place
        content_hash = hashlib.sha256(sent.items[position]).hexdigest()
        mine = (RefusedItemRow.account_id == account_id) & (
            RefusedItemRow.content_hash == content_hash
        )
        session.execute(delete(RefusedItemRow).where(mine))
        session.add(
            RefusedItemRow(
                id=str(uuid.uuid4()), account_id=account_id, device_id=sent.device_id,
                batch_id=sent.batch_id, position=position, why=why.why, next_step=why.next_step,
                content_hash=content_hash, content_blob=blob, received_at=datetime.now(UTC),
            )
        )  # fmt: skip
        session.flush()

    @staticmethod
    def forget_refused(session: Session, account_id: str, hashes: Collection[str]) -> None:
        """Take items off the list of the refused that could be taken by now."""
        for some in _in_turn(hashes):
            session.execute(_FORGET_REFUSED, {"account_id": account_id, "hashes": some})

    def refused(self, account_id: str) -> list[RefusedItemRow]:
        """Give a person's refused items, newest first."""
        mine = select(RefusedItemRow).where(RefusedItemRow.account_id == account_id)
        newest = mine.order_by(RefusedItemRow.received_at.desc(), RefusedItemRow.id)
        with self._transactions.reading() as session:
            return list(session.scalars(newest.limit(_MOST_REFUSED)))

    def refused_item(self, account_id: str, item_id: str) -> RefusedItemRow | None:
        """Give one of them."""
        with self._transactions.reading() as session:
            row = session.get(RefusedItemRow, item_id)
            return row if row is not None and row.account_id == account_id else None


def _in_turn(keys: Collection[str] | Mapping[str, Any]) -> Iterator[list[str]]:
    left = iter(keys)
    while some := list(islice(left, _IDS_AT_A_TIME)):
        yield some


# Questions of every batch, made once: to make one costs more than to ask it.
_LOCK = (
    select(AccountRow.__table__.c.id)
    .where(AccountRow.__table__.c.id == bindparam("account_id"))
    .with_for_update(key_share=True)
)
_BATCH = select(BatchRow).where(
    BatchRow.account_id == bindparam("account_id"),
    BatchRow.device_id == bindparam("device_id"),
    BatchRow.batch_id == bindparam("batch_id"),
)
_SAME_BODY = (
    select(BatchRow)
    .where(BatchRow.account_id == bindparam("account_id"))
    .where(BatchRow.body_hash == bindparam("body_hash"))
    .limit(1)
)
_FORGET_BATCHES = delete(BatchRow).where(
    BatchRow.account_id == bindparam("account_id"), BatchRow.received_at < bindparam("before")
)
_PARTS = select(PartRow).where(
    PartRow.account_id == bindparam("account_id"),
    PartRow.workout_uuid.in_(bindparam("uuids", expanding=True)),
)
_DELETED = select(DeletedWorkoutRow.workout_uuid).where(
    DeletedWorkoutRow.account_id == bindparam("account_id"),
    DeletedWorkoutRow.workout_uuid.in_(bindparam("uuids", expanding=True)),
)
_FORGET_REFUSED = delete(RefusedItemRow).where(
    RefusedItemRow.account_id == bindparam("account_id"),
    RefusedItemRow.content_hash.in_(bindparam("hashes", expanding=True)),
)
