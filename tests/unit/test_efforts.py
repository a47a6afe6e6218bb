"""Best efforts over distances and at power, held against a slow search."""

from dataclasses import replace

import numpy as np
import pytest

from fitglue.domain.efforts import best_efforts
from fitglue.domain.streams import FloatArray, StreamKind, scalar, spans
from fitglue.domain.workout import Pause, Workout
from fitglue.testing.arrivals import a_run


def _run_of(speeds: FloatArray, **changes: object) -> Workout:
    """Run a second at each speed."""
    time_s = np.arange(len(speeds), dtype=float)
    told = {StreamKind.DISTANCE: spans(StreamKind.DISTANCE, time_s, np.ones(len(speeds)), speeds)}
    seconds = float(len(speeds))
    return replace(
        a_run(route=False), streams=told, elapsed_s=seconds, timer_s=seconds,
        distance_m=float(speeds.sum()), **changes,
    )  # fmt: skip


def _named(workout: Workout) -> dict[str, float]:
    return {one.name: one.seconds for one in best_efforts(workout)}


def test_a_fast_kilometre_in_the_middle_is_found_to_the_second() -> None:
    speeds = np.concatenate((np.full(600, 2.5), np.full(200, 5.0), np.full(600, 2.5)))
    [first, *_] = best_efforts(_run_of(speeds))
    assert (first.name, first.start_s, first.end_s) == ("1 km", 600, 800)


@pytest.mark.parametrize("seed", range(4))
def test_no_slow_search_finds_a_quicker_piece(seed: int) -> None:
    rng = np.random.default_rng(seed)
    speeds = rng.uniform(0, 6, 900) * (rng.random(900) > 0.2)
    covered = np.concatenate(([0.0], np.cumsum(speeds)))
    found = _named(_run_of(speeds))["1 km"]
    fine = np.arange(0, 900, 0.05)
    at = np.interp(fine, np.arange(901), covered)
    reached = np.searchsorted(at, at + 1000, "left")
    slow = min(fine[e] - fine[s] for s, e in enumerate(reached) if e < len(fine))
    assert found <= slow + 1e-6
    assert found == pytest.approx(slow, abs=0.11)


def test_only_what_was_covered_has_a_best_and_a_rest_counts() -> None:
    speeds = np.concatenate((np.full(200, 4.0), np.zeros(60), np.full(200, 4.0)))
    rested = _run_of(speeds, pauses=(Pause(200, 260),))
    assert _named(rested) == {"1 km": pytest.approx(310)}


def test_a_drawn_route_and_several_sports_make_no_best() -> None:
    speeds = np.full(400, 5.0)
    assert best_efforts(_run_of(speeds, virtual_route=True)) == ()


def test_the_best_power_is_that_of_its_window() -> None:
    power = np.full(1300, 200.0)
    power[100:160] = 400
    stream = scalar(StreamKind.POWER, np.arange(1300, dtype=float), power)
    ride = replace(a_run(route=False), elapsed_s=1300, streams={StreamKind.POWER: stream})
    found = {one.name: (one.power_w, one.start_s) for one in best_efforts(ride)}
    assert found["1 min"] == (400, 100)
    assert found["5 min"][0] == pytest.approx(240)
    assert found["20 min"][0] == pytest.approx(210)
