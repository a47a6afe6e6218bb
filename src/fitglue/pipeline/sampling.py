"""Sample workouts come in with one click, and go again with one, with all that they made.

They come as the Health app's export does, so pipelines treat them as any workout; but they are one
with nothing of their owner's, nobody is notified of them, and no service gets them.
"""

import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from fitglue import registry
from fitglue.domain.arrival import Arrival
from fitglue.domain.errors import FitGlueError, Refused
from fitglue.domain.ledger import DeliveryState
from fitglue.domain.plugins import Deleting, PluginKind, Receipt, TargetTools
from fitglue.domain.sample import SAMPLE, TARGETS_AT_HOME
from fitglue.pipeline.handing_over import settings_of
from fitglue.pipeline.importing import Keeper
from fitglue.pipeline.judging import Taken

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store import Store
    from fitglue.store.tables import DeliveryRow

log = logging.getLogger(__name__)
_STAYS = "This is a sample workout: it goes to no service."


def as_samples(keep: Keeper) -> Keeper:
    """Keep arrivals under the names of samples."""

    def keeper(source: str, arrivals: list[Arrival]) -> list[Taken]:
        named = [replace(one, source_id=SAMPLE + one.source_id) for one in arrivals]
        return keep(source, named)

    return keeper


def why_a_sample_stays(store: "Store", session: "Session", row: "DeliveryRow") -> str:
    """Say why a delivery is not made, if it would take a sample to a service."""
    if row.target in TARGETS_AT_HOME or not store.samples.has(session, row.activity_id):
        return ""
    return _STAYS


@dataclass(frozen=True, slots=True)
class Sampling:
    """Takes somebody's samples away."""

    store: "Store"
    account_id: str
    output: Path

    def remove(self) -> int:
        """Take away all samples and what they made; give the number of activities. Raises Refused.

        Files and pages go first: cut off after that, the rows still say what is to be removed.
        """
        if self.store.samples.is_coming(self.account_id):
            raise Refused(
                "The sample workouts are still coming in.",
                "Wait until they are here, or stop their import, then press it again.",
            )
        made = self.store.samples.deliveries(self.account_id)
        for row in made:
            self._take_back(row)
        with self.store.intake() as intake:
            session = intake.session
            self.store.sync.lock(session, self.account_id)
            rows = self.store.samples.recordings(session, self.account_id)
            activities = sorted({row.activity_id for row in rows})
            subjects = [f"activity:{one}" for one in activities]
            subjects += [f"delivery:{row.id}" for row in made]
            self.store.samples.forget_news(session, self.account_id, subjects)
            number = self.store.erasing.erase(session, rows)
            self.store.samples.forget_imports(session, self.account_id)
        log.info("sample workouts were removed", extra={"activities": number})
        return number

    def _take_back(self, row: "DeliveryRow") -> None:
        target = registry.of_kind(PluginKind.TARGET).get(row.target)
        left_something = row.state in {DeliveryState.SENT, DeliveryState.DELETING}
        if not left_something or not isinstance(target, Deleting):
            return
        tools = TargetTools(
            settings=settings_of(target, row.settings), output=self.output, owner=row.account_id,
            showcase=self.store.showcase.of(row.id),
        )  # fmt: skip
        try:
            target.delete(Receipt(row.remote_id, row.url), tools)
        except FitGlueError as problem:  # its owner has moved it: nothing of ours is left there
            log.warning("a sample could not be taken back", extra={"why": problem.sentence})
