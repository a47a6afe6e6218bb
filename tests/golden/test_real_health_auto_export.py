"""Real requests of the Health Auto Export app beside the checkout, held against what is in them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from fitglue.domain.arrival import Arrival, SourceTools
from fitglue.domain.clock import Zone, ZoneKnownBy
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import Workout
from fitglue.formats.health_auto_export import HealthAutoExport, read_health_auto_export

pytestmark = pytest.mark.samples
TOOLS = SourceTools(
    default_zone="Europe/Paris", zone_at=lambda _latitude, _longitude: "America/New_York"
)


def read(samples: Path, name: str) -> HealthAutoExport:
    return read_health_auto_export((samples / "health_auto_export" / name).read_bytes(), TOOLS)


def only_workout(found: HealthAutoExport) -> Workout:
    (arrival,) = found.arrivals
    assert isinstance(arrival, Arrival)
    return arrival.workout


def test_the_walk_of_the_first_version_has_its_figures(samples: Path) -> None:
    found = read(samples, "hae_v1_irvinlim_walk_2021.json")
    walk = only_workout(found)
    assert walk.sport.key == "walking"
    assert walk.start == datetime(2021, 12, 24, 0, 2, 43, tzinfo=UTC)
    assert walk.elapsed_s == walk.timer_s == 1_150.0
    assert walk.active_kcal == pytest.approx(54.07, abs=0.005)
    assert [(one.kind, one.total) for one in walk.statistics] == [("StepCount", 908.0)]
    assert (walk.ascent_m, walk.descent_m) == (16.36, None)
    assert walk.route_points == 1
    assert walk.streams[StreamKind.HEART_RATE].values.tolist() == [108.0]
    assert walk.avg_hr_bpm == walk.max_hr_bpm == 108.0
    assert walk.zone == Zone("America/New_York", ZoneKnownBy.POSITION)
    assert walk.healthkit_uuid == ""
    assert found.metrics == ()


def test_the_metrics_come_as_named_series(samples: Path) -> None:
    found = read(samples, "hae_metrics_irvinlim_2021_2023.json")
    assert found.arrivals == ()
    series = {one.name: one for one in found.metrics}
    energy = series["active_energy"]
    assert (energy.unit, len(energy)) == ("kJ", 2)
    assert energy.value.sum() == pytest.approx(1.14642, abs=1e-5)
    assert len(series["basal_body_temperature"]) == 0
    deep = series["sleep_analysis.deep"]
    assert (deep.unit, deep.value.tolist()) == ("hr", [0.8583333333333334])
    assert "|" in deep.sources[0]
    assert {"sleep_analysis.rem", "sleep_analysis.core", "sleep_analysis.inBed"} <= series.keys()


def test_the_paused_hike_of_the_second_version_has_its_figures(samples: Path) -> None:
    found = read(samples, "hae_v2_hiking_pause_2026.json")
    hike = only_workout(found)
    assert hike.sport.key == "hiking"
    assert hike.healthkit_uuid == "1C78329D-E5D1-4F1D-8CF5-72AFEDACFF5B"
    assert hike.distance_m == pytest.approx(6_710)
    assert hike.timer_s == pytest.approx(4_528.115, abs=0.001)
    assert hike.elapsed_s == 5_414.0
    assert hike.active_kcal == pytest.approx(525.1, abs=0.05)
    assert (hike.avg_hr_bpm, hike.min_hr_bpm, hike.max_hr_bpm) == (127.7, 84.0, 159.0)
    assert hike.ascent_m == 151.7
    assert (hike.weather.temperature_c, hike.weather.humidity_percent) == (23.59, 35.0)
    assert hike.zone.local(hike.start).isoformat() == "2026-05-05T14:40:52+10:00"
    assert [note.code for note in hike.notes] == ["pauses-unknown"]
    assert hike.avg_mets == 6.02
