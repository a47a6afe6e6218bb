"""A person who is told: their pipeline to a fake target, their channels, and their news."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from fitglue.domain.notification import Kind
from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.instance import Instance
from fitglue.pipeline.answering import Answering
from fitglue.pipeline.intake import take
from fitglue.pipeline.judging import Manner
from fitglue.pipeline.telling import Telling
from fitglue.store.tables import DeliveryRow, NotificationRow, SendingRow
from fitglue.testing.arrivals import a_run, an_arrival
from fitglue.testing.at_work import walk_through
from fitglue.testing.letterbox import Letterbox
from fitglue.worker import running_of

LIVE = Manner(backfill=False, settle_s=0.0)


class Somebody:
    """A person with a pipeline to a fake target, and a channel."""

    def __init__(self, instance: Instance) -> None:
        self.instance, self.id = instance, instance.owner().id
        self.box = Letterbox()
        for pipeline in instance.store.pipelines.of_account(self.id):
            instance.store.pipelines.archive(self.id, pipeline.plan.id)

    @property
    def telling(self) -> Telling:
        """Give what sends, into their letterbox."""
        return Telling(self.instance.store, self.instance.engine, self.box, "https://glue.example")

    def has_channel(self, *kinds: Kind, key: str = "c1") -> None:
        """Let them have a channel that tells some kinds."""
        self.instance.store.channels.add(self.id, key, "email", "E-mail", b"")
        if kinds:
            self.instance.store.channels.choose(self.id, key, kinds)

    def has_pipeline(self, script: str = "", *, boosters: tuple[str, ...] = ()) -> str:
        """Let them have a pipeline whose target, and boosters, do as the script says."""
        plan = Plan(
            id="", name="Test", sources=("apple_health",),
            boosters=tuple(
                BoosterUse(key=f"b{at}", plugin="fake_booster", settings={"script": told})
                for at, told in enumerate(boosters)
            ),
            targets=(TargetUse(key="t", plugin="fake_target", settings={"script": script}),),
        )  # fmt: skip
        return self.instance.store.pipelines.save(self.id, plan).plan.id

    def gets(self, source_id: str = "run-1", **changes: Any) -> str:
        """Let a workout arrive, and give its activity."""
        arrival = an_arrival(source_id, a_run(**changes))
        (taken,) = take(self.instance.starter, self.id, "apple_health", [arrival], LIVE)
        return taken.activity_id

    def everything_runs(self) -> None:
        """Take what waits to its end, without the engine."""
        walk_through(self.instance, self.id)

    def deliver(self, delivery_id: str) -> None:
        """Let a delivery that waits be tried now."""
        with self.instance.store.transactions.reading() as session:
            attempt = session.get_one(DeliveryRow, delivery_id).attempt
        running_of(self.instance).delivering.deliver(delivery_id, attempt)

    def answers(self, input_id: str) -> None:
        """Answer a question with nothing."""
        Answering(self.instance.starter, self.id).skip(input_id)

    def all_is_due(self) -> None:
        """Let everything that waits to leave be due."""
        with self.instance.store.transactions.writing() as session:
            session.execute(update(SendingRow).values(due_at=datetime.now(UTC)))

    def time_passes(self, minutes: int) -> None:
        """Let all notifications be so much older."""
        with self.instance.store.transactions.writing() as session:
            for row in session.scalars(select(NotificationRow)):
                row.changed_at -= timedelta(minutes=minutes)

    @property
    def news(self) -> list[NotificationRow]:
        """Give what they were told, newest first."""
        return self.instance.store.notifications.latest(self.id, limit=1000)

    @property
    def sendings(self) -> list[SendingRow]:
        """Give what leaves or has left."""
        with self.instance.store.transactions.reading() as session:
            rows = select(SendingRow).order_by(SendingRow.due_at, SendingRow.id)
            return list(session.scalars(rows))

    def messages_leave(self) -> None:
        """Let every job of a sending run now, in order of their making."""
        for row in self.sendings:
            self.telling.send(row.id, row.attempt)
