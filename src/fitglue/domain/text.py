"""Bringing our paragraphs in somebody's text up to date, without touching a word of theirs."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest


def renewed(there: str, wrote: Sequence[str], now: Sequence[str]) -> str:
    """Give the text `there` with the paragraphs that we `wrote` before as they are `now`.

    A paragraph of ours is known by its very words. One that its reader changed or took out is
    theirs, and stays as they left it; new ones go behind the one of ours that they follow, before
    the first of ours, or to the end.
    """
    ours = (at for one in wrote if (at := _place_of(one, there)) >= 0)
    text, behind = there, min(ours, default=len(there))
    for old, new in _pairs(wrote, now):
        at = _place_of(old, text) if old else -1
        if old and at < 0:
            continue
        if not old:
            text, behind = _inserted(text, behind, new)
        elif new:
            text, behind = text[:at] + new + text[at + len(old) :], at + len(new)
        else:
            text, behind = _removed(text, at, len(old))
    return text.strip("\n")


def _place_of(ours: str, text: str) -> int:
    """Find the last place where a paragraph stands by itself; -1 where it does not."""
    at = len(text)
    while (at := text.rfind(ours, 0, at + len(ours) - 1)) >= 0:
        before, after = text[:at], text[at + len(ours) :]
        if before[-1:] in {"", "\n"} and after[:1] in {"", "\n"}:
            return at
    return -1


def _pairs(wrote: Sequence[str], now: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Say which paragraph takes whose place; an empty one is none."""
    matcher = SequenceMatcher(None, list(wrote), list(now), autojunk=False)
    for _, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        yield from zip_longest(wrote[from_old:to_old], now[from_new:to_new], fillvalue="")


def _inserted(text: str, behind: int, new: str) -> tuple[str, int]:
    before, after = text[:behind].rstrip("\n"), text[behind:].lstrip("\n")
    begun = f"{before}\n\n{new}" if before else new
    return (f"{begun}\n\n{after}" if after else begun), len(begun)


def _removed(text: str, at: int, length: int) -> tuple[str, int]:
    before, after = text[:at].rstrip("\n"), re.sub(r"^\n+", "", text[at + length :])
    return (f"{before}\n\n{after}" if before and after else before + after), len(before)
