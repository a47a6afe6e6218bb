"""Gives workouts that came under a name the sport that its owner says it means.

They are read again from the bytes that they came in, so that everything that follows from the
sport follows: a swim's pool, which distance counts, the title.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from fitglue.domain.activity import Recording
from fitglue.domain.arrival import Arrival, SourceTools
from fitglue.domain.sport import Sport
from fitglue.formats.health_auto_export import name_key
from fitglue.formats.sent import read_kept
from fitglue.matching.revision import joined
from fitglue.pipeline.engine import Job, Step
from fitglue.pipeline.ingesting import SOURCE
from fitglue.pipeline.intake import Manner, foreseen, put, recording_of
from fitglue.pipeline.starting import Starter

if TYPE_CHECKING:
    from fitglue.store import Store
    from fitglue.store.accounts import Account
    from fitglue.store.names import Kept

_AT_A_TIME = 8
# What comes first is what the person waits for; earlier workouts give way to it.
_MANNER = Manner(backfill=True, whole=True)


@dataclass(frozen=True, slots=True)
class Renaming:
    """Sets rules for names, and applies them to what came before."""

    starter: Starter
    tools_of: Callable[["Account"], SourceTools]

    def set_rule(self, account_id: str, name: str, sport: str) -> None:
        """Remember what a name means, or with no sport forget it, for later and earlier workouts.

        The earlier ones are changed by a job.
        """
        with self._store.transactions.writing("name rule") as session:
            self._store.sync.lock(session, account_id)
            key = name_key(name)
            rule_id = self._store.names.set_rule(session, account_id, key, name, sport)
            self.starter.engine.enqueue(session, Job(workflow="rename", arguments=(rule_id,)))

    def work(self, step: Step, rule_id: str) -> str:
        """Apply a rule. This is the engine's workflow."""
        return step("rename", self.apply, rule_id)

    def apply(self, rule_id: str) -> str:
        """Read everything that came under a rule's name again; doing it twice changes nothing."""
        rule = self._store.names.rule(rule_id)
        if rule is None:
            return "over"  # it was changed since, and the later one has a job of its own
        account = self._store.accounts.get(rule.account_id)
        source_ids = self._store.names.source_ids(rule.account_id, rule.name_key)
        for first in range(0, len(source_ids), _AT_A_TIME):
            self._read_again(account, source_ids[first : first + _AT_A_TIME])
        return "done"

    @property
    def _store(self) -> "Store":
        return self.starter.store

    def _read_again(self, account: "Account", source_ids: list[str]) -> None:
        rules, tools = self._store.names.rules(account.id), self.tools_of(account)
        kept = [self._store.names.kept(account.id, SOURCE, one) for one in source_ids]
        read = [_recording(account.id, one, tools, rules) for one in kept if one is not None]
        recordings = [one for one in read if one is not None]
        comparing = foreseen(self._store, account.id, recordings, _MANNER)
        with self._store.intake() as intake:
            self._store.sync.lock(intake.session, account.id)
            put(intake, self.starter, recordings, _MANNER, comparing)


def _recording(
    account_id: str, kept: "Kept", tools: SourceTools, rules: Mapping[str, Sport]
) -> Recording | None:
    """Read a workout again, completed by what earlier versions of it knew."""
    arrival = next(iter(read_kept(kept.original, tools, rules).arrivals), None)
    if not isinstance(arrival, Arrival) or arrival.source_id != kept.source_id:
        return None
    workout = reduce(joined, (*kept.versions, arrival.workout))
    return recording_of(account_id, SOURCE, Arrival(arrival.source_id, workout, arrival.originals))
