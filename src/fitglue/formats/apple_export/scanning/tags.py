"""Which tags of an export matter: Records, their children, and everything else."""

import numpy as np

from fitglue.formats.apple_export.scanning.digits import Bools, Ints, Words


def _word(text: bytes) -> int:
    return int.from_bytes(text[:8], "little")


RECORD, _END = _word(b"<Record "), _word(b"</HealthData")
# Children of Records, by the million, by their first eight bytes; nothing in them is needed.
USUAL = (b"<Metadat", b"<Instant", b"<HeartRa", b"</")
_CHILDREN = [_word(tag) for tag in USUAL[:-1]]


def special(words: Words, is_record: Bools) -> Bools:
    """Tell which tags are neither Records nor children of Records nor closing tags."""
    usual = (words & 0xFF00) == ord("/") << 8
    usual &= words != _END
    usual |= is_record
    for word in _CHILDREN:
        usual |= words == word
    return ~usual


def outside(records: Ints, passed: list[tuple[int, int]]) -> Ints:
    """Drop the Records that stand in one of the stretches, which come in order."""
    if not passed or not len(records):
        return records
    firsts, lasts = np.array(passed).T
    before = np.searchsorted(firsts, records, side="right") - 1
    return records[(before < 0) | (records >= lasts[before])]
