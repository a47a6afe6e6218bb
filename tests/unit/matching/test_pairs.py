"""Labelled pairs: hardly a miss, hardly a mistake, and never two sessions in a row."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace

import pytest

from fitglue.matching.likeness import Verdict, likeness, may_be_one
from fitglue.testing.pairs import IN_A_ROW, Pair, pairs


@dataclass
class Figures:
    by_kind: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    merged: Counter[bool] = field(default_factory=Counter)
    same: int = 0

    def count(self, pair: Pair) -> None:
        verdict = likeness(pair.one, pair.other).verdict
        self.by_kind[f"{pair.kind} ({'same' if pair.same else 'two'})"][verdict.value] += 1
        self.merged[pair.same] += verdict is Verdict.SAME
        self.same += pair.same

    @property
    def precision(self) -> float:
        return self.merged[True] / self.merged.total()

    @property
    def recall(self) -> float:
        return self.merged[True] / self.same

    def __str__(self) -> str:
        asked = sum(kind["ask"] for kind in self.by_kind.values())
        kinds = "\n".join(f"  {name}: {dict(told)}" for name, told in self.by_kind.items())
        head = f"precision {self.precision:.4f}, recall {self.recall:.4f}, asked {asked}"
        return f"{head}\n{kinds}"


@pytest.mark.long
@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(more, marks=pytest.mark.full) for more in (2, 3))]
)
def test_three_hundred_pairs_are_told_apart(seed: int) -> None:
    figures = Figures()
    for pair in pairs(seed):
        figures.count(pair)
    in_a_row = sum(figures.by_kind[f"{kind} (two)"]["same"] for kind in IN_A_ROW)
    assert in_a_row == 0, str(figures)
    assert figures.precision >= 0.995, str(figures)
    assert figures.recall >= 0.98, str(figures)


def test_a_seed_gives_the_same_pairs_again() -> None:
    first, again = (list(pairs(7, 20)) for _ in range(2))
    assert [pair.kind for pair in first] == [pair.kind for pair in again]
    assert [pair.one.workout.start for pair in first] == [p.one.workout.start for p in again]


def test_every_kind_is_among_three_hundred() -> None:
    kinds = Counter((pair.kind, pair.same) for pair in pairs(1, 30))
    assert len(kinds) == 20
    assert sum(count for (_, same), count in kinds.items() if same) == 20


def test_what_times_and_writers_rule_out_is_never_more_than_two_workouts() -> None:
    ruled_out = 0
    for pair in pairs(9, 90):
        bare = (
            replace(one, workout=replace(one.workout, streams={})) for one in (pair.one, pair.other)
        )
        if not may_be_one(*bare):
            assert likeness(pair.one, pair.other).verdict is Verdict.DIFFERENT, pair.kind
            ruled_out += 1
    assert ruled_out
