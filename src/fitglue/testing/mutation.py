"""Files gone wrong: bytes changed, lost, doubled, cut, and filled with what readers fear."""

import random
import re
import resource
import signal
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from types import FrameType

from fitglue.domain.errors import Unreadable

_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_FEARED = (
    b"0", b"-1", b"1e308", b"-1e308", b"1e-320", b"nan", b"inf", b"255", b"65535", b"4294967296",
    b"99999999999999999999", b"", b" ", b"1,5", b"180.0000001", b"-90", b"\xff", b"\x00",
    b"\xc3\x28", b"\xed\xa0\x80", b"&", b"&amp;", b"&#0;", b"&#x10FFFF;", b"&nbsp;", b"<", b">",
    b'"', b"'", b"</", b"/>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?x?>", b"<!DOCTYPE a []>",
    b"2026-02-30T00:00:00Z", b"9999-12-31T23:59:59Z", b"0001-01-01T00:00:00+14:00",
    b"1970-01-01T00:00:00Z", b"2026-05-01T07:00:60Z", b"2026-05-01", b"T", b"Z", b"+14:00",
)  # fmt: skip
_TOO_LONG_S = 2.0
_MOST_MEMORY_KIB = 128 << 10


class TooSlow(AssertionError):
    """A reader took more processor time than any small file is worth."""


def endures(
    read: Callable[[bytes], bool],
    damaged: Callable[[int, random.Random], bytes],
    seeds: range,
    share_read: float = 0.1,
) -> None:
    """Let a reader meet a damaged file for each seed; `read` tells whether it held anything.

    It may raise Unreadable, well said, and nothing else. Raises AssertionError when one takes more
    than 2 s, when all take more than 128 MiB, or when fewer than `share_read` of them, or all,
    held something: then the damage is not worth the name.
    """
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    read_at_all = 0
    for seed in seeds:
        content = damaged(seed, random.Random(seed))  # noqa: S311 - to be repeatable is the point
        with at_most():
            read_at_all += _can_be_read(read, content)
    grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib
    if grown_kib > _MOST_MEMORY_KIB:
        raise AssertionError(f"{grown_kib} KiB more than before")
    if not share_read * len(seeds) < read_at_all < len(seeds):
        raise AssertionError(f"{read_at_all} of {len(seeds)} could be read")


def _can_be_read(read: Callable[[bytes], bool], content: bytes) -> bool:
    try:
        return read(content)
    except Unreadable as refusal:
        if refusal.sentence.endswith(".") and refusal.next_step:
            return False
        raise AssertionError("a refusal says no sentence, or not what to do next") from refusal


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Damage a file in one to five ways; the same state of `chance` gives the same damage."""
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        content = chance.choice(_WAYS)(content, chance)
    return content


def _flipped(content: bytes, chance: random.Random) -> bytes:
    if not content:
        return content
    at = chance.randrange(len(content))
    return content[:at] + bytes((content[at] ^ 1 << chance.randrange(8),)) + content[at + 1 :]


def _cut_out(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + content[at + chance.choice((1, 2, 8, 40, 400)) :]


def _cut_short(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _doubled(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    piece = content[at : at + chance.choice((4, 40, 400))]
    return content[:at] + piece * chance.choice((2, 2, 3, 9)) + content[at + len(piece) :]


def _moved(content: bytes, chance: random.Random) -> bytes:
    at, to = chance.randrange(len(content) + 1), chance.randrange(len(content) + 1)
    piece = content[at : at + chance.choice((4, 40, 400))]
    left = content[:at] + content[at + len(piece) :]
    return left[:to] + piece + left[to:]


def _filled(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + chance.choice(_FEARED) + content[at:]


def _renumbered(content: bytes, chance: random.Random) -> bytes:
    numbers = list(_NUMBER.finditer(content))
    if not numbers:
        return content
    number = chance.choice(numbers)
    return content[: number.start()] + chance.choice(_FEARED) + content[number.end() :]


_WAYS: Sequence[Callable[[bytes, random.Random], bytes]] = (
    _flipped, _cut_out, _cut_short, _doubled, _moved, _filled, _renumbered, _renumbered,
)  # fmt: skip


@contextmanager
def at_most(seconds: float = _TOO_LONG_S) -> Generator[None]:
    """Raise TooSlow when what is inside takes more processor time; a busy machine costs nothing."""
    before = signal.signal(signal.SIGVTALRM, _too_slow)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _too_slow(_number: int, _frame: FrameType | None) -> None:
    raise TooSlow(f"more than {_TOO_LONG_S} s of processor time")
