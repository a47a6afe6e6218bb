"""Health metrics through rubicon-objc, on the fake HealthKit."""

from typing import Any

import pytest

from fitglue_phone.core.ports import HealthFailure, Locked, MetricStore

_DAY_S = 86400
_APP = {"name": "Watch", "bundle_id": "com.apple.health.1", "version": "13.1"}
_DEVICE = {"name": "Apple Watch", "model": "Watch"}


@pytest.fixture
def metrics(fake: Any) -> MetricStore:
    from fitglue_phone.ios.healthkit.metrics import HealthKitMetrics  # noqa: PLC0415 - needs fake

    assert fake
    return HealthKitMetrics()


def a_sample(number: int, quantity: str, unit: str, value: float, **more: Any) -> dict[str, Any]:
    start_s = 1_700_000_000.0 + number * 3600
    return {
        "uuid": f"00000000-0000-4000-8000-{number:012X}", "quantity": quantity, "unit": unit,
        "start_s": [start_s], "value": [value], "app": _APP, "device": _DEVICE, **more,
    }  # fmt: skip


def test_samples_come_with_their_uuids_by_app(fake: Any, metrics: MetricStore) -> None:
    other = {"name": "Scale", "bundle_id": "org.example.scale"}
    fake.tell(samples=[
        a_sample(1, "BodyMass", "kg", 71.5),
        a_sample(2, "BodyMass", "kg", 71.2, app=other),
        a_sample(3, "BodyMass", "kg", 71.0),
        a_sample(4, "RestingHeartRate", "count/s", 0.9),
    ])  # fmt: skip
    page = metrics.changes("BodyMass", None, 100)
    assert [(one.app.name, one.unit, one.value.tolist()) for one in page.samples] == [
        ("Watch", "kg", [71.5, 71.0]),
        ("Scale", "kg", [71.2]),
    ]
    assert page.samples[0].uuids[1] == "00000000-0000-4000-8000-000000000003"
    assert page.samples[0].device.model == "Watch"
    (rest,) = metrics.changes("RestingHeartRate", None, 100).samples
    assert rest.value.tolist() == pytest.approx([54.0])


def test_pages_follow_an_anchor_and_deletions_come_by_their_uuid(
    fake: Any, metrics: MetricStore
) -> None:
    fake.tell(samples=[a_sample(number, "OxygenSaturation", "%", 0.97) for number in range(5)])
    first = metrics.changes("OxygenSaturation", None, 3)
    second = metrics.changes("OxygenSaturation", first.anchor, 3)
    assert [len(one.samples[0].uuids) for one in (first, second)] == [3, 2]
    assert (first.more, second.more) == (True, False)
    fake.tell(delete="00000000-0000-4000-8000-000000000002")
    third = metrics.changes("OxygenSaturation", second.anchor, 3)
    assert third.deleted == ("00000000-0000-4000-8000-000000000002",)


def test_a_night_comes_in_its_stages(fake: Any, metrics: MetricStore) -> None:
    fake.tell(stages=[
        {"stage": stage, "start_s": 1_700_000_000 + at * 5400, "app": _APP, "device": _DEVICE,
         "end_s": 1_700_000_000 + at * 5400 + 5400}
        for at, stage in enumerate((3, 4, 5))
    ])  # fmt: skip
    (night,) = metrics.changes("SleepAnalysis", None, 100).samples
    assert (night.unit, night.value.tolist()) == ("count", [3.0, 4.0, 5.0])
    assert [end - start for start, end in zip(night.start_s, night.end_s, strict=True)] == [
        5400.0
    ] * 3


def test_steps_come_as_sums_of_local_days(fake: Any, metrics: MetricStore) -> None:
    fake.tell(samples=[a_sample(hour, "StepCount", "count", 100.0) for hour in range(60)])
    sums = metrics.sums("StepCount", 1_700_000_000.0)
    assert sum(sums.values) == 6000
    assert sums.days[:2] == ("2023-11-14", "2023-11-15")
    assert sums.values[1] == 2400


def test_a_zone_has_a_name(metrics: MetricStore) -> None:
    assert metrics.time_zone()


def test_a_locked_phone_and_a_type_that_was_never_asked_for_are_told(
    fake: Any, metrics: MetricStore
) -> None:
    fake.fails(read=6)
    with pytest.raises(Locked):
        metrics.changes("BodyMass", None, 100)
    fake.fails(read=5)
    with pytest.raises(HealthFailure) as told:
        metrics.sums("StepCount", 0.0)
    assert told.value.code == 5


@pytest.mark.usefixtures("pool")
def test_metrics_are_asked_for_only_where_they_are_on(fake: Any) -> None:
    from fitglue_phone.ios.healthkit import authorization  # noqa: PLC0415 - needs the fake

    assert fake
    with_them = len(authorization.read_types(metrics=True))
    assert with_them == len(authorization.read_types()) + 6  # of which VO2Max and breaths are read
