"""Elevation Correction: what is smoothed, what is asked, and what follows."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitglue.boosters.elevation_correction import plugin
from fitglue.domain.altitude import averaged, cleaned, spanned, without_drift, without_resets
from fitglue.domain.boost import Boost, Outcome
from fitglue.domain.errors import Refused, Transient
from fitglue.domain.measures import ascent_descent_m
from fitglue.domain.streams import FloatArray, Stream, StreamKind
from fitglue.domain.workout import How, Origin, Workout
from fitglue.testing.booster_tools import FakeWeb, tools_for
from fitglue.testing.examples import START, example_activity, example_route, example_run
from fitglue.testing.open_meteo import ELEVATION, hills_m, open_meteo
from fitglue.testing.sport_examples import pool_swim, ride, treadmill

_K = StreamKind
GROUND = {"way": "terrain"}
SECONDS = np.arange(1201.0)


def boosted(workout: Workout, settings: Mapping[str, Any] | None = None, **tools: Any) -> Boost:
    return plugin.boost(example_activity(workout), tools_for(plugin, settings or {}, **tools))


def grounded(
    workout: Workout, settings: Mapping[str, Any] | None = None, **tools: Any
) -> tuple[Boost, FakeWeb]:
    web = tools.pop("web", None) or FakeWeb(open_meteo())
    return boosted(workout, GROUND | dict(settings or {}), web=web, **tools), web


def run_at(altitude_m: FloatArray, **columns: Any) -> Workout:
    """Run due north for twenty minutes at these altitudes."""
    route = example_route(SECONDS, altitude_m=altitude_m, **columns)
    return example_run(1200, streams={_K.ROUTE: route}, ascent_m=99.0, descent_m=98.0)


def hilly(top_m: float = 60.0) -> FloatArray:
    """Climb one hill evenly and come down again."""
    return 400 + top_m * (1 - np.abs(SECONDS - 600) / 600)


def route_after(boost: Boost) -> Stream:
    assert boost.activity is not None, boost.why
    return boost.activity.workout.streams[_K.ROUTE]


def altitudes(boost: Boost) -> FloatArray:
    return route_after(boost)["altitude_m"]


@pytest.mark.parametrize("workout", [treadmill(), pool_swim()])
def test_without_a_route_there_is_nothing_to_correct(workout: Workout) -> None:
    assert boosted(workout).why == "It has no route."


def test_a_drawn_route_keeps_its_altitudes_unless_asked() -> None:
    drawn = ride(virtual_route=True)
    assert "drawn" in boosted(drawn, {"window_s": 60}).why
    assert boosted(drawn, {"window_s": 60, "virtual": True}).outcome is Outcome.CHANGED


def test_a_route_without_altitude_has_nothing_to_smooth() -> None:
    assert boosted(run_at(np.full(1201, np.nan))).why == "Its route has no altitude to smooth."


def test_a_smooth_route_stays_as_it_is() -> None:
    assert boosted(run_at(np.full(1201, 400.0))).why == "Its altitudes are smooth already."


def test_spikes_go_and_all_else_stays() -> None:
    altitude_m = hilly()
    altitude_m[[100, 500, 900]] += 80
    boost = boosted(run_at(altitude_m), {"window_s": 0})
    assert boost.why == "Smoothed; 3 spikes taken out."
    assert altitudes(boost) == pytest.approx(hilly(), abs=0.5)
    assert np.count_nonzero(altitudes(boost) != altitude_m) == 3


def test_a_barometer_that_finds_its_height_again_is_moved_to_meet() -> None:
    altitude_m = hilly()
    altitude_m[:60] -= 35
    boost = boosted(run_at(altitude_m), {"window_s": 0})
    assert boost.facts["resets"] == 1
    assert altitudes(boost) == pytest.approx(hilly(), abs=0.3)
    assert boost.facts["ascent_m"] == pytest.approx(60, abs=4)


def test_a_lost_signal_of_some_seconds_is_no_climb() -> None:
    altitude_m = hilly()
    altitude_m[300:340] = 0.0
    boost = boosted(run_at(altitude_m), {"window_s": 0})
    assert boost.facts["resets"] == 2
    assert altitudes(boost).min() > 390
    assert boost.facts["ascent_m"] == pytest.approx(60, abs=6)


def test_a_lift_in_a_gap_is_no_reset() -> None:
    time_s = np.concatenate((np.arange(300.0), 600 + np.arange(300.0)))
    altitude_m = np.concatenate((np.full(300, 400.0), np.full(300, 700.0)))
    assert without_resets(time_s, altitude_m)[1] == 0


def test_noise_is_averaged_and_the_hill_stays() -> None:
    noise = np.random.default_rng(4).normal(0, 1.5, len(SECONDS))
    boost = boosted(run_at(hilly() + noise), {"window_s": 30})
    assert np.abs(altitudes(boost) - hilly()).mean() < 0.5
    assert boost.facts["ascent_m"] == pytest.approx(60, rel=0.07)


def test_a_long_climb_is_not_flattened() -> None:
    climb = 400 + SECONDS * 500 / 1200
    assert averaged(SECONDS, climb, 60) == pytest.approx(climb, abs=1e-6)


def test_a_round_trip_ends_as_high_as_it_began_only_on_wish() -> None:
    out_and_back = 47 + np.minimum(SECONDS, 1200 - SECONDS) * 2.7e-5
    run = run_at(hilly() + SECONDS / 100, latitude_deg=out_and_back)
    level = boosted(run, {"level_loops": True})
    assert altitudes(level)[-1] == pytest.approx(altitudes(level)[0])
    assert level.facts["drift_m"] == pytest.approx(12, abs=0.1)
    assert "drift_m" not in boosted(run).facts


def test_a_way_from_here_to_there_has_no_drift_to_level() -> None:
    boost = boosted(run_at(hilly() + SECONDS / 100), {"level_loops": True})
    assert "drift_m" not in boost.facts


def test_ascent_descent_and_their_origin_follow() -> None:
    boost = boosted(run_at(hilly()))
    assert boost.activity is not None
    workout = boost.activity.workout
    assert (workout.ascent_m, workout.descent_m) == ascent_descent_m(workout.streams[_K.ROUTE])
    for name in ("altitude_m", "ascent_m", "descent_m"):
        assert workout.provenance[name].source == "Elevation Correction"
    assert (boost.facts["ascent_before_m"], boost.facts["descent_before_m"]) == (99.0, 98.0)


def test_the_device_s_own_ascent_can_be_kept() -> None:
    stated = {"ascent_m": Origin("Apple Watch", How.STATED)}
    run = replace(run_at(hilly()), provenance=stated)
    boost = boosted(run, {"keep_stated": True})
    assert boost.activity is not None
    workout = boost.activity.workout
    assert (workout.ascent_m, workout.descent_m) == (99.0, pytest.approx(60, abs=4))
    assert workout.provenance["ascent_m"] == stated["ascent_m"]
    assert boosted(run).facts["ascent_m"] == pytest.approx(60, abs=4)


def test_missing_altitudes_stay_missing() -> None:
    altitude_m = hilly()
    altitude_m[200:300] = np.nan
    boost = boosted(run_at(altitude_m))
    assert np.isnan(altitudes(boost)[200:300]).all()
    assert np.isfinite(altitudes(boost)).sum() == 1101


def test_the_ground_replaces_what_was_measured() -> None:
    boost, _ = grounded(run_at(hilly()))
    route = route_after(boost)
    expected = [hills_m(lat, 8.0) for lat in route["latitude_deg"].tolist()]
    assert altitudes(boost) == pytest.approx(expected, abs=6)
    assert np.isnan(route["vertical_accuracy_m"]).all()
    assert boost.facts["attribution"].startswith("Elevation from the Copernicus DEM")
    assert boost.why == "The ground is known at 42 of 42 points along the route."


def test_positions_speeds_and_other_streams_stay_the_same() -> None:
    run = example_run(600)
    boost, _ = grounded(run)
    assert boost.activity is not None
    after = boost.activity.workout
    for name in ("latitude_deg", "longitude_deg", "speed_m_per_s"):
        assert after.streams[_K.ROUTE][name] is run.streams[_K.ROUTE][name]
    assert after.streams[_K.HEART_RATE] is run.streams[_K.HEART_RATE]
    assert after.provenance["altitude_m"].source == "Copernicus DEM"


def test_a_route_without_altitude_gets_one() -> None:
    boost, _ = grounded(run_at(np.full(1201, np.nan)))
    assert np.isfinite(altitudes(boost)).all()
    assert boost.facts["ascent_m"] > 0


def test_measured_altitudes_can_be_left_alone() -> None:
    boost, web = grounded(run_at(hilly()), {"only_missing": True})
    assert boost.why == "Its altitudes were measured, and stay."
    assert web.asked == []
    missing, _ = grounded(run_at(np.full(1201, np.nan)), {"only_missing": True})
    assert missing.outcome is Outcome.CHANGED


def test_coordinates_leave_thinned_rounded_and_a_hundred_at_a_time() -> None:
    long_way = example_run(6000)
    boost, web = grounded(long_way, {"spacing_m": 50})
    sizes = [len(asked["latitude"].split(",")) for _, asked in web.asked]
    assert len(sizes) == 4
    assert max(sizes) == 100
    assert sum(sizes) == boost.facts["points_asked"]
    every = [one for _, asked in web.asked for one in asked["latitude"].split(",")]
    assert all(len(one.split(".")[1]) == 4 for one in every)


def test_a_very_long_way_is_asked_at_two_thousand_points() -> None:
    time_s = np.arange(0.0, 40_000, 2)
    route = example_route(time_s, 10.0)
    boost, web = grounded(example_run(40_000, streams={_K.ROUTE: route}))
    assert len(web.asked) == 20
    assert boost.facts["points_asked"] == 2000


def test_points_that_the_map_does_not_know_are_passed_over() -> None:
    def patchy(lat: float, lon: float) -> float | None:
        return None if 47.01 < lat < 47.02 else hills_m(lat, lon)

    boost, _ = grounded(run_at(hilly()), web=FakeWeb(open_meteo(ground_m=patchy)))
    assert boost.facts["points_known"] < boost.facts["points_asked"]
    assert np.isfinite(altitudes(boost)).all()


def test_a_map_that_knows_nothing_changes_nothing() -> None:
    nothing = FakeWeb(open_meteo(ground_m=lambda *_: None))
    boost, _ = grounded(run_at(hilly()), web=nothing)
    assert (boost.outcome, boost.why) == (Outcome.UNCHANGED, "Open-Meteo knows no height there.")


def test_a_map_that_does_not_answer_holds_nothing_back() -> None:
    silent = FakeWeb({ELEVATION: Transient("Busy.")})
    waits = [grounded(run_at(hilly()), web=silent, attempt=tries)[0] for tries in range(1, 6)]
    assert all(boost.outcome is Outcome.UNCHANGED for boost in waits)
    assert [boost.look_again_s for boost in waits] == [900, 3600, 21600, 86400, 0]


@pytest.mark.parametrize("answer", [Refused("No."), {"elevation": [1.0]}, None, {"elevation": 3}])
def test_an_answer_without_sense_is_a_warning(answer: Any) -> None:
    boost, _ = grounded(run_at(hilly()), web=FakeWeb({ELEVATION: answer}))
    assert boost.outcome is Outcome.FAILED
    assert boost.why.startswith("Open-Meteo gave no altitudes.")


def test_one_position_is_enough_to_ask() -> None:
    route = example_route(np.array([0.0]))
    boost, web = grounded(example_run(600, streams={_K.ROUTE: route}))
    assert boost.outcome is Outcome.CHANGED
    assert len(web.asked) == 1


def test_a_route_without_positions_is_not_asked_for() -> None:
    missing = np.full(1201, np.nan)
    boost, web = grounded(run_at(hilly(), latitude_deg=missing, longitude_deg=missing))
    assert boost.why == "Its route has no position."
    assert web.asked == []


def valley(lat: float, lon: float) -> float:
    """Give a plain with a gorge of 300 m, 150 m deep, a kilometre and a half north."""
    del lon
    north_m = (lat - 47) * 111_195
    return 150.0 if 1500 < north_m < 1800 else 300.0


def test_a_bridge_goes_straight_over_a_gorge() -> None:
    web = FakeWeb(open_meteo(ground_m=valley))
    over, _ = grounded(run_at(hilly()), web=web)
    assert altitudes(over) == pytest.approx(np.full(1201, 300.0))
    assert over.facts["ascent_m"] == 0
    through, _ = grounded(run_at(hilly()), {"bridges": False}, web=web)
    assert altitudes(through).min() == 150


def test_a_tunnel_goes_straight_through_a_ridge() -> None:
    web = FakeWeb(open_meteo(ground_m=lambda lat, lon: 600 - valley(lat, lon)))
    boost, _ = grounded(run_at(hilly()), web=web)
    assert altitudes(boost) == pytest.approx(np.full(1201, 300.0))


def test_a_steep_way_up_that_stays_up_is_climbed() -> None:
    along_m = np.arange(0.0, 3000, 90)
    cliff = np.where(along_m > 1500, 400.0, 300.0)
    assert (spanned(along_m, cliff, steeper_than=0.35, longest_m=700) == cliff).all()


def test_gentle_hills_are_no_bridges() -> None:
    along_m = np.arange(0.0, 3000, 90)
    hills = 300 + 40 * np.sin(along_m / 150)
    assert (spanned(along_m, hills, steeper_than=0.35, longest_m=700) == hills).all()


ALTITUDES = st.lists(st.floats(-400, 8800), min_size=3, max_size=60)


@given(ALTITUDES)
def test_cleaning_keeps_the_count_and_stays_finite(altitude_m: list[float]) -> None:
    column = np.array(altitude_m)
    clean = cleaned(np.arange(float(len(column))), column)
    assert len(clean.altitude_m) == len(column)
    assert np.isfinite(clean.altitude_m).all()


@given(ALTITUDES, st.floats(0, 120))
def test_an_average_never_leaves_the_range(altitude_m: list[float], window_s: float) -> None:
    column = np.array(altitude_m)
    smooth = averaged(np.arange(float(len(column))), column, window_s)
    assert smooth.min() >= column.min() - 1e-6
    assert smooth.max() <= column.max() + 1e-6


@given(ALTITUDES)
def test_without_drift_the_end_is_as_high_as_the_start(altitude_m: list[float]) -> None:
    column = np.array(altitude_m)
    level = without_drift(np.arange(float(len(column))), column)
    assert level[-1] == pytest.approx(level[0], abs=1e-6)


@given(ALTITUDES)
def test_a_bridge_touches_the_ground_at_both_ends(ground_m: list[float]) -> None:
    column = np.array(ground_m)
    made = spanned(
        np.arange(0.0, 90.0 * len(column), 90.0), column, steeper_than=0.35, longest_m=700
    )
    assert made[0] == column[0]
    assert made[-1] == column[-1]
    assert made.min() >= column.min()
    assert made.max() <= column.max()


def test_the_same_again_gives_the_same() -> None:
    run = replace(run_at(hilly()), start=START + timedelta(days=1))
    first, _ = grounded(run)
    second, _ = grounded(run)
    assert (altitudes(first) == altitudes(second)).all()
