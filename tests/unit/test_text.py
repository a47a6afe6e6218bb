"""Our paragraphs in somebody's text: brought up to date, and never a word of theirs touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitglue.domain.text import renewed


@pytest.mark.parametrize(
    ("there", "wrote", "now", "then"),
    [
        ("", [], ["A"], "A"),
        ("Mine", [], ["A", "B"], "Mine\n\nA\n\nB"),
        ("A", ["A"], ["B"], "B"),
        ("Mine\n\nA\n\nToo", ["A"], ["B"], "Mine\n\nB\n\nToo"),
        ("Mine\n\nA\n\nToo", ["A"], [], "Mine\n\nToo"),
        ("A\n\nB", ["A", "B"], ["A", "C", "B"], "A\n\nC\n\nB"),
        ("Mine\n\nB\n\nToo", ["B"], ["A", "B"], "Mine\n\nA\n\nB\n\nToo"),
        ("A\n\nMine\n\nB", ["A", "B"], ["A", "B", "C"], "A\n\nMine\n\nB\n\nC"),
        ("Only mine is left", ["A"], ["B"], "Only mine is left"),
        ("I read A twice\n\nA", ["A"], ["B"], "I read A twice\n\nB"),
        ("AA", ["A"], ["B"], "AA"),
        ("A, as I see it", ["A: 5 km"], ["A: 6 km"], "A, as I see it"),
    ],
)
def test_only_our_own_words_change(there: str, wrote: list[str], now: list[str], then: str) -> None:
    assert renewed(there, wrote, now) == then


PARAGRAPHS = st.lists(st.text("abcdef", min_size=3, max_size=8), max_size=4, unique=True)


@given(PARAGRAPHS, PARAGRAPHS, PARAGRAPHS)
def test_whatever_we_wrote_people_keep_what_they_wrote(
    theirs: list[str], wrote: list[str], now: list[str]
) -> None:
    said = [f"They: {one}." for one in theirs]
    ours, new = [f"We: {one}." for one in wrote], [f"We: {one}." for one in now]
    before = "\n\n".join([part for pair in zip(said, ours, strict=False) for part in pair])
    after = renewed(before, ours[: len(said)], new)
    assert all(one in after for one in said[: min(len(said), len(ours))])


@given(PARAGRAPHS, PARAGRAPHS)
def test_what_nobody_touched_is_wholly_ours(wrote: list[str], now: list[str]) -> None:
    assert renewed("\n\n".join(wrote), wrote, now) == "\n\n".join(now)
