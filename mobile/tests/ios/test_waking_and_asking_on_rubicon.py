"""Authorization, observers and write-back: the real rubicon-objc on a fake HealthKit."""

import logging
from array import array
from dataclasses import replace
from typing import Any

import pytest

from fitglue_phone.core.boosted import Beats, Written
from fitglue_phone.core.ports import HealthFailure, Kind
from fitglue_phone.core.workout import Points, Statistic, Workout, WritingApp

WORKOUTS, ROUTES = "HKWorkoutTypeIdentifier", "HKWorkoutRouteTypeIdentifier"
START_S = 1_700_000_000.0


@pytest.fixture
def health(fake: Any) -> Any:  # noqa: ARG001 - it has to be there first
    from fitglue_phone.ios.healthkit.store import HealthKit  # noqa: PLC0415 - needs the fake

    return HealthKit()


@pytest.fixture
def observing(fake: Any) -> Any:  # noqa: ARG001 - it has to be there first
    from fitglue_phone.ios.healthkit import observing  # noqa: PLC0415 - needs the fake

    return observing


@pytest.fixture
def authorization(fake: Any) -> Any:  # noqa: ARG001 - it has to be there first
    from fitglue_phone.ios.healthkit import authorization  # noqa: PLC0415 - needs the fake

    return authorization


@pytest.fixture
def writing(fake: Any) -> Any:
    from fitglue_phone.ios.healthkit import writing  # noqa: PLC0415 - needs the fake

    fake.tell(settings={"sharing": 2})
    return writing


def test_the_request_status_changes_once_the_sheet_was_shown(
    health: Any, authorization: Any
) -> None:
    assert health.request_status() == 1
    authorization.request()
    assert health.request_status() == 2
    assert health.permissions() == {}


def test_without_a_sentence_in_info_plist_nothing_is_asked(fake: Any, authorization: Any) -> None:
    fake.tell(plist={"NSHealthShareUsageDescription": "why"})
    with pytest.raises(authorization.NoUsageSentence, match="NSHealthUpdateUsageDescription"):
        authorization.request(writing=True)
    fake.tell(plist={"other": 1})
    with pytest.raises(authorization.NoUsageSentence, match="NSHealthShareUsageDescription"):
        authorization.request()


def test_a_sheet_that_fails_is_told(fake: Any, authorization: Any) -> None:
    fake.fails(request=1)
    with pytest.raises(HealthFailure) as failed:
        authorization.request()
    assert failed.value.code == 1


@pytest.mark.usefixtures("pool")
def test_every_type_is_asked_for_as_far_as_this_ios_knows_it(authorization: Any) -> None:
    assert len(authorization.read_types()) > 30
    assert len(authorization.written_types()) == 2 + len(authorization.WRITTEN)


def test_both_kinds_are_observed_and_each_completion_is_called(fake: Any, observing: Any) -> None:
    changed: list[Kind] = []
    observers = observing.Observers(lambda kind, _completion: changed.append(kind))
    observers.start()
    fake.waits_for("completions", 2)
    fake.tell(notify=ROUTES)
    fake.waits_for("completions", 3)
    assert sorted(changed) == [Kind.ROUTES, Kind.ROUTES, Kind.WORKOUTS]
    assert fake.counted(f"delivery {WORKOUTS}") == fake.counted(f"delivery {ROUTES}") == 1
    observers.stop()
    fake.tell(notify=WORKOUTS)
    assert fake.counted("updates") == 3


def test_a_completion_is_called_even_when_the_handler_raises(fake: Any, observing: Any) -> None:
    met: list[BaseException] = []

    def breaks(_kind: Kind, completion: Any) -> None:
        completion.later()
        raise ValueError("a bug of ours")

    observers = observing.Observers(breaks, met.append)
    observers.start([Kind.WORKOUTS])
    fake.waits_for("completions")
    assert [str(one) for one in met] == ["a bug of ours"]
    observers.stop()


def test_an_error_that_nobody_meets_is_logged_without_its_words(
    fake: Any, observing: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(_kind: Kind, _completion: Any) -> None:
        raise ValueError("48.2, 16.3")

    observers = observing.Observers(breaks)
    with caplog.at_level(logging.ERROR):
        observers.start([Kind.WORKOUTS])
        fake.waits_for("completions")
    observers.stop()
    assert "ValueError at test_waking_and_asking_on_rubicon.py" in caplog.text
    assert "48.2" not in caplog.text


def test_a_completion_may_be_kept_and_counts_once(fake: Any, observing: Any) -> None:
    kept: list[Any] = []
    observers = observing.Observers(lambda _kind, completion: kept.append(completion.later()))
    observers.start([Kind.WORKOUTS])
    fake.waits_for("updates")
    while not kept:
        pass
    assert fake.counted("completions") == 0
    kept[0]()
    kept[0]()
    assert fake.counted("completions") == 1
    observers.stop()


def test_an_observer_that_is_woken_with_an_error_completes_too(fake: Any, observing: Any) -> None:
    met: list[BaseException] = []
    fake.fails(observe=6)
    observers = observing.Observers(lambda *_: None, met.append)
    observers.start([Kind.WORKOUTS])
    fake.waits_for("completions")
    assert [type(one).__name__ for one in met] == ["Locked"]
    observers.stop()


def test_a_missing_entitlement_is_error_4(fake: Any, observing: Any) -> None:
    met: list[BaseException] = []
    fake.fails(delivery=4)
    observers = observing.Observers(lambda *_: None, met.append)
    observers.start([Kind.WORKOUTS])
    fake.waits_for("completions")
    while not met:
        pass
    assert [one.code for one in met if isinstance(one, HealthFailure)] == [4]
    observers.stop()


def boosted(writing: Any, **changes: Any) -> Any:
    points = Points()
    for index in range(2500):
        row = (START_S + index, 48 + index / 1e5, 16.0, 170.0, 4.0, 3.0, 2.5, 90.0)
        for column, value in zip(Points.__slots__, row, strict=True):
            getattr(points, column).append(value)
    workout = Workout(
        uuid="", activity_type=37, start_s=START_S, end_s=START_S + 2600, app=WritingApp("FitGlue"),
        time_zone="Europe/Vienna",
        metadata={"HKIndoorWorkout": False, "HKWorkoutBrandName": "Round the lake"},
        statistics=(
            Statistic("ActiveEnergyBurned", "kcal", sum=300.0),
            Statistic("StepCount", "count", sum=9.0),
            Statistic("HeartRate", "count/min", average=140.0),
        ),
    )  # fmt: skip
    made = writing.Boosted(delivery="delivery-1", version=1, workout=workout, points=points)
    return replace(made, **changes)


def test_a_workout_is_written_with_its_route_and_its_sums(health: Any, writing: Any) -> None:
    uuid = writing.write(boosted(writing))
    written = health.workout(uuid)
    assert (written.activity_type, written.start_s, written.end_s) == (37, START_S, START_S + 2600)
    assert written.metadata == {
        "FitGlueDelivery": "delivery-1", "HKSyncIdentifier": "fitglue:delivery-1",
        "HKSyncVersion": 1, "HKIndoorWorkout": False, "HKTimeZone": "Europe/Vienna",
        "HKWorkoutBrandName": "Round the lake",
    }  # fmt: skip
    (route,) = health.routes(written)
    assert route.points == boosted(writing).points
    (energy,) = health.series(written)
    assert (energy.quantity, list(energy.value)) == ("ActiveEnergyBurned", [300.0])


def test_what_we_wrote_never_comes_back(health: Any, writing: Any) -> None:
    writing.write(boosted(writing))
    workouts, routes = (health.changes(kind, None, 0) for kind in Kind)
    assert (workouts.workouts, routes.routes) == ((), ())
    assert health.changes(Kind.WORKOUTS, workouts.anchor, 0).deleted == ()


def test_writing_again_takes_the_place_of_the_earlier_one(health: Any, writing: Any) -> None:
    first = writing.write(boosted(writing))
    second = writing.write(boosted(writing, version=2))
    assert health.workout(first) is None
    assert health.workout(second).metadata["HKSyncVersion"] == 2


def test_what_is_there_of_a_write_is_found_by_its_mark(health: Any, writing: Any) -> None:
    from fitglue_phone.ios.healthkit.written import HealthKitWriting  # noqa: PLC0415 - needs the fake

    writer, end_s = HealthKitWriting(), START_S + 2600
    assert writer.may_write()
    assert writer.written("delivery-1", START_S, end_s) is None
    whole = boosted(writing)
    first = writer.write(replace(whole, points=Points()))
    assert writer.written("delivery-1", START_S, end_s) == Written(first, 1, has_route=False)
    assert writer.written("delivery-2", START_S, end_s) is None
    writer.add_route(first, whole)
    assert writer.written("delivery-1", START_S, end_s) == Written(first, 1, has_route=True)
    second = writer.write(replace(whole, version=2))
    assert writer.written("delivery-1", START_S, end_s) == Written(second, 2, has_route=True)
    assert health.workout(first) is None


def test_heart_rates_are_written_at_their_moments(health: Any, writing: Any) -> None:
    beats = Beats(array("d", [START_S + 1, START_S + 2]), array("d", [120.0, 124.0]))
    uuid = writing.write(boosted(writing, beats=beats))
    told = {one.quantity: list(one.value) for one in health.series(health.workout(uuid))}
    assert told == {"ActiveEnergyBurned": [300.0], "HeartRate": [120.0, 124.0]}


def test_without_permission_nothing_is_written(fake: Any, health: Any, writing: Any) -> None:
    fake.tell(settings={"sharing": 1})
    with pytest.raises(HealthFailure) as failed:
        writing.write(boosted(writing))
    assert failed.value.code == 4
    assert health.changes(Kind.WORKOUTS, None, 0).workouts == ()


def test_what_ios_would_end_the_app_for_is_refused(writing: Any) -> None:
    good = boosted(writing)
    backward = replace(good.points, time_s=array("d", reversed(good.points.time_s)))
    upside_down = replace(good.workout, end_s=good.workout.start_s)
    for wrong in (
        replace(good, points=backward),
        replace(good, workout=upside_down),
        replace(good, delivery=""),
        replace(good, version=0),
    ):
        with pytest.raises(HealthFailure) as failed:
            writing.write(wrong)
        assert failed.value.code == 3


def test_a_phone_that_locks_while_writing_leaves_nothing_behind(
    fake: Any, health: Any, writing: Any
) -> None:
    fake.fails(finish=6)
    with pytest.raises(HealthFailure) as failed:
        writing.write(boosted(writing))
    assert failed.value.code == 6
    assert fake.counted("discarded") == 1
    fake.fails()
    assert health.changes(Kind.WORKOUTS, None, 0).deleted == ()


@pytest.mark.usefixtures("fake", "pool")
def test_a_unit_that_is_not_in_the_table_never_reaches_healthkit() -> None:
    from fitglue_phone.ios.healthkit import quantities  # noqa: PLC0415 - needs the fake

    with pytest.raises(ValueError, match="furlong"):
        quantities.unit("furlong")
    assert quantities.value_in(quantities.made(3.0, "m"), "kcal") is None
    assert quantities.value_in(quantities.made(3.0, "m"), "cm") == 300.0
