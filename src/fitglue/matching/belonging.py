"""Which activity an arriving recording belongs to, if any."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from fitglue.domain.activity import Recording
from fitglue.matching.clocks import CLOCK_OFF_S, spans_of
from fitglue.matching.likeness import Likeness, Verdict, likeness
from fitglue.matching.writer import SAME_MOMENT_S, same_by_name, same_writer

#: Two pieces of one workout do not overlap, and their app has one clock.
_ONE_CLOCK_S = 10.0


@dataclass(frozen=True, eq=False, slots=True)
class Candidate:
    """An activity that lies near in time, with its recordings as they are now."""

    activity_id: str
    recordings: tuple[Recording, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Match:
    """The activity that a recording belongs to (or may: see the verdict), and why.

    `nearest` is the recording there that is most like it. `also` are others that it belongs to as
    surely: pieces of one workout, kept apart until the whole came. They are one activity now.
    """

    activity_id: str
    likeness: Likeness
    nearest: Recording
    also: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class _Fit:
    candidate: Candidate
    likeness: Likeness
    nearest: Recording

    @property
    def rank(self) -> tuple[bool, float, str]:
        asked = self.likeness.verdict is not Verdict.SAME
        return asked, -self.likeness.score, self.candidate.activity_id


def best_match(arriving: Recording, candidates: Iterable[Candidate]) -> Match | None:
    """Give the activity that is most like an arrival; None where all are different from it.

    Activities outside of `likeness.REACH` of its start and end need not be among the candidates.
    """
    fits = sorted(filter(None, (_fit(arriving, each) for each in candidates)), key=lambda f: f.rank)
    if not fits:
        return None
    best, *others = fits
    also = _pieces_beside(best, others) if best.likeness.verdict is Verdict.SAME else ()
    return Match(best.candidate.activity_id, best.likeness, best.nearest, also)


def go_together(ones: Iterable[Recording], others: Iterable[Recording]) -> bool:
    """Tell whether two activities may be one, when a recording of one belongs to both.

    Nothing in either may show that it is another workout than something in the other.
    """
    return all(_are_not_two(one, two, one_clock=True) for one, two in product(ones, others))


def _fit(arriving: Recording, candidate: Candidate) -> _Fit | None:
    """Compare with every recording of an activity: the likest speaks, any other may object."""
    found = [(likeness(each, arriving), each) for each in candidate.recordings]
    if not found:
        return None
    likest, nearest = max(found, key=lambda one: one[0].score)
    if likest.verdict is Verdict.DIFFERENT:
        return None
    apart = [each for one, each in found if one.verdict is Verdict.DIFFERENT]
    if likest.score < 1 and any(_object(arriving, each, likest, found) for each in apart):
        return None
    return _Fit(candidate, likest, nearest)


def _object(
    arriving: Recording,
    other: Recording,
    likest: Likeness,
    found: Sequence[tuple[Likeness, Recording]],
) -> bool:
    """Tell whether one of an activity's recordings shows that the arrival is another workout.

    That of the same app does, unless both are pieces of what a third wrote as a whole.
    """
    if not same_writer(arriving.workout, other.workout):
        return False
    if spans_of(arriving.workout, other.workout).overlap_s > SAME_MOMENT_S:
        return True
    whole = next(each for one, each in found if one is likest)
    beside = likeness(whole, other)
    off_s = abs(beside.offset_s - likest.offset_s)
    return beside.verdict is Verdict.DIFFERENT or off_s > _ONE_CLOCK_S


def _pieces_beside(best: _Fit, others: Iterable[_Fit]) -> tuple[str, ...]:
    """Give the activities that are one with the best, as nothing in either speaks against it."""
    taken = [best]
    for other in others:
        if other.likeness.verdict is Verdict.SAME and all(
            _go_together(kept, other) for kept in taken
        ):
            taken.append(other)
    return tuple(fit.candidate.activity_id for fit in taken[1:])


def _go_together(kept: _Fit, other: _Fit) -> bool:
    one_clock = abs(kept.likeness.offset_s - other.likeness.offset_s) <= CLOCK_OFF_S
    return all(
        _are_not_two(one, two, one_clock=one_clock)
        for one, two in product(kept.candidate.recordings, other.candidate.recordings)
    )


def _are_not_two(one: Recording, two: Recording, *, one_clock: bool) -> bool:
    """Tell whether two may be parts of a third: pieces, or alike themselves."""
    if same_by_name(one, two) is not None:
        return True
    if spans_of(one.workout, two.workout).overlap_s <= SAME_MOMENT_S:
        return one_clock
    return likeness(one, two).verdict is not Verdict.DIFFERENT
