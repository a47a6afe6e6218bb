"""What holds for every condition, however it was typed."""

from hypothesis import given, settings

from fitglue.domain.conditions import (
    Condition,
    Match,
    Seen,
    condition_words,
    judged,
    judged_together,
    judgement_words,
    matching,
    rule_words,
    saw_words,
    words,
)
from fitglue.testing.condition_strategies import activities, conditions

quick = settings(max_examples=100, deadline=None)


@quick
@given(conditions())
def test_what_a_condition_writes_it_reads_as_the_same(condition: Condition) -> None:
    again = Condition.model_validate(condition.model_dump(mode="json"))
    assert again == condition
    assert again.wanted == condition.wanted
    assert again.value == condition.value


@quick
@given(conditions(), activities())
def test_of_a_condition_and_its_opposite_one_holds_or_neither_can_be_told(
    condition: Condition, seen: Seen
) -> None:
    opposite = condition.opposite
    if opposite is None:
        return
    one, other = judged(condition, seen), judged(opposite, seen)
    if one.holds is None:
        assert other.holds is None
    else:
        assert other.holds is not one.holds
    assert opposite.opposite == condition


@quick
@given(conditions(), activities())
def test_what_cannot_be_told_counts_as_not_held_and_is_explained(
    condition: Condition, seen: Seen
) -> None:
    verdict = judged(condition, seen)
    assert (verdict.saw is None) is (verdict.holds is None)
    assert saw_words(verdict, "metric")
    assert list(matching(Match.ALL, [condition], [seen])) == [seen] * (verdict.holds is True)


@quick
@given(conditions(), conditions(), activities())
def test_looking_no_further_than_needed_comes_to_the_same(
    one: Condition, other: Condition, seen: Seen
) -> None:
    for match in Match:
        judgement = judged_together(match, [one, other], seen)
        assert list(matching(match, [one, other], [seen])) == [seen] * judgement.holds
        assert judgement.deciding
        assert judgement_words(judgement, "imperial")


@quick
@given(conditions(), conditions())
def test_words_are_never_empty(one: Condition, other: Condition) -> None:
    for units in ("metric", "imperial"):
        assert condition_words(one, units).strip()
        assert rule_words(one, units).strip()
        for match in Match:
            assert words(match, [], units)
            told = words(match, [one, other], units)
            assert told == told.strip()
            assert "  " not in told
