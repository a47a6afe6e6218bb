"""What becomes of the health metrics in a phone's batch: a receipt for each item."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fitglue.domain.errors import Damaged
from fitglue.domain.metrics import BY_HEALTHKIT
from fitglue.domain.receipts import Receipt, Verdict
from fitglue.formats.phone_sync import wire
from fitglue.formats.phone_sync.metrics import days_of, uuids_of
from fitglue.formats.phone_sync.reading import is_metric
from fitglue.pipeline.metrics import delete_samples, put_metrics
from fitglue.pipeline.weighing import SentItem, looked_at

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store import Store

_STRANGE = Receipt(
    verdict=Verdict.NOT_WANTED, why="This FitGlue keeps no metric of this name.",
    next_step="Update FitGlue, if the metric is one of today's.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MetricItems:
    """Takes metrics for one person, in the transaction of their batch."""

    store: "Store"
    session: "Session"
    account_id: str
    zone: str

    def receipt(self, item: wire.MetricItem) -> Receipt:
        """Keep what an item says and give its receipt."""
        if item.quantity not in BY_HEALTHKIT:
            return _STRANGE
        receipt = Receipt(verdict=self._verdict(item))
        return replace(receipt, part=f"metric:{item.quantity}")

    def _verdict(self, item: wire.MetricItem) -> Verdict:
        if isinstance(item, wire.MetricDeleted):
            gone = BY_HEALTHKIT[item.quantity].kind, uuids_of(item)
            is_new = delete_samples(self.store, self.session, self.account_id, gone)
            return Verdict.STORED if is_new else Verdict.KNOWN
        days = days_of(item, self.zone)
        taken = put_metrics(self.store, self.session, self.account_id, days)
        if taken.changed:
            return Verdict.UPDATED
        return Verdict.STORED if taken.new else Verdict.KNOWN


def look_at(raw: bytes, zone: str, *, wants: bool) -> SentItem:
    """Look at an item; one of a metric that nobody wants is not read."""
    if not wants and b'"metric' in raw and is_metric(raw):
        return SentItem(raw, unwanted=True)
    sent = looked_at(raw)
    if isinstance(sent.item, wire.Metric | wire.MetricSums) and sent.item.quantity in BY_HEALTHKIT:
        try:
            days_of(sent.item, zone)
        except Damaged as why:
            return SentItem(raw, why=why)
    return sent
