"""What phones have sent: batches with their receipts, parts of workouts, deletions, the refused."""

import hashlib
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import bindparam, delete, insert, select, update
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


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch that was taken: its name and content, and the receipts as they are kept."""

    batch_id: str
    content_hash: str
    receipts: Any


class Sync:
    """Questions about what phones sent, and changes, always of one account."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @staticmethod
    def lock(session: Session, account_id: str) -> None:
        """Let a person's batches be written one after the other.

        On SQLite they are anyway: whoever writes has the whole database.
        """
        if session.get_bind().dialect.name != "sqlite":
            session.execute(_LOCK, {"account_id": account_id})

    @staticmethod
    def batch(session: Session, account_id: str, device_id: str, batch_id: str) -> Batch | None:
        """Give a batch that was taken."""
        named = {"account_id": account_id, "device_id": device_id, "batch_id": batch_id}
        row = session.execute(_BATCH, named).one_or_none()
        return None if row is None else Batch(*row)

    @staticmethod
    def same_body(session: Session, account_id: str, body_hash: str) -> Batch | None:
        """Give a batch that came with these very bytes."""
        asked = {"account_id": account_id, "body_hash": body_hash}
        row = session.execute(_SAME_BODY, asked).one_or_none()
        return None if row is None else Batch(*row)

    @staticmethod
    def receipts(batch: Batch) -> list[Receipt]:
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
        session.execute(_NEW_BATCH, {
            "id": str(uuid.uuid4()), "account_id": account_id, "device_id": sent.device_id,
            "batch_id": sent.batch_id, "content_hash": sent.content_hash,
            "body_hash": sent.body_hash, "receipts": msgspec.to_builtins(list(receipts)),
            "received_at": now,
        })  # fmt: skip

    @staticmethod
    def parts(
        session: Session, account_id: str, uuids: Collection[str]
    ) -> dict[str, list[tuple[Part, str]]]:
        """Give the parts of some workouts, each with the blob of its content."""
        found: dict[str, list[tuple[Part, str]]] = {}
        for some in _in_turn(uuids):
            for *told, blob in session.execute(_PARTS, {"account_id": account_id, "uuids": some}):
                part = Part(*told)
                found.setdefault(part.workout_uuid, []).append((part, blob))
        return found

    @staticmethod
    def add_parts(session: Session, account_id: str, parts: Iterable[tuple[Part, str]]) -> None:
        """Write parts of which there was none, each with the blob of its content."""
        if rows := [_part(account_id, part, blob) for part, blob in parts]:
            session.execute(_NEW_PART, rows)

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


def _part(account_id: str, part: Part, blob: str) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()), "account_id": account_id, "workout_uuid": part.workout_uuid,
        "name": part.name, "revision": part.revision, "samples": part.samples,
        "content_hash": part.content_hash, "content_blob": blob, "received_at": datetime.now(UTC),
    }  # fmt: skip


# Questions of every batch, made once: to make one costs more than to ask it. Of tables and their
# columns, for to make an object of a row, or to look which ones a change is about, costs more too.
_TABLES = BatchRow.metadata.tables
_BATCHES, _KEPT, _GONE, _REFUSED = (
    _TABLES[row.__tablename__] for row in (BatchRow, PartRow, DeletedWorkoutRow, RefusedItemRow)
)
_NEW_BATCH, _NEW_PART = insert(_BATCHES), insert(_KEPT)
_LOCK = (
    select(AccountRow.__table__.c.id)
    .where(AccountRow.__table__.c.id == bindparam("account_id"))
    .with_for_update(key_share=True)
)
_TAKEN = select(_BATCHES.c.batch_id, _BATCHES.c.content_hash, _BATCHES.c.receipts).where(
    _BATCHES.c.account_id == bindparam("account_id")
)
_BATCH = _TAKEN.where(
    _BATCHES.c.device_id == bindparam("device_id"), _BATCHES.c.batch_id == bindparam("batch_id")
)
_SAME_BODY = _TAKEN.where(_BATCHES.c.body_hash == bindparam("body_hash")).limit(1)
_FORGET_BATCHES = delete(_BATCHES).where(
    _BATCHES.c.account_id == bindparam("account_id"), _BATCHES.c.received_at < bindparam("before")
)
_PARTS = select(
    _KEPT.c.workout_uuid, _KEPT.c.name, _KEPT.c.revision, _KEPT.c.samples, _KEPT.c.content_hash,
    _KEPT.c.content_blob,
).where(
    _KEPT.c.account_id == bindparam("account_id"),
    _KEPT.c.workout_uuid.in_(bindparam("uuids", expanding=True)),
)  # fmt: skip
_DELETED = select(_GONE.c.workout_uuid).where(
    _GONE.c.account_id == bindparam("account_id"),
    _GONE.c.workout_uuid.in_(bindparam("uuids", expanding=True)),
)
_FORGET_REFUSED = delete(_REFUSED).where(
    _REFUSED.c.account_id == bindparam("account_id"),
    _REFUSED.c.content_hash.in_(bindparam("hashes", expanding=True)),
)
