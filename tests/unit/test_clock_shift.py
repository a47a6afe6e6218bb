"""How far off a second clock was: only evidence moves it."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from fitglue.domain.clock_shift import Shift, found_shift
from fitglue.domain.streams import FloatArray, StreamKind, scalar
from fitglue.domain.workout import Workout
from fitglue.testing.examples import START, example_workout

SECONDS = 2400


def at(later_s: float, speed: FloatArray | None = None, seconds: float = SECONDS) -> Workout:
    """A recording that begins `later_s` after the activity, by its own clock."""
    start = START + timedelta(seconds=later_s)
    plain = example_workout(elapsed_s=seconds, start=start, end=start + timedelta(seconds=seconds))
    if speed is None:
        return plain
    stream = scalar(StreamKind.SPEED, np.arange(float(len(speed))), speed)
    return replace(plain, streams={StreamKind.SPEED: stream})


def uneven(seed: int) -> FloatArray:
    corners = np.arange(0, SECONDS + 41, 40)
    chance = np.random.default_rng(seed)
    return np.interp(np.arange(SECONDS + 1.0), corners, chance.uniform(1.5, 5.0, len(corners)))


def test_a_clock_that_is_right_is_left_alone() -> None:
    assert found_shift(at(0), at(0)) is None
    assert found_shift(at(0, uneven(1)), at(0, uneven(1))) is None
    assert found_shift(at(0), at(3)) is None


@pytest.mark.parametrize("off_s", [-14 * 3600, -1800, 3600, 12.5 * 3600])
def test_a_zone_is_found_to_the_half_hour(off_s: float) -> None:
    assert found_shift(at(0), at(off_s - 70)) == Shift(-off_s, "length and start")


def test_the_next_day_is_no_zone() -> None:
    assert found_shift(at(0), at(24 * 3600)) is None
    assert found_shift(at(0), at(15 * 3600)) is None


def test_minutes_are_found_only_by_the_very_same_length() -> None:
    assert found_shift(at(0), at(200)) == Shift(-200, "length")
    assert found_shift(at(0), at(200, seconds=SECONDS - 10)) is None
    assert found_shift(at(0), at(700)) is None


def test_speed_goes_before_length() -> None:
    """A file as long as the activity, begun later: its speed knows that, its length does not."""
    whole = uneven(1)
    later = np.concatenate((whole[200:], whole[:200]))
    assert found_shift(at(0, whole), at(200, later)) is None
    found = found_shift(at(0, whole), at(200 + 3600, later))
    assert found is not None
    assert found.evidence == "speed"
    assert found.seconds == pytest.approx(-3600, abs=2)


def test_intervals_that_are_all_alike_are_no_evidence() -> None:
    second = np.arange(SECONDS + 1.0)
    on_and_off = np.where(second % 120 < 60, 5.0, 2.0)
    assert found_shift(at(0, on_and_off), at(240, on_and_off)) is None


def test_another_day_s_speed_is_none_either() -> None:
    found = [found_shift(at(0, uneven(1)), at(300, uneven(seed))) for seed in range(2, 22)]
    assert found == [None] * 20


def test_a_short_recording_says_nothing() -> None:
    assert found_shift(at(0, uneven(1)), at(3600, uneven(1)[:100], 99.0)) is None
