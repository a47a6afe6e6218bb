"""What Health Connect has of a workout, read through its own API on a Java machine."""

import math
from pathlib import Path
from typing import Any

import pytest

from fitglue_phone.core.ports import Kind
from fitglue_phone.core.workout import Device, Event, Quantity, WritingApp

START_S, WATCH, OTHER = 1_790_000_000.0, "com.example.watch", "com.example.other"


def test_a_session_is_read_with_all_that_it_says(phone: Any, health: Any) -> None:
    made = phone.session(setClientRecordId="run-7", setRecordingMethod=3)
    uuid = phone.write(made.setTitle("Round the lake").setNotes("windy").build())
    told = health.workout(uuid.upper())
    assert told.uuid == uuid
    assert told.activity_type == 33
    assert (told.start_s, told.end_s, told.duration_s) == (START_S, START_S + 1800, 1800)
    assert told.app == WritingApp(WATCH, WATCH)
    assert told.device == Device(manufacturer="Example", model="Watch 3")
    assert told.metadata == {
        "HKWorkoutBrandName": "Round the lake", "HealthConnectNotes": "windy",
        "HealthConnectClientRecordId": "run-7", "HKWasUserEntered": True,
    }  # fmt: skip


def test_laps_segments_and_pauses_become_events(phone: Any, health: Any) -> None:
    length = phone.java("android.health.connect.datatypes.units.Length").fromMeters(400.0)

    def span(begin: float, end: float) -> tuple[Any, Any]:
        return phone.at(START_S + begin), phone.at(START_S + end)

    lap = phone.a("ExerciseLap$Builder", *span(0, 90)).setLength(length).build()
    squats = phone.a("ExerciseSegment$Builder", *span(300, 360), 55).setRepetitionsCount(12).build()
    pause = phone.a("ExerciseSegment$Builder", *span(600, 700), 67).build()
    made = phone.session().setLaps(phone.listed([lap]))
    uuid = phone.write(made.setSegments(phone.listed([squats, pause])).build())
    told = health.workout(uuid)
    assert told.events == (
        Event(3, START_S, START_S + 90, {"HKLapLength": Quantity(400.0, "m")}),
        Event(7, START_S + 300, START_S + 360,
              {"HealthConnectSegmentType": 55, "HealthConnectRepetitions": 12}),
        Event(1, START_S + 600), Event(2, START_S + 700),
    )  # fmt: skip
    assert told.duration_s == 1700


@pytest.mark.parametrize(
    ("offset", "zone"),
    [(0, "Etc/UTC"), (7200, "Etc/GMT-2"), (-18_000, "Etc/GMT+5"), (20_700, "")],
)
def test_an_offset_becomes_a_zone_where_there_is_one(
    phone: Any, health: Any, offset: int, zone: str
) -> None:
    phone.java("java.util.TimeZone").setDefault(
        phone.java("java.util.TimeZone").getTimeZone("Pacific/Apia")
    )
    phone.fake.offset = phone.java("java.time.ZoneOffset").ofTotalSeconds(offset)
    assert health.workout(phone.has()).time_zone == zone


def test_the_phones_own_zone_is_named_where_it_fits(phone: Any, health: Any) -> None:
    phone.java("java.util.TimeZone").setDefault(
        phone.java("java.util.TimeZone").getTimeZone("Europe/Paris")
    )
    phone.fake.offset = phone.java("java.time.ZoneOffset").ofHours(2)
    assert health.workout(phone.has()).time_zone == "Europe/Paris"


def test_a_route_is_read_point_by_point(phone: Any, health: Any) -> None:
    workout = health.workout(phone.has(points=3))
    [route] = health.routes(workout)
    assert route.points.time_s.tolist() == [START_S, START_S + 1, START_S + 2]
    assert route.points.latitude_deg.tolist() == [45.0, 45.00001, 45.00002]
    assert route.points.longitude_deg.tolist() == [4.5] * 3
    assert route.points.altitude_m.tolist() == [170.0, 171.0, 172.0]
    assert route.points.horizontal_accuracy_m.tolist() == [-1.0] * 3
    assert route.app == WritingApp(WATCH, WATCH)
    [again] = health.routes(workout)
    assert again.uuid == route.uuid != workout.uuid


def test_series_are_one_for_each_quantity_and_app(phone: Any, health: Any) -> None:
    uuid = phone.has()
    phone.heart_rate(START_S, [120, 130])
    phone.heart_rate(START_S + 10, [140])
    phone.heart_rate(START_S, [99], by=OTHER)
    phone.distance(START_S, START_S + 60, 200.0)
    found = {(one.quantity, one.app.bundle_id): one for one in health.series(health.workout(uuid))}
    assert set(found) == {("HeartRate", WATCH), ("HeartRate", OTHER), ("Distance", WATCH)}
    beats = found["HeartRate", WATCH]
    assert beats.unit == "count/min"
    assert beats.value.tolist() == [120, 130, 140]
    assert beats.start_s.tolist() == [START_S, START_S + 5, START_S + 10]
    assert beats.end_s is None
    assert found["Distance", WATCH].end_s.tolist() == [START_S + 60]


def test_every_kind_of_sample_has_its_value_and_unit(phone: Any, health: Any) -> None:
    units = "android.health.connect.datatypes.units."
    begin, end = phone.at(START_S), phone.at(START_S + 60)

    def sampled(name: str, sample: str, value: Any) -> Any:
        samples = phone.listed([phone.a(f"{name}${sample}", value, begin)])
        return phone.a(f"{name}$Builder", phone.metadata(), begin, end, samples).build()

    def amount(name: str, value: Any) -> Any:
        return phone.a(f"{name}$Builder", phone.metadata(), begin, end, value).build()

    def of(unit: str, make: str, value: float) -> Any:
        return getattr(phone.java(units + unit), make)(value)

    phone.write(
        sampled("SpeedRecord", "SpeedRecordSample", of("Velocity", "fromMetersPerSecond", 3.5)),
        sampled("PowerRecord", "PowerRecordSample", of("Power", "fromWatts", 250.0)),
        sampled("CyclingPedalingCadenceRecord", "CyclingPedalingCadenceRecordSample", 88.0),
        sampled("StepsCadenceRecord", "StepsCadenceRecordSample", 172.0),
        amount("ElevationGainedRecord", of("Length", "fromMeters", 12.0)),
        amount("StepsRecord", 165),
        amount("ActiveCaloriesBurnedRecord", of("Energy", "fromCalories", 11_000.0)),
        amount("TotalCaloriesBurnedRecord", of("Energy", "fromCalories", 13_000.0)),
    )
    workout = health.workout(phone.has())
    told = {one.quantity: (one.unit, one.value.tolist()) for one in health.series(workout)}
    assert told == {
        "Speed": ("m/s", [3.5]), "Power": ("W", [250.0]), "Steps": ("count", [165.0]),
        "CyclingPedalingCadence": ("count/min", [88.0]), "StepsCadence": ("count/min", [172.0]),
        "ElevationGained": ("m", [12.0]), "ActiveCaloriesBurned": ("kcal", [11.0]),
        "TotalCaloriesBurned": ("kcal", [13.0]),
    }  # fmt: skip
    sums = {one.quantity: one.sum for one in workout.statistics}
    assert sums == {
        "ElevationGained": 12.0, "Steps": 165.0, "ActiveCaloriesBurned": 11.0,
        "TotalCaloriesBurned": 13.0,
    }  # fmt: skip


def test_another_app_that_counted_the_same_way_adds_nothing(phone: Any, health: Any) -> None:
    uuid = phone.has()
    phone.distance(START_S, START_S + 1800, 5000.0)
    phone.distance(START_S, START_S + 1800, 5100.0, by=OTHER)
    [distance] = health.workout(uuid).statistics
    assert (distance.quantity, distance.unit, distance.sum) == ("Distance", "m", 5000.0)


def test_what_reaches_out_of_the_workout_counts_for_its_part(phone: Any, health: Any) -> None:
    uuid = phone.has()
    phone.distance(START_S - 900, START_S + 900, 1000.0)  # begins before it
    phone.distance(START_S + 1700, START_S + 1900, 100.0)
    phone.distance(START_S - 900, START_S - 1, 70.0)
    phone.distance(START_S + 1800, START_S + 1900, 70.0)
    [distance] = health.workout(uuid).statistics
    assert math.isclose(distance.sum, 550.0)


def test_samples_come_in_pages(phone: Any, health: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fitglue_phone.android.health_connect.asking._IN_PAGE", 2)
    uuid = phone.has()
    for at in range(5):
        phone.distance(START_S + at * 60, START_S + at * 60 + 60, 100.0)
    [distance] = health.workout(uuid).statistics
    assert distance.sum == 500.0
    assert list(phone.fake.calls).count("read DistanceRecord") == 3


def test_a_measure_that_is_not_allowed_is_absent(phone: Any, health: Any) -> None:
    uuid = phone.has()
    phone.heart_rate(START_S, [120])
    phone.distance(START_S, START_S + 60, 200.0)
    phone.forbids("READ_HEART_RATE")
    told = [one.quantity for one in health.series(health.workout(uuid))]
    assert told == ["Distance"]
    assert health.permissions()["READ_HEART_RATE"] is False


def test_a_workout_that_is_gone_is_nothing(phone: Any, health: Any) -> None:
    uuid = phone.has()
    phone.fake.delete(uuid)
    assert health.workout(uuid) is None


def test_a_route_that_needs_consent_is_asked_for_and_comes_later(
    phone: Any, health: Any, tmp_path: Path
) -> None:
    phone.forbids("READ_EXERCISE_ROUTES")
    uuid = phone.has(points=3)
    workout = health.workout(uuid)
    assert not list(health.routes(workout))
    assert [one.uuid for one in health.routes_waiting()] == [uuid.upper()]
    asked: list[Any] = []

    class Screen:
        def start_activity(self, activity: Any, *, on_complete: Any) -> None:
            asked.append(activity)
            answer = phone.java("android.content.Intent")("")
            answer.fakeExtra("android.health.connect.extra.EXERCISE_ROUTE", phone.route(START_S, 3))
            on_complete(-1, answer)

    said: list[bool] = []
    before = health.changes(Kind.ROUTES, None, 100)
    health.ask_for_route(Screen(), uuid.upper(), said.append)
    assert said == [True]
    assert asked[0].getAction() == "android.health.connect.action.REQUEST_EXERCISE_ROUTE"
    assert asked[0].getStringExtra("android.health.connect.extra.SESSION_ID") == uuid
    page = health.changes(Kind.ROUTES, before.anchor, 100)
    assert [one.uuid for one in page.routes] == [uuid.upper()]
    assert not health.routes_waiting()
    [route] = phone.health(tmp_path).routes(workout)  # after the process was killed
    assert len(route.points) == 3
    assert route.points.altitude_m.tolist() == [170.0, 171.0, 172.0]


def test_a_route_that_a_person_refuses_goes_on_waiting(phone: Any, health: Any) -> None:
    phone.forbids("READ_EXERCISE_ROUTES")
    uuid = phone.has(points=3)
    list(health.routes(health.workout(uuid)))
    said: list[bool] = []

    class Screen:
        def start_activity(self, _activity: Any, *, on_complete: Any) -> None:
            on_complete(0, None)

    health.ask_for_route(Screen(), uuid, said.append)
    assert said == [False]
    assert len(health.routes_waiting()) == 1


def test_routes_that_are_allowed_altogether_are_read_then(phone: Any, health: Any) -> None:
    phone.forbids("READ_EXERCISE_ROUTES")
    workout = health.workout(phone.has(points=3))
    list(health.routes(workout))
    before = health.changes(Kind.ROUTES, None, 100)
    phone.fake.allowed.add("android.permission.health.READ_EXERCISE_ROUTES")
    page = health.changes(Kind.ROUTES, before.anchor, 100)
    assert [one.uuid for one in page.routes] == [workout.uuid.upper()]
    assert len(list(health.routes(workout))) == 1
