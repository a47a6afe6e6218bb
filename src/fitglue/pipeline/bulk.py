"""Acts on many activities: run, send, merge, delete. Each can be taken back.

Runs and sends are begun in chunks by a job, behind what happens now; until one has left it can be
cancelled. What is deleted comes back as it was; what was merged is split again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fitglue.domain.acts import MOST_MERGED, NEAR, Kind, State
from fitglue.domain.errors import FitGlueError, Gone, NeedsUser, Refused
from fitglue.domain.ledger import DeliveryState
from fitglue.domain.plan import Plan
from fitglue.domain.runs import Beginning, Cause
from fitglue.pipeline.again import Again
from fitglue.pipeline.engine import Job, Step
from fitglue.pipeline.keeping import Keeping
from fitglue.pipeline.one_or_two import OneOrTwo
from fitglue.pipeline.removing import Removing
from fitglue.pipeline.starting import Starter

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store.tables import ActivityRow, ActRow

_CHUNK = 50
_CANCELLED = "You cancelled it."
_NOT_TO_DISTURB = {DeliveryState.SENDING, DeliveryState.UNKNOWN, DeliveryState.DELETING}


@dataclass(frozen=True, slots=True)
class Bulk:
    """Acts for one person. Whatever is not theirs is not there."""

    starter: Starter
    account_id: str

    def run(self, activity_ids: Sequence[str], pipeline_id: str, *, delivers: bool = True) -> str:
        """Run activities through a pipeline by its rule of today; gives the act's id.

        What was delivered is updated, never doubled. Without `delivers` nothing is sent.
        """
        Keeping(self.starter.store, self.account_id).get(pipeline_id)
        wanted = {"pipeline_id": pipeline_id, "delivers": delivers}
        return self._begin(Kind.RUN, activity_ids, wanted)

    def send(
        self, activity_ids: Sequence[str], pipeline_id: str, target_key: str, *, again: bool = False
    ) -> str:
        """Send what a pipeline made of activities to one of its targets; gives the act's id.

        What is there already is updated only if `again` is wanted.
        """
        plan = Keeping(self.starter.store, self.account_id).get(pipeline_id).plan
        if plan.target(target_key) is None:
            raise Gone("There is no such target.")
        wanted = {"pipeline_id": pipeline_id, "target_key": target_key, "again": again}
        return self._begin(Kind.SEND, activity_ids, wanted)

    def delete(self, activity_ids: Sequence[str]) -> str:
        """Delete activities; gives the act's id."""
        return Removing(self.starter, self.account_id).delete(activity_ids)

    def merge(self, activity_ids: Sequence[str]) -> str:
        """Make one activity of some that are of one time; gives the act's id."""
        store, owner = self.starter.store, self.account_id
        ids = store.listing.there(owner, activity_ids)
        if why := why_not_one(store.listing.rows(owner, ids)):
            raise Refused(why, "Choose two to five of the same time.")
        parts = {one: [row.id for row in store.recordings.listed(owner, one)] for one in ids}
        into = OneOrTwo(self.starter, owner).join_all(ids)
        with store.transactions.writing("merged") as session:
            act = store.acts.begin(session, owner, Kind.MERGE, ids, {})
            parts.pop(into)
            act.made, act.number, act.state = {"into": into, "parts": parts}, len(ids), State.DONE
        return act.id

    def undo(self, act_id: str) -> "ActRow":
        """Take an act back as far as that goes. Raises Gone or Refused."""
        store = self.starter.store
        with store.transactions.writing("undo") as session:
            act = store.acts.locked(session, act_id)
            if act is None or act.account_id != self.account_id:
                raise Gone("There is no such act.")
            if act.state == State.UNDONE:
                raise Refused("This was taken back already.", "Look at your activities.")
            act.state = State.UNDONE.value
            self._undo_in(session, act)
        if act.kind == Kind.RUN:
            self._cancel_runs(act)
        if act.kind == Kind.MERGE:
            self._split(act.made)
        return act

    def work(self, step: Step, act_id: str) -> int:
        """Do an act, chunk by chunk, and count what is done. This is the engine's workflow."""
        at = 0
        while True:
            done = step("act", self.chunk, act_id, at)
            if done <= at:
                return at
            at = done

    def chunk(self, act_id: str, at: int) -> int:
        """Go on behind the first `at` activities, and tell how many are done then."""
        store = self.starter.store
        with store.transactions.writing("act") as session:
            act = store.acts.locked(session, act_id)
            if act is None or act.state != State.WORKING or act.number > at:
                return act.number if act is not None and act.state == State.WORKING else at
            some = act.activities[at : at + _CHUNK]
            owner = Bulk(self.starter, act.account_id)
            pipeline = store.pipelines.get(act.account_id, act.wanted["pipeline_id"])
            if pipeline is not None:  # else it was deleted meanwhile
                for activity_id in some:
                    owner.one(session, act, pipeline.plan, activity_id)
            act.number = at + len(some)
            if act.number >= len(act.activities):
                act.state = State.DONE.value
            return act.number

    def one(self, session: "Session", act: "ActRow", plan: Plan, activity_id: str) -> None:
        """Do one activity's part of an act."""
        if act.kind == Kind.SEND:
            self._send_one(session, act, activity_id)
            return
        revision = self.starter.store.activities.revision(session, self.account_id, activity_id)
        if revision is None:
            return
        is_many = len(act.activities) > 1
        beginning = Beginning(
            account_id=self.account_id, activity_id=activity_id, revision=revision, plan=plan,
            cause=Cause.PAST if is_many else Cause.AGAIN, cause_key=_cause(act.id),
            delivers=act.wanted["delivers"], backfill=is_many,
        )  # fmt: skip
        self.starter.start(session, beginning)

    def _send_one(self, session: "Session", act: "ActRow", activity_id: str) -> None:
        store, again = self.starter.store, Again(self.starter, self.account_id)
        pipeline_id, key = act.wanted["pipeline_id"], act.wanted["target_key"]
        if store.activities.revision(session, self.account_id, activity_id) is None:
            return
        row = store.foresight.delivery(session, activity_id, pipeline_id, key)
        if row is None:
            run = store.foresight.newest_run(session, activity_id, pipeline_id)
            if run is not None:
                act.made = {**act.made, again.send_missed_in(session, run, key): ""}
            return
        is_there = row.state == DeliveryState.SENT
        if row.state in _NOT_TO_DISTURB or (is_there and not act.wanted["again"]):
            return
        before = row.state
        try:
            again.send_in(session, row)
        except Refused:  # a newer run is on its way there
            return
        act.made = {**act.made, row.id: before}

    def _begin(self, kind: Kind, activity_ids: Sequence[str], wanted: Mapping[str, Any]) -> str:
        store = self.starter.store
        ids = store.listing.there(self.account_id, activity_ids)
        if not ids:
            raise NeedsUser("No activity is chosen.", "Choose some in the list.")
        with store.transactions.writing("begin an act") as session:
            act = store.acts.begin(session, self.account_id, kind, ids, wanted)
            self.starter.engine.enqueue(session, act_job(act.id))
        return act.id

    def _undo_in(self, session: "Session", act: "ActRow") -> None:
        if act.kind == Kind.DELETE:
            removing = Removing(self.starter, self.account_id)
            if not removing.bring_back(session, act.activities):
                raise Gone("They are gone for good, or back already.")
        if act.kind == Kind.SEND:
            for delivery_id, before in act.made.items():
                self._unsend(session, delivery_id, before)

    def _unsend(self, session: "Session", delivery_id: str, before: str) -> None:
        deliveries = self.starter.store.deliveries
        row = deliveries.locked(session, delivery_id)
        if row is None or row.state != DeliveryState.WAITING:
            return  # it has left
        if before == DeliveryState.SENT:
            row.state, row.why, row.retry_at = before, "", None
        else:
            deliveries.skip(row, _CANCELLED)

    def _cancel_runs(self, act: "ActRow") -> None:
        again = Again(self.starter, self.account_id)
        for run_id in self.starter.store.foresight.runs_of(self.account_id, _cause(act.id)):
            try:
                again.cancel(run_id)
            except FitGlueError:  # it ended meanwhile
                continue

    def _split(self, made: Mapping[str, Any]) -> None:
        for recording_ids in made["parts"].values():
            OneOrTwo(self.starter, self.account_id).split_all(made["into"], recording_ids)


def act_job(act_id: str) -> Job:
    """Give the job that does an act."""
    return Job(workflow="act", arguments=(act_id,))


def why_not_one(rows: Sequence["ActivityRow"]) -> str:
    """Say why some activities cannot be one workout; empty when they may be."""
    if len(rows) < 2:  # noqa: PLR2004 - one is one already
        return "One activity alone cannot be merged."
    if len(rows) > MOST_MERGED:
        return f"At most {MOST_MERGED} activities can be merged into one."
    in_time = sorted(rows, key=lambda row: row.start)
    until = in_time[0].end
    for row in in_time[1:]:
        if row.start > until + NEAR:
            return f"“{row.title}” begins long after the others have ended."
        until = max(until, row.end)
    return ""


def _cause(act_id: str) -> str:
    return f"act-{act_id}"
