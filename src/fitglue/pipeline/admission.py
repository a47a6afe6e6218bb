"""Whether a person's tier lets a run begin, and which plugins it may use.

A place of the month is held from the moment a run is let go until its activity has arrived, so that
any number of workers together never let more go than the limit.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from fitglue import registry
from fitglue.domain.plugins import PluginKind
from fitglue.domain.runs import RunState
from fitglue.domain.tiers import (
    Rules,
    Standing,
    Tier,
    month_of,
    next_look,
    why_blocked,
    why_gated,
)
from fitglue.pipeline.engine import Engine, Job

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store import Store
    from fitglue.store.tables import DeliveryRow, RunRow


@dataclass(frozen=True, slots=True)
class Admission:
    """Asks the operator's rules on behalf of runs. With plans off it lets everything go."""

    store: "Store"
    engine: Engine
    rules_now: Callable[[], Rules]

    @property
    def rules(self) -> Rules:
        """Give the rules of this moment: an admin may change them while work goes on."""
        return self.rules_now()

    def tier(self, account_id: str) -> Tier:
        """Give the tier that counts for a person now."""
        if not self.rules.on:
            return Tier.ATHLETE
        return self.standing(account_id).tier(datetime.now(UTC))

    def standing(self, account_id: str) -> Standing:
        """Give where a person stands."""
        return self.store.tiers.look(account_id, self.rules.trial_days)

    def admits(self, run: "RunRow") -> bool:
        """Let a run go on, or hold it before anything is done. One that was let go goes on."""
        sends = run.delivers and run.plan["targets"]
        if not self.rules.on or run.admitted or not sends:
            return True
        with self.store.transactions.writing("admit a run") as session:
            standing = self._locked(session, run.account_id)
            row = self.store.runs.locked(session, run.id, run.segment)
            return row is not None and self._decide(session, row, standing)

    def why_not(self, session: "Session", row: "DeliveryRow", run: "RunRow") -> str:
        """Say why a delivery that a run wants may not be made; empty when it may."""
        plugin = registry.of_kind(PluginKind.TARGET).get(row.target)
        is_gated = plugin is not None and plugin.about.tier == Tier.ATHLETE
        if not self.rules.on or (run.admitted and not is_gated):
            return ""
        standing, now = self._locked(session, row.account_id), datetime.now(UTC)
        if plugin is not None and (why := why_gated(plugin.about, standing.tier(now))):
            return why
        if run.admitted or self.may_go(session, run, standing):
            self.store.tiers.admit(session, run)
            return ""
        return why_blocked(self.rules.monthly_limit, now, standing.zone)

    def may_go(self, session: "Session", run: "RunRow", standing: Standing) -> bool:
        """Tell whether a run has a place this month, or needs none."""
        now = datetime.now(UTC)
        return (
            standing.tier(now) is Tier.ATHLETE
            or self.store.tiers.is_counted(session, run.activity_id)
            or self.places(session, run.account_id, standing, now) > 0
        )

    def places(self, session: "Session", account_id: str, standing: Standing, now: datetime) -> int:
        """Count a Hobbyist's places of this month that are left."""
        taken = self.store.tiers.taken(session, account_id, month_of(now, standing.zone))
        return max(self.rules.monthly_limit - taken, 0)

    def look_again(
        self, session: "Session", account_id: str, standing: Standing, after: date | None = None
    ) -> None:
        """Let held runs be looked at when the next day begins."""
        day, delay_s = next_look(datetime.now(UTC), standing.zone, after)
        self.engine.enqueue(session, release_job(account_id, day.isoformat(), delay_s=delay_s))

    def _locked(self, session: "Session", account_id: str) -> Standing:
        row = self.store.tiers.locked(session, account_id, self.rules.trial_days)
        return self.store.tiers.standing(session, row)

    def _decide(self, session: "Session", run: "RunRow", standing: Standing) -> bool:
        if self.may_go(session, run, standing):
            self.store.tiers.admit(session, run)
            return True
        why = why_blocked(self.rules.monthly_limit, datetime.now(UTC), standing.zone)
        self.store.runs.end(run, RunState.BLOCKED, why)
        self.look_again(session, run.account_id, standing)
        return False


def release_job(account_id: str, cause: str, *, delay_s: float = 0.0) -> Job:
    """Give the job that looks which of a person's held runs may go."""
    return Job(workflow="release", arguments=(account_id, cause), delay_s=delay_s)
