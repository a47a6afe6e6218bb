"""What phones are answered, as JSON. What they send is described by the wire format itself."""

from datetime import datetime

from pydantic import BaseModel, Field

from fitglue.domain.receipts import Receipt, Verdict
from fitglue.store.tables import RefusedItemRow


class ReceiptOut(BaseModel):
    """What became of one item."""

    verdict: Verdict = Field(
        description="stored, already_had_it and updated: it is kept, durably, and need not be sent "
        "again. refused: it was set aside for the reason in `why`, and the rest went on. "
        "not_wanted: a health metric that its owner does not want kept; nothing of it was."
    )
    workout: str = Field(description="The workout's UUID; empty for what could not be read.")
    part: str = Field(description="Which part of it, as digests name it; empty for deletions.")
    activity_id: str = Field(description="The activity that this workout is, or will be, here.")
    why: str
    next_step: str


class Receipts(BaseModel):
    """The receipts of a batch, in the order of its items."""

    batch_id: str
    receipts: list[ReceiptOut]
    wants_metrics: bool = Field(
        description="Whether the person wants health metrics kept: ask Health for them only then. "
        "When this becomes true, begin with all of them."
    )
    wants_writing: bool = Field(
        description="Whether something waits to be written into Health, or may come to: ask "
        "`/sync/writes` then."
    )


class DigestOut(BaseModel):
    """What the server says of workouts that a phone has; it knows all others as they are."""

    missing: list[str] = Field(description="Send these: nothing of them is here.")
    differing: list[str] = Field(description="Send these as well: their seal is another one here.")
    deleted: list[str] = Field(description="Do not send these: they were deleted.")
    metrics: list[tuple[str, str]] = Field(
        description="Send the samples of these quantities and months: they are others here."
    )
    wants_metrics: bool = Field(description="Whether health metrics are wanted at all.")
    wants_writing: bool = Field(description="Whether `/sync/writes` is to be asked.")


class RefusedItem(BaseModel):
    """An item that was set aside; its bytes are at `/sync/refused/{id}`."""

    id: str
    batch_id: str
    position: int = Field(description="In its batch, from 0.")
    why: str
    next_step: str
    received_at: datetime


class _Asking(BaseModel):
    """A phone that asks to be let in: what it is known by, and what it is."""

    claim: str = Field(
        min_length=32, max_length=128,
        description="A random text that the phone made and keeps: when the answer was lost, it "
        "asks again with the same one.",
    )  # fmt: skip
    name: str = Field(default="", max_length=100, description="What its owner calls it.")
    app_version: str = Field(default="", max_length=100)
    os_version: str = Field(default="", max_length=100)


class PairIn(_Asking):
    """A phone that asks to be let in with a code."""

    code: str = Field(min_length=8, max_length=40, description="As the page shows it.")


class SignInIn(_Asking):
    """A phone whose owner signs in on it."""

    email: str = Field(min_length=1, max_length=320)
    password: str = Field(min_length=1, max_length=1000, repr=False)


class PairOut(BaseModel):
    """A phone's own token: for `Authorization: Bearer`, with the scope `sync` and no other."""

    token: str


def receipt_out(receipt: Receipt) -> ReceiptOut:
    """Show a receipt."""
    return ReceiptOut(
        verdict=receipt.verdict, workout=receipt.workout, part=receipt.part,
        activity_id=receipt.activity_id, why=receipt.why, next_step=receipt.next_step,
    )  # fmt: skip


def refused_out(row: RefusedItemRow) -> RefusedItem:
    """Show a refused item."""
    return RefusedItem(
        id=row.id, batch_id=row.batch_id, position=row.position, why=row.why,
        next_step=row.next_step, received_at=row.received_at,
    )  # fmt: skip
