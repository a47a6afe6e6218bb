"""One pass over an export.xml: samples into columns, workouts as text, everything counted.

::

    blocks → head skipped → windows of whole tags → where each `<` stands, what eight bytes follow
        Record of a kept kind, written canonically   → columns, thousands at a time (canonical,
                                                       or in C: compiled_records)
        Record of a kept kind, written otherwise     → columns, one by one (tolerant)
        Record of another kind                       → counted
        Workout                                      → its text is kept
        Correlation, comment, CDATA, unknown element → passed over with everything inside

`<` cannot stand inside an attribute's value while `>` and line breaks can, so only the places of
`<` are trusted. The DOCTYPE is never read: iOS 16 wrote broken ones, and entities come that way.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from fitglue.domain.errors import Damaged, Hostile
from fitglue.formats.apple_export import compiled
from fitglue.formats.apple_export.scanning import tolerant
from fitglue.formats.apple_export.scanning.canonical import Canonical
from fitglue.formats.apple_export.scanning.columns import SampleStore
from fitglue.formats.apple_export.scanning.compiled_records import CompiledRecords
from fitglue.formats.apple_export.scanning.digits import Ints, places_of, words_of
from fitglue.formats.apple_export.scanning.kinds import KEPT_TYPES
from fitglue.formats.apple_export.scanning.regions import HIDING, Element, Hidden, WorkoutText
from fitglue.formats.apple_export.scanning.samples import Samples, SampleSource
from fitglue.formats.apple_export.scanning.tags import RECORD, USUAL, outside, special
from fitglue.formats.apple_export.scanning.windows import Progress, Tell, Window, past_head, windows
from fitglue.formats.apple_export.scanning.workout_texts import WorkoutTexts

_NAME = re.compile(rb"<([A-Za-z_\x80-\xff][^\s/>\"'<=]*+)")
_MAX_LOST = 100_000
_MAX_NAMES = 1_000
_MAX_SPECIALS = 5_000_000


# Windows below this many bytes are read tag by tag.
_SMALL = 2 << 10
# A block of ours has some 13,000; a block of nothing but `<` is taken in parts.
_TAGS_AT_ONCE = 1 << 16


@dataclass
class Scan:
    """What an export.xml holds."""

    samples: dict[str, Samples] = field(default_factory=dict)
    sources: list[SampleSource] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    #: The raw XML of every complete Workout, in file order.
    workouts: Sequence[bytes] = field(default_factory=WorkoutTexts)
    #: How many of each were there, kept or not: `Record HeartRate`, `Workout`, `Correlation`, …
    found: dict[str, int] = field(default_factory=dict)
    version: str = ""
    locale: str = ""
    export_date: str = ""
    #: Whether the closing `</HealthData>` was there.
    complete: bool = False
    #: How many elements could not be read.
    lost: int = 0
    #: Sentences for a person.
    warnings: list[str] = field(default_factory=list)


def scan(
    blocks: Iterable[bytes], *, keep: frozenset[str] = KEPT_TYPES, tell: Tell | None = None
) -> Scan:
    """Read an export.xml from its blocks, of any size.

    `keep` names the kinds whose samples are kept. `tell` hears how many bytes were read, about
    every 4 MB. A source of blocks that raises Damaged midway ends the file there: what is
    complete is kept, and the result says what is missing. Raises NotAWorkout when this is no
    export, Hostile and TooBig when it goes over what an export can be.
    """
    scanner = _Scanner(keep)
    progress = Progress(blocks, tell)
    scanner.result.version, rest = past_head(progress)
    for window in windows(rest):
        scanner.read(window)
    return scanner.finish(progress.damage)


class _Scanner:
    """Where a scan stands between two windows."""

    def __init__(self, keep: frozenset[str]) -> None:
        self.result = Scan()
        self._keep = keep
        self._workouts = WorkoutTexts()
        self._found: Counter[str] = Counter()
        self._specials = 0
        self._store = SampleStore()
        self._canonical = Canonical(keep, self._store, self._saw_records)
        self._compiled: CompiledRecords | None = None
        if compiled.module is not None:
            self._compiled = CompiledRecords(keep, self._store, self._saw_records)
        self._region: Element | Hidden | None = None

    def read(self, window: Window) -> None:
        """Read one window, the next in the file."""
        block, start, stop = window.block, window.start, window.stop
        if self._compiled is not None:
            self._read_compiled(self._compiled, block, start, stop)
            return
        if stop - start < _SMALL:
            start = self._leave(block, start, stop) if self._region else start
            self._read_small(block, start, stop)
            return
        at = places_of((ord("<"),), block, start, stop)
        for first in range(0, len(at), _TAGS_AT_ONCE):
            last = first + _TAGS_AT_ONCE
            end = int(at[last]) if last < len(at) else stop
            self._read_large(block, at[first:last], end)

    def _read_compiled(self, records: CompiledRecords, block: bytes, start: int, stop: int) -> None:
        """Let C pass over the Records, and read what it leaves."""
        at = self._leave(block, start, stop) if self._region else start
        while at < stop and not self.result.complete:
            at = records.read(block, at, stop)
            if at < stop and block.startswith(b"<Record ", at):
                self._read_record(_tag(block, at, stop))
                at += 1
            elif at < stop:
                at = self._read_special(block, at, stop)
        records.count()

    def _read_small(self, block: bytes, start: int, stop: int) -> None:
        """Read a few tags one by one: for so little, numpy takes longer to begin."""
        at = block.find(b"<", start, stop)
        while at >= 0 and not self.result.complete:
            behind = at + 1
            if block.startswith(b"<Record ", at):
                self._read_record(_tag(block, at, stop))
            elif not block.startswith(USUAL, at) or block.startswith(b"</HealthData", at):
                behind = self._read_special(block, at, stop)
            at = block.find(b"<", behind, stop)

    def _read_large(self, block: bytes, at: Ints, stop: int) -> None:
        if self._region:
            start = self._leave(block, int(at[0]), stop)
            at = at[np.searchsorted(at, start) :]
        if not len(at) or self.result.complete:
            return
        words = words_of(block)[at]
        is_record = words == RECORD
        passed = self._read_specials(block, at[special(words, is_record)], stop)
        records = outside(at[is_record], passed)
        if len(records):
            self._read_records(block, records, stop)

    def _read_records(self, block: bytes, at: Ints, stop: int) -> None:
        for place in self._canonical.read(block, at).tolist():
            self._read_record(_tag(block, place, stop))

    def _read_record(self, tag: bytes) -> None:
        if not tag:
            self._lose()
            return
        kind = tolerant.record_kind(tag)
        self._saw_records(kind, 1)
        if kind not in self._keep:
            return
        sample = tolerant.sample(tag)
        if sample:
            if self._compiled is not None:  # rows that are not in the store yet come before it
                self._compiled.flush(kind)
            self._store.add(kind, sample)
        else:
            self._lose()

    def _read_specials(self, block: bytes, at: Ints, stop: int) -> list[tuple[int, int]]:
        """Read everything but Records; give the stretches in which Records do not count."""
        passed, resume = [], 0
        for place in at.tolist():
            if place < resume:
                continue
            resume = self._read_special(block, place, stop)
            passed.append((place, resume))
            if self.result.complete:
                passed.append((place, stop))
                break
        return passed

    def _read_special(self, block: bytes, at: int, stop: int) -> int:
        """Read the element, comment or section at `at`; give the place behind it."""
        for opener in HIDING:
            if block.startswith(opener, at):
                self._region = Hidden(opener)
                return self._leave(block, at + len(opener), stop)
        if block.startswith(b"</HealthData", at):
            self.result.complete = True
            return stop
        name = _NAME.match(block, at, stop)
        end = tolerant.tag_end(block, at, stop) if name else -1
        if name and end > 0:
            return self._read_element(block, name, end, stop)
        self._lose()
        return at + 1

    def _read_element(self, block: bytes, match: re.Match[bytes], end: int, stop: int) -> int:
        name, tag = match[1], block[match.start() : end]
        self._specials += 1
        if self._specials > _MAX_SPECIALS:
            raise Hostile("This file is made of millions of elements that no export has.")
        if name == b"HealthData":
            self.result.locale = _attribute(tag, b"locale")
            return end
        if name == b"Record":
            self._read_record(tag)
            return end
        if name == b"ExportDate":
            self.result.export_date = _attribute(tag, b"value")
        self._saw(tolerant.text_of(name), 1)
        empty = tag.endswith(b"/>")
        if name == b"Workout":
            self._region = WorkoutText()
            self._region.keep(tag)
            if empty:
                self._close()
        elif not empty:
            self._region = Element(name)
        return end if empty else self._leave(block, end, stop)

    def _leave(self, block: bytes, start: int, stop: int) -> int:
        """Give the place behind the region that is open, `stop` when it goes on behind it."""
        end = self._region.end(block, start, stop) if self._region else start
        if end < 0:
            return stop
        self._close()
        return end

    def _close(self) -> None:
        if isinstance(self._region, WorkoutText):
            self._lose(self._region.broken)
            self._workouts.append(self._region.text)
        self._region = None

    def _saw_records(self, kind: str, count: int) -> None:
        self._saw(f"Record {kind}", count)

    def _saw(self, name: str, count: int) -> None:
        if name not in self._found and len(self._found) >= _MAX_NAMES:
            name = "others"
        self._found[name] += count

    def _lose(self, count: int = 1) -> None:
        self.result.lost += count
        if self.result.lost > _MAX_LOST:
            raise Hostile("This file begins like an export and goes on with something else.")

    def finish(self, damage: Damaged | None) -> Scan:
        """Give the result; what was still open is lost."""
        result = self.result
        if self._region:
            self._lose()
        if self._compiled is not None:
            self._compiled.finish()
        result.samples = dict(sorted(self._store.finish()))
        result.sources, result.units = list(self._store.sources), list(self._store.units)
        result.workouts = self._workouts
        result.found = dict(sorted(self._found.items()))
        if damage:
            result.warnings.append(damage.sentence)
        elif not result.complete:
            result.warnings.append("The export ends before its last line: it was cut short.")
        return result


def _tag(block: bytes, at: int, stop: int) -> bytes:
    """Give the tag at `at`; b"" when it has no end."""
    return block[at : max(tolerant.tag_end(block, at, stop), at)]


def _attribute(tag: bytes, name: bytes) -> str:
    return tolerant.text_of(tolerant.attributes(tag).get(name, b""))
