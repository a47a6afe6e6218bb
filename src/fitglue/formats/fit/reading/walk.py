"""The walk over a FIT file's messages: which definition each has, and where it stands.

Nothing is decoded here but definitions and compressed timestamps. Long runs of one definition
are found with numpy, a mixture message by message; either way all that is kept is a position.
"""

from array import array
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from fitglue.domain.errors import Hostile, TooBig
from fitglue.formats.fit.reading.container import Shell
from fitglue.formats.fit.reading.fields import MESSAGES
from fitglue.formats.fit.reading.layout import Layout

_COMPRESSED, _DEFINITION, _DEVELOPER = 0x80, 0x40, 0x20
_COMPRESSED_MASK, _LOCAL_MASK = 0x1F, 0x0F
_DEFINITION_HEAD = 6
NO_TIME = 0xFFFF_FFFF
_RUN = 8  # so many messages ahead the same header hints at a run
_FIRST_WINDOW, _WINDOW_GROWTH = 64, 8
#: A file of a whole day at 1 Hz has some hundred thousand messages, and some fifty layouts.
_MOST_STEPS = 4_000_000
_MOST_LAYOUTS = 2_000
_FORGET: Callable[[int], None] = deque[int](maxlen=0).append


class Found:
    """The messages of one layout: their positions, and those whose time is in their header."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.positions = array("I")
        self.compressed = array("I")
        self.times = array("I")  # of the compressed ones, in FIT's seconds


@dataclass(slots=True)
class Walked:
    """What a walk found: every layout that we read, and whether the end was reached."""

    found: list[Found] = field(default_factory=list)
    broken_at: int | None = None  # where nothing makes sense any more


class _Broken(Exception):
    """Here stands nothing that could be a message."""


@dataclass(slots=True)
class _Slot:
    """What a data message of one local number is."""

    found: Found
    size: int
    keep: Callable[[int], None]
    stamp_offset: int


def walk(content: bytes, shell: Shell) -> Walked:
    """Walk over the messages of one FIT file, as far as they make sense.

    Raises TooBig and Hostile for what no device writes.
    """
    return _Walk(content, shell).run()


class _Walk:
    """One walk; the state that definitions change."""

    def __init__(self, content: bytes, shell: Shell) -> None:
        self.content = content
        self.octets = np.frombuffer(content, dtype=np.uint8)
        self.at, self.end = shell.start, shell.end
        self.slots: list[_Slot | None] = [None] * 256
        self.layouts: dict[bytes, Found] = {}
        self.time: int | None = None
        self.stamped: tuple[int, _Slot] | None = None
        self.walked = Walked()

    def run(self) -> Walked:
        """Walk to the end, or to where nothing makes sense any more."""
        try:
            self._to_the_end()
        except _Broken:
            self.walked.broken_at = self.at
        self.walked.found = [one for one in self.layouts.values() if one.layout.message in MESSAGES]
        return self.walked

    def _to_the_end(self) -> None:
        """Go from message to message; local names, for this is the innermost loop."""
        content, slots, end = self.content, self.slots, self.end
        at = self.at
        for _ in range(_MOST_STEPS):
            if at >= end:
                return
            slot = slots[content[at]]
            after = 0 if slot is None else at + slot.size
            if slot is None or after > end:
                self.at = at
                at = self._other(at)
                continue
            if slot.stamp_offset:
                self.stamped = at, slot
            ahead = at + _RUN * slot.size
            if ahead < end and content[ahead] == content[at] == content[after]:
                at = self._whole_run(at, slot)
            else:
                slot.keep(at)
                at = after
        raise TooBig("This FIT file has more messages than any recording needs.")

    def _whole_run(self, at: int, slot: _Slot) -> int:
        """Take all messages from `at` on that have its header; give where the next one stands."""
        count = self._run_length(at, slot.size)
        after = at + count * slot.size
        if slot.keep is not _FORGET:
            positions = np.arange(at, after, slot.size, dtype=np.uint32)
            slot.found.positions.frombytes(positions.tobytes())
        if slot.stamp_offset:
            self.stamped = after - slot.size, slot
        return after

    def _run_length(self, at: int, size: int) -> int:
        """Count the whole messages from `at` on whose first byte is the same."""
        most = (self.end - at) // size
        counted, window = 1, _FIRST_WINDOW
        while counted < most:
            stop = min(counted + window, most)
            heads = self.octets[at + counted * size : at + stop * size : size]
            differs = heads != self.content[at]
            if differs.any():
                return counted + int(differs.argmax())
            counted, window = stop, window * _WINDOW_GROWTH
        return counted

    def _other(self, at: int) -> int:
        """Take a definition, or a message with its time in the header."""
        head = self.content[at]
        if head & _COMPRESSED:
            return self._compressed(at, head)
        if head & _DEFINITION:
            return self._define(at, head)
        raise _Broken

    def _define(self, at: int, head: int) -> int:
        content = self.content
        if at + _DEFINITION_HEAD > self.end or content[at + 2] > 1:
            raise _Broken
        after = at + _DEFINITION_HEAD + 3 * content[at + 5]
        if head & _DEVELOPER:
            if after >= self.end:
                raise _Broken
            after += 1 + 3 * content[after]
        if after > self.end:
            raise _Broken
        found = self._found(content[at + 2 : after], developer=bool(head & _DEVELOPER))
        layout = found.layout
        keep = found.positions.append if layout.message in MESSAGES else _FORGET
        slot = _Slot(found, layout.size, keep, layout.stamp_offset)
        self.slots[head & _LOCAL_MASK] = slot
        return after

    def _found(self, definition: bytes, *, developer: bool) -> Found:
        key = definition + (b"d" if developer else b"")
        found = self.layouts.get(key)
        if found is None:
            if len(self.layouts) == _MOST_LAYOUTS:
                raise Hostile("This FIT file defines more kinds of messages than any device does.")
            found = self.layouts[key] = Found(Layout(definition, has_developer_fields=developer))
        return found

    def _compressed(self, at: int, head: int) -> int:
        slot = self.slots[(head >> 5) & 3]
        if slot is None or at + slot.size > self.end:
            raise _Broken
        self._read_reference()
        if self.time is not None:
            # The five low bits of the time, which rolls over every 32 s.
            self.time += ((head & _COMPRESSED_MASK) - self.time) & _COMPRESSED_MASK
        if slot.keep is not _FORGET:
            slot.found.compressed.append(at)
            slot.found.times.append(NO_TIME if self.time is None else self.time & NO_TIME)
        return at + slot.size

    def _read_reference(self) -> None:
        """Read the last full timestamp, unless a later compressed one has built on it."""
        if self.stamped is None:
            return
        at, slot = self.stamped
        self.stamped = None
        first = at + slot.stamp_offset
        order = "big" if slot.found.layout.big_endian else "little"
        time = int.from_bytes(self.content[first : first + 4], order)
        if time != NO_TIME:
            self.time = time
