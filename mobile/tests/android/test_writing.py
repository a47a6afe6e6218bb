"""A boosted workout goes into Health Connect, or is refused before Health Connect would."""

from array import array
from dataclasses import replace
from typing import Any

import pytest

from fitglue_phone.core.ports import NOT_AUTHORIZED, HealthFailure
from fitglue_phone.core.workout import Points, Statistic, Workout, WritingApp

START_S = 1_790_000_000.0


@pytest.fixture
def boosted(phone: Any) -> Any:  # noqa: ARG001 - the Java machine
    from fitglue_phone.android.health_connect.writing import Boosted  # noqa: PLC0415

    times = [START_S, START_S + 1.5, START_S + 3]
    points = Points(
        time_s=array("d", times), latitude_deg=array("d", [45.0, 45.1, 45.2]),
        longitude_deg=array("d", [4.0, 4.1, 4.2]),
        altitude_m=array("d", [170.0, float("nan"), 172.0]),
        horizontal_accuracy_m=array("d", [3.0, -1.0, 4.0]),
    )  # fmt: skip
    workout = Workout(
        uuid="", activity_type=4, start_s=START_S, end_s=START_S + 600, app=WritingApp("FitGlue"),
        statistics=(Statistic("Distance", "m", sum=4000), Statistic("HeartRate", "count/min")),
        metadata={"HKWorkoutBrandName": "Home again"},
    )  # fmt: skip
    return Boosted(delivery="d1", version=3, workout=workout, points=points)


@pytest.fixture
def provider(phone: Any) -> Any:
    from fitglue_phone.android.health_connect.asking import Provider  # noqa: PLC0415

    return Provider(phone.context)


def write(provider: Any, boosted: Any) -> str:
    from fitglue_phone.android.health_connect.writing import write as written  # noqa: PLC0415

    told: str = written(provider, boosted)
    return told


def test_it_is_written_whole_and_marked_as_ours(phone: Any, provider: Any, boosted: Any) -> None:
    from fitglue_phone.android.health_connect.sessions import SESSION  # noqa: PLC0415

    record = provider.one(SESSION, write(provider, boosted))
    mark = record.getMetadata()
    assert (mark.getClientRecordId(), mark.getClientRecordVersion()) == ("fitglue:d1:workout", 3)
    assert provider.is_ours(record)
    assert (record.getExerciseType(), record.getTitle()) == (4, "Home again")
    [first, second, third] = record.getRoute().getRouteLocations()
    assert (first.getLatitude(), first.getAltitude().getInMeters()) == (45.0, 170.0)
    assert second.getAltitude() is None
    assert second.getHorizontalAccuracy() is None
    assert third.getTime().toEpochMilli() == (START_S + 3) * 1000
    [distance] = phone.fake.readable(phone.java("android.health.connect.datatypes.DistanceRecord"))
    assert distance.getDistance().getInMeters() == 4000
    assert distance.getMetadata().getClientRecordId() == "fitglue:d1:Distance"


def test_without_permission_for_routes_it_is_written_without(
    phone: Any, provider: Any, boosted: Any
) -> None:
    from fitglue_phone.android.health_connect.sessions import SESSION  # noqa: PLC0415

    phone.forbids("WRITE_EXERCISE_ROUTE")
    assert not provider.one(SESSION, write(provider, boosted)).hasRoute()


def test_without_permission_it_is_not_written(phone: Any, provider: Any, boosted: Any) -> None:
    phone.forbids("WRITE_EXERCISE")
    with pytest.raises(HealthFailure) as told:
        write(provider, boosted)
    assert told.value.code == NOT_AUTHORIZED
    assert not phone.fake.calls


def test_what_health_connect_would_refuse_is_refused_before(
    phone: Any, provider: Any, boosted: Any
) -> None:
    backwards = replace(boosted.points, time_s=array("d", [START_S, START_S, START_S + 3]))
    outside = replace(boosted.points, time_s=array("d", [START_S, START_S + 1, START_S + 600]))
    nowhere = replace(boosted.points, latitude_deg=array("d", [45.0, 91.0, 45.0]))
    wrong = (
        replace(boosted, delivery=""), replace(boosted, version=0),
        replace(boosted, workout=replace(boosted.workout, end_s=START_S)),
        replace(boosted, points=backwards), replace(boosted, points=outside),
        replace(boosted, points=nowhere),
    )  # fmt: skip
    for one in wrong:
        with pytest.raises(HealthFailure) as told:
            write(provider, one)
        assert told.value.code == 103
    assert not phone.fake.calls
