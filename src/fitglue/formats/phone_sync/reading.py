"""From the bytes of a request to a batch, and from an item's bytes to a part of a workout.

The items of a batch are read one by one, so that one that is broken costs nothing but itself.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from fitglue.domain.errors import Damaged, NotAWorkout
from fitglue.domain.streams import COLUMNS, StreamKind
from fitglue.formats.phone_sync import wire, writes
from fitglue.formats.phone_sync.inflating import unpacked

ENVELOPE = "workout"
_SHORT = 16
_One = TypeVar("_One")


class _Kind(msgspec.Struct):
    """What an item is, whatever else stands in it."""

    kind: str = ""


#: The columns of a route beside its time, in the order of our own streams.
ROUTE_COLUMNS = tuple(COLUMNS[StreamKind.ROUTE])
_batch = msgspec.json.Decoder(wire.Batch[msgspec.Raw])
_writes_asked = msgspec.json.Decoder(writes.WritesAsked)
_digest = msgspec.json.Decoder(wire.Digest)
_item = msgspec.json.Decoder(wire.Item)
_kind = msgspec.json.Decoder(_Kind)
_UPDATE = "Update the FitGlue app, then sync again."


@dataclass(frozen=True, slots=True)
class Sent:
    """A batch as it was sent: who sent it, and its items as bytes.

    `content_hash` names the items, however they are packed; `body_hash` the bytes that came.
    """

    batch_id: str
    device_id: str
    app_version: str
    state: wire.PhoneState
    items: tuple[bytes, ...]
    content_hash: str
    body_hash: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a phone says it has: workouts with their seals, metrics' months with theirs."""

    workouts: list[tuple[str, str]]
    metrics: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Part:
    """An item that is a part of a workout; `name` is the same for every version of it."""

    workout_uuid: str
    name: str
    revision: int
    samples: int
    content_hash: str  # of what it says, whichever its revision

    @property
    def rank(self) -> tuple[int, int, str]:
        """Order versions of a part: more samples win, then the later reading."""
        return self.samples, self.revision, self.content_hash


def read_batch(body: bytes, encoding: str = "") -> Sent:
    """Read a batch. Raises Unreadable when it is none, or over a limit."""
    read = _read(_batch, unpacked(body, encoding))
    items = tuple(bytes(item) for item in read.items)
    return Sent(
        read.batch_id, read.device_id, read.app_version, read.state, items, _hash_of(items),
        hash_of_body(body),
    )  # fmt: skip


def hash_of_body(body: bytes) -> str:
    """Name a body by its bytes, so that one that comes again need not be read again."""
    return hashlib.sha256(body).hexdigest()


def read_digest(body: bytes, encoding: str = "") -> Asked:
    """Read what a phone says it has; UUIDs become upper case. Raises Unreadable."""
    asked = _read(_digest, unpacked(body, encoding))
    return Asked(
        [(uuid.upper(), seal.lower()) for uuid, seal in asked.workouts],
        [(quantity, month, seal.lower()) for quantity, month, seal in asked.metrics],
    )


def read_writes_asked(body: bytes, encoding: str = "") -> writes.WritesAsked:
    """Read what a phone says of what it was to write. Raises Unreadable."""
    return _read(_writes_asked, unpacked(body, encoding))


def is_metric(raw: bytes) -> bool:
    """Tell whether an item is of a health metric, without reading anything else of it."""
    try:
        return _kind.decode(raw).kind.startswith("metric")
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return False  # whatever it is, reading it as an item tells


def read_item(raw: bytes) -> wire.Item:
    """Read one item. Raises Damaged, with the place and never the value."""
    item = _read(_item, raw)
    fault = _fault(item)
    if fault:
        raise Damaged(fault, _UPDATE)
    return item


def part_of(item: wire.Workout | wire.Route | wire.Series) -> Part:
    """Say which part of which workout an item is."""
    plain = msgspec.structs.replace(item, revision=0)
    content = hashlib.sha256(msgspec.json.encode(plain, order="sorted")).hexdigest()
    workout = item.uuid if isinstance(item, wire.Workout) else item.workout
    return Part(workout.upper(), _name(item), item.revision, _samples(item), content)


def seal_of(parts: Iterable[tuple[str, int]]) -> str:
    """Seal the names and sample counts of a workout's parts, as `wire.Digest` says."""
    lines = "".join(f"{name} {samples}\n" for name, samples in sorted(parts))
    return hashlib.sha256(lines.encode()).hexdigest()[:_SHORT]


def _read(decoder: "msgspec.json.Decoder[_One]", content: bytes) -> _One:
    try:
        return decoder.decode(content)
    except msgspec.ValidationError as problem:
        # msgspec names the place and what it expected there, never the value.
        raise Damaged(
            f"It is not as version 1 of the format says: {problem}.", _UPDATE
        ) from problem
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as problem:
        raise NotAWorkout("This is no JSON, or it was cut short.", "Send it again.") from problem


def _fault(item: wire.Item) -> str:
    """Say what no schema can: that columns differ in length, or that time runs backward."""
    if isinstance(item, wire.Workout) and item.end_s < item.start_s:
        return "The workout ends before it starts."
    if isinstance(item, wire.MetricDeleted):
        return ""
    columns = _columns(item)
    if len({len(column) for column in columns}) > 1:
        return "The columns of this part have several lengths."
    return "" if not columns or len(columns[0]) else "This part has no samples."


def _columns(item: wire.Item) -> list[Sequence[object]]:
    if isinstance(item, wire.Metric):
        return [item.uuid, item.start_s, item.value, *([] if item.end_s is None else [item.end_s])]
    if isinstance(item, wire.MetricSums):
        return [item.day, item.value]
    if isinstance(item, wire.Series):
        return [item.start_s, item.value, *([] if item.end_s is None else [item.end_s])]
    if isinstance(item, wire.Route):
        return [item.time_s, *(getattr(item, name) for name in ROUTE_COLUMNS)]
    return []


def _samples(item: wire.Item) -> int:
    columns = _columns(item)
    return len(columns[0]) if columns else 0


def _name(item: wire.Workout | wire.Route | wire.Series) -> str:
    if isinstance(item, wire.Workout):
        return ENVELOPE
    if isinstance(item, wire.Route):
        return f"route:{item.route.upper()}:{item.piece}"
    writer = hashlib.sha256(f"{item.app.bundle_id}\n{item.app.name}".encode()).hexdigest()[:_SHORT]
    return f"series:{item.quantity}:{writer}:{item.piece}"


def _hash_of(items: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for item in items:
        digest.update(len(item).to_bytes(8, "big") + item)
    return digest.hexdigest()
