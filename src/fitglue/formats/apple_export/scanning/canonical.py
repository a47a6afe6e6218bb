"""Records written as iOS writes them, a whole block at a time.

::

    <Record type="HKQuantityTypeIdentifierHeartRate" sourceName=… device=… unit="count/min"
     creationDate="2025-07-14 16:40:02 +0100" startDate="2025-07-14 16:39:58 +0100"
     endDate="2025-07-14 16:39:58 +0100" value="102"/>

Everything up to the value of creationDate is the *head*. Thousands of neighbours share theirs,
so a head is parsed once and then compared; the *tail* after it has its dates at fixed distances.
A row is taken only when every byte of it was checked; all others go to `tolerant`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fitglue.formats.apple_export.scanning import tolerant
from fitglue.formats.apple_export.scanning.columns import SampleStore
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
from fitglue.formats.apple_export.scanning.heads import LONGEST_HEAD, Head, Heads
from fitglue.formats.apple_export.scanning.samples import Column

_WORD = 8
_HEADS_AT_ONCE = 48

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
_REACH = LONGEST_HEAD + (_TAIL_WORDS + 3) * _WORD


@dataclass(frozen=True, eq=False, slots=True)
class _Words:
    """A head prepared for comparing."""

    head: Head
    # Its whole words, those with the pointer masked, and its last eight bytes.
    words: Words
    pointer: slice
    mask: Words
    last_word: int

    def begins(self, block: bytes, at: Ints) -> Bools:
        """Tell which of the tags at `at` begin with this head."""
        same = words_of(block)[at + (len(self.head.text) - _WORD)] == self.last_word
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
        self._store = store
        self._seen = seen
        self._heads = Heads(keep, store)
        self._by_index: list[_Words] = []

    def read(self, block: bytes, at: Ints) -> Ints:
        """Read the Records whose `<` stand at `at`; give those that need the slow way, in order."""
        if self._heads.forget_many():
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
        return {self._by_index[i - 1].head: int(counts[i]) for i in np.flatnonzero(counts).tolist()}

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
            head = self._heads.at(block, int(at[left[0]]))
            if head is None:
                left = left[1:]
                continue
            same = self._words(head).begins(block, at[left])
            heads[left[same]] = head.index
            left = left[~same]
        return heads

    def _words(self, head: Head) -> _Words:
        if head.index == len(self._by_index):
            self._by_index.append(_words(head))
        return self._by_index[head.index]

    def _take(self, block: bytes, at: Ints, heads: Ints, kept: list[Head]) -> Ints:
        """Read the tails of kept Records into the store; give those that could not be read."""
        lengths = self._spread(kept, [len(head.text) for head in kept])[heads]
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


def _words(head: Head) -> _Words:
    """Prepare a head for comparing: whole words from its begin, and the last eight bytes."""
    first, last = head.pointer
    pointer = slice(first // _WORD, -(-last // _WORD))
    bits = np.frombuffer(
        b"\xff" * first + bytes(last - first) + b"\xff" * (-last % _WORD), np.uint8
    )
    mask = np.frombuffer(bits.tobytes(), "<u8")[pointer]
    words = np.frombuffer(head.text, "<u8", len(head.text) // _WORD).copy()
    words[pointer] &= mask
    return _Words(head, words, pointer, mask, int.from_bytes(head.text[-_WORD:], "little"))


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
