"""Metrics of our phone and of Health Auto Export, as days."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
import pytest

from fitglue.domain.arrival import SourceTools
from fitglue.domain.errors import Damaged
from fitglue.domain.metrics import DayValue, MetricDay, MetricKind, Stage, Way, day_values
from fitglue.formats.health_auto_export import read_health_auto_export
from fitglue.formats.health_auto_export.metric_days import metric_days
from fitglue.formats.phone_sync import read_item, wire
from fitglue.formats.phone_sync.metrics import days_of, seal_of_samples, uuids_of
from fitglue.formats.phone_sync.reading import is_metric
from fitglue.testing.health_auto_exports import metric, request
from fitglue.testing.health_days import deleted_samples, metric_samples, step_sums

K = MetricKind
TOOLS = SourceTools(default_zone="Europe/Paris", zone_at=lambda *_: None)


def values(days: Sequence[MetricDay]) -> list[DayValue]:
    return day_values(days)


def test_samples_of_a_phone_become_days_where_the_phone_is() -> None:
    item = metric_samples(range(8), time_zone="Pacific/Auckland")
    days = days_of(item, "Europe/Paris")
    assert {one.day for one in days} == {date(2026, 3, 15), date(2026, 3, 16)}
    assert {(one.way, one.source) for one in days} == {(Way.PHONE, "Kim's Apple Watch")}
    assert all(len(sample.uuid) == 16 for one in days for sample in one.samples)


def test_a_zone_that_nobody_knows_is_the_persons_own() -> None:
    strange = days_of(metric_samples([0], time_zone="Mars/Olympus"), "Europe/Paris")
    assert strange == days_of(metric_samples([0], time_zone="Europe/Paris"), "UTC")


def test_percentages_come_as_fractions_and_stages_as_numbers() -> None:
    oxygen = metric_samples([0, 1], "OxygenSaturation", "%", value=[0.95, 0.97])
    assert values(days_of(oxygen, "UTC"))[0].value == pytest.approx(96)
    start = metric_samples([0]).start_s[0]
    night = metric_samples(
        [0, 1, 2], "SleepAnalysis", "count", value=[3.0, 4.0, 9.0],
        start_s=[start, start + 60, start], end_s=[start + 60, start + 180, start + 1],
    )  # fmt: skip
    (made,) = values(days_of(night, "UTC"))
    assert made.stages == {Stage.CORE: 60, Stage.DEEP: 120}  # of stage 9 nobody knows


def test_day_sums_replace_each_other_by_their_revision() -> None:
    first = days_of(step_sums({"2026-03-14": 4000}, 1), "UTC")
    assert (first[0].is_total, first[0].revision, first[0].samples[0].value) == (True, 1, 4000)


@pytest.mark.parametrize(
    "item",
    [
        metric_samples([0], "StepCount", "count"),
        msgspec.structs.replace(step_sums({"2026-03-14": 80}), quantity="BodyMass", unit="kg"),
        step_sums({"2026-02-30": 4000}),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(item: wire.Metric | wire.MetricSums) -> None:
    with pytest.raises(Damaged) as refused:
        days_of(item, "UTC")
    assert refused.value.sentence.endswith(".")
    assert "4000" not in refused.value.sentence


def test_metrics_are_told_apart_without_being_read() -> None:
    for item in (metric_samples([0]), step_sums({"2026-03-14": 1}), deleted_samples([0])):
        raw = msgspec.json.encode(item)
        assert is_metric(raw)
        assert read_item(raw) == item
    assert not is_metric(b'{"kind": "workout", "metadata": {"a": "metric"}}')
    assert not is_metric(b'{"kind": ["metric"]}')
    assert not is_metric(b"metric")


def test_columns_of_several_lengths_are_refused() -> None:
    raw = json.loads(msgspec.json.encode(metric_samples([0, 1])))
    raw["uuid"].pop()
    with pytest.raises(Damaged, match="lengths"):
        read_item(json.dumps(raw).encode())


def test_a_seal_names_the_samples_in_any_order() -> None:
    some, others = uuids_of(deleted_samples([1, 2, 3])), uuids_of(deleted_samples([1, 2]))
    assert seal_of_samples(sorted(some)) == seal_of_samples(sorted(some, reverse=True))
    assert seal_of_samples(some) != seal_of_samples(others)
    assert len(seal_of_samples(some)) == 16


def of_app(*metrics: dict[str, Any]) -> list[MetricDay]:
    found = read_health_auto_export(request(metrics=metrics), TOOLS)
    return metric_days(found.metrics, "Europe/Paris")


def sample(day: int, qty: float, source: str = "Watch", **said: Any) -> dict[str, Any]:
    return {"date": f"2026-05-{day:02} 08:00:00 +0200", "qty": qty, "source": source, **said}


def test_metrics_of_the_app_become_days() -> None:
    days = of_app(
        metric("resting_heart_rate", "bpm", sample(5, 52), sample(6, 51)),
        metric("weight_body_mass", "lb", sample(5, 154.3236, "Scale")),
        metric("vo2_max", "ml/(kg·min)", sample(5, 47.2)),
        metric("body_fat_percentage", "%", sample(5, 18.5, "Scale")),
        metric("blood_oxygen_saturation", "%", sample(5, 97)),
        metric("heart_rate_variability", "ms", sample(5, 48)),
        metric("respiratory_rate", "count/min", sample(5, 14.5)),
        metric("walking_speed", "km/hr", sample(5, 4.8)),
    )
    assert {(one.kind, one.day.day): round(one.samples[0].value, 2) for one in days} == {
        (K.RESTING_HEART_RATE, 5): 52, (K.RESTING_HEART_RATE, 6): 51, (K.WEIGHT, 5): 70,
        (K.VO2_MAX, 5): 47.2, (K.BODY_FAT, 5): 18.5, (K.BLOOD_OXYGEN, 5): 97,
        (K.HEART_RATE_VARIABILITY, 5): 48, (K.RESPIRATORY_RATE, 5): 14.5,
    }  # fmt: skip


def test_steps_of_the_app_are_of_one_source_whatever_its_labels_say() -> None:
    hours = [
        {"date": f"2026-05-05 {hour:02}:00:00 +0200", "qty": 500.4, "source": source}
        for hour, source in ((9, "Watch"), (10, "Watch|Phone"), (11, "Phone"))
    ]
    (day,) = values(of_app(metric("step_count", "步", *hours)))
    assert day.value == 1501
    assert day.sources == ("Health Auto Export",)


def test_a_night_of_the_app_is_its_hours_by_stage() -> None:
    night = {
        "date": "2026-05-05 00:00:00 +0200", "source": "Watch", "deep": 1.0, "core": 4.5,
        "rem": 1.5, "awake": 0.25, "asleep": 7.0, "inBed": 0, "sleepStart": "2026-05-04 23:00",
    }  # fmt: skip
    (made,) = values(of_app(metric("sleep_analysis", "hr", night)))
    assert (made.day, made.value) == (date(2026, 5, 5), 7 * 3600)
    assert made.stages[Stage.DEEP] == 3600


def test_a_weight_in_a_unit_that_nobody_knows_is_left_out() -> None:
    assert of_app(metric("weight_body_mass", "Стоун", sample(5, 11))) == []
