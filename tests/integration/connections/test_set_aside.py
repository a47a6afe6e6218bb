"""What cannot be read of a service is set aside: with its reason and its bytes, and for a while."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from fitglue.api.app import create_api
from fitglue.checkup import look_at_flow
from fitglue.domain.arrival import Span
from fitglue.domain.notification import TOLD, Kind, page, wording
from fitglue.domain.scopes import Scope
from fitglue.instance import source_tools
from fitglue.people import programs
from fitglue.people.acting import Acting
from fitglue.pipeline import setting_aside
from fitglue.pipeline.expiring import Expiring
from fitglue.pipeline.past_at_services import PastAtServices
from fitglue.pipeline.polling import Polling
from fitglue.pipeline.rereading import Rereading, SetAsideOf
from fitglue.store.tables import AsideRow, NotificationRow
from fitglue.testing.connected_person import ConnectedPerson, ServedStrava
from fitglue.testing.people import HOME
from fitglue.testing.services.hevy import KEY, HevySite
from fitglue.testing.services.strava.account import a_run_there
from fitglue.testing.web_site import served
from fitglue.web.connection_view import lines_of

SPRING = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
EVERYTHING = Span(datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))


@dataclass(frozen=True)
class Gym:
    """Somebody at a Hevy that stands in."""

    kim: ConnectedPerson
    site: HevySite

    def logs(self, day: int) -> str:
        start = SPRING + timedelta(days=day)
        bench = self.site.template_named("Bench Press (Barbell)")["id"]
        return self.site.log({
            "title": f"Push {day}",
            "start_time": start.isoformat().replace("+00:00", "Z"),
            "end_time": (start + timedelta(minutes=40)).isoformat().replace("+00:00", "Z"),
            "exercises": [{
                "exercise_template_id": bench,
                "sets": [{"type": "normal", "weight_kg": 80.0, "reps": 8}],
            }],
        })  # fmt: skip

    def logs_something_broken(self, day: int) -> str:
        name = self.logs(day)
        del self.site.workouts[name]["end_time"]
        return name

    def mends(self, name: str) -> None:
        workout = self.site.workouts[name]
        workout["end_time"] = workout["start_time"].replace("17:00", "17:40")

    def asks(self) -> None:
        for _ in range(3):
            self.kim.asks_sources()

    @property
    def aside(self) -> list[AsideRow]:
        row = self.kim.connection("hevy")
        return list(self.kim.instance.store.asides.of_connection(row.id))

    @property
    def mine(self) -> SetAsideOf:
        return SetAsideOf(self.kim.instance.starter, self.kim.id)

    @property
    def rereading(self) -> Rereading:
        return Rereading(self.kim.instance.starter, self.kim.instance.connecting, source_tools)

    def reads_again(self) -> list[str]:
        """Do what is queued for what was set aside, without the engine."""
        return [self.rereading.read(row.id, row.number) for row in self.aside]

    @property
    def told(self) -> list[NotificationRow]:
        rows = self.kim.instance.store.notifications.latest(self.kim.id)
        return [row for row in rows if row.kind == Kind.FAILED]

    def titles(self) -> list[str]:
        activities = self.kim.instance.store.activities
        found = activities.each(self.kim.id, activities.ids(self.kim.id))
        return sorted(activity.title for activity in found)


@pytest.fixture
def gym(kim: ConnectedPerson) -> Iterator[Gym]:
    site = HevySite()
    with served(site) as address:
        kim.connects("hevy", {"api_key": KEY, "base_url": address})
        gym = Gym(kim, site)
        gym.asks()
        yield gym


@pytest.fixture
def program(kim: ConnectedPerson) -> TestClient:
    account = kim.instance.store.accounts.get(kim.id)
    acting = Acting(kim.instance, account, HOME)
    token = programs.make_token(acting, "Script", {Scope.READ, Scope.WRITE}, None)
    headers = {"authorization": f"Bearer {token}"}
    return TestClient(create_api(kim.instance), headers=headers)


def test_one_that_cannot_be_read_is_set_aside_with_its_bytes_and_the_rest_comes(gym: Gym) -> None:
    name = gym.logs_something_broken(1)
    gym.logs(2)
    gym.asks()
    assert gym.titles() == ["Push 2"]
    (row,) = gym.aside
    assert (row.source_id, row.what) == (name, f"Hevy workout {name}")
    assert row.why.endswith(".")
    assert row.next_step
    assert json.loads(gym.mine.content(row.id))["id"] == name


def test_it_is_told_once_however_many_there_are_and_counted_where_one_looks(gym: Gym) -> None:
    for day in range(3):
        gym.logs_something_broken(day)
        gym.asks()
    (row,) = gym.told
    told = TOLD.of(row.told)
    words = wording(Kind.FAILED, told, row.number)
    assert (row.tellings, words.title) == (1, "3 workouts of Hevy could not be read")
    address = f"/connections/{gym.aside[0].connection_id}/set-aside"
    assert page(Kind.FAILED, told, row.number) == address
    (line,) = lines_of(gym.kim.instance.store, gym.kim.id, "UTC")
    assert (line.set_aside, line.is_odd) == ("3 workouts could not be read", True)
    (trouble,) = [
        one for one in look_at_flow(gym.kim.instance.store, gym.kim.id)
        if one.code == "set-aside-of-a-service"
    ]  # fmt: skip
    assert trouble.sentence == "3 workouts of a service could not be read."


def test_what_is_mended_at_the_service_comes_by_itself_and_is_set_aside_no_more(gym: Gym) -> None:
    name = gym.logs_something_broken(1)
    gym.asks()
    gym.mends(name)
    gym.site.edit(name, {**gym.site.workouts[name], "title": "Push, mended"})
    gym.asks()
    assert gym.titles() == ["Push, mended"]
    assert gym.aside == []
    assert gym.told[0].resolved_at is not None


def test_a_button_reads_it_again(gym: Gym) -> None:
    name = gym.logs_something_broken(1)
    gym.asks()
    (row,) = gym.aside
    gym.mine.again(row.id)
    assert gym.rereading.queue_due() == 1
    assert gym.reads_again() == ["still"]
    assert gym.rereading.queue_due() == 0
    gym.mends(name)
    gym.mine.all_again(row.connection_id)
    assert gym.reads_again() == ["read"]
    assert gym.titles() == ["Push 1"]
    assert gym.aside == []


def test_another_version_of_fitglue_reads_it_again_once(gym: Gym) -> None:
    gym.logs_something_broken(1)
    gym.asks()
    assert gym.rereading.queue_due() == 0
    with gym.kim.instance.store.transactions.writing() as session:
        row = gym.kim.instance.store.asides.locked(session, gym.aside[0].id)
        assert row is not None
        row.read_by = "0.0.1"
    assert gym.rereading.queue_due() == 1
    assert gym.reads_again() == ["still"]
    assert gym.aside[0].read_by == setting_aside.READER
    assert gym.rereading.queue_due() == 0


def test_what_was_deleted_there_meanwhile_is_set_aside_no_more(gym: Gym) -> None:
    name = gym.logs_something_broken(1)
    gym.asks()
    del gym.site.workouts[name]
    gym.reads_again()
    assert gym.aside == []


def test_a_service_that_does_not_answer_is_asked_again_later(gym: Gym) -> None:
    gym.logs_something_broken(1)
    gym.asks()
    why = gym.aside[0].why
    gym.site.key = "another"
    assert gym.reads_again() == ["later"]
    (row,) = gym.aside
    assert row.why == why
    assert row.next_at is not None


def test_a_mistake_of_ours_is_the_workouts_and_no_traceback(
    gym: Gym, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(*_: Any) -> None:
        raise ZeroDivisionError("secretly 80 kg")

    monkeypatch.setattr(setting_aside, "recording_of", mistaken)
    name = gym.logs(1)
    gym.asks()
    monkeypatch.undo()
    (row,) = gym.aside
    assert row.why == "FitGlue made a mistake with this workout (ZeroDivisionError)."
    assert json.loads(gym.mine.content(row.id))["id"] == name
    gym.reads_again()
    assert gym.titles() == ["Push 1"]


def test_the_past_goes_on_and_what_is_read_later_goes_where_it_would_have_gone(gym: Gym) -> None:
    name = gym.logs_something_broken(1)
    gym.logs(2)
    connection = gym.kim.connection("hevy")
    gym.kim.has_pipeline("folder", sources=["hevy"])
    past = PastAtServices(gym.kim.instance.starter, gym.kim.instance.connecting, gym.kim.id)
    wanted = past.begin(connection.id, "hevy", EVERYTHING, posts=False)
    polling = Polling(gym.kim.instance.starter, gym.kim.instance.connecting, source_tools)
    polling.fetch(wanted, 0)
    assert gym.titles() == ["Push 2"]
    gym.mends(name)
    assert gym.reads_again() == ["read"]
    assert gym.titles() == ["Push 1", "Push 2"]
    assert gym.kim.deliveries == []


def test_programs_see_it_take_its_bytes_read_it_again_and_forget_it(
    gym: Gym, program: TestClient
) -> None:
    name = gym.logs_something_broken(1)
    gym.asks()
    (connection,) = program.get("/connections").json()
    assert connection["set_aside"] == 1
    (one,) = program.get(f"/connections/{connection['id']}/set-aside").json()
    assert (one["source_id"], one["broken"], one["has_content"]) == (name, True, True)
    assert program.get(f"/set-aside/{one['id']}/content").json()["id"] == name
    assert program.post(f"/set-aside/{one['id']}/again").status_code == 204
    assert program.post(f"/connections/{connection['id']}/set-aside/again").status_code == 204
    assert program.delete(f"/set-aside/{one['id']}").status_code == 204
    assert gym.aside == []
    assert program.get(f"/set-aside/{one['id']}/content").status_code == 404
    assert gym.told[0].resolved_at is not None


def test_disconnecting_takes_it_along_with_its_bytes(gym: Gym) -> None:
    gym.logs_something_broken(1)
    gym.asks()
    (row,) = gym.aside
    gym.kim.instance.connecting.disconnect(gym.kim.id, row.connection_id)
    assert gym.kim.instance.store.asides.counts(gym.kim.id) == {}
    assert not gym.kim.instance.store.blobs.has(row.content_blob)


def test_what_stravas_terms_bind_keeps_its_reason_and_loses_its_bytes_after_a_day(
    kim: ConnectedPerson, strava: ServedStrava
) -> None:
    connection = kim.connects("strava", {**strava.form, "is_source": True})
    instance = kim.instance
    with instance.store.transactions.writing() as session:
        instance.store.polls.switch_on(session, connection.id, "strava")
    kim.asks_sources()
    broken = a_run_there(strava.site, datetime.now(UTC) - timedelta(hours=2), 20)
    broken.track.known["heartrate"] = [1, 2]
    kim.asks_sources()
    (row,) = instance.store.asides.of_connection(connection.id)
    assert SetAsideOf(instance.starter, kim.id).content(row.id)
    with instance.store.transactions.writing() as session:
        kept = instance.store.asides.locked(session, row.id)
        assert kept is not None
        kept.changed_at -= timedelta(hours=25)
    Expiring(instance.store).expire()
    (left,) = instance.store.asides.of_connection(connection.id)
    assert (left.content_blob, left.why) == ("", row.why)
    assert not instance.store.blobs.has(row.content_blob)
