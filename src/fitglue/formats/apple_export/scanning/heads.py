"""What many Records begin with: read once, then recognised by its bytes.

A head is everything up to the value of creationDate; of a kind that nobody keeps, up to its type.
"""

import re
from dataclasses import dataclass

from fitglue.formats.apple_export.scanning import tolerant
from fitglue.formats.apple_export.scanning.columns import SampleStore

LONGEST_HEAD = 1 << 10
_MAX_HEADS = 1 << 13
_BEFORE_TAIL = b' creationDate="'
_TYPE = re.compile(rb'<Record type="([^"&<]*)"')
_HEAD_ATTRIBUTE = re.compile(rb' ([A-Za-z]+)="([^"<]*)"')
_POINTER = re.compile(rb"HKDevice: 0x([0-9a-f]+)")
_IN_TAIL = {b"startDate", b"endDate", b"creationDate", b"value"}


@dataclass(frozen=True, eq=False, slots=True)
class Head:
    """The bytes that many Records begin with, and what they say.

    `pointer` is where the digits of a device's pointer stand: zeros here, anything in a Record.
    """

    index: int
    kind: str
    text: bytes
    pointer: tuple[int, int]
    kept: bool
    source: int
    unit: int


class Heads:
    """The heads of one export, each learnt from the first Record that has it."""

    def __init__(self, keep: frozenset[str], store: SampleStore) -> None:
        """`keep` are kinds without their prefix."""
        self._keep = keep
        self._store = store
        self._by_text: dict[bytes, Head] = {}

    def forget_many(self) -> bool:
        """Forget all heads when there are more than any usual export has; tell whether so."""
        if len(self._by_text) <= _MAX_HEADS:
            return False
        self._by_text.clear()
        return True

    def at(self, block: bytes, at: int) -> Head | None:
        """Give the head of the Record at `at`; None when it is not written canonically."""
        match = _TYPE.match(block, at)
        if not match:
            return None
        kind = tolerant.kind_of(tolerant.text_of(match[1]))
        if kind not in self._keep:
            return self._by_text.get(match[0]) or self._learn(kind, match[0], kept=False)
        end = block.find(_BEFORE_TAIL, at, at + LONGEST_HEAD - len(_BEFORE_TAIL))
        if end < 0:
            return None
        head = block[at : end + len(_BEFORE_TAIL)]
        pointer = _POINTER.search(head)
        if pointer:
            head = head[: pointer.start(1)] + b"0" * len(pointer[1]) + head[pointer.end(1) :]
        return self._by_text.get(head) or self._learn(kind, head, kept=True)

    def _learn(self, kind: str, text: bytes, *, kept: bool) -> Head | None:
        names = dict(_HEAD_ATTRIBUTE.findall(text))
        if kept and (not _is_plain(text) or names.keys() & _IN_TAIL):
            return None
        source = unit = 0
        if kept:
            name = names.get(b"sourceName", names.get(b"source", b""))
            device = names.get(b"device", b"")
            source = self._store.source(tolerant.text_of(name), tolerant.device_of(device))
            unit = self._store.unit(tolerant.text_of(names.get(b"unit", b"")))
        pointer = _POINTER.search(text)
        digits = pointer.span(1) if pointer else (0, 0)
        head = Head(len(self._by_text), kind, text, digits, kept, source, unit)
        self._by_text[text] = head
        return head


def _is_plain(head: bytes) -> bool:
    """Tell whether a head is attributes in double quotes, each name once, one space between."""
    found = _HEAD_ATTRIBUTE.findall(head)
    joined = b"<Record" + b"".join(b' %s="%s"' % pair for pair in found) + _BEFORE_TAIL
    return joined == head and len(dict(found)) == len(found)
