"""Weighs what a phone sends against what is kept: a receipt for each item, and what to write.

Nothing is written here. Of several versions of a part the best one is kept, whichever came first,
so the order in which a phone's items arrive changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from fitglue.domain.errors import FitGlueError, Unreadable
from fitglue.domain.receipts import Receipt, Verdict
from fitglue.formats.phone_sync import wire
from fitglue.formats.phone_sync.reading import ENVELOPE, Part, part_of, read_item

_GONE = "It was deleted in Health, so it does not come back."
_BETTER = "A version of this part that knows more is here already."
_OFF = Receipt(
    verdict=Verdict.NOT_WANTED,
    why="Health metrics are switched off here, so nothing of this was read or kept.",
    next_step="Switch them on in FitGlue's settings, under Health metrics.",
)
_WAITS = "It waits for the envelope of its workout."


@dataclass(frozen=True, slots=True)
class SentItem:
    """An item with its bytes: what it says, or why it cannot be taken."""

    raw: bytes
    item: wire.Item | None = None
    part: Part | None = None
    why: FitGlueError | None = None
    unwanted: bool = False  # a metric that was not read

    @property
    def is_metric(self) -> bool:
        """Tell whether it belongs to no workout."""
        return self.unwanted or isinstance(self.item, wire.MetricItem)

    @property
    def workout_uuid(self) -> str:
        """Name the workout that it belongs to, empty when that cannot be read."""
        if self.part is not None:
            return self.part.workout_uuid
        return self.item.uuid.upper() if isinstance(self.item, wire.Deleted) else ""

    @property
    def source(self) -> str:
        """Name the source that its phone stands for."""
        return source_of(self.item) if self.item is not None else ""


@dataclass(frozen=True, slots=True)
class Version:
    """The best version of a part: one that is kept in a blob, or one that has just come."""

    part: Part
    blob: str = ""
    sent: SentItem | None = None


Versions = Mapping[str, Version]  # by the name of the part


@dataclass(slots=True)
class Weighed:
    """What follows from a batch."""

    parts: dict[str, dict[str, Version]]  # of each workout, with what has come
    deleted: set[str]
    kept: frozenset[tuple[str, str]]  # workout and name of each part that is here already
    receipts: list[Receipt] = field(default_factory=list)
    better: dict[tuple[str, str], Version] = field(default_factory=dict)  # to be written
    changed: dict[str, None] = field(default_factory=dict)  # workouts, in the order they came
    gone: dict[str, str] = field(default_factory=dict)  # workouts it deletes, with their source
    refused: dict[int, SentItem] = field(default_factory=dict)  # by position
    metrics: list[int] = field(default_factory=list)  # positions; their receipts are still to come

    @property
    def whole(self) -> list[tuple[str, Versions]]:
        """Give the changed workouts of which there is an envelope."""
        return [(uuid, self.parts[uuid]) for uuid in self.changed if ENVELOPE in self.parts[uuid]]


#: The sources that phones stand for.
SOURCES = ("apple_health", "health_connect")


def source_of(item: wire.Item) -> str:
    """Name the source of what a phone sends: one is an iPhone's, one an Android phone's."""
    platform = getattr(item, "platform", None)  # what is of no workout says none
    return "health_connect" if platform == "health_connect" else "apple_health"


def looked_at(raw: bytes) -> SentItem:
    """Read an item's bytes."""
    try:
        item = read_item(raw)
    except Unreadable as why:
        return SentItem(raw, why=why)
    is_part = isinstance(item, wire.Workout | wire.Route | wire.Series)
    return SentItem(raw, item, part_of(item) if is_part else None)


def weigh(
    items: Iterable[SentItem], kept: Mapping[str, Versions], deleted: Iterable[str]
) -> Weighed:
    """Weigh items against the parts that are `kept` and the workouts that were `deleted`."""
    here = frozenset((uuid, name) for uuid, parts in kept.items() for name in parts)
    weighed = Weighed({uuid: dict(parts) for uuid, parts in kept.items()}, set(deleted), here)
    for position, sent in enumerate(items):
        if sent.why is not None:
            weighed.refused[position] = sent
            receipt = Receipt(
                verdict=Verdict.REFUSED, why=sent.why.sentence, next_step=sent.why.next_step
            )
        elif sent.is_metric:
            weighed.metrics.append(position)
            receipt = _OFF
        elif sent.part is None:
            receipt = _delete(weighed, sent)
        else:
            receipt = _put(weighed, sent, sent.part)
        weighed.receipts.append(_named(receipt, sent))
    return weighed


def _delete(weighed: Weighed, sent: SentItem) -> Receipt:
    uuid = sent.workout_uuid
    if uuid in weighed.deleted:
        return Receipt(verdict=Verdict.KNOWN)
    weighed.deleted.add(uuid)
    weighed.gone[uuid] = sent.source
    weighed.parts.pop(uuid, None)
    weighed.changed.pop(uuid, None)
    weighed.better = {key: one for key, one in weighed.better.items() if key[0] != uuid}
    return Receipt(verdict=Verdict.STORED)


def _put(weighed: Weighed, sent: SentItem, part: Part) -> Receipt:
    if part.workout_uuid in weighed.deleted:
        return Receipt(verdict=Verdict.KNOWN, why=_GONE)
    versions = weighed.parts.setdefault(part.workout_uuid, {})
    before = versions.get(part.name)
    if before is not None and before.part.rank >= part.rank:
        same = before.part.content_hash == part.content_hash
        return Receipt(verdict=Verdict.KNOWN, why="" if same else _BETTER)
    now = Version(part, sent=sent)
    again = before is not None and before.part.content_hash == part.content_hash
    if before is not None and again:  # a later reading says the same: only its revision is noted
        now = replace(now, blob=before.blob)
    versions[part.name] = weighed.better[part.workout_uuid, part.name] = now
    if again:
        return Receipt(verdict=Verdict.KNOWN)
    weighed.changed[part.workout_uuid] = None
    waits = before is None and ENVELOPE not in versions
    verdict = Verdict.STORED if before is None else Verdict.UPDATED
    return Receipt(verdict=verdict, why=_WAITS if waits else "")


def _named(receipt: Receipt, sent: SentItem) -> Receipt:
    part = sent.part.name if sent.part else ""
    return replace(receipt, workout=sent.workout_uuid, part=part if sent.workout_uuid else "")
