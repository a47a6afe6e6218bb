"""What a person changes of an activity: title, sport and text, its ends, and whose streams count.

The change is a layer over the recordings (`domain.edits`). What is at targets is brought up to date
when the person wants it; a run that has not come that far takes the change with it in any case.
"""

from collections.abc import Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fitglue.domain.activity import Activity, TitleSetBy, default_title
from fitglue.domain.edits import LEAST_LEFT_S, PARTS, Edits, Witness, edited, span_of
from fitglue.domain.errors import Gone, Refused
from fitglue.domain.plan import Plan
from fitglue.domain.runs import Beginning, Cause, RunState
from fitglue.domain.workout import Workout
from fitglue.formats import workout_document
from fitglue.pipeline.comparing import Comparing, comparing_for
from fitglue.pipeline.starting import Starter

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store.intake import Intake

LONGEST_TITLE, LONGEST_TEXT = 200, 10_000
_NOT_THERE_YET = {RunState.WAITING, RunState.PARKED, RunState.ASKING}


@dataclass(frozen=True, eq=False, slots=True)
class Uncut:
    """An activity with nothing cut off it, and what its owner changed of it."""

    workout: Workout
    edits: Edits


@dataclass(frozen=True, slots=True)
class Amending:
    """Changes one person's activities. Whatever is not theirs is not there."""

    starter: Starter
    account_id: str

    def uncut(self, activity_id: str) -> Uncut:
        """Give an activity as its recordings say, for choosing what to cut off. Raises Gone."""
        store = self.starter.store
        comparing = comparing_for(store, self.account_id)
        with store.looking() as intake:
            edits = _edits(self, intake.session, activity_id)
            whole = edits.taken_back("trim")
            told = comparing.recordings(intake.session, [activity_id])
            return Uncut(comparing.merged(told, whole), edits)

    def recorded(self, activity_id: str) -> Workout:
        """Give what an activity's recordings say, without any change of a person's. Raises Gone."""
        comparing = comparing_for(self.starter.store, self.account_id)
        with self.starter.store.looking() as intake:
            _edits(self, intake.session, activity_id)
            return comparing.merged(comparing.recordings(intake.session, [activity_id]))

    def choose(self, activity_id: str, streams: Mapping[str, str], *, updates: bool) -> None:
        """Let the streams of some recordings count: their ids by kind, empty for nobody's choice.

        Kinds that are not named stay as they are. Raises Gone.
        """
        rows = self.starter.store.recordings.listed(self.account_id, activity_id)
        known = {row.id: Witness(row.source, row.source_id) for row in rows}
        if not {one for one in streams.values() if one} <= known.keys():
            raise Gone("There is no such recording in this activity.")
        edits = self.starter.store.edits.get(self.account_id, activity_id)
        kept = {kind: who for kind, who in edits.streams.items() if kind not in streams}
        said = {kind: known[one] for kind, one in streams.items() if one}
        self.amend(activity_id, replace(edits, streams={**kept, **said}), updates=updates)

    def amend(self, activity_id: str, edits: Edits, *, updates: bool = False) -> None:
        """Let `edits` be all that is changed of an activity; `updates` brings targets up to date.

        Raises Gone, and Refused with a sentence for what cannot be.
        """
        _check(edits)
        with self._alone() as (intake, comparing):
            _edits(self, intake.session, activity_id)
            self._write(intake, comparing, activity_id, edits, updates=updates)

    def take_back(
        self, activity_id: str, parts: Collection[str] = tuple(PARTS), *, updates: bool = False
    ) -> None:
        """Take back some parts of what was changed, or all. Raises Gone."""
        with self._alone() as (intake, comparing):
            edits = _edits(self, intake.session, activity_id)
            for part in parts:
                edits = edits.taken_back(part)
            self._write(intake, comparing, activity_id, edits, updates=updates)

    def targets(self, activity_id: str) -> list[str]:
        """Name the target plugins that have this activity and would be brought up to date."""
        store = self.starter.store
        rows = store.deliveries.of_activities(self.account_id, [activity_id])
        with store.transactions.reading() as session:
            on = {plan.id for plan in store.pipelines.enabled(session, self.account_id)}
        there = (row for row in rows if row.sent_at is not None and row.pipeline_id in on)
        return list(dict.fromkeys(row.target for row in there))

    @contextmanager
    def _alone(self) -> "Generator[tuple[Intake, Comparing]]":
        store = self.starter.store
        comparing = comparing_for(store, self.account_id)
        with store.intake() as intake:
            store.sync.lock(intake.session, self.account_id)
            yield intake, comparing

    def _write(
        self,
        intake: "Intake",
        comparing: Comparing,
        activity_id: str,
        edits: Edits,
        *,
        updates: bool,
    ) -> None:
        session, store = intake.session, self.starter.store
        told = comparing.recordings(session, [activity_id])
        _check_trim(comparing.merged(told, edits.taken_back("trim")), edits)
        before = intake.activity(activity_id)
        after = amended(
            before, comparing.merged(told, edits), store.edits.of(session, activity_id), edits
        )
        store.edits.put(session, self.account_id, activity_id, edits)
        if after is None:
            return
        intake.put(self.account_id, after)
        for plan, settle_s in self._plans(session, activity_id, updates=updates):
            self.starter.start(session, _beginning(self.account_id, after, plan), settle_s=settle_s)

    def _plans(
        self, session: "Session", activity_id: str, *, updates: bool
    ) -> Sequence[tuple[Plan, float]]:
        """Give the pipelines to run through: those on the way, and those whose targets have it."""
        store = self.starter.store
        settle_s = store.accounts.get(self.account_id).settle_s
        runs = store.runs.of_activity(self.account_id, activity_id)
        on_the_way = {run.pipeline_id: run for run in runs if run.state in _NOT_THERE_YET}
        rows = store.deliveries.of_activities(self.account_id, [activity_id]) if updates else ()
        wanted = {row.pipeline_id for row in rows} | set(on_the_way)
        now = datetime.now(UTC)
        late = {
            key
            for key, run in on_the_way.items()
            if run.state == RunState.WAITING and run.wake_at is not None and run.wake_at > now
        }
        plans = store.pipelines.enabled(session, self.account_id)
        return [(plan, settle_s if plan.id in late else 0.0) for plan in plans if plan.id in wanted]


def amended(before: Activity, workout: Workout, was: Edits, edits: Edits) -> Activity | None:
    """Give the next revision of an activity whose edits were others; None when it is as it was."""
    title, set_by, text = before.title, before.title_set_by, before.description
    if edits.title is not None:
        title, set_by = edits.title, TitleSetBy.PERSON
    elif was.title is not None or set_by is not TitleSetBy.PERSON:
        title, set_by = default_title(workout)
    if edits.description is not None:
        text = edits.description
    elif was.description is not None:
        text = workout.description
    named = (title, set_by, text) != (before.title, before.title_set_by, before.description)
    name = workout_document.content_hash
    if not named and name(workout) == name(before.workout):
        return None
    return replace(
        before, revision=before.revision + 1, title=title, title_set_by=set_by, description=text,
        workout=workout,
    )  # fmt: skip


def shortened(uncut: Uncut, starts_at: datetime | None, ends_at: datetime | None) -> Workout:
    """Give what an activity would be with other ends. Raises Refused when nothing is left."""
    edits = replace(uncut.edits, starts_at=starts_at, ends_at=ends_at)
    _check_trim(uncut.workout, edits)
    return edited(uncut.workout, edits)


def _edits(amending: Amending, session: "Session", activity_id: str) -> Edits:
    store = amending.starter.store
    if store.activities.revision(session, amending.account_id, activity_id) is None:
        raise Gone("There is no such activity.")
    return store.edits.of(session, activity_id)


def _check(edits: Edits) -> None:
    if edits.title is not None and not edits.title.strip():
        raise Refused("A title has to say something.", "Write one, or take your title back.")
    if len(edits.title or "") > LONGEST_TITLE or len(edits.description or "") > LONGEST_TEXT:
        raise Refused("This is too long.", f"A title may have {LONGEST_TITLE} letters.")


def _check_trim(whole: Workout, edits: Edits) -> None:
    if edits.trims and span_of(whole, edits) is None:
        raise Refused(
            f"Less than {LEAST_LEFT_S:.0f} seconds would be left.", "Cut off less at the ends."
        )


def _beginning(account_id: str, activity: Activity, plan: Plan) -> Beginning:
    return Beginning(
        account_id=account_id,
        activity_id=activity.id,
        revision=activity.revision,
        plan=plan,
        cause=Cause.EDIT,
        cause_key=f"revision-{activity.revision}",
    )
