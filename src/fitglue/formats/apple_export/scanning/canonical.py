"""Records written as iOS writes them, a whole block at a time.

::

    <Record type="HKQuantityTypeIdentifierHeartRate" sourceName=… device=… unit="count/min"
     creationDate="2025-07-14 16:40:02 +0100" startDate="2025-07-14 16:39:58 +0100"
     endDate="2025-07-14 16:39:58 +0100" value="102"/>

Everything up to the value of creationDate is the *head*. Thousands of neighbours share theirs,
so a head is parsed once and then compared; the *tail* after it has its dates at fixed distances.
A row is taken only when every byte of it was checked; all others go to `tolerant`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fitglue.formats.apple_export.scanning import tolerant
from fitglue.formats.apple_export.scanning.columns import Column, SampleStore
from fitglue.formats.apple_export.scanning.digits import (
    Bools,
    Floats,
    Ints,
    Words,
    clock_s,
    days_s,
    decimals,
    offsets_s,
    rows_of,
    words_of,
)

_WORD = 8
_LONGEST_HEAD = 1 << 10
_HEADS_AT_ONCE = 48
_MAX_HEADS = 1 << 13
_BEFORE_TAIL = b' creationDate="'
_TYPE = re.compile(rb'<Record type="([^"&<]*)"')
_HEAD_ATTRIBUTE = re.compile(rb' ([A-Za-z]+)="([^"<]*)"')
_POINTER = re.compile(rb"HKDevice: 0x([0-9a-f]+)")
_IN_TAIL = {b"startDate", b"endDate", b"creationDate", b"value"}

_DATE = b"0000-00-00 00:00:00 +0000"
_TAIL = b'%s" startDate="%s" endDate="%s" value="' % (_DATE, _DATE, _DATE)
_START, _END, _VALUE = 38, 74, len(_TAIL)
_VALUE_BYTES = 28
_TAIL_WORDS = (_VALUE + _VALUE_BYTES) // _WORD
_HOURS_AT, _SECONDS_AT = 8, 17
_QUOTE, _SLASH, _GREATER = b'"/>'


def _tail_mask() -> bytes:
    """Which bits of the tail are fixed: all, but half of a digit and the difference of + and -."""
    by_byte = {ord("0"): 0xF0, ord("+"): 0xF9}
    return bytes(by_byte.get(byte, 0xFF) for byte in _TAIL) + bytes(_VALUE_BYTES)


_MASK = np.frombuffer(_tail_mask(), "<u8")
_FIXED = np.frombuffer(_TAIL + bytes(_VALUE_BYTES), "<u8") & _MASK
# Farthest that a row reads from its `<`.
_REACH = _LONGEST_HEAD + (_TAIL_WORDS + 3) * _WORD


@dataclass(frozen=True, eq=False, slots=True)
class Head:
    """The bytes that many Records begin with, and what they say."""

    index: int
    kind: str
    length: int
    # Its whole words, those with the pointer masked, and its last eight bytes.
    words: Words
    pointer: slice
    mask: Words
    last_word: int
    kept: bool
    source: int
    unit: int

    def begins(self, block: bytes, at: Ints) -> Bools:
        """Tell which of the tags at `at` begin with this head."""
        same = words_of(block)[at + (self.length - _WORD)] == self.last_word
        if not same.all():
            at = at[same]
        rows = rows_of(block, at, len(self.words))
        rows[:, self.pointer] &= self.mask
        equal = rows == self.words
        if not equal.all():
            same[same] = equal.all(axis=1)
        return same


class Canonical:
    """Reads the canonical Records of a block into a store and gives back all others."""

    def __init__(
        self, keep: frozenset[str], store: SampleStore, seen: Callable[[str, int], None]
    ) -> None:
        """`keep` are kinds without their prefix; `seen` counts every kind, kept or not."""
        self._keep = keep
        self._store = store
        self._seen = seen
        self._heads: dict[bytes, Head] = {}
        self._by_index: list[Head] = []

    def read(self, block: bytes, at: Ints) -> Ints:
        """Read the Records whose `<` stand at `at`; give those that need the slow way, in order."""
        if len(self._by_index) > _MAX_HEADS:
            self._heads.clear()
            self._by_index.clear()
        reachable = int(np.searchsorted(at, len(block) - _REACH, side="right"))
        at, unreachable = at[:reachable], at[reachable:]
        heads = self._recognised(block, at)
        slow = [at[heads < 0], unreachable]
        present = self._present(heads)
        for head, count in present.items():
            if not head.kept:
                self._seen(head.kind, count)
        kept = [head for head in present if head.kept]
        if kept:
            rows = np.flatnonzero(self._spread(kept, [1] * len(kept))[heads])
            slow.append(self._take(block, at[rows], heads[rows], kept))
        return np.sort(np.concatenate(slow))

    def _present(self, heads: Ints) -> dict[Head, int]:
        counts = np.bincount(heads + 1, minlength=1)
        counts[0] = 0
        return {self._by_index[i - 1]: int(counts[i]) for i in np.flatnonzero(counts).tolist()}

    def _spread(self, heads: list[Head], values: list[int]) -> Ints:
        """Make a table by head; its last entry stands for -1, no head."""
        table = np.zeros(len(self._by_index) + 1, np.int64)
        table[[head.index for head in heads]] = values
        return table

    def _recognised(self, block: bytes, at: Ints) -> Ints:
        """Give every tag the index of its head, -1 where none was found.

        Each round learns the head of the first tag left and takes all that share it. Types are
        grouped in an export, so a few rounds do; a block of nothing but strangers is left over.
        """
        heads = np.full(len(at), -1, np.int64)
        left = np.arange(len(at))
        for _ in range(_HEADS_AT_ONCE):
            if not len(left):
                break
            head = self._head_at(block, int(at[left[0]]))
            if head is None:
                left = left[1:]
                continue
            same = head.begins(block, at[left])
            heads[left[same]] = head.index
            left = left[~same]
        return heads

    def _head_at(self, block: bytes, at: int) -> Head | None:
        match = _TYPE.match(block, at)
        if not match:
            return None
        kind = tolerant.kind_of(tolerant.text_of(match[1]))
        if kind not in self._keep:
            return self._heads.get(match[0]) or self._learn(kind, match[0], kept=False)
        end = block.find(_BEFORE_TAIL, at, at + _LONGEST_HEAD - len(_BEFORE_TAIL))
        if end < 0:
            return None
        head = block[at : end + len(_BEFORE_TAIL)]
        pointer = _POINTER.search(head)
        if pointer:
            head = head[: pointer.start(1)] + b"0" * len(pointer[1]) + head[pointer.end(1) :]
        return self._heads.get(head) or self._learn(kind, head, kept=True)

    def _learn(self, kind: str, text: bytes, *, kept: bool) -> Head | None:
        names = dict(_HEAD_ATTRIBUTE.findall(text))
        if kept and (not _is_plain(text) or names.keys() & _IN_TAIL):
            return None
        written_by = None
        if kept:
            name = names.get(b"sourceName", names.get(b"source", b""))
            device = names.get(b"device", b"")
            source = self._store.source(tolerant.text_of(name), tolerant.device_of(device))
            written_by = source, self._store.unit(tolerant.text_of(names.get(b"unit", b"")))
        head = _head(len(self._by_index), kind, text, written_by)
        self._by_index.append(head)
        self._heads[text] = head
        return head

    def _take(self, block: bytes, at: Ints, heads: Ints, kept: list[Head]) -> Ints:
        """Read the tails of kept Records into the store; give those that could not be read."""
        lengths = self._spread(kept, [head.length for head in kept])[heads]
        columns, read = _tails(block, at + lengths)
        columns["source"] = self._spread(kept, [head.source for head in kept])[heads]
        columns["unit"] = self._spread(kept, [head.unit for head in kept])[heads]
        kinds = list(dict.fromkeys(head.kind for head in kept))
        of_kind = self._spread(kept, [kinds.index(head.kind) for head in kept])[heads]
        for index, kind in enumerate(kinds):
            rows = read & (of_kind == index)
            self._seen(kind, int(rows.sum()))
            picked = rows if not rows.all() else slice(None)  # a slice copies nothing
            self._store.extend(kind, {name: column[picked] for name, column in columns.items()})
        return at[~read]


def _is_plain(head: bytes) -> bool:
    """Tell whether a head is attributes in double quotes, each name once, one space between."""
    found = _HEAD_ATTRIBUTE.findall(head)
    joined = b"<Record" + b"".join(b' %s="%s"' % pair for pair in found) + _BEFORE_TAIL
    return joined == head and len(dict(found)) == len(found)


def _head(index: int, kind: str, text: bytes, written_by: tuple[int, int] | None) -> Head:
    """Prepare a head for comparing: whole words from its begin, and the last eight bytes.

    `written_by` is the source and the unit of a kept kind.
    """
    found = _POINTER.search(text)
    first, last = found.span(1) if found else (0, 0)
    pointer = slice(first // _WORD, -(-last // _WORD))
    bits = np.frombuffer(
        b"\xff" * first + bytes(last - first) + b"\xff" * (-last % _WORD), np.uint8
    )
    mask = np.frombuffer(bits.tobytes(), "<u8")[pointer]
    words = np.frombuffer(text, "<u8", len(text) // _WORD).copy()
    words[pointer] &= mask
    last_word = int.from_bytes(text[-_WORD:], "little")
    kept, (source, unit) = written_by is not None, written_by or (0, 0)
    return Head(index, kind, len(text), words, pointer, mask, last_word, kept, source, unit)


def _tails(block: bytes, at: Ints) -> tuple[dict[str, Column], Bools]:
    """Read start, duration and value of the tails at `at`; tell which were written canonically."""
    rows = rows_of(block, at, _TAIL_WORDS)
    as_fixed = (rows & _MASK) == _FIXED
    read = np.ones(len(at), bool) if as_fixed.all() else as_fixed.all(axis=1)
    start, end, dated = _dates(rows)
    value, numeric = _values(rows)
    read &= dated & numeric & (start >= 0) & (end >= 0)
    read &= (start <= tolerant.MAX_INSTANT_S) & (end <= tolerant.MAX_INSTANT_S)
    return {"start": start, "duration": np.maximum(end - start, 0), "value": value}, read


def _dates(rows: Words) -> tuple[Ints, Ints, Bools]:
    """Read startDate and endDate of every row as epoch seconds; tell which were read."""
    start, end = _date_words(rows, _START), _date_words(rows, _END)
    begin, begun = _instants(*start)
    # Most samples are instants, and then reading one date is enough.
    if all((one == other).all() for one, other in zip(start, end, strict=True)):
        return begin, begin, begun
    finish, finished = _instants(*end)
    return begin, finish, begun & finished


def _date_words(rows: Words, at: int) -> tuple[Words, Words, Words]:
    shape, strides = (len(rows),), (_TAIL_WORDS * _WORD,)
    months, hours, seconds = (
        np.ndarray(shape, "<u8", rows, offset=at + part, strides=strides).copy()
        for part in (0, _HOURS_AT, _SECONDS_AT)
    )
    return months, hours, seconds


def _instants(months: Words, hours: Words, seconds: Words) -> tuple[Ints, Bools]:
    clock, read = clock_s(hours, seconds)
    return days_s(months, hours) + clock - offsets_s(seconds), read


def _values(rows: Words) -> tuple[Floats, Bools]:
    """Read the value of every row and check that its tag ends behind it."""
    text = rows.view(np.uint8)
    length = (text[:, _VALUE:] == _QUOTE).argmax(axis=1)
    fits = (length > 0) & (length <= _VALUE_BYTES - len(b'"/>'))
    length = np.where(fits, length, 1)
    flat, start = text.ravel(), np.arange(len(rows)) * text.shape[1] + _VALUE
    after, then = flat[start + length + 1], flat[start + length + 2]
    closed = (after == _GREATER) | ((after == _SLASH) & (then == _GREATER))
    values, read = decimals(flat, start, start + length)
    return values, read & fits & closed
