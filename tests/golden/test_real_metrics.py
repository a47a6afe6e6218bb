"""Health metrics in real exports, where they hold some."""

from pathlib import Path

import pytest

from fitglue.domain.arrival import SourceTools
from fitglue.domain.metrics import MetricDay, MetricKind, day_values
from fitglue.formats.apple_export import read_export

pytestmark = pytest.mark.samples
K = MetricKind


def days_of(path: Path) -> list[MetricDay]:
    days: list[MetricDay] = []
    tools = SourceTools(
        default_zone="Europe/Paris", zone_at=lambda *_: None, metrics=days.extend,
        keep_originals=False,
    )  # fmt: skip
    list(read_export(path, tools, parallel=False))
    return days


def test_a_real_export_has_its_metrics_complete(samples: Path) -> None:
    days = days_of(samples / "apple_export/records_ios16.zip")
    counted = {
        kind: sum(len(one.samples) for one in days if one.kind is kind) for kind in MetricKind
    }
    del counted[K.STEPS]  # they are added up by the hour
    assert counted == {
        K.RESTING_HEART_RATE: 292, K.HEART_RATE_VARIABILITY: 400, K.VO2_MAX: 38, K.WEIGHT: 0,
        K.BODY_FAT: 0, K.SLEEP: 400, K.RESPIRATORY_RATE: 400, K.BLOOD_OXYGEN: 0,
    }  # fmt: skip
    steps = day_values(one for one in days if one.kind is K.STEPS)
    assert sum(one.value for one in steps) == pytest.approx(22_374, abs=3)
    nights = day_values(one for one in days if one.kind is K.SLEEP)
    assert len(nights) == 24
    assert all(3600 < one.value < 13 * 3600 for one in nights)


def test_pounds_become_kilograms(samples: Path) -> None:
    days = days_of(samples / "apple_export/2015_pounds.xml")
    weights = day_values(one for one in days if one.kind is K.WEIGHT)
    assert [round(one.value, 1) for one in weights] == [86.3, 84.2, 85.1]
    fat = day_values(one for one in days if one.kind is K.BODY_FAT)
    assert [round(one.value, 1) for one in fat] == [24.5, 24.4]


def test_percentages_of_a_real_export_are_of_a_hundred(samples: Path) -> None:
    days = days_of(samples / "apple_export/ios18_pause_duplicate_reference.xml")
    (fat,) = day_values(one for one in days if one.kind is K.BODY_FAT)
    (oxygen,) = day_values(one for one in days if one.kind is K.BLOOD_OXYGEN)
    assert (fat.value, oxygen.value) == (18.5, 98)
