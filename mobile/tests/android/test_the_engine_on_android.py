"""The core's own engine on the gateway: from Health Connect to a server, on a Java machine."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from fitglue.formats.phone_sync import wire
from fitglue.testing.phone_server import PhoneServer
from fitglue_phone.core import moments
from fitglue_phone.core.diagnosis import findings
from fitglue_phone.core.pairing import invited
from fitglue_phone.core.ports import Kind

START_S, DAY_S = 1_790_000_000.0, 86_400.0
CODE = "4J7K-QX2RM-8TTWY"


class Killed(BaseException):
    """The process is gone."""


class Process:
    """A life of the app's process; a later one has the same phone and files."""

    def __init__(self, phone: Any) -> None:
        from fitglue_phone.android import launching  # noqa: PLC0415 - tells the time

        self.phone = phone
        self.launch = launching.Launch(phone.context)
        self.engine = self.launch.engine
        self.engine.start()

    def wakes(self, times: int = 1) -> None:
        for _ in range(times):
            self.engine.wake()
            self.phone.now_s += 60

    def again(self) -> "Process":
        self.launch.finish()
        return Process(self.phone)


@pytest.fixture
def process(
    phone: Any, monkeypatch: pytest.MonkeyPatch, running: PhoneServer
) -> Iterator[Callable[[], Process]]:
    """Give a way to start the app, paired; its clock is the test's."""
    monkeypatch.setattr("fitglue_phone.android.launching.time.time", lambda: phone.now_s)
    lives: list[Process] = []

    def start() -> Process:
        lives.append(lives[-1].again() if lives else Process(phone))
        if len(lives) == 1:
            lives[0].engine.pair(invited(running.address, CODE))
        return lives[-1]

    yield start
    for life in lives[-1:]:
        life.launch.finish()


def kinds(server: PhoneServer, uuid: str) -> dict[str, int]:
    """Count what a server has of a workout: samples by part."""
    return {
        name.split(":")[0] + ":" + getattr(item, "quantity", ""): part.samples
        for name, (part, item) in server.parts[uuid.upper()].items()
    }


def envelope(server: PhoneServer, uuid: str) -> wire.Workout:
    [found] = [one for one in server.items(uuid.upper()) if isinstance(one, wire.Workout)]
    return found


def test_a_workout_comes_whole_with_its_sums_route_and_series(
    phone: Any, process: Any, running: PhoneServer
) -> None:
    uuid = phone.has(points=120)
    phone.heart_rate(START_S, [120, 130, 140])
    phone.distance(START_S, START_S + 1800, 5000.0)
    app = process()
    app.wakes()
    assert kinds(running, uuid) == {
        "workout:": 0, "route:": 120, "series:HeartRate": 3, "series:Distance": 1,
    }  # fmt: skip
    told = envelope(running, uuid)
    assert told.platform == "health_connect"
    assert told.activity_type == 33
    assert [(one.quantity, one.sum) for one in told.statistics] == [("Distance", 5000.0)]
    assert running.states[-1].permissions["READ_EXERCISE"] is True
    assert app.engine.state().is_up_to_date


def test_a_new_workout_goes_and_a_deleted_one_is_told(
    phone: Any, process: Any, running: PhoneServer
) -> None:
    app = process()
    app.wakes()
    uuid = phone.has()
    app.wakes()
    assert uuid.upper() in running.parts
    phone.fake.delete(uuid)
    app.wakes()
    assert running.deleted == {uuid.upper()}


def test_an_edited_workout_is_sent_again_with_its_sums(
    phone: Any, process: Any, running: PhoneServer
) -> None:
    uuid = phone.has()
    phone.distance(START_S, START_S + 1800, 5000.0)
    app = process()
    app.wakes()
    phone.fake.update(uuid, phone.session(points=50).setTitle("Round the lake").build())
    app.wakes()
    assert kinds(running, uuid)["route:"] == 50
    told = envelope(running, uuid)
    assert told.metadata["HKWorkoutBrandName"] == "Round the lake"
    assert [one.sum for one in told.statistics] == [5000.0]


def test_a_route_that_is_granted_later_is_sent_then(
    phone: Any, process: Any, running: PhoneServer
) -> None:
    phone.forbids("READ_EXERCISE_ROUTES")
    uuid = phone.has(points=30)
    app = process()
    app.wakes(2)
    assert "route:" not in kinds(running, uuid)
    assert [one.uuid for one in app.launch.health.routes_waiting()] == [uuid.upper()]

    class Screen:
        def start_activity(self, _activity: Any, *, on_complete: Any) -> None:
            answer = phone.java("android.content.Intent")("")
            answer.fakeExtra(
                "android.health.connect.extra.EXERCISE_ROUTE", phone.route(START_S, 30)
            )
            on_complete(-1, answer)

    app.launch.health.ask_for_route(Screen(), uuid, lambda _given: None)
    app = process()  # killed before the next wake
    app.wakes()
    assert kinds(running, uuid)["route:"] == 30


@pytest.mark.parametrize("moment", ["changes read", "before anchor", "parts read", "before parts"])
def test_a_process_that_is_killed_reads_again_what_it_had_not_queued(
    phone: Any, process: Any, running: PhoneServer, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    app = process()
    app.wakes()
    uuids = [phone.has(number, points=5) for number in range(3)]
    before = app.engine.anchors()["workouts"]

    def dies(passed: str) -> None:
        if passed == moment:
            raise Killed

    monkeypatch.setattr(moments, "_watching", [dies])
    with pytest.raises(Killed):
        app.engine.wake()
    if "part" not in moment:
        assert app.engine.anchors()["workouts"] == before
    monkeypatch.setattr(moments, "_watching", [])
    app = process()
    app.wakes()
    assert set(running.parts) == {uuid.upper() for uuid in uuids}
    assert sorted(running.order) == sorted(uuid.upper() for uuid in uuids)
    assert {kinds(running, uuid)["route:"] for uuid in uuids} == {5}


def test_no_anchor_moves_while_the_app_may_not_read_and_all_comes_when_it_may(
    phone: Any, process: Any, running: PhoneServer
) -> None:
    app = process()
    app.wakes()
    phone.forbids("READ_HEALTH_DATA_IN_BACKGROUND")
    phone.fake.foreground = False
    uuid = phone.has()
    before = app.engine.anchors()
    app.wakes(20)
    assert app.engine.anchors() == before
    said = [one.sentence for one in findings(app.engine.state(), phone.now_s)]
    assert any("only while it is open" in sentence for sentence in said)
    phone.fake.foreground = True
    app.wakes()
    assert uuid.upper() in running.parts
    assert not running.deleted


def test_a_spent_quota_moves_no_anchor_and_puts_no_workout_off(
    phone: Any, process: Any, running: PhoneServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time  # noqa: PLC0415 - the gateway's own pause

    app = process()
    app.wakes()
    uuids = [phone.has(number) for number in range(3)]
    phone.fails(7, after=4)  # in the middle of the first one's samples
    before = app.engine.anchors()["workouts"]
    app.wakes()
    assert app.engine.anchors()["workouts"] != before  # what it names is noted as to be read
    assert not running.parts
    assert app.engine.state().reading == 3
    calls = len(phone.fake.calls)
    app.wakes(3)
    assert len(phone.fake.calls) == calls
    phone.fails(0)
    later_s = time.monotonic() + 61
    monkeypatch.setattr(app.launch.health.provider, "_clock", lambda: later_s)
    app.wakes()
    assert set(running.parts) == {uuid.upper() for uuid in uuids}


def test_after_a_forgotten_token_the_server_is_asked_and_nothing_goes_twice(
    phone: Any, process: Any, running: PhoneServer
) -> None:
    uuids = [phone.has(number, points=5) for number in range(12)]
    app = process()
    app.engine.send_history()
    app.wakes(2)
    sent = running.asked["/sync"]
    asked = running.asked["/sync/digest"]
    phone.fake.forgetTokens()
    missed = phone.has(40)
    app.wakes(2)
    assert running.asked["/sync/digest"] == asked + 1
    assert set(running.parts) >= {uuid.upper() for uuid in uuids}
    assert sorted(running.order) == sorted({*running.order})
    assert missed.upper() in running.parts  # history was chosen before
    assert running.asked["/sync"] == sent + 1
    assert not running.deleted


def test_what_history_shows_later_waits_for_a_persons_choice(
    phone: Any, process: Any, running: PhoneServer
) -> None:
    phone.forbids("READ_HEALTH_DATA_HISTORY")
    phone.fake.showsSince(phone.at(phone.now_s - 30 * DAY_S))
    old, new = [phone.has(number) for number in (40, 50, 60)], phone.has(1)
    app = process()
    app.wakes(2)
    assert set(running.parts) == {new.upper()}
    phone.fake.allowed.add("android.permission.health.READ_HEALTH_DATA_HISTORY")
    app.wakes(2)
    assert set(running.parts) == {new.upper()}
    assert app.engine.state().missing == 3
    app.engine.send_history()
    app.wakes(2)
    assert set(running.parts) == {one.upper() for one in (*old, new)}


def test_what_is_out_of_reach_is_not_deleted(
    phone: Any, process: Any, running: PhoneServer
) -> None:
    old = phone.has(40)
    near = [phone.has(number) for number in range(25)]
    app = process()
    app.engine.send_history()
    app.wakes(2)
    assert old.upper() in running.parts
    phone.forbids("READ_HEALTH_DATA_HISTORY")
    phone.fake.showsSince(phone.at(phone.now_s - 30 * DAY_S))
    phone.fake.forgetTokens()
    app.wakes(2)
    assert not running.deleted
    assert set(running.parts) == {one.upper() for one in (old, *near)}
    assert app.engine.anchors().keys() == {Kind.WORKOUTS, Kind.ROUTES}


def test_a_boosted_workout_is_written_back_once_and_never_read(
    phone: Any, process: Any, running: PhoneServer
) -> None:
    from dataclasses import replace  # noqa: PLC0415

    from fitglue_phone.android.health_connect.writing import Boosted, write  # noqa: PLC0415

    uuid = phone.has(points=20)
    phone.distance(START_S, START_S + 1800, 5000.0)
    app = process()
    app.wakes()
    health = app.launch.health
    workout = health.workout(uuid)
    [route] = health.routes(workout)
    boosted = Boosted(delivery="d1", version=1, workout=workout, points=route.points)
    first = write(health.provider, boosted)
    assert write(health.provider, replace(boosted, version=2)) == first
    calls = running.asked["/sync"]
    app.wakes(3)
    assert set(running.parts) == {uuid.upper()}
    assert running.asked["/sync"] == calls
    [distance] = health.workout(uuid).statistics
    assert distance.sum == 5000.0  # ours beside it counts for nothing
