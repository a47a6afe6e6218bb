"""Somebody on a server with plans: not its admin, with pipelines of fakes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update

from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.instance import Instance
from fitglue.pipeline.again import Again
from fitglue.pipeline.intake import take
from fitglue.store.tables import DeliveryRow, RunRow
from fitglue.testing.arrivals import a_run, an_arrival

_SOURCE = "apple_health"


class Member:
    """A person whose workouts arrive, and what became of them."""

    def __init__(self, instance: Instance, name: str = "Kim", zone: str = "Europe/Paris") -> None:
        self.instance = instance
        instance.owner()  # the first account is the admin's
        email = f"{name.lower()}@example.org"
        self.id = instance.add_account(name=name, email=email, password="", zone=zone).id
        for pipeline in instance.store.pipelines.of_account(self.id):
            instance.store.pipelines.archive(self.id, pipeline.plan.id)

    def has_pipeline(
        self,
        boosters: Sequence[tuple[str, str]] = (),
        targets: Sequence[tuple[str, str]] = (("fake_target", ""),),
    ) -> str:
        """Let them have one of boosters and targets, each a plugin and its script."""
        plan = Plan(
            id="",
            name="Test",
            sources=(_SOURCE,),
            boosters=tuple(
                BoosterUse(key=f"b{at}", plugin=plugin, settings={"script": script})
                for at, (plugin, script) in enumerate(boosters)
            ),
            targets=tuple(
                TargetUse(key=f"t{at}", plugin=plugin, settings={"script": script})
                for at, (plugin, script) in enumerate(targets)
            ),
        )
        return self.instance.store.pipelines.save(self.id, plan).plan.id

    def gets(self, number: int = 1, *, route: bool = True) -> list[str]:
        """Let workouts of so many days arrive, and give their activities, the first day first."""
        arrivals = [
            an_arrival(f"run-{day}", a_run(days=day, minutes=2, route=route))
            for day in range(number)
        ]
        taken = take(self.instance.starter, self.id, _SOURCE, arrivals)
        return [one.activity_id for one in taken]

    @property
    def runs(self) -> list[RunRow]:
        """Give their runs, oldest first."""
        return self.instance.store.runs.recent(self.id)[::-1]

    @property
    def states(self) -> list[str]:
        """Give the states of their runs, oldest first."""
        return [run.state for run in self.runs]

    @property
    def deliveries(self) -> list[DeliveryRow]:
        """Give what was delivered, or was not."""
        store = self.instance.store
        return store.deliveries.of_activities(self.id, [run.activity_id for run in self.runs])

    @property
    def again(self) -> Again:
        """Give what they can do about their runs."""
        return Again(self.instance.starter, self.id)

    def was_sent_at(self, moment: datetime) -> None:
        """Let everything that was sent have been sent at another moment."""
        sent = (DeliveryRow.account_id == self.id, DeliveryRow.sent_at.is_not(None))
        with self.instance.store.transactions.writing() as session:
            session.execute(update(DeliveryRow).where(*sent).values(sent_at=moment))
