"""Cut a stream of blocks into windows that hold whole tags, nearly without copying."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from fitglue.domain.errors import Damaged, Hostile, NotAWorkout

Tell = Callable[[int], None]

_TOLD_EVERY = 4 << 20
_MAX_HEAD = 4 << 20
_MAX_TAG = 1 << 20
_ROOT = re.compile(rb"<HealthData[\s>]")
_VERSION = re.compile(rb"HealthKit Export Version:\s*(\d+)")
#: A window can be read this far behind its end.
PADDING = 8
_EXPORT_AGAIN = (
    "Choose the export.zip that the iPhone made: Health, your picture, Export All Health Data."
)


@dataclass(frozen=True, slots=True)
class Window:
    """The part [start, stop) of a block: it ends before a `<`, so every tag in it is whole."""

    block: bytes
    start: int
    stop: int


class Progress:
    """Passes blocks on, tells how far it is, and ends at damage instead of raising it."""

    def __init__(self, blocks: Iterable[bytes], tell: Tell | None) -> None:
        self._blocks = blocks
        self._tell = tell
        self.damage: Damaged | None = None

    def __iter__(self) -> Iterator[bytes]:
        """Give the blocks."""
        done = told = 0
        try:
            for block in self._blocks:
                yield block
                done += len(block)
                if self._tell and done - told >= _TOLD_EVERY:
                    self._tell(told := done)
        except Damaged as damage:
            self.damage = damage
        if self._tell and done > told:
            self._tell(done)


def past_head(progress: Progress) -> tuple[str, Iterator[bytes]]:
    """Skip everything before `<HealthData`: give the export version said there, and the rest.

    Raises NotAWorkout when there is no `<HealthData`, Damaged when the file broke before it,
    and Hostile when the skipped head declares an entity.
    """
    head, blocks = bytearray(), iter(progress)
    for block in blocks:
        searched = max(len(head) - PADDING * 2, 0)
        head += block
        root = _ROOT.search(head, searched)
        if root:
            return _checked(head[: root.start()]), _chained(bytes(head[root.start() :]), blocks)
        if len(head) > _MAX_HEAD:
            break
    if progress.damage:
        raise progress.damage
    raise _another_kind(bytes(head))


def _checked(head: bytearray) -> str:
    if b"<!ENTITY" in head:
        raise Hostile("This file declares XML entities, which no Apple Health export does.")
    version = _VERSION.search(head)
    return version[1].decode() if version else ""


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _another_kind(head: bytes) -> NotAWorkout:
    if b"<ClinicalDocument" in head:
        return NotAWorkout(
            "This is export_cda.xml, the clinical copy without workouts.", _EXPORT_AGAIN
        )
    return NotAWorkout("This is not an Apple Health export: it has no HealthData.", _EXPORT_AGAIN)


def windows(blocks: Iterable[bytes]) -> Iterator[Window]:
    """Cut blocks into windows. Raises Hostile when there is no `<` for more than 1 MiB.

    What lies between the last `<` of a block and the first of the next becomes a small window of
    its own; the rest of the block is not copied.
    """
    carry = bytearray()
    for block in blocks:
        first = block.find(b"<") if carry else 0
        carry += block if first < 0 else block[:first]
        if len(carry) > _MAX_TAG:
            raise Hostile("One element of this export is longer than a mebibyte.")
        if first < 0:
            continue
        if carry:
            yield _padded(carry)
        last = max(block.rfind(b"<", first, len(block) - PADDING + 1), first)
        if last > first:
            yield Window(block, first, last)
        carry = bytearray(block[last:])
    if carry:
        yield _padded(carry)


def _padded(text: bytearray) -> Window:
    return Window(bytes(text) + bytes(PADDING), 0, len(text))
