"""What holds for every condition, however it was typed."""

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from fitglue.domain.conditions import (
    Aspect,
    Condition,
    Match,
    Op,
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


TYPED = st.one_of(
    st.text(max_size=40),
    st.text("0123456789.,:;-+ kmifthsbpao\u2013\n", max_size=20),
    st.from_regex(r"\A-?\d{1,20}([.,]\d{1,9})?, ?-?\d{1,3}(, ?\d{1,9} ?(km|m|mi))?\Z"),
)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(list(Aspect)), st.sampled_from(list(Op)), TYPED)
def test_whatever_is_typed_is_read_or_refused_in_a_sentence(
    aspect: Aspect, op: Op, typed: str
) -> None:
    read = _read_or_refused(aspect, op, typed)
    if isinstance(read, Condition):
        assert Condition.model_validate(read.model_dump(mode="json")) == read
    else:
        assert all(error["msg"].endswith(".") for error in read.errors())


def _read_or_refused(aspect: Aspect, op: Op, typed: str) -> Condition | ValidationError:
    try:
        return Condition(field=aspect, op=op, value=typed)
    except ValidationError as problem:
        return problem
