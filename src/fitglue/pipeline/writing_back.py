"""What phones write into Apple Health: told to the phone that asks, and its receipts taken.

A receipt and what follows from it for the delivery are one transaction; a receipt that comes again
changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fitglue.domain.errors import Gone
from fitglue.domain.health_writes import ADDRESS
from fitglue.domain.ledger import DeliveryState
from fitglue.formats.packing import unpacked
from fitglue.formats.phone_sync import writes
from fitglue.formats.phone_sync.writing import as_sent
from fitglue.pipeline.again import Again
from fitglue.pipeline.delivering import delivery_job
from fitglue.pipeline.engine import Job
from fitglue.pipeline.starting import Starter

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store.tables import DeliveryRow, HealthWriteRow

#: Where a delivery goes on when its write did: it gave up waiting, or a person was asked.
_ASLEEP = (DeliveryState.NEEDS_YOU, DeliveryState.REFUSED)


def wants_writing(starter: Starter, account_id: str) -> bool:
    """Tell whether a phone should ask what to write: something waits, or a pipeline may want it."""
    return starter.store.health_writes.may_come(account_id)


@dataclass(frozen=True, slots=True)
class WritingBack:
    """What one phone of one person writes."""

    starter: Starter
    account_id: str
    phone_id: str

    def take(self, receipts: Iterable[writes.WriteReceipt]) -> None:
        """Take what the phone says became of writes; what is not its own is passed over."""
        for receipt in receipts:
            with self.starter.store.transactions.writing("a phone wrote") as session:
                jobs = self._take(session, receipt)
            for job in jobs:
                self.starter.engine.wake(job)

    def waiting(self) -> "tuple[Sequence[HealthWriteRow], bool]":
        """Give the oldest writes for this phone, and whether there are more."""
        store = self.starter.store
        with store.transactions.reading() as session:
            return store.health_writes.waiting(session, self.account_id, self.phone_id)

    def fetch(self, write_id: str) -> bytes:
        """Give a write as it is sent, which belongs to this phone from now on. Raises Gone."""
        store = self.starter.store
        with store.transactions.writing("a phone fetches") as session:
            row = store.health_writes.taken(session, self.account_id, self.phone_id, write_id)
            if row is None:
                raise Gone("There is nothing of this name for this phone to write.")
            blob, version = row.content_blob, row.version
        return as_sent(unpacked(store.blobs.get(blob)), write_id, version)

    def _take(self, session: "Session", receipt: writes.WriteReceipt) -> list[Job]:
        store = self.starter.store
        row = store.health_writes.owned(
            session, self.account_id, self.phone_id, receipt.write_id.lower()
        )
        if row is None or not _note(row, receipt, self.phone_id):
            return []
        session.flush()
        return self._go_on(session, row, is_there=receipt.verdict == "written")

    def _go_on(self, session: "Session", write: "HealthWriteRow", *, is_there: bool) -> list[Job]:
        """Let the deliveries go on that wait for it; give the jobs that are to begin now."""
        store, jobs = self.starter.store, []
        for row in store.health_writes.deliveries(session, self.account_id, write.activity_id):
            if row.state in _ASLEEP and not store.runs.has_newer(session, row):
                Again(self.starter, self.account_id).send_in(session, row)
            elif row.state == DeliveryState.UNKNOWN and row.retry_at is not None:
                jobs.append(delivery_job(row))
            elif row.state == DeliveryState.SKIPPED and row.ticket and is_there:
                _came_all_the_same(row, write)
        return jobs


def _came_all_the_same(row: "DeliveryRow", write: "HealthWriteRow") -> None:
    """Say of a delivery that was taken back what is true: the phone was at it, and it is there."""
    row.state, row.why = DeliveryState.SENT, "The phone was writing it when it was taken back."
    row.remote_id, row.url, row.next_step = write.health_uuid, ADDRESS, ""
    row.changed_at = datetime.now(UTC)
    row.sent_at = row.sent_at or row.changed_at


def _note(row: "HealthWriteRow", receipt: writes.WriteReceipt, phone_id: str) -> bool:
    """Write a receipt down; tell whether it says anything new."""
    if receipt.verdict == "written":
        return _note_written(row, receipt, phone_id)
    if receipt.write_version != row.version or not row.is_open:
        return False
    is_refused = receipt.verdict == "refused"
    is_new = (row.why, row.next_step, row.is_refused) != (
        receipt.why, receipt.next_step, is_refused
    )  # fmt: skip
    row.phone_id, row.why, row.next_step = phone_id, receipt.why, receipt.next_step
    row.is_refused, row.is_open = is_refused, not is_refused
    return is_new


def _note_written(row: "HealthWriteRow", receipt: writes.WriteReceipt, phone_id: str) -> bool:
    """Note what is in Health; an older version than the one that is wanted leaves that waiting."""
    version = min(receipt.write_version, row.version)
    if not receipt.uuid or version <= row.written_version:
        return False
    row.phone_id, row.written_version, row.health_uuid = phone_id, version, receipt.uuid.upper()
    row.written_at = datetime.now(UTC)
    if version == row.version:
        row.written_hash, row.is_open, row.is_refused = row.content_hash, False, False
        row.why = row.next_step = ""
    return True
