"""The app and a FitGlue server as another process: a treadmill run comes back into Health once."""

import re
from pathlib import Path

import httpx2
import pytest

from fitglue.config import Settings
from fitglue.domain.ledger import DeliveryState
from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.instance import Instance, open_instance
from fitglue.store.activities import Wanted
from fitglue.store.tables import DeliveryRow
from fitglue.testing.at_work import until
from fitglue.testing.command_line import CommandLine
from fitglue.testing.running_server import serving
from fitglue_phone.core.ports import Answer
from fitglue_phone.core.workout import Quantity, Statistic, Workout
from fitglue_phone.simulated import Happening, Recorded
from fitglue_phone.simulated.life import RUNNING, WATCH
from fitglue_phone.simulated.phone import AUTUMN_S, Answering, SimulatedPhone

PLAN = Plan(
    id="", name="With a map", sources=("apple_health",),
    boosters=(BoosterUse(key="gps", plugin="virtual_gps"),),
    targets=(TargetUse(key="health", plugin="apple_health"),),
)  # fmt: skip


class OnTreadmill(Recorded):
    """A run that has no route, as there is no sky."""

    @property
    def has_route(self) -> bool:
        """Say that there is none."""
        return False

    @property
    def workout(self) -> Workout:
        """Draw it, indoors."""
        length_s = self.minutes * 60
        return Workout(
            uuid=self.uuid, activity_type=RUNNING, start_s=self.start_s,
            end_s=self.start_s + length_s, duration_s=length_s, app=WATCH,
            time_zone="Europe/Paris",
            statistics=(Statistic("DistanceWalkingRunning", "m", sum=length_s * 2.9),),
            metadata={"HKIndoorWorkout": True, "HKAverageMETs": Quantity(9.0, "kcal/(kg·hr)")},
        )  # fmt: skip


def answering(client: httpx2.Client) -> Answering:
    def answer(path: str, headers: dict[str, str], body: bytes) -> Answer:
        came = client.post(path, content=body, headers=headers)
        return Answer(came.status_code, came.content)

    return answer


def delivery(instance: Instance, account_id: str) -> DeliveryRow | None:
    page = instance.store.activities.page(account_id, Wanted()).rows
    found = instance.store.deliveries.of_activities(account_id, [one.id for one in page])
    return next((row for row in found if row.target == "apple_health"), None)


def test_a_treadmill_run_with_a_drawn_route_is_in_health_once(tmp_path: Path) -> None:
    run = OnTreadmill(4, RUNNING, AUTUMN_S - 5000, 20)
    fitglue = CommandLine(tmp_path / "data")
    with serving(fitglue) as server, server.signed_up() as browser:
        page = browser.post("/settings/phones").text
        code, *_ = re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{5}-[0-9A-Z]{5}\b", page)
        instance = open_instance(Settings(data=fitglue.data))
        client = httpx2.Client(base_url=server.address, timeout=60)
        phone = SimulatedPhone(
            tmp_path / "phone", [Happening(AUTUMN_S - 100, "workout", run)], answering(client)
        )
        try:
            comes_back(instance, phone, (server.address, code))
        finally:
            phone.app.close()
            client.close()
            instance.close()


def comes_back(instance: Instance, phone: SimulatedPhone, where: tuple[str, str]) -> None:
    account = instance.store.accounts.first()
    assert account is not None
    instance.store.pipelines.save(account.id, PLAN)
    instance.store.accounts.settle(account.id, 0)
    phone.pairs(*where)

    def is_sent() -> bool:
        phone.wakes()
        row = delivery(instance, account.id)
        return row is not None and row.state == DeliveryState.SENT

    until(is_sent, "it is written and told", look_every_s=0.5)
    (one,) = phone.writing.there
    row = delivery(instance, account.id)
    assert row is not None
    assert row.remote_id == one.uuid
    assert len(one.route) > 600
    assert (one.activity_type, one.start_s) == (RUNNING, pytest.approx(AUTUMN_S - 5000))
    phone.wakes(5, every_s=4000)
    assert (len(phone.writing.there), phone.writing.writes) == (1, 1)
    assert instance.store.activities.page(account.id, Wanted()).total == 1
