"""Whatever a phone and its network do, in whichever order: the same activities as in a small model.

The model knows nothing of batches, receipts or revisions of activities: a workout is there when its
envelope has come and it was not deleted, with the best of each part that has come.
"""

import shutil
import tempfile
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from starlette.testclient import TestClient

from fitglue.config import Settings
from fitglue.domain.activity import Sender
from fitglue.domain.arrival import Arrival
from fitglue.domain.scopes import Scope
from fitglue.formats import workout_document
from fitglue.formats.phone_sync import wire
from fitglue.formats.phone_sync.assembling import assembled
from fitglue.formats.phone_sync.reading import ENVELOPE, Part, part_of
from fitglue.instance import Instance, open_instance, source_tools
from fitglue.people import programs
from fitglue.people.acting import Acting
from fitglue.pipeline.intake import recording_of
from fitglue.store.activities import Wanted
from fitglue.testing.at_work import walk_through
from fitglue.testing.people import HOME
from fitglue.testing.phone import Packed, Phone
from fitglue.testing.phone_workouts import a_heart_rate, a_route, an_envelope, steps, uuid_of
from fitglue.web.app import create_app

NUMBERS = st.integers(0, 2)
REVISIONS = st.integers(1, 3)
MINUTES = st.sampled_from([0.2, 0.4])


def _envelope(number: int, revision: int, brand: str) -> wire.Workout:
    metadata: Any = {"HKWorkoutBrandName": brand} if brand else {}
    return an_envelope(number, minutes=0.4, revision=revision, metadata=metadata)


def _route(number: int, revision: int, minutes: float) -> wire.Route:
    return a_route(number, minutes=minutes, revision=revision)


def _heart_rate(number: int, revision: int, minutes: float, beats: float) -> wire.Series:
    values = [float(beats)] * len(a_heart_rate(minutes=minutes).value)
    return a_heart_rate(number, minutes=minutes, revision=revision, value=values)


ENVELOPES = st.builds(_envelope, NUMBERS, REVISIONS, st.sampled_from(["", "Tempo", "Easy"]))
ROUTES = st.builds(_route, NUMBERS, REVISIONS, MINUTES)
HEART_RATES = st.builds(_heart_rate, NUMBERS, REVISIONS, MINUTES, st.sampled_from([120, 150]))
STEPS = st.builds(lambda number: steps(number, minutes=1), NUMBERS)
DELETIONS = st.builds(lambda number: wire.Deleted(uuid=uuid_of(number)), st.integers(1, 2))
# Deletions are rare, and the first workout is never deleted: else little would be left to compare.
ITEMS: st.SearchStrategy[wire.Item] = st.integers(0, 9).flatmap(
    lambda kind: [ENVELOPES, ENVELOPES, ENVELOPES, ROUTES, ROUTES, HEART_RATES, HEART_RATES,
                  HEART_RATES, STEPS, DELETIONS][kind]
)  # fmt: skip


class PhoneAndServer(RuleBasedStateMachine):
    """A phone that does whatever phones do, and a server that may be started anew at any time."""

    model_folder: ClassVar[Path]
    packed_batches = Bundle("packed_batches")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copytree(self.model_folder, self.folder / "data")
        self.best: dict[str, dict[str, tuple[Part, wire.Item]]] = {}
        self.deleted: set[str] = set()
        self.taken: set[str] = set()

    @initialize()
    def begin(self) -> None:
        """Start the server, and pair the phone."""
        self._start()
        account = self.instance.owner()
        self.instance.store.accounts.settle(account.id, 0)
        token = programs.make_token(
            Acting(self.instance, account, HOME), "Phone", {Scope.SYNC}, None
        )
        self.phone = Phone(self.client, token)

    def _start(self) -> None:
        settings = Settings(data=self.folder / "data", zone="Europe/Paris")
        self.instance: Instance = open_instance(settings)
        self.client = TestClient(create_app(self.instance))

    @rule()
    def server_restarts(self) -> None:
        """Let the server end and start anew."""
        self.instance.close()
        self._start()
        self.phone.client = self.client

    @rule(items=st.lists(ITEMS, min_size=1, max_size=8))
    def health_changes(self, items: list[wire.Item]) -> None:
        """Let things happen in Health; they wait in the phone's queue."""
        self.phone.queue += items

    @precondition(lambda self: self.phone.queue)
    @rule(target=packed_batches, most=st.integers(1, 6), seed=st.integers(0, 9))
    def sends(self, most: int, seed: int) -> Packed:
        """Send some of the queue in any order."""
        self.phone.chance.seed(f"{seed} {len(self.taken)}")
        packed = self.phone.packs(most, shuffled=True)
        assert packed is not None
        self._checked(packed, self.phone.sends(packed))
        return packed

    @precondition(lambda self: self.phone.queue)
    @rule(target=packed_batches, most=st.integers(1, 6))
    def loses_a_reply(self, most: int) -> Packed:
        """Send some of the queue, and never hear what came of it."""
        packed = self.phone.packs(most)
        assert packed is not None
        self.phone.loses_the_reply_to(packed)
        self._model(packed)
        return packed

    @rule(packed=packed_batches)
    def replays(self, packed: Packed) -> None:
        """Send a batch once more, long after it was answered."""
        self._checked(packed, self.phone.sends(packed))

    @rule(packed=packed_batches)
    def sends_its_items_anew(self, packed: Packed) -> None:
        """Send what was sent before, in another batch."""
        again = self.phone.batch_of(packed.items)
        self._checked(again, self.phone.sends(again))

    @rule()
    def work_is_done(self) -> None:
        """Let the pipelines run."""
        walk_through(self.instance, self.instance.owner().id)

    def _checked(self, packed: Packed, receipts: list[dict[str, Any]]) -> None:
        self._model(packed)
        assert len(receipts) == len(packed.items)
        assert {one["verdict"] for one in receipts} <= {"stored", "already_had_it", "updated"}

    def _model(self, packed: Packed) -> None:
        for item in packed.items:
            if isinstance(item, wire.Deleted):
                self.deleted.add(item.uuid)
                continue
            assert not isinstance(item, wire.MetricItem)  # they have a model of their own
            part = part_of(item)
            parts = self.best.setdefault(part.workout_uuid, {})
            if part.name not in parts or parts[part.name][0].rank < part.rank:
                parts[part.name] = part, item
        self.taken.add(packed.batch_id)

    @invariant()
    def the_activities_are_those_of_the_model(self) -> None:
        """Compare all that is shown with all that should be."""
        if not hasattr(self, "instance"):
            return
        account = self.instance.owner()
        page = self.instance.store.activities.page(account.id, Wanted())
        expected = {
            Sender(account.id, "apple_health", uuid).activity_id: parts
            for uuid, parts in self.best.items()
            if ENVELOPE in parts and uuid not in self.deleted
        }
        assert {row.id for row in page.rows} == set(expected)
        for activity_id, parts in expected.items():
            activity = self.instance.store.activities.get(account.id, activity_id)
            assert activity is not None
            kept = workout_document.content_hash(activity.workout)
            assert kept == self._hash_of(parts), activity_id

    def _hash_of(self, parts: dict[str, tuple[Part, wire.Item]]) -> str:
        account = self.instance.owner()
        items = {name: item for name, (_, item) in parts.items()}
        envelope = items.pop(ENVELOPE)
        assert isinstance(envelope, wire.Workout)
        rest = [item for item in items.values() if isinstance(item, wire.Route | wire.Series)]
        workout = assembled(envelope, rest, source_tools(account))
        return recording_of(account.id, "apple_health", Arrival("", workout)).content_hash

    def teardown(self) -> None:
        """Let the pipelines run to their end: each activity was delivered once."""
        if hasattr(self, "instance"):
            self.work_is_done()
            self._check_files()
            self.instance.close()
        shutil.rmtree(self.folder)

    def _check_files(self) -> None:
        account = self.instance.owner()
        page = self.instance.store.activities.page(account.id, Wanted())
        deliveries = self.instance.store.deliveries.of_activities(
            account.id, [row.id for row in page.rows]
        )
        assert len(deliveries) == page.total
        assert {row.state for row in deliveries} <= {"sent"}


@pytest.fixture
def model_folder(sqlite_model: Path, tmp_path: Path) -> Path:
    """A data folder with its owner in it."""
    shutil.copytree(sqlite_model, tmp_path / "model")
    instance = open_instance(Settings(data=tmp_path / "model", zone="Europe/Paris"))
    instance.owner()
    instance.close()
    return tmp_path / "model"


def _run(folder: Path, examples: int, steps_each: int) -> None:
    PhoneAndServer.model_folder = folder
    run_state_machine_as_test(
        PhoneAndServer,
        settings=settings(
            max_examples=examples, stateful_step_count=steps_each, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def test_whatever_a_phone_does_nothing_is_lost_or_doubled(model_folder: Path) -> None:
    _run(model_folder, 12, 20)


@pytest.mark.full
def test_whatever_a_phone_does_for_long_nothing_is_lost_or_doubled(model_folder: Path) -> None:
    _run(model_folder, 300, 50)
