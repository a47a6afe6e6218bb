"""An arriving recording finds its activity, and nothing else."""

from dataclasses import replace
from datetime import timedelta

from fitglue.domain.activity import Recording
from fitglue.matching.belonging import Candidate, best_match, go_together
from fitglue.matching.likeness import Verdict
from fitglue.testing.arrivals import SPRING, a_recording
from fitglue.testing.pairs import pairs


def candidates(**activities: Recording) -> list[Candidate]:
    return [Candidate(name, (recording,)) for name, recording in activities.items()]


def after(minutes: float, app: str = "Strava", length: float = 30) -> Recording:
    return a_recording(app, minutes=length, start=SPRING + timedelta(minutes=minutes))


def test_an_arrival_finds_its_activity_among_the_day() -> None:
    day = candidates(run=a_recording(), later=after(120, "Apple Watch"))
    match = best_match(after(0.5), day)
    assert match is not None
    assert (match.activity_id, match.likeness.verdict, match.also) == ("run", Verdict.SAME, ())


def test_an_arrival_that_is_like_none_belongs_to_none() -> None:
    assert best_match(after(2880), candidates(run=a_recording())) is None
    assert best_match(a_recording(), []) is None


def test_the_order_of_candidates_makes_no_difference() -> None:
    day = candidates(one=a_recording(), two=a_recording("Band"), three=after(1, "Phone"))
    arriving = after(0.2)
    matches = {str(best_match(arriving, each)) for each in (day, day[::-1])}
    assert len(matches) == 1


def test_an_activity_that_has_the_apps_own_recording_does_not_take_another() -> None:
    whole, mine = a_recording("Band", minutes=30), a_recording("Strava", minutes=28)
    activity = Candidate("run", (whole, mine))
    assert best_match(after(1, "Strava", length=29), [activity]) is None


def pieces() -> tuple[Recording, Recording, Recording]:
    """Give a whole, and the two pieces that another app made of it."""
    whole = a_recording("Band", minutes=60)
    return whole, a_recording("Strava", minutes=29), _second_half(whole)


def _second_half(whole: Recording) -> Recording:
    begin_s = 30.0 * 60
    streams = {
        kind: stream.between(begin_s, 3600.0).shifted(-begin_s)
        for kind, stream in whole.workout.streams.items()
    }
    return a_recording(
        "Strava", minutes=30, start=SPRING + timedelta(seconds=begin_s), streams=streams
    )


def test_a_second_piece_joins_the_whole_beside_the_first() -> None:
    whole, first, second = pieces()
    match = best_match(second, [Candidate("run", (whole, first))])
    assert match is not None
    assert match.likeness.verdict is Verdict.SAME


def test_the_whole_that_comes_last_brings_its_pieces_together() -> None:
    whole, first, second = pieces()
    match = best_match(whole, candidates(first=first, second=second))
    assert match is not None
    assert {match.activity_id, *match.also} == {"first", "second"}


def test_an_id_outweighs_every_likeness() -> None:
    uuid = "0C6E9F2A-7E55-4A0B-8B57-0DF6B6D1A111"
    named = replace(a_recording("Band"), workout=after(7, "Band").workout)
    named = replace(named, workout=replace(named.workout, healthkit_uuid=uuid))
    day = candidates(likest=a_recording(), named=named)
    match = best_match(a_recording("HealthFit", healthkit_uuid=uuid), day)
    assert match is not None
    assert match.activity_id == "named"


def test_where_it_is_not_sure_it_says_so() -> None:
    asked = [pair for pair in pairs(1, 300) if pair.kind == "intervals again"]
    found = [best_match(pair.other, candidates(a=pair.one)) for pair in asked]
    assert all(match is None or match.likeness.verdict is Verdict.ASK for match in found)


def test_the_likest_recording_of_an_activity_is_named() -> None:
    copy, own = after(1, "Strava"), a_recording("Band")
    match = best_match(after(1, "HealthFit"), [Candidate("run", (own, copy))])
    assert match is not None
    assert match.nearest is copy


def test_activities_go_together_unless_something_in_them_is_another_workout() -> None:
    whole, first, second = pieces()
    assert go_together([whole, first], [second])
    assert not go_together([a_recording("Band")], [after(1, "Band", length=20)])
