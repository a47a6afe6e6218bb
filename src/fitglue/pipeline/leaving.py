"""Lets a recording leave its activity, for it was deleted where it came from.

The activity goes on with the others, worked out anew; only the last one hides it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fitglue.domain.activity import Recording, Sender
from fitglue.domain.runs import Cause
from fitglue.matching.writer import same_by_name
from fitglue.pipeline.comparing import Comparing
from fitglue.pipeline.hiding import hide
from fitglue.pipeline.judging import next_of
from fitglue.pipeline.starting import Starter, Wave

if TYPE_CHECKING:
    from fitglue.store.intake import Intake


@dataclass(frozen=True, slots=True)
class Leaving:
    """Takes recordings out of activities in the caller's transaction."""

    starter: Starter
    intake: "Intake"
    comparing: Comparing
    why: str

    def leave(self, sender: Sender) -> None:
        """Take a recording out, if it is in an activity."""
        session, store = self.intake.session, self.starter.store
        known = self.comparing.known(session, sender)
        if known is None or known.has_left:
            return
        told = self.comparing.recordings(session, [known.activity_id])
        gone = set(_with_it(self.comparing.told_by(known), told))
        for one in gone:
            store.recordings.leave(session, one)
        store.pairs.forget_questions(session, gone)
        rest = [one for one in told if one.sender not in gone]
        if not rest:
            hide(store, session, sender.account_id, known.activity_id, self.why)
            return
        self._remake(sender.account_id, known.activity_id, rest)

    def _remake(self, account_id: str, activity_id: str, rest: Iterable[Recording]) -> None:
        before = self.comparing.activity(self.intake, activity_id)
        edits = self.comparing.edits(self.intake.session, [activity_id])
        after = next_of(before, self.comparing.merged(rest, edits), edits=edits)
        if after is None:
            return
        self.intake.put(account_id, after)
        self.starter.start_all(self.intake.session, account_id, after, Wave(Cause.ARRIVAL))


def _with_it(deleted: Recording, told: Iterable[Recording]) -> Iterable[Sender]:
    """Name it, and what the same source tells of the same recording by another name.

    An export has no names of its own, so what a phone sent is there once more.
    """
    yield deleted.sender
    for one in told:
        if one.sender.source == deleted.sender.source and same_by_name(deleted, one):
            yield one.sender
