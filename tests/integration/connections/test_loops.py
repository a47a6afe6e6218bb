"""A ring of services that are sources and targets: every workout is in each of them once.

Each round asks every service what is new, lets runs go through their pipelines, and tries every
delivery once: the pipeline's own functions, without the engine that would wait in between.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fitglue.domain.ledger import DeliveryState
from fitglue.domain.plan import Plan, TargetUse
from fitglue.formats.fit import encode_activity
from fitglue.instance import source_tools
from fitglue.pipeline.judging import first_of
from fitglue.pipeline.polling import Polling
from fitglue.testing.arrivals import a_run
from fitglue.testing.connected_person import ConnectedPerson
from fitglue.testing.ring import NAMES, Ring, RingSite, a_ring, told_of
from fitglue.testing.services.faults import LOST_REPLIES, Fault


@dataclass(frozen=True)
class Glued:
    """Kim, who has an account at each of three services and pipelines between them."""

    kim: ConnectedPerson
    ring: Ring

    def site(self, name: str) -> RingSite:
        return self.ring.sites[name]

    def has_pipelines(self, shape: str) -> None:
        """Lead from each service to the next, or from each to all."""
        store = self.kim.instance.store
        for pipeline in store.pipelines.of_account(self.kim.id):
            store.pipelines.archive(self.kim.id, pipeline.plan.id)
        for at, name in enumerate(NAMES):
            targets = (NAMES[(at + 1) % 3],) if shape == "ring" else NAMES
            plan = Plan(
                id="", name=f"From {name}", sources=(name,),
                targets=tuple(TargetUse(key=one, plugin=one) for one in targets),
            )  # fmt: skip
            store.pipelines.save(self.kim.id, plan)

    def records(self, name: str, day: int) -> str:
        """Let Kim run, and their watch upload it to one of the services."""
        activity = first_of(f"watch-{day}", a_run(days=day, minutes=5))
        told = {**told_of(activity), "name": f"Run {day}", "external_id": f"watch-{day}"}
        return self.site(name).take(told, encode_activity(activity)).id

    def asks(self, name: str) -> None:
        """Ask one service what is new."""
        polling = Polling(self.kim.instance.starter, self.kim.instance.connecting, source_tools)
        row = self.kim.connection(name)
        poll = self.kim.instance.store.polls.get(row.id, name)
        assert poll is not None
        polling.ask(row.id, name, poll.number)

    def goes_round(self) -> None:
        for name in NAMES:
            self.asks(name)
        self.kim.tries_deliveries()

    @property
    def here(self) -> list[str]:
        activities = self.kim.instance.store.activities
        found = activities.each(self.kim.id, activities.ids(self.kim.id))
        return sorted(activity.workout.start.isoformat() for activity in found)

    def there(self, name: str) -> list[str]:
        return sorted(one.start for one in self.site(name).held.values())

    def is_settled(self) -> bool:
        settled = {DeliveryState.SENT, DeliveryState.SKIPPED}
        return {row.state for row in self.kim.deliveries} <= settled


@pytest.fixture
def rounds(is_full: bool) -> int:
    """How often each service is asked, and each delivery tried."""
    return 100 if is_full else 25


@pytest.fixture
def glued(kim: ConnectedPerson, tmp_path: Path) -> Iterator[Glued]:
    with a_ring(tmp_path / "ring") as ring:
        for name in NAMES:
            kim.connects(name, {"address": ring.addresses[name]})
        glued = Glued(kim, ring)
        for name in NAMES:
            glued.asks(name)
        yield glued


def once_each(glued: Glued, shape: str) -> None:
    """Assert that six workouts are here, and at every service what leads there, each once.

    What came from us goes on to nobody, so that in a ring each has its own and its neighbour's.
    """
    for place, found in [("here", glued.here), *((name, glued.there(name)) for name in NAMES)]:
        assert max(Counter(found).values()) == 1, f"{place}: {found}"
        assert (4 if shape == "ring" and place != "here" else 6) <= len(found) <= 6, place


@pytest.mark.parametrize("shape", ["ring", "everywhere"])
def test_after_many_rounds_each_has_each_workout_once(
    glued: Glued, shape: str, rounds: int
) -> None:
    glued.has_pipelines(shape)
    for number in range(rounds):
        if number < 6:
            glued.records(NAMES[number % 3], number)
        glued.goes_round()
    once_each(glued, shape)
    assert glued.is_settled()


@pytest.mark.parametrize("shape", ["ring", "everywhere"])
def test_lost_answers_leave_no_copies(glued: Glued, shape: str, rounds: int) -> None:
    glued.has_pipelines(shape)
    for at, name in enumerate(NAMES):
        faults = glued.site(name).faults
        faults.strikes = lambda method, _path: method == "POST"
        faults.seed, faults.shares = at, LOST_REPLIES
        faults.script = [Fault.LOST]
    for number in range(rounds):
        if number < 6:
            glued.records(NAMES[number % 3], number)
        glued.goes_round()
    once_each(glued, shape)
    assert glued.is_settled()
    assert any(glued.site(name).faults.struck for name in NAMES)


@pytest.mark.parametrize("shape", ["ring", "everywhere"])
def test_what_a_poll_sees_before_its_receipt_is_stored_is_known(glued: Glued, shape: str) -> None:
    glued.has_pipelines(shape)
    for name in NAMES:
        glued.site(name).on_taken = lambda name=name: glued.asks(name)
    for number in range(12):
        if number < 6:
            glued.records(NAMES[number % 3], number)
        glued.goes_round()
    once_each(glued, shape)
    assert glued.is_settled()


@pytest.mark.parametrize("shape", ["ring", "everywhere"])
def test_what_a_person_edits_at_a_service_makes_no_copy(
    glued: Glued, shape: str, rounds: int
) -> None:
    glued.has_pipelines(shape)
    for number in range(6):
        glued.records(NAMES[number % 3], number)
    for number in range(rounds // 4):
        glued.goes_round()
        site = glued.site(NAMES[number % 3])
        for key in site.held:
            site.edit(key, name=f"Edited {number}")
    glued.goes_round()
    glued.goes_round()
    once_each(glued, shape)
    assert glued.is_settled()


def test_what_bears_our_name_is_known_though_its_answer_was_lost_and_it_was_changed_there(
    glued: Glued,
) -> None:
    glued.has_pipelines("everywhere")
    site = glued.site("ring_a")
    site.faults.strikes = lambda method, _path: method == "POST"
    site.faults.script = [Fault.LOST]
    glued.records("ring_b", 1)
    glued.goes_round()
    (key,) = site.held
    later = a_run(days=1.2, minutes=5)  # somebody corrects when it was, before we look
    changed = first_of("changed", later)
    site.edit(key, start=later.start.isoformat(), file=encode_activity(changed))
    for _ in range(5):
        glued.goes_round()
    assert len(glued.here) == 1
    assert [len(glued.there(name)) for name in NAMES] == [1, 1, 1]
    assert glued.is_settled()
