import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from fitglue.domain.workout import PauseKind
from fitglue.testing import athlete
from fitglue.testing.plan import PlannedWorkout

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def year() -> list[PlannedWorkout]:
    return athlete.year(TODAY)


@pytest.fixture(scope="module")
def each() -> dict[str, PlannedWorkout]:
    return athlete.one_of_each(TODAY)


def figures(planned: PlannedWorkout) -> tuple[object, ...]:
    parts = (planned.samples, planned.route)
    sums = [float(np.sum(part.at_s)) for group in parts for part in group]
    return (planned.start, planned.timer_s, planned.distance_m, planned.avg_hr_bpm, *sums)


@pytest.mark.long
def test_the_same_seed_gives_the_same_year(year: list[PlannedWorkout]) -> None:
    assert [figures(p) for p in athlete.year(TODAY)] == [figures(p) for p in year]


def test_another_seed_gives_another_year(year: list[PlannedWorkout]) -> None:
    assert [figures(p) for p in athlete.year(TODAY, seed=2)] != [figures(p) for p in year]


def test_a_later_year_holds_the_workouts_of_an_earlier_one(year: list[PlannedWorkout]) -> None:
    later = {p.start: figures(p) for p in athlete.year(TODAY + timedelta(days=30))}
    first = datetime(2025, 12, 21, tzinfo=UTC)
    both = [p for p in year if p.start >= first]
    assert len(both) > 150
    assert all(later[p.start] == figures(p) for p in both)


def test_a_year_has_150_to_250_workouts_in_order_and_none_after_its_end(
    year: list[PlannedWorkout],
) -> None:
    assert 150 <= len(year) <= 250
    assert [p.start for p in year] == sorted(p.start for p in year)
    assert year[-1].end.date() <= TODAY
    assert year[0].start.date() >= TODAY - timedelta(days=365)


@pytest.mark.long
def test_so_many_workouts_as_asked_for_are_the_newest(year: list[PlannedWorkout]) -> None:
    assert [figures(p) for p in athlete.year(TODAY, workouts=20)] == [
        figures(p) for p in year[-20:]
    ]
    assert len(athlete.year(TODAY, workouts=400)) == 400


def test_a_year_is_varied(year: list[PlannedWorkout]) -> None:
    kinds = {(p.sport.key, p.indoor, p.swim_location) for p in year}
    assert len(kinds) >= 10
    assert {p.zone for p in year} == {"Europe/Paris", "America/New_York"}
    assert any(p.is_copy for p in year)
    assert any(p.route_is_late for p in year)
    assert any(p.pauses for p in year)
    assert any(p.laps for p in year)
    assert any(p.legs for p in year)


def test_people_sleep_at_night(year: list[PlannedWorkout]) -> None:
    hours = {p.start.astimezone(ZoneInfo(p.zone)).hour for p in year}
    assert min(hours) >= 5
    assert max(hours) <= 20


def test_what_a_series_gathers_adds_up_to_its_figure(each: dict[str, PlannedWorkout]) -> None:
    for kind, quantity, factor in (
        ("run", "DistanceWalkingRunning", 1000),
        ("ride", "DistanceCycling", 1000),
        ("pool_swim", "DistanceSwimming", 1),
        ("treadmill_run", "DistanceWalkingRunning", 1000),
    ):
        series = each[kind].own(quantity)
        assert series is not None
        assert series.values.sum() * factor == pytest.approx(each[kind].distance_m, abs=0.5)


def test_heart_rate_figures_are_those_of_the_samples_outside_pauses(
    each: dict[str, PlannedWorkout],
) -> None:
    for planned in each.values():
        heart = planned.own("HeartRate")
        if heart is None:
            continue
        keep = np.ones(len(heart), bool)
        for pause in planned.manual_pauses:
            keep &= (heart.at_s < pause.start_s) | (heart.at_s > pause.end_s)
        assert heart.values[keep].mean() == pytest.approx(planned.avg_hr_bpm, rel=1e-5)
        assert heart.values[keep].max() == planned.max_hr_bpm
        assert heart.values[keep].min() == planned.min_hr_bpm


def test_only_manual_pauses_stop_the_timer(each: dict[str, PlannedWorkout]) -> None:
    hike = each["hike"]
    manual = sum(p.end_s - p.start_s for p in hike.pauses if p.kind is PauseKind.MANUAL)
    assert manual == 900
    assert any(p.kind is PauseKind.MOTION for p in hike.pauses)
    assert hike.elapsed_s - hike.timer_s == pytest.approx(manual)


def test_the_route_of_a_run_is_about_as_long_as_the_run(each: dict[str, PlannedWorkout]) -> None:
    for kind in ("run", "run_in_the_hills", "ride", "hike"):
        (route,) = each[kind].route
        north = np.diff(route.latitude_deg) * 111_320
        east = np.diff(route.longitude_deg) * 111_320 * np.cos(np.radians(45.8))
        assert np.hypot(north, east).sum() == pytest.approx(each[kind].distance_m, rel=0.08)


def test_a_route_stays_within_its_workout_one_point_a_second(
    each: dict[str, PlannedWorkout],
) -> None:
    for planned in each.values():
        for route in planned.route:
            assert route.at_s[0] >= 0
            assert route.at_s[-1] <= planned.elapsed_s
            assert set(np.diff(route.at_s)) == {1.0}


def test_climbs_slow_a_run_down(each: dict[str, PlannedWorkout]) -> None:
    (route,) = each["run_in_the_hills"].route
    climb = np.gradient(np.convolve(route.altitude_m, np.full(31, 1 / 31), mode="same"))[60:-60]
    speed = route.speed_m_per_s[60:-60]
    assert speed[climb > 0.1].mean() < speed[climb < 0].mean() - 0.2


def test_a_heart_warms_up_and_recovers(each: dict[str, PlannedWorkout]) -> None:
    run = each["run"]
    heart = run.own("HeartRate")
    assert heart is not None
    assert run.recovery is not None
    assert heart.values[:5].mean() < heart.values[60:120].mean() - 20
    assert run.recovery.at_s.min() > run.elapsed_s
    assert run.recovery.values[-1] < run.recovery.values[0] - 25


def test_lengths_of_the_pool_make_its_distance(each: dict[str, PlannedWorkout]) -> None:
    swim = each["pool_swim"]
    assert len(swim.lengths) * 25 == swim.distance_m == 1500
    ends = [length.start_s + length.duration_s for length in swim.lengths]
    gaps = [b.start_s - a for a, b in zip(ends, swim.lengths[1:], strict=False)]
    assert min(gaps) > -1
    assert sum(gap > 10 for gap in gaps) >= 10
    assert len({length.stroke for length in swim.lengths}) >= 4


def test_interval_steps_follow_each_other_and_are_named(each: dict[str, PlannedWorkout]) -> None:
    laps = each["intervals"].laps
    assert [laps[0].label, laps[1].label, laps[2].label, laps[-1].label] == [
        "0.0.0", "1.0.0", "1.0.1", "2.0.0",
    ]  # fmt: skip
    assert all(a.end_s == b.start_s for a, b in itertools.pairwise(laps))
    assert sum(lap.distance_m or 0 for lap in laps) == pytest.approx(
        each["intervals"].distance_m, rel=1e-3
    )


def test_a_triathlon_has_five_legs_with_two_transitions(each: dict[str, PlannedWorkout]) -> None:
    legs = each["triathlon"].legs
    assert [leg.sport.key for leg in legs] == [
        "swimming", "transition", "cycling", "transition", "running",
    ]  # fmt: skip
    assert all(leg.distance_m is None for leg in legs if leg.sport.key == "transition")
    assert all(a.end_s == b.start_s for a, b in itertools.pairwise(legs))


def test_a_copy_by_another_app_has_no_heart_rate_and_starts_seconds_later(
    each: dict[str, PlannedWorkout],
) -> None:
    copy, run = each["run_copied_by_strava"], each["run"]
    assert copy.avg_hr_bpm is None
    assert copy.external_id.startswith("strava://activities/")
    assert copy.start - run.start == timedelta(seconds=3)


def test_the_phone_counts_beside_the_watch(each: dict[str, PlannedWorkout]) -> None:
    steps = [s for s in each["run"].samples if s.quantity == "StepCount"]
    assert len({s.writer for s in steps}) == 2
