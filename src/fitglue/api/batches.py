"""Batches of phones as the API takes them, and what it answers."""

from dataclasses import dataclass

from fitglue.api.auth import Caller
from fitglue.api.sync_models import Receipts, receipt_out
from fitglue.formats.phone_sync import read_batch
from fitglue.instance import Instance, source_tools
from fitglue.pipeline.syncing import Known, Syncing
from fitglue.pipeline.writing_back import wants_writing


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a request, still packed as its header says."""

    content: bytes
    encoding: str


@dataclass(frozen=True, slots=True)
class Batches:
    """Takes the batches of one caller."""

    instance: Instance
    caller: Caller

    def known(self, body_hash: str) -> Receipts | None:
        """Answer a batch that came before, byte for byte; None for any other."""
        told = self._syncing.known(body_hash)
        return told and self._answer(told)

    def take(self, body: Body) -> Receipts:
        """Keep a batch durably and answer it. Raises Unreadable, Conflict and DiskFull."""
        sent = read_batch(body.content, body.encoding)
        return self._answer((sent.batch_id, self._syncing.take(sent)))

    @property
    def _syncing(self) -> Syncing:
        account = self.caller.account
        return Syncing(
            self.instance.starter, account.id, source_tools(account), account.settle_s,
            self.caller.phone_id,
        )  # fmt: skip

    def _answer(self, told: Known) -> Receipts:
        batch_id, receipts = told
        account = self.caller.account
        return Receipts(
            batch_id=batch_id,
            receipts=[receipt_out(one) for one in receipts],
            wants_metrics=account.keeps_metrics,
            wants_writing=wants_writing(self.instance.starter, account.id),
        )
