"""HealthKit's gateway, run through the real rubicon-objc against a fake HealthKit."""

import json
import threading
from array import array
from dataclasses import asdict, replace
from typing import Any

import pytest

from fitglue_phone.core.ports import AnchorInvalid, HealthFailure, Kind, Locked
from fitglue_phone.core.workout import (
    Device,
    Event,
    Leg,
    Points,
    Quantity,
    Route,
    Series,
    Statistic,
    Workout,
    WritingApp,
)

WATCH = WritingApp("Ada's Watch", "com.apple.health.watch", "11.2")
OTHER = WritingApp("Runner", "com.example.runner", "3")
ON_WRIST = Device("Apple Watch", "Apple Inc.", "Watch", "Watch7,1", "11.2")
START_S = 1_700_000_000.25


def a_workout(number: int = 1, **changes: Any) -> Workout:
    start_s = START_S + 86_400 * number
    made = Workout(
        uuid=f"00000000-0000-4000-8000-{number:012X}",
        activity_type=37, start_s=start_s, end_s=start_s + 1800.5, duration_s=1780.5,
        app=WATCH, device=ON_WRIST, time_zone="Europe/Vienna",
        statistics=(
            Statistic("ActiveEnergyBurned", "kcal", sum=321.5),
            Statistic("HeartRate", "count/min", average=140.5, minimum=90.0, maximum=181.0),
        ),
        events=(
            Event(7, start_s, start_s + 300.5, {"HKSWOLFScore": 41, "stroke": Quantity(2.5, "m")}),
            Event(1, start_s + 600.0), Event(2, start_s + 620.0),
        ),
        metadata={
            "HKTimeZone": "Europe/Vienna", "HKIndoorWorkout": False,
            "HKElevationAscended": Quantity(63.5, "m"),
            "HKAverageMETs": Quantity(9.5, "kcal/hr·kg"),
            "count": 3, "share": 0.25,
        },
    )  # fmt: skip
    return replace(made, **changes)


def a_route(points: int = 1234, begin_s: float = START_S) -> Route:
    made = Points()
    for index in range(points):
        row = (
            begin_s + index,
            48 + index / 1e5,
            16 - index / 1e5,
            170.5 + index,
            4.5,
            3.5,
            2.5,
            -1,
        )
        for column, value in zip(Points.__slots__, row, strict=True):
            getattr(made, column).append(value)
    return Route(
        uuid="00000000-0000-4000-8000-00000000AAAA", app=WATCH, device=ON_WRIST, points=made
    )


def told(workout: Workout, routes: tuple[Route, ...] = (), series: tuple[Any, ...] = ()) -> Any:
    every = [one if isinstance(one, dict) else asdict(one) for one in series]
    whole = asdict(workout) | {"routes": [asdict(one) for one in routes], "series": every}
    return json.loads(json.dumps(whole, default=list))


@pytest.fixture
def health(fake: Any) -> Any:  # noqa: ARG001 - it has to be there first
    from fitglue_phone.ios.healthkit.store import HealthKit  # noqa: PLC0415 - needs the fake

    return HealthKit()


def test_a_workout_comes_with_all_that_hangs_on_it(fake: Any, health: Any) -> None:
    fake.holds(told(a_workout()))
    page = health.changes(Kind.WORKOUTS, None, 100)
    assert page.workouts == (a_workout(),)
    assert health.workout(a_workout().uuid) == a_workout()
    assert health.workout("00000000-0000-4000-8000-00000000FFFF") is None
    assert not page.more


def test_legs_bring_their_own_configuration(fake: Any, health: Any) -> None:
    swim = Leg(
        uuid="00000000-0000-4000-8000-00000000BBBB", start_s=START_S, end_s=START_S + 600,
        duration_s=590.0, activity_type=46, location_type=3, swimming_location_type=2,
        lap_length=Quantity(25.0, "m"), events=(Event(3, START_S + 10),),
        statistics=(Statistic("DistanceSwimming", "m", sum=750.0),), metadata={"note": "cold"},
    )  # fmt: skip
    between = Leg(
        uuid="00000000-0000-4000-8000-00000000BBBC", start_s=START_S + 600, duration_s=60.0,
        activity_type=83, location_type=1, swimming_location_type=0,
    )  # fmt: skip
    triathlon = a_workout(activity_type=82, legs=(swim, between))
    fake.holds(told(triathlon))
    assert health.workout(triathlon.uuid) == triathlon


def test_pages_follow_an_anchor_that_was_archived(fake: Any, health: Any) -> None:
    fake.holds(*(told(a_workout(number)) for number in range(1, 6)))
    first = health.changes(Kind.WORKOUTS, None, 3)
    second = health.changes(Kind.WORKOUTS, bytes(first.anchor), 3)
    assert [len(first.workouts), len(second.workouts)] == [3, 2]
    assert (first.more, second.more) == (True, False)
    assert not {one.uuid for one in first.workouts} & {one.uuid for one in second.workouts}
    assert health.changes(Kind.WORKOUTS, second.anchor, 3).workouts == ()


def test_deletions_come_by_their_uuid(fake: Any, health: Any) -> None:
    fake.holds(told(a_workout(1)), told(a_workout(2)))
    before = health.changes(Kind.WORKOUTS, None, 0)
    fake.tell(delete=a_workout(1).uuid)
    after = health.changes(Kind.WORKOUTS, before.anchor, 0)
    assert (after.workouts, after.deleted) == ((), (a_workout(1).uuid,))


@pytest.mark.parametrize("kept", [b"rubbish", b"bplist00rubbish"])
def test_an_anchor_that_is_none_is_told(health: Any, kept: bytes) -> None:
    with pytest.raises(AnchorInvalid):
        health.changes(Kind.WORKOUTS, kept, 10)


def test_a_route_is_told_by_its_times_as_it_comes_after_its_workout(fake: Any, health: Any) -> None:
    fake.holds(told(a_workout()))
    workouts = health.changes(Kind.WORKOUTS, None, 0)
    fake.tell(
        routes=[told(a_workout(), (a_route(10),))["routes"][0] | {"workout": a_workout().uuid}]
    )
    assert health.changes(Kind.WORKOUTS, workouts.anchor, 0).workouts == ()
    (seen,) = health.changes(Kind.ROUTES, None, 0).routes
    assert (seen.uuid, seen.start_s, seen.end_s) == (a_route().uuid, START_S, START_S + 9)


def test_a_route_of_1234_points_comes_in_batches(fake: Any, health: Any) -> None:
    fake.holds(told(a_workout(), (a_route(),)))
    (read,) = health.routes(a_workout())
    assert read == a_route()
    assert fake.counted("batches") == 13


def test_series_come_by_app_with_every_value(fake: Any, health: Any) -> None:
    times = array("d", [START_S + 86_400 + step for step in range(50)])
    pulse = Series(
        quantity="HeartRate", unit="count/min", app=WATCH, device=ON_WRIST,
        start_s=times, value=array("d", [120.0 + step for step in range(50)]),
    )  # fmt: skip
    metres = Series(
        quantity="DistanceWalkingRunning", unit="m", app=WATCH, device=ON_WRIST, start_s=times,
        end_s=array("d", [time_s + 1 for time_s in times]), value=array("d", [2.5] * 50),
    )  # fmt: skip
    strap = replace(pulse, app=OTHER, device=Device())
    fake.holds(told(a_workout(), (), (pulse, strap, metres)))
    read = list(health.series(a_workout()))
    assert sorted(read, key=lambda one: (one.quantity, one.app.name)) == [metres, pulse, strap]


def test_samples_that_nobody_associated_are_found_by_time_and_app(fake: Any, health: Any) -> None:
    times = array("d", [START_S + 86_400 + step for step in range(5)])
    pulse = Series(
        quantity="HeartRate", unit="count/min", app=OTHER, start_s=times,
        value=array("d", [100.0] * 5),
    )  # fmt: skip
    stranger = replace(pulse, app=WATCH)
    workout = a_workout(app=OTHER)
    alone = [asdict(one) | {"alone": True} for one in (pulse, stranger)]
    fake.holds(told(workout, (), tuple(alone)))
    assert list(health.series(workout)) == [pulse]


def test_how_hard_it_was_comes_as_a_series(fake: Any, health: Any) -> None:
    effort = Series(
        quantity="WorkoutEffortScore", unit="appleEffortScore", app=WATCH, device=ON_WRIST,
        start_s=array("d", [START_S]), value=array("d", [7.0]),
    )  # fmt: skip
    fake.holds(told(a_workout(), (), (effort,)))
    assert list(health.series(a_workout())) == [effort]


@pytest.mark.usefixtures("pool")
def test_an_older_ios_lacks_types_and_is_not_asked_for_them(fake: Any, health: Any) -> None:
    from fitglue_phone.ios.healthkit import authorization, quantities  # noqa: PLC0415 - needs the fake

    quantities._type.cache_clear()  # noqa: SLF001 - another iOS in the same process
    fake.tell(settings={"types": ["HKQuantityTypeIdentifierHeartRate"]})
    assert len(authorization.read_types()) == 3
    fake.holds(told(a_workout(statistics=())))
    assert list(health.series(a_workout())) == []
    quantities._type.cache_clear()  # noqa: SLF001 - and back


def test_a_locked_phone_is_told_as_locked(fake: Any, health: Any) -> None:
    fake.holds(told(a_workout(), (a_route(5),)))
    fake.fails(read=6)
    for read in (
        lambda: health.changes(Kind.WORKOUTS, None, 10),
        lambda: health.workout(a_workout().uuid),
        lambda: list(health.routes(a_workout())),
        lambda: list(health.series(a_workout())),
    ):
        with pytest.raises(Locked):
            read()
    fake.fails()
    assert len(health.changes(Kind.WORKOUTS, None, 10).workouts) == 1


def test_a_phone_that_locks_in_the_middle_of_a_route_is_told(fake: Any, health: Any) -> None:
    fake.holds(told(a_workout(), (a_route(5),)))
    fake.fails(route=6)
    with pytest.raises(Locked):
        list(health.routes(a_workout()))


def test_another_error_keeps_its_code_and_tells_no_values(fake: Any, health: Any) -> None:
    fake.fails(read=5)
    with pytest.raises(HealthFailure) as failed:
        health.changes(Kind.WORKOUTS, None, 10)
    assert failed.value.code == 5
    assert str(failed.value) == "Health answered with error 5 of com.apple.healthkit."


def test_many_threads_may_read_at_once(fake: Any, health: Any) -> None:
    fake.holds(*(told(a_workout(number)) for number in range(1, 21)))
    read: list[int] = []

    def reads() -> None:
        read.extend(len(health.changes(Kind.WORKOUTS, None, 0).workouts) for _ in range(5))

    threads = [threading.Thread(target=reads) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert read == [20] * 20
