"""Lets held runs go: when their person's tier changes, a month begins, or the limit was raised.

A change of tier and the job that follows from it commit together. Where runs stay held, they are
looked at again at the beginning of every day in their person's zone: that is when months begin.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from fitglue.domain.errors import Refused
from fitglue.domain.tiers import Tier
from fitglue.pipeline.admission import Admission, release_job
from fitglue.pipeline.engine import Step
from fitglue.pipeline.starting import Starter

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store import Store
    from fitglue.store.tables import TierRow

_AT_ONCE = 50  # activities in one transaction, for it locks others out on SQLite


@dataclass(frozen=True, slots=True)
class Releasing:
    """Changes tiers, and lets go what was held."""

    starter: Starter
    admission: Admission

    def give(self, account_id: str, tier: Tier) -> None:
        """Give somebody a tier."""
        with self._store.transactions.writing("give a tier") as session:
            self.change(session, self._locked(session, account_id), tier)

    def begin_trial(self, account_id: str) -> None:
        """Let somebody's one trial begin. Raises Refused when they had it."""
        with self._store.transactions.writing("begin a trial") as session:
            row = self._locked(session, account_id)
            if not self._store.tiers.begin_trial(row, self.admission.rules.trial_days):
                raise Refused("The trial can be had once.", "Upgrade to go on as an Athlete.")
            self._follow(session, row)

    def change(self, session: "Session", row: "TierRow", tier: Tier) -> None:
        """Write a tier, and let what is held be looked at, in the caller's transaction."""
        row.tier = tier.value
        self._follow(session, row)

    def after_start(self) -> None:
        """Let everything held be looked at: the operator may have changed the rules."""
        cause = f"start-{datetime.now(UTC).isoformat()}"
        for account_id in self._store.tiers.with_held_runs():
            with self._store.transactions.writing("look at held runs") as session:
                self.starter.engine.enqueue(session, release_job(account_id, cause))

    def release(self, step: Step, account_id: str, cause: str) -> int:
        """Let go what may go, and see to the next look. This is the engine's workflow."""
        released = 0
        while number := step("release", self.release_some, account_id):
            released += number
        step("look again", self.look_again, account_id, cause)
        return released

    def release_some(self, account_id: str) -> int:
        """Let some held runs go, oldest first, and count them; 0 when no more may go."""
        with self._store.transactions.writing("release") as session:
            places = self._places(session, account_id)
            runs = self._store.tiers.next_held(session, account_id, min(places, _AT_ONCE))
            for run in runs:
                self._store.tiers.admit(session, run)
                self.starter.go_on(session, run)
            return len(runs)

    def look_again(self, account_id: str, cause: str) -> None:
        """See to it that what is still held is looked at again tomorrow."""
        if not self._store.tiers.held(account_id):
            return
        standing = self.admission.standing(account_id)
        with self._store.transactions.writing("look again") as session:
            self.admission.look_again(session, account_id, standing, after=_day(cause))

    def _places(self, session: "Session", account_id: str) -> int:
        standing = self._store.tiers.standing(session, self._locked(session, account_id))
        now = datetime.now(UTC)
        if not self.admission.rules.on or standing.tier(now) is Tier.ATHLETE:
            return _AT_ONCE
        return self.admission.places(session, account_id, standing, now)

    def _locked(self, session: "Session", account_id: str) -> "TierRow":
        return self._store.tiers.locked(session, account_id, self.admission.rules.trial_days)

    def _follow(self, session: "Session", row: "TierRow") -> None:
        row.changes += 1
        self.starter.engine.enqueue(session, release_job(row.account_id, f"change-{row.changes}"))

    @property
    def _store(self) -> "Store":
        return self.starter.store


def _day(cause: str) -> date | None:
    try:
        return date.fromisoformat(cause)
    except ValueError:  # a change, or a start
        return None
