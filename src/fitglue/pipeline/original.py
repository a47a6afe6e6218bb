"""Takes what the original's phone app sends, at once: the app believes what it is answered.

It moves its date on, or forgets what it holds, after any answer that says so. So an answer is given
for what is kept, and an activity that is of no use is kept as well, with the reason.
"""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fitglue.domain.arrival import Arrival, SetAside, SourceTools
from fitglue.formats.original_sync import read_original_sync
from fitglue.pipeline.ingesting import prepared, refusal_of, take_batch
from fitglue.pipeline.intake import Outcome, Taken
from fitglue.pipeline.starting import Starter

if TYPE_CHECKING:
    from fitglue.store.accounts import Account

_AT_A_TIME = 16


@dataclass(frozen=True, slots=True)
class Synced:
    """What became of a sync's activities."""

    came: int
    processed: int
    set_aside: int
    run_ids: tuple[str, ...]
    why: str

    @property
    def skipped(self) -> int:
        """Count those that changed nothing."""
        return self.came - self.processed

    @property
    def is_success(self) -> bool:
        """Tell whether anything was of use, where anything came."""
        return self.came == 0 or self.set_aside < self.came


@dataclass(frozen=True, slots=True)
class OriginalPhone:
    """Takes syncs of one person's phone."""

    starter: Starter
    account: "Account"
    tools: SourceTools
    token_id: str

    def take(self, content: bytes) -> Synced:
        """Keep a sync durably. Raises NotAWorkout, Damaged and Hostile for what is none."""
        pieces = list(read_original_sync(content, self.tools))
        arrivals = [one for one in pieces if isinstance(one, Arrival)]
        aside = [(at, one) for at, one in enumerate(pieces) if isinstance(one, SetAside)]
        taken, outcomes = self._taken(arrivals)
        self._set_aside(aside)
        self.starter.store.ingest.seen(self.token_id)
        return Synced(
            came=len(pieces),
            processed=outcomes[Outcome.NEW] + outcomes[Outcome.CHANGED],
            set_aside=len(aside),
            run_ids=self._runs(taken),
            why=" ".join(dict.fromkeys(one.why.sentence for _, one in aside)),
        )

    def _taken(self, arrivals: list[Arrival]) -> tuple[list[Taken], Counter[str]]:
        taken: list[Taken] = []
        outcomes: Counter[str] = Counter()
        store = self.starter.store
        for first in range(0, len(arrivals), _AT_A_TIME):
            some = arrivals[first : first + _AT_A_TIME]
            ready = prepared(store, self.account, some)
            with store.intake() as intake:
                store.sync.lock(intake.session, self.account.id)
                done = take_batch(self.starter, intake, ready)
            taken += done.taken
            outcomes += done.outcomes
        return taken, outcomes

    def _set_aside(self, aside: list[tuple[int, SetAside]]) -> None:
        if not aside:
            return
        store = self.starter.store
        refusals = [refusal_of(store, at, one) for at, one in aside]
        with store.transactions.writing("refused") as session:
            store.ingest.set_aside(session, self.account.id, self.token_id, refusals)

    def _runs(self, taken: list[Taken]) -> tuple[str, ...]:
        changed = [one.activity_id for one in taken if one.outcome is not Outcome.UNCHANGED]
        runs = self.starter.store.runs
        return tuple(
            run.id for one in changed for run in runs.of_activity(self.account.id, one)[:1]
        )
