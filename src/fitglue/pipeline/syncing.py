"""Takes what a phone sends: parts are kept, activities made of them, and only then is it said so.

One transaction writes a batch: its parts, the activities and runs that follow from them, and the
receipts. A batch that is sent again finds its receipts; the same items in another batch find
themselves.
"""

import hashlib
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeGuard

from sqlalchemy.exc import DBAPIError

from fitglue.domain import health_writes
from fitglue.domain.activity import Recording, Sender
from fitglue.domain.arrival import Arrival, Original, SourceTools
from fitglue.domain.errors import Bug, Conflict, FitGlueError, Unreadable
from fitglue.domain.receipts import Receipt
from fitglue.formats.packing import packed, unpacked
from fitglue.formats.phone_sync import Sent, read_item, wire
from fitglue.formats.phone_sync.assembling import assembled
from fitglue.formats.phone_sync.reading import ENVELOPE, Part
from fitglue.pipeline.comparing import Comparing
from fitglue.pipeline.intake import Manner, foreseen, put, recording_of
from fitglue.pipeline.leaving import Leaving
from fitglue.pipeline.metric_items import MetricItems, look_at
from fitglue.pipeline.starting import Starter
from fitglue.pipeline.weighing import (
    SOURCES,
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
    from fitglue.store.ahead import Ahead
    from fitglue.store.blobs import Blobs
    from fitglue.store.intake import Intake

_WHY_HIDDEN = "It was deleted in Health."
Known = tuple[str, list[Receipt]]  # a batch's id, and what was said about each of its items
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Syncing:
    """Takes batches for one person, from one of their phones."""

    starter: Starter
    account_id: str
    tools: SourceTools
    settle_s: float
    phone_id: str = ""

    def known(self, body_hash: str) -> Known | None:
        """Give the id and the receipts of a batch that came before, byte for byte."""
        with self._store.transactions.reading() as session:
            batch = self._store.sync.same_body(session, self.account_id, body_hash)
        return None if batch is None else (batch.batch_id, self._store.sync.receipts(batch))

    def take(self, sent: Sent) -> list[Receipt]:
        """Keep a batch durably and give a receipt for each of its items.

        Raises Conflict when its id was used for other items, and DiskFull; then nothing is kept.
        """
        ahead = self._store.ahead()
        joining = _Joining(self._store.blobs, ahead, self.account_id, self.tools)
        with self._store.transactions.reading() as session:  # one view for all that is asked
            prepared = self._replayed(session, sent) or self._prepared(session, sent, joining)
        if isinstance(prepared, list):
            return prepared
        items, comparing = prepared
        with self._store.intake(ahead) as intake:
            self._store.sync.lock(intake.session, self.account_id)
            receipts = self._replayed(intake.session, sent)
            if receipts is None:
                receipts = self._write(intake, sent, items, (joining, comparing))
        return receipts

    def _looked_at(self, session: "Session", sent: Sent) -> list[SentItem]:
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

    def _prepared(
        self, session: "Session", sent: Sent, joining: "_Joining"
    ) -> tuple[list[SentItem], Comparing]:
        """Do what only computes before the transaction; items that nothing can be made of say so.

        It locks others out on SQLite.
        """
        items = self._looked_at(session, sent)
        weighed = self._weigh(session, items)
        joining.keep(weighed.better.values())  # first: they are written while the rest computes
        made = {uuid: joining.recording(uuid, versions) for uuid, versions in weighed.whole}
        whole = [one for one in made.values() if _is_to_be_put(one)]
        return (
            [_or_why(one, made.get(one.workout_uuid)) for one in items],
            foreseen(self._store, self.account_id, whole, self._manner, joining.ahead),
        )

    @property
    def _manner(self) -> Manner:
        return Manner(backfill=False, settle_s=self.settle_s, whole=True)

    def _weigh(self, session: "Session", items: Sequence[SentItem]) -> Weighed:
        uuids = {one.workout_uuid for one in items} - {""}
        sync = self._store.sync
        kept = {
            uuid: {part.name: Version(part, blob) for part, blob in parts}
            for uuid, parts in sync.parts(session, self.account_id, uuids).items()
        }
        return weigh(items, kept, sync.deleted(session, self.account_id, uuids))

    def _write(
        self,
        intake: "Intake",
        sent: Sent,
        items: list[SentItem],
        prepared: "tuple[_Joining, Comparing]",
    ) -> list[Receipt]:
        session, (joining, comparing) = intake.session, prepared
        weighed = self._weigh(session, items)
        recordings = [joining.recording(uuid, versions) for uuid, versions in weighed.whole]
        for made in recordings:
            if isinstance(made, FitGlueError):  # only together with what came meanwhile
                raise made
        for uuid, source in weighed.gone.items():
            self._delete(intake, Sender(self.account_id, source, uuid), comparing)
        better = joining.keep(weighed.better.values())
        joining.ahead.wait()  # for what came meanwhile
        self._put_parts(session, weighed, better)
        whole = [one for one in recordings if _is_to_be_put(one)]
        put(intake, self.starter, whole, self._manner, comparing)
        self._take_metrics(session, items, weighed)
        receipts = self._with_activities(session, weighed.receipts)
        self._refuse(session, sent, weighed)
        self._store.sync.put_batch(session, self.account_id, sent, receipts)
        self._store.phones.note(session, self.phone_id, sent, receipts)
        return receipts

    def _put_parts(
        self, session: "Session", weighed: Weighed, better: "Iterable[tuple[Version, str]]"
    ) -> None:
        """Write parts that have come, in place of the versions that are here."""
        new: list[tuple[Part, str]] = []
        for version, blob in better:
            part = version.part
            if (part.workout_uuid, part.name) not in weighed.kept:
                new.append((part, blob))
            else:
                self._store.sync.replace_part(session, self.account_id, part, blob)
        self._store.sync.add_parts(session, self.account_id, new)

    def _take_metrics(self, session: "Session", items: list[SentItem], weighed: Weighed) -> None:
        """Take metrics in the order they came; what was not read was not wanted."""
        if not weighed.metrics or not self._store.metrics.wanted(session, self.account_id):
            return
        taking = MetricItems(self._store, session, self.account_id, self.tools.default_zone)
        for position in weighed.metrics:
            item = items[position].item
            if isinstance(item, wire.MetricItem):
                weighed.receipts[position] = taking.receipt(item)

    def _with_activities(self, session: "Session", receipts: list[Receipt]) -> list[Receipt]:
        """Say where the workouts are found, as far as they are here."""
        uuids = {one.workout for one in receipts} - {""}
        found = self._store.recordings.activity_ids(session, self.account_id, SOURCES, uuids)
        return [replace(one, activity_id=found.get(one.workout, "")) for one in receipts]

    def _delete(self, intake: "Intake", sender: Sender, comparing: Comparing) -> None:
        self._store.sync.delete(intake.session, self.account_id, sender.source_id)
        Leaving(self.starter, intake, comparing, _WHY_HIDDEN).leave(sender)

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
    """Makes recordings of parts, each combination once; packs and keeps each part once."""

    blobs: "Blobs"
    ahead: "Ahead"
    account_id: str
    tools: SourceTools
    _made: dict[tuple[str, frozenset[tuple[str, str]]], Recording | FitGlueError] = field(
        default_factory=dict
    )
    _contents: dict[Part, bytes] = field(default_factory=dict)
    _kept: dict[Part, str] = field(default_factory=dict)

    def recording(self, uuid: str, versions: Versions) -> Recording | FitGlueError:
        """Join the parts of a workout, or say why that cannot be."""
        key = uuid, frozenset((name, one.part.content_hash) for name, one in versions.items())
        if key not in self._made:
            self._made[key] = self._tried(uuid, versions)
        return self._made[key]

    def keep(self, versions: Iterable[Version]) -> list[tuple[Version, str]]:
        """Begin to put versions that have just come into blobs, and name those."""
        return [(one, one.blob or self._blob(one)) for one in versions]

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

    def _blob(self, one: Version) -> str:
        if one.part not in self._kept:
            self._kept[one.part] = self.ahead.put(self._content(one))
        return self._kept[one.part]

    def _content(self, one: Version) -> bytes:
        if one.part not in self._contents:
            sent = one.sent
            content = packed(sent.raw) if sent is not None else self.blobs.get(one.blob)
            self._contents[one.part] = content
        return self._contents[one.part]


def _is_to_be_put(made: Recording | FitGlueError) -> TypeGuard[Recording]:
    """Tell whether an activity follows; what FitGlue wrote into Health is here as its origin."""
    return isinstance(made, Recording) and not health_writes.is_ours(made.workout.metadata)


def _or_why(one: SentItem, made: Recording | FitGlueError | None) -> SentItem:
    return replace(one, why=made) if isinstance(made, FitGlueError) else one


def _item(one: Version, content: bytes) -> wire.Item:
    if one.sent is not None and one.sent.item is not None:
        return one.sent.item
    return read_item(unpacked(content))
