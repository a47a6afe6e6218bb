"""Turns what a source found into recordings and activities, and starts what follows from them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from fitglue.domain.activity import Recording, Sender
from fitglue.domain.arrival import Arrival
from fitglue.domain.runs import Cause
from fitglue.formats import workout_document
from fitglue.pipeline.comparing import Comparing, Pending, as_kept, comparing_for
from fitglue.pipeline.folding import fold
from fitglue.pipeline.judging import Judged, Manner, Outcome, Taken, judged
from fitglue.pipeline.starting import Starter, Wave

if TYPE_CHECKING:
    from fitglue.store import Store
    from fitglue.store.ahead import Ahead
    from fitglue.store.intake import Intake

__all__ = ["Manner", "Outcome", "Taken", "look", "put", "recording_of", "take"]
_IMPORTED = Manner()


def take(
    starter: Starter,
    account_id: str,
    source: str,
    arrivals: Sequence[Arrival],
    manner: Manner = _IMPORTED,
) -> list[Taken]:
    """Keep some arrivals in one transaction, with the runs that they cause and their jobs."""
    # What only computes is done before the transaction: it locks others out on SQLite.
    recordings = [recording_of(account_id, source, arrival) for arrival in arrivals]
    ahead = starter.store.ahead()
    comparing = foreseen(starter.store, account_id, recordings, manner, ahead)
    with starter.store.intake(ahead) as intake:
        starter.store.sync.lock(intake.session, account_id)
        return put(intake, starter, recordings, manner, comparing)


def foreseen(
    store: "Store",
    account_id: str,
    recordings: Sequence[Recording],
    manner: Manner,
    ahead: "Ahead | None" = None,
) -> Comparing:
    """Compare recordings with what is here by now; who is asked next knows it already.

    What is to be kept of them is put `ahead`.
    """
    with store.looking() as intake:  # one view for all that is asked
        comparing = comparing_for(store, account_id)
        comparing.look_up(intake.session, recordings)
        for recording in recordings:
            one = judged(intake, recording, manner, comparing)
            if ahead is not None and one.is_kept:
                _begin(ahead, recording, one)
    return comparing


def _begin(ahead: "Ahead", recording: Recording, one: Judged) -> None:
    for original in recording.originals.values():
        ahead.put(original)
    ahead.pack(recording.workout)
    if one.taken.activity is not None:
        ahead.pack(one.taken.activity.workout)


def look(store: "Store", recordings: Sequence[Recording], comparing: Comparing) -> list[Taken]:
    """Say what arrivals would do, one after the other, and do nothing."""
    taken = []
    with store.looking() as intake:
        comparing.look_up(intake.session, recordings)
        for recording in recordings:
            one = judged(intake, recording, _IMPORTED, comparing)
            if one.is_kept:
                pending = Pending(one.taken.activity_id, recording, one.taken.activity)
                comparing.pending.append(pending)
            taken.append(one.taken)
    return taken


def put(
    intake: "Intake",
    starter: Starter,
    recordings: Sequence[Recording],
    manner: Manner,
    comparing: Comparing,
) -> list[Taken]:
    """Keep some recordings of one person in the caller's transaction, who holds their lock."""
    if not recordings:
        return []
    plans = starter.store.pipelines.enabled(intake.session, recordings[0].sender.account_id)
    wave = Wave(Cause.ARRIVAL, manner.backfill, manner.settle_s, plans)
    comparing.look_up(intake.session, recordings)
    taken = []
    for recording in recordings:
        one = judged(intake, recording, manner, comparing)
        if one.is_kept:
            _keep(intake, starter.store, recording, one, completes=not manner.whole)
            comparing.kept(recording.sender)
        if one.taken.activity is not None and manner.runs:
            owner = recording.sender.account_id
            starter.start_all(
                intake.session, owner, one.taken.activity, _wave_of(wave, recording, one)
            )
        taken.append(one.taken)
    return taken


def _wave_of(wave: Wave, recording: Recording, one: Judged) -> Wave:
    """Say with a wave which sources an activity has, where that needs no question."""
    if one.taken.outcome is not Outcome.NEW:
        return wave
    return replace(wave, sources=frozenset({recording.sender.source}))


def _keep(
    intake: "Intake", store: "Store", recording: Recording, one: Judged, *, completes: bool
) -> None:
    session, taken = intake.session, one.taken
    for absorbed in one.absorbed:
        fold(store, session, absorbed, taken.activity_id)
    if taken.activity is not None:
        intake.put(recording.sender.account_id, taken.activity)
    intake.keep(recording, taken.activity_id, is_first=one.is_first, completes=completes)
    if one.doubt is not None:
        store.pairs.ask(session, one.doubt.one, one.doubt.other, one.doubt.reasons)


def recording_of(account_id: str, source: str, arrival: Arrival) -> Recording:
    """Prepare an arrival: its streams at the resolution they are kept at, and its hash."""
    workout = replace(arrival.workout, streams=as_kept(arrival.workout.streams))
    return Recording(
        sender=Sender(account_id, source, arrival.source_id),
        workout=workout,
        content_hash=workout_document.content_hash(workout),
        originals={original.name: original.zstd for original in arrival.originals},
    )
