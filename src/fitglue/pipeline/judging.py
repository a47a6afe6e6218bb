"""Judges an arrival: new, known, a later version, or another recording of a workout that is here.

Nothing is written; what has to be is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from fitglue.domain.activity import Activity, Recording, Sender, TitleSetBy, default_title
from fitglue.domain.edits import NO_EDITS, Edits
from fitglue.domain.workout import Workout
from fitglue.formats import workout_document
from fitglue.matching.belonging import Match, go_together
from fitglue.matching.likeness import Verdict
from fitglue.matching.revision import joined
from fitglue.pipeline.comparing import Comparing, Known

if TYPE_CHECKING:
    from fitglue.store.intake import Intake


class Outcome(StrEnum):
    """What an arrival did."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, eq=False, slots=True)
class Taken:
    """An arrival's outcome, and the activity it belongs to, as it is now where it changed."""

    outcome: Outcome
    activity_id: str
    activity: Activity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How arrivals are taken.

    A `backfill` gives way to what happens now. Runs wait `settle_s` for late parts. `whole`: each
    arrival says all that its source has told so far, and takes the place of what was known;
    otherwise it completes that. Without `runs` arrivals are kept, and go nowhere.
    """

    backfill: bool = True
    settle_s: float = 0.0
    whole: bool = False
    runs: bool = True


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two recordings that may be one workout, and why, in sentences."""

    one: Sender
    other: Sender
    reasons: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Judged:
    """What follows from an arrival.

    Whether it is kept, and as the first of its sender; which activities become one with its own,
    and what a person is asked.
    """

    taken: Taken
    is_kept: bool = False
    is_first: bool = False
    absorbed: tuple[str, ...] = field(default=())
    doubt: Doubt | None = None


def judged(intake: "Intake", recording: Recording, manner: Manner, comparing: Comparing) -> Judged:
    """Say what an arrival would do; writes nothing."""
    if comparing.is_stranger(recording.sender):
        return replace(_first_of_sender(intake, recording, comparing), is_first=True)
    known = comparing.known(intake.session, recording.sender)
    if known is None and comparing.store.removed.is_buried(intake.session, recording.sender):
        return Judged(Taken(Outcome.UNCHANGED, recording.sender.activity_id))
    if known is None:
        return replace(_first_of_sender(intake, recording, comparing), is_first=True)
    is_here = recording.content_hash in known.sent and not manner.whole
    if is_here or known.has_left:
        return Judged(Taken(Outcome.UNCHANGED, known.activity_id))
    before, workout = comparing.told_by(known), recording.workout
    if not manner.whole:
        workout = joined(before.workout, workout)
    name = workout_document.content_hash(workout)
    if name == before.content_hash:
        return Judged(Taken(Outcome.UNCHANGED, known.activity_id))
    return _later(intake, replace(recording, workout=workout, content_hash=name), known, comparing)


def _first_of_sender(intake: "Intake", recording: Recording, comparing: Comparing) -> Judged:
    match = comparing.match(intake.session, recording)
    if match is not None and match.likeness.verdict is Verdict.SAME:
        ids = (match.activity_id, *match.also)
        return _together(intake, comparing, ids, [recording])
    activity = first(recording)
    taken = Taken(Outcome.NEW, activity.id, activity)
    return Judged(taken, is_kept=True, doubt=_doubt(recording, match))


def _later(intake: "Intake", recording: Recording, known: Known, comparing: Comparing) -> Judged:
    """Take a later version into its activity; it may show that another one is the same workout."""
    own = known.activity_id
    others = [
        one for one in comparing.recordings(intake.session, [own]) if one.sender != recording.sender
    ]
    match = comparing.match(intake.session, recording, own)
    if match is None or match.likeness.verdict is not Verdict.SAME:
        judged = _together(intake, comparing, (own,), [*others, recording], known=True)
        return replace(judged, doubt=_doubt(recording, match))
    theirs = comparing.recordings(intake.session, [match.activity_id])
    if not go_together(others, theirs):
        judged = _together(intake, comparing, (own,), [*others, recording], known=True)
        return replace(judged, doubt=_doubt(recording, match))
    ids = (own, match.activity_id)
    return _together(intake, comparing, ids, [*others, *theirs, recording], known=True)


def _together(
    intake: "Intake",
    comparing: Comparing,
    activity_ids: Sequence[str],
    recordings: Sequence[Recording],
    *,
    known: bool = False,
) -> Judged:
    """Let activities be one, made of recordings; those that are not `known` join theirs."""
    session = intake.session
    ids = list(activity_ids)
    if len(ids) > 1:
        ids = comparing.store.activities.by_seniority(session, ids) or ids
    told = [*recordings] if known else [*comparing.recordings(session, ids), *recordings]
    before = comparing.activity(intake, ids[0])
    others = [comparing.activity(intake, one) for one in ids[1:]]
    edits = comparing.edits(session, ids)
    after = next_of(before, comparing.merged(told, edits), others, edits)
    outcome = Outcome.UNCHANGED if after is None else Outcome.CHANGED
    return Judged(Taken(outcome, before.id, after), is_kept=True, absorbed=tuple(ids[1:]))


def _doubt(recording: Recording, match: Match | None) -> Doubt | None:
    if match is None:
        return None
    return Doubt(recording.sender, match.nearest.sender, match.likeness.reasons)


def first(recording: Recording) -> Activity:
    """Make the activity of a recording that stands alone."""
    return first_of(recording.sender.activity_id, recording.workout)


def first_of(activity_id: str, workout: Workout) -> Activity:
    """Make an activity that was not there before."""
    title, set_by = default_title(workout)
    return Activity(
        id=activity_id,
        revision=1,
        title=title,
        title_set_by=set_by,
        description=workout.description,
        workout=workout,
    )


def next_of(
    before: Activity,
    workout: Workout,
    absorbed: Sequence[Activity] = (),
    edits: Edits = NO_EDITS,
) -> Activity | None:
    """Give the next revision of an activity; None when its workout is as it was.

    A title that a person wrote stays, that of an `absorbed` one too where there is no other; so
    does a description, even an empty one.
    """
    title, set_by, description = before.title, before.title_set_by, edits.description
    if description is None:
        description = before.description or workout.description
    theirs = [one for one in absorbed if one.title_set_by is TitleSetBy.PERSON]
    if set_by is not TitleSetBy.PERSON:
        title, set_by = default_title(workout)
        if theirs:
            title, set_by = theirs[0].title, TitleSetBy.PERSON
    is_same = workout_document.content_hash(workout) == workout_document.content_hash(
        before.workout
    )
    named = (before.title, before.title_set_by, before.description)
    if is_same and (title, set_by, description) == named:
        return None
    return replace(
        before,
        revision=before.revision + 1,
        title=title,
        title_set_by=set_by,
        workout=workout,
        description=description,
    )
