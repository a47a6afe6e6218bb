"""Takes what a phone sends: parts are kept, activities made of them, and only then is it said so.

One transaction writes a batch: its parts, the activities and runs that follow from them, and the
receipts. A batch that is sent again finds its receipts; the same items in another batch find
themselves.
"""

import hashlib
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from fitglue.domain.activity import Recording, Sender
from fitglue.domain.arrival import Arrival, Original, SourceTools
from fitglue.domain.errors import Bug, Conflict, FitGlueError, Unreadable
from fitglue.domain.receipts import Receipt
from fitglue.formats.packing import packed, unpacked
from fitglue.formats.phone_sync import Sent, read_item, wire
from fitglue.formats.phone_sync.assembling import assembled
from fitglue.formats.phone_sync.reading import ENVELOPE, hash_of_body
from fitglue.pipeline.hiding import hide
from fitglue.pipeline.intake import Manner, put, recording_of
from fitglue.pipeline.metric_items import MetricItems, look_at
from fitglue.pipeline.starting import Starter
from fitglue.pipeline.weighing import (
    SentItem,
    Version,
    Versions,
    Weighed,
    source_of,
    weigh,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store import Store
    from fitglue.store.blobs import Blobs
    from fitglue.store.intake import Intake

_WHY_HIDDEN = "It was deleted in Health."
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Syncing:
    """Takes batches for one person, from one of their phones."""

    starter: Starter
    account_id: str
    tools: SourceTools
    settle_s: float
    phone_id: str = ""

    def known(self, body: bytes) -> tuple[str, list[Receipt]] | None:
        """Give the id and the receipts of a batch that came before, byte for byte."""
        batch = self._store.sync.same_body(self.account_id, hash_of_body(body))
        if batch is None:
            return None
        self._store.phones.seen(self.phone_id)
        return batch.batch_id, self._store.sync.receipts(batch)

    def take(self, sent: Sent) -> list[Receipt]:
        """Keep a batch durably and give a receipt for each of its items.

        Raises Conflict when its id was used for other items, and DiskFull; then nothing is kept.
        """
        with self._store.transactions.reading() as session:
            receipts = self._replayed(session, sent)
        if receipts is not None:
            self._store.phones.seen(self.phone_id)
            return receipts
        joining = _Joining(self._store.blobs, self.account_id, self.tools)
        items = self._prepared(self._looked_at(sent), joining)
        with self._store.intake() as intake:
            self._store.sync.lock(intake.session, self.account_id)
            receipts = self._replayed(intake.session, sent)
            if receipts is None:
                receipts = self._write(intake, sent, items, joining)
        return receipts

    def _looked_at(self, sent: Sent) -> list[SentItem]:
        with self._store.transactions.reading() as session:
            wants_metrics = self._store.metrics.wanted(session, self.account_id)
        zone = self.tools.default_zone
        return [look_at(raw, zone, wants=wants_metrics) for raw in sent.items]

    @property
    def _store(self) -> "Store":
        return self.starter.store

    def _replayed(self, session: "Session", sent: Sent) -> list[Receipt] | None:
        batch = self._store.sync.batch(session, self.account_id, sent.device_id, sent.batch_id)
        if batch is None:
            return None
        if batch.content_hash != sent.content_hash:
            raise Conflict(
                "This batch was sent before with other items, so nothing of it was stored.",
                "Send it under a new id.",
            )
        return self._store.sync.receipts(batch)

    def _prepared(self, items: Sequence[SentItem], joining: "_Joining") -> list[SentItem]:
        """Do what only computes before the transaction; items that nothing can be made of say so.

        It locks others out on SQLite.
        """
        with self._store.transactions.reading() as session:
            weighed = self._weigh(session, items)
        broken: dict[str, FitGlueError] = {}
        for uuid, versions in weighed.whole:
            made = joining.recording(uuid, versions)
            if isinstance(made, FitGlueError):
                broken[uuid] = made
        joining.keep(weighed.better.values())
        return [
            replace(one, why=broken[one.workout_uuid]) if one.workout_uuid in broken else one
            for one in items
        ]

    def _weigh(self, session: "Session", items: Sequence[SentItem]) -> Weighed:
        uuids = {one.workout_uuid for one in items} - {""}
        sync = self._store.sync
        kept = {
            uuid: {part.name: Version(part, blob) for part, blob in parts}
            for uuid, parts in sync.parts(session, self.account_id, uuids).items()
        }
        return weigh(self.account_id, items, kept, sync.deleted(session, self.account_id, uuids))

    def _write(
        self, intake: "Intake", sent: Sent, items: list[SentItem], joining: "_Joining"
    ) -> list[Receipt]:
        session = intake.session
        weighed = self._weigh(session, items)
        recordings = [joining.recording(uuid, versions) for uuid, versions in weighed.whole]
        for made in recordings:
            if isinstance(made, FitGlueError):  # only together with what came meanwhile
                raise made
        for uuid, source in weighed.gone.items():
            self._delete(session, Sender(self.account_id, source, uuid))
        for version, blob in joining.keep(weighed.better.values()):
            part = version.part
            is_new = (part.workout_uuid, part.name) not in weighed.kept
            put_part = self._store.sync.add_part if is_new else self._store.sync.replace_part
            put_part(session, self.account_id, part, blob)
        manner = Manner(backfill=False, settle_s=self.settle_s, whole=True)
        whole = [one for one in recordings if isinstance(one, Recording)]
        for source in dict.fromkeys(one.sender.source for one in whole):
            own = [one for one in whole if one.sender.source == source]
            put(intake, self.starter, own, manner)
        self._take_metrics(session, items, weighed)
        self._refuse(session, sent, weighed)
        self._store.sync.put_batch(session, self.account_id, sent, weighed.receipts)
        self._store.phones.note(session, self.phone_id, sent, weighed.receipts)
        return weighed.receipts

    def _take_metrics(self, session: "Session", items: list[SentItem], weighed: Weighed) -> None:
        """Take metrics in the order they came; what was not read was not wanted."""
        if not weighed.metrics or not self._store.metrics.wanted(session, self.account_id):
            return
        taking = MetricItems(self._store, session, self.account_id, self.tools.default_zone)
        for position in weighed.metrics:
            item = items[position].item
            if isinstance(item, wire.MetricItem):
                weighed.receipts[position] = taking.receipt(item)

    def _delete(self, session: "Session", sender: Sender) -> None:
        self._store.sync.delete(session, self.account_id, sender.source_id)
        hide(self._store, session, self.account_id, sender.activity_id, _WHY_HIDDEN)

    def _refuse(self, session: "Session", sent: Sent, weighed: Weighed) -> None:
        for position, one in weighed.refused.items():
            blob = self._store.blobs.put(packed(one.raw))
            why = weighed.receipts[position]
            self._store.sync.refuse(session, self.account_id, (sent, position), why, blob)
        taken = [raw for at, raw in enumerate(sent.items) if at not in weighed.refused]
        hashes = [hashlib.sha256(raw).hexdigest() for raw in taken]
        self._store.sync.forget_refused(session, self.account_id, hashes)


@dataclass(frozen=True, slots=True)
class _Joining:
    """Makes recordings of parts, each combination once."""

    blobs: "Blobs"
    account_id: str
    tools: SourceTools
    _made: dict[tuple[str, frozenset[tuple[str, str]]], Recording | FitGlueError] = field(
        default_factory=dict
    )

    def recording(self, uuid: str, versions: Versions) -> Recording | FitGlueError:
        """Join the parts of a workout, or say why that cannot be."""
        key = uuid, frozenset((name, one.part.content_hash) for name, one in versions.items())
        if key not in self._made:
            self._made[key] = self._tried(uuid, versions)
        return self._made[key]

    def keep(self, versions: Iterable[Version]) -> list[tuple[Version, str]]:
        """Put versions that have just come into blobs, and name those."""
        return [(one, one.blob or self.blobs.put(self._content(one))) for one in versions]

    def _tried(self, uuid: str, versions: Versions) -> Recording | FitGlueError:
        try:
            return self._recording(uuid, versions)
        except Unreadable as why:
            return why
        except (FitGlueError, OSError, DBAPIError):  # the machine's trouble, not the item's
            raise
        except Exception as problem:
            log.exception("a workout of a phone could not be joined")
            return Bug(f"FitGlue made a mistake with this workout ({type(problem).__name__}).")

    def _recording(self, uuid: str, versions: Versions) -> Recording:
        ordered = sorted(versions.items())
        contents = {name: self._content(one) for name, one in ordered}
        items = {name: _item(one, contents[name]) for name, one in ordered}
        envelope = items.pop(ENVELOPE)
        assert isinstance(envelope, wire.Workout)  # noqa: S101 - its name says so
        parts = [one for one in items.values() if isinstance(one, wire.Route | wire.Series)]
        originals = tuple(
            Original(f"{name.replace(':', '-')}.json", zstd) for name, zstd in contents.items()
        )
        arrival = Arrival(uuid, assembled(envelope, parts, self.tools), originals)
        return recording_of(self.account_id, source_of(envelope), arrival)

    def _content(self, one: Version) -> bytes:
        return packed(one.sent.raw) if one.sent is not None else self.blobs.get(one.blob)


def _item(one: Version, content: bytes) -> wire.Item:
    if one.sent is not None and one.sent.item is not None:
        return one.sent.item
    return read_item(unpacked(content))
