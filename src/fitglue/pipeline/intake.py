"""Turns what a source found into recordings and activities, and starts what follows from them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from fitglue.domain.activity import Activity, Recording, Sender, TitleSetBy, default_title
from fitglue.domain.arrival import Arrival
from fitglue.domain.plan import Plan
from fitglue.domain.runs import Beginning, Cause
from fitglue.domain.streams import Streams
from fitglue.domain.workout import Workout
from fitglue.formats import stream_blob, workout_document
from fitglue.matching.revision import joined
from fitglue.pipeline.starting import Starter

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
    otherwise it completes that.
    """

    backfill: bool = True
    settle_s: float = 0.0
    whole: bool = False


_IMPORTED = Manner()


def take(
    starter: Starter, account_id: str, source: str, arrivals: Sequence[Arrival]
) -> list[Taken]:
    """Keep some arrivals in one transaction, with the runs that they cause and their jobs."""
    # What only computes is done before the transaction: it locks others out on SQLite.
    recordings = [recording_of(account_id, source, arrival) for arrival in arrivals]
    with starter.store.intake() as intake:
        return put(intake, starter, recordings, _IMPORTED)


def put(
    intake: "Intake", starter: Starter, recordings: Sequence[Recording], manner: Manner
) -> list[Taken]:
    """Keep some recordings of one person and source in the caller's transaction."""
    taken, plans = [], _plans(intake, starter, recordings)
    for recording in recordings:
        one = judge(intake, recording, manner)
        if one.activity is not None:
            intake.keep(recording, one.activity)
            for plan in plans:
                beginning = _beginning(recording.sender, one.activity, plan, manner)
                starter.start(intake.session, beginning, settle_s=manner.settle_s)
        taken.append(one)
    return taken


def _plans(intake: "Intake", starter: Starter, recordings: Sequence[Recording]) -> list[Plan]:
    """Give the enabled pipelines of recordings that one source sent for one person."""
    if not recordings:
        return []
    sender = recordings[0].sender
    plans = starter.store.pipelines.enabled(intake.session, sender.account_id)
    return [plan for plan in plans if sender.source in plan.sources]


def _beginning(sender: Sender, activity: Activity, plan: Plan, manner: Manner) -> Beginning:
    return Beginning(
        account_id=sender.account_id,
        activity_id=activity.id,
        revision=activity.revision,
        plan=plan,
        cause=Cause.ARRIVAL,
        cause_key=f"revision-{activity.revision}",
        backfill=manner.backfill,
    )


def judge(intake: "Intake", recording: Recording, manner: Manner = _IMPORTED) -> Taken:
    """Say what an arrival would do; writes nothing."""
    known = None if manner.whole else intake.has(recording)
    if known:
        return Taken(Outcome.UNCHANGED, known)
    before = intake.activity_for(recording.sender)
    if before is None:
        activity = _first(recording)
        return Taken(Outcome.NEW, activity.id, activity)
    after = recording.workout
    workout = after if manner.whole else joined(before.workout, after)
    if workout_document.content_hash(workout) == workout_document.content_hash(before.workout):
        return Taken(Outcome.UNCHANGED, before.id)
    return Taken(Outcome.CHANGED, before.id, _next(before, workout))


def recording_of(account_id: str, source: str, arrival: Arrival) -> Recording:
    """Prepare an arrival: its streams at the resolution they are kept at, and its hash."""
    workout = replace(arrival.workout, streams=_as_kept(arrival.workout.streams))
    return Recording(
        sender=Sender(account_id, source, arrival.source_id),
        workout=workout,
        content_hash=workout_document.content_hash(workout),
        originals={original.name: original.zstd for original in arrival.originals},
    )


def _as_kept(streams: Streams) -> Streams:
    return {kind: stream_blob.quantised(stream) for kind, stream in streams.items()}


def _first(recording: Recording) -> Activity:
    title, set_by = default_title(recording.workout)
    return Activity(
        id=recording.sender.activity_id,
        revision=1,
        title=title,
        title_set_by=set_by,
        description=recording.workout.description,
        workout=recording.workout,
    )


def _next(before: Activity, workout: Workout) -> Activity:
    description = before.description or workout.description
    changed = replace(
        before, revision=before.revision + 1, workout=workout, description=description
    )
    if before.title_set_by is TitleSetBy.PERSON:
        return changed
    title, set_by = default_title(workout)
    return replace(changed, title=title, title_set_by=set_by)
