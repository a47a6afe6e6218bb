"""Workouts of the Health Auto Export app, and the traps of its figures."""

from typing import Any

import numpy as np
import pytest

from fitglue.domain.arrival import Arrival, SourceTools
from fitglue.domain.clock import Zone, ZoneKnownBy
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import How, LapKind, SwimLocation, Workout
from fitglue.formats.health_auto_export import read_health_auto_export
from fitglue.testing.health_auto_exports import (
    bare,
    beats,
    date,
    first_version,
    quantity,
    request,
    run,
    series,
)

TOOLS = SourceTools(default_zone="Europe/Zurich", zone_at=lambda _lat, _lon: None)
K = StreamKind


def read(workout: dict[str, Any], tools: SourceTools = TOOLS) -> Workout:
    (one,) = read_health_auto_export(request(workout), tools).arrivals
    assert isinstance(one, Arrival), one.why.sentence
    return one.workout


def test_a_complete_run_of_the_second_version_has_every_figure() -> None:
    found = read(run())
    assert (found.sport.key, found.indoor) == ("running", False)
    assert (found.elapsed_s, found.timer_s, found.distance_m) == (600.0, 600.0, 1_800.0)
    assert (found.active_kcal, found.basal_kcal) == (120.0, 12.0)
    assert (found.avg_hr_bpm, found.min_hr_bpm, found.max_hr_bpm) == (145.0, 139.0, 151.0)
    assert (found.ascent_m, found.descent_m, found.avg_mets) == (60.0, None, 9.5)
    assert found.weather.temperature_c == pytest.approx(18.0)
    assert found.weather.humidity_percent == 64.0
    assert {kind: len(stream) for kind, stream in found.streams.items()} == {
        K.ROUTE: 601, K.HEART_RATE: 121, K.POWER: 120, K.STEPS: 120, K.ACTIVE_ENERGY: 120,
        K.DISTANCE: 120,
    }  # fmt: skip
    assert found.streams[K.DISTANCE].values.sum() == pytest.approx(1_800)
    assert found.streams[K.ACTIVE_ENERGY].values.sum() == pytest.approx(120)
    assert found.notes == ()


def test_the_first_version_gives_the_same_run() -> None:
    found = read(first_version())
    assert (found.sport.key, found.elapsed_s, found.distance_m) == ("running", 600.0, 1_800.0)
    assert found.active_kcal == pytest.approx(120)
    assert found.basal_kcal == pytest.approx(12)
    assert (found.avg_hr_bpm, found.max_hr_bpm, found.avg_mets) == (145.0, 151.0, 9.5)
    assert (found.ascent_m, found.descent_m) == (60.0, None)
    assert (found.statistics[0].kind, found.statistics[0].total) == ("StepCount", 1_680.0)
    assert found.route_points == 121


def test_every_field_may_be_missing() -> None:
    found = read(bare())
    assert (found.distance_m, found.active_kcal, found.avg_hr_bpm) == (None, None, None)
    assert found.streams == {}
    assert found.provenance["sport"].how is How.STATED


def test_every_field_may_be_null() -> None:
    found = read(dict.fromkeys(run()) | bare(heartRate={"min": None, "avg": quantity(None, "bpm")}))
    assert (found.distance_m, found.active_kcal, found.avg_hr_bpm) == (None, None, None)


def test_the_duration_is_without_pauses_that_the_app_does_not_place() -> None:
    found = read(bare(duration=480.5))
    assert (found.elapsed_s, found.timer_s, found.pauses) == (600.0, 480.5, ())
    assert [note.code for note in found.notes] == ["pauses-unknown"]


def test_an_end_that_is_missing_follows_from_the_duration() -> None:
    assert read(bare(end=None)).elapsed_s == 600.0


def test_a_duration_longer_than_the_workout_is_not_believed() -> None:
    assert read(bare(duration=36_000)).timer_s == 600.0


# Energy: labels lie.


def test_swapped_labels_of_energy_are_seen_through_by_the_series() -> None:
    swapped = bare(activeEnergyBurned=quantity(43, "kJ"), activeEnergy=series([17.99] * 10, "kcal"))
    found = read(swapped)
    assert found.active_kcal == 43.0
    assert found.streams[K.ACTIVE_ENERGY].values.sum() == pytest.approx(43, rel=0.01)


def test_a_total_in_kilojoules_that_claims_kilocalories_is_seen_through() -> None:
    found = read(
        bare(activeEnergyBurned=quantity(418.4, "kcal"), activeEnergy=series([10.0] * 10, "kcal"))
    )
    assert found.active_kcal == pytest.approx(100)


def test_true_labels_of_two_units_are_believed() -> None:
    found = read(
        bare(activeEnergyBurned=quantity(100, "kcal"), activeEnergy=series([41.84] * 10, "kJ"))
    )
    assert found.active_kcal == 100.0
    assert found.streams[K.ACTIVE_ENERGY].values.sum() == pytest.approx(100)


@pytest.mark.parametrize(
    ("qty", "units", "kcal"),
    [(523, "kcal", 125), (523, "kJ", 125), (8, "kJ", 8), (100, "kcal", 100), (100, "", 100)],
)
def test_without_a_series_what_a_body_can_burn_decides(qty: float, units: str, kcal: float) -> None:
    assert read(bare(activeEnergyBurned=quantity(qty, units))).active_kcal == pytest.approx(
        kcal, rel=0.001
    )


# Distance, speed and the pool: labels lie.


def test_kilometres_that_claim_to_be_metres_are_seen_through_by_the_speed() -> None:
    found = read(bare(distance=quantity(1.8, "m"), speed=quantity(10.8, "m/hr")))
    assert found.distance_m == 1_800.0


def test_metres_that_claim_to_be_kilometres_are_seen_through() -> None:
    assert read(bare(distance=quantity(1_800, "km"))).distance_m == 1_800.0


def test_kilometres_that_claim_to_be_metres_are_seen_through_by_how_slow_that_is() -> None:
    assert read(bare(distance=quantity(1.8, "m"))).distance_m == 1_800.0
    assert read(bare("Yoga", distance=quantity(1.8, "m"))).distance_m == 1.8


def test_metres_with_a_speed_that_agrees_stay_metres() -> None:
    found = read(bare(distance=quantity(400, "m"), speed=quantity(2.4, "km/hr")))
    assert found.distance_m == 400.0


def test_miles_are_miles() -> None:
    found = read(bare(distance=quantity(1, "mi"), speed=quantity(6, "mi/hr")))
    assert found.distance_m == pytest.approx(1_609.344)


def test_a_distance_that_nobody_states_is_that_of_the_series() -> None:
    found = read(run(distance=..., speed=...))
    assert found.distance_m == pytest.approx(1_800)
    assert found.provenance["distance_m"].how is How.COMPUTED


def test_a_series_of_distance_off_by_a_thousand_is_seen_through() -> None:
    found = read(run(walkingAndRunningDistance=series([0.015] * 120, "m")))
    assert found.streams[K.DISTANCE].values.sum() == pytest.approx(1_800)


@pytest.mark.parametrize(
    ("qty", "units", "metres"),
    [(0.02, "m", 20), (0.025, "km", 25), (50, "m", 50), (25, "yd", 22.86), (3_000, "m", None)],
)
def test_the_length_of_a_pool_is_read_whatever_its_label(
    qty: float, units: str, metres: float | None
) -> None:
    found = read(bare("Schwimmbad Schwimmen", lapLength=quantity(qty, units)))
    assert found.pool_length_m == (None if metres is None else pytest.approx(metres))
    assert found.swim_location is SwimLocation.POOL


def test_a_speed_in_km_that_means_kilometres_an_hour_is_read_as_such() -> None:
    found = read(run(runningSpeed=series([10.8] * 10, "km")))
    assert found.streams[K.SPEED].values[0] == pytest.approx(3.0)


# Heart rate: groups that begin early, and the recovery.


def test_a_minutes_group_that_begins_before_the_start_is_kept() -> None:
    found = read(bare(heartRateData=beats([120, 130, 140], every_s=60, first_s=-52)))
    assert found.streams[K.HEART_RATE].time_s.tolist() == [0.0, 8.0, 68.0]


def test_single_samples_of_long_before_the_start_are_left_out() -> None:
    found = read(bare(heartRateData=beats([120, 130, 140], every_s=31, first_s=-31)))
    assert found.streams[K.HEART_RATE].values.tolist() == [130.0, 140.0]


def test_a_heart_rate_that_is_only_the_recovery_is_none() -> None:
    recovery = beats([150 - at for at in range(24)], first_s=600)
    found = read(bare(heartRateData=recovery))
    assert K.HEART_RATE not in found.streams
    assert found.avg_hr_bpm is None


def test_recovery_after_the_workout_is_cut_off() -> None:
    found = read(bare(heartRateData=beats([150] * 10, first_s=550) + beats([90] * 24, first_s=605)))
    assert found.avg_hr_bpm == 150.0
    assert len(found.streams[K.HEART_RATE]) == 10


def test_a_heart_rate_that_nobody_states_is_that_of_the_samples_and_their_groups() -> None:
    found = read(run(heartRate=None))
    assert found.avg_hr_bpm == pytest.approx(145, abs=0.1)
    assert (found.min_hr_bpm, found.max_hr_bpm) == (139.0, 151.0)


def test_samples_of_two_sources_at_one_moment_count_once() -> None:
    phone = [row | {"source": "Phone"} for row in series([99] * 60, "count")]
    found = read(bare(stepCount=phone + series([14] * 120, "步")))
    assert found.streams[K.STEPS].values.sum() == 14 * 120
    assert found.app.name == "Jane\u2019s Apple Watch"


# The sport, where no dictionary has its name.


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ({"swimStroke": series([10], "count")}, "swimming"),
        ({"lapLength": quantity(0.025, "km")}, "swimming"),
        ({"location": "Schwimmbad"}, "swimming"),
        ({"cyclingPower": series([200], "W")}, "cycling"),
        ({"runningPower": series([200], "W")}, "running"),
        ({"walkingAndRunningDistance": series([0.015] * 120, "km")}, "running"),
        ({"walkingAndRunningDistance": series([0.007] * 120, "km")}, "walking"),
        ({}, "other"),
    ],
)
def test_a_name_that_nobody_knows_leaves_the_sport_to_the_figures(
    said: dict[str, Any], key: str
) -> None:
    found = read(bare("Blorb", **said))
    assert found.sport.key == key
    code = "sport-unknown" if key == "other" else "sport-guessed"
    assert [note.code for note in found.notes] == [code]
    assert "Blorb" in found.notes[0].sentence


def test_the_flag_decides_about_indoors_before_any_word() -> None:
    assert read(bare("Outdoor Run", isIndoor=True)).indoor is True
    assert read(bare("Indoor Run")).indoor is True
    assert read(bare("Running", location="户外")).indoor is False
    assert read(bare("Running")).indoor is None


# Routes, zones and parts.


def test_a_route_ends_with_the_workout() -> None:
    found = read(run(end=date(300), duration=300))
    assert found.streams[K.ROUTE].time_s[-1] == 310.0


def test_a_route_gives_the_zone_else_the_setting_else_the_phones_clock() -> None:
    here = SourceTools(default_zone="Europe/Zurich", zone_at=lambda _lat, _lon: "Europe/Vaduz")
    away = SourceTools(default_zone="Asia/Tokyo", zone_at=lambda _lat, _lon: None)
    assert read(run(), here).zone == Zone("Europe/Vaduz", ZoneKnownBy.POSITION)
    assert read(run()).zone == Zone("Europe/Zurich", ZoneKnownBy.SETTING)
    assert read(run(), away).zone == Zone("Etc/GMT-2", ZoneKnownBy.RECORDING)
    named = run(metadata={"HKTimeZone": "Africa/Cairo"})
    assert read(named).zone == Zone("Africa/Cairo", ZoneKnownBy.RECORDING)


def test_several_activities_are_laps_and_one_alone_is_none() -> None:
    steps = [
        {
            "start": date(300 * at), "end": date(300 * at + 300), "activeDuration": 290,
            "metrics": {"distance": quantity(0.9, "km"), "heartRateAverage": quantity(150, "bpm")},
        }
        for at in range(2)
    ]  # fmt: skip
    found = read(run(activities=steps, segments=steps * 5))
    assert [(lap.start_s, lap.timer_s, lap.distance_m) for lap in found.laps] == [
        (0.0, 290.0, 900.0),
        (300.0, 290.0, 900.0),
    ]
    assert read(run(activities=steps[:1])).laps == ()
    kinds = {lap.kind for lap in read(bare("Swim Bike Run", activities=steps)).laps}
    assert kinds == {LapKind.LEG}


@pytest.mark.long
@pytest.mark.parametrize("value", [7, "seven", True, [], {}, [[]], [{}], {"qty": "x"}, -1e300])
def test_a_field_of_another_form_says_nothing_and_spoils_nothing(value: object) -> None:
    for name in run().keys() - {"start", "end", "id"}:
        found = read(run(**{name: value}))
        told = (found.timer_s, found.distance_m or 0.0, found.active_kcal or 0.0)
        assert found.elapsed_s == 600.0, name
        assert np.isfinite(told).all(), name
