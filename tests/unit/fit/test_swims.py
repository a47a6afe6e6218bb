"""Swims as FIT files: lengths, rests, strokes and pools."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from fitglue.domain.streams import StreamKind, spans
from fitglue.domain.workout import Lap, LapKind, Length, Stroke, SwimLocation, Workout
from fitglue.formats.fit import encode_activity
from fitglue.testing.examples import START, example_activity, example_run
from fitglue.testing.fit_checker import DecodedFit, check_fit
from fitglue.testing.sport_examples import open_water_swim, pool_swim, triathlon


def written(workout: Workout) -> DecodedFit:
    return check_fit(encode_activity(example_activity(workout)))


def swum(*lengths: Length, **fields: Any) -> DecodedFit:
    active = sum(length.active for length in lengths)
    return written(pool_swim(lengths=lengths, distance_m=25.0 * active, **fields))


def test_lengths_are_active_and_the_rests_between_idle() -> None:
    fit = written(pool_swim())
    kinds = ["active"] * 4 + ["idle"] + ["active"] * 2 + ["idle"] + ["active"] * 2
    assert fit.column("length_type", "length") == kinds
    assert (fit.session["num_lengths"], fit.session["num_active_lengths"]) == (10, 8)


def test_a_rest_that_the_watch_names_is_idle_as_long_as_it_says() -> None:
    (rest,) = [
        row for row in written(pool_swim())["length"]
        if row["length_type"] == "idle" and row["message_index"] == 4
    ]  # fmt: skip
    assert rest["total_elapsed_time"] == 30.5
    assert "swim_stroke" not in rest


def test_a_gap_as_short_as_a_turn_is_no_rest() -> None:
    fit = swum(Length(0, 28), Length(30.9, 28), Length(62, 28))
    assert fit.column("length_type", "length") == ["active", "active", "idle", "active"]


def test_every_stroke_has_its_name() -> None:
    lengths = [Length(30.0 * index, 30.0, stroke) for index, stroke in enumerate(Stroke)]
    told = dict(zip(Stroke, swum(*lengths).column("swim_stroke", "length"), strict=True))
    assert told == {
        Stroke.UNKNOWN: None, Stroke.MIXED: "mixed", Stroke.FREESTYLE: "freestyle",
        Stroke.BACKSTROKE: "backstroke", Stroke.BREASTSTROKE: "breaststroke",
        Stroke.BUTTERFLY: "butterfly", Stroke.KICKBOARD: "drill",
    }  # fmt: skip


def test_one_style_is_the_sessions_and_several_are_mixed() -> None:
    back = Length(0, 30, Stroke.BACKSTROKE)
    assert swum(back).session["swim_stroke"] == "backstroke"
    assert swum(back, Length(30, 30, Stroke.BUTTERFLY)).session["swim_stroke"] == "mixed"


def test_the_distance_of_a_pool_swim_is_its_active_lengths() -> None:
    session = written(pool_swim()).session
    assert session["total_distance"] == session["num_active_lengths"] * session["pool_length"]
    assert session["pool_length_unit"] == "metric"


def test_distance_grows_length_by_length_and_stands_while_resting() -> None:
    records = written(pool_swim())["record"]
    at = {(row["timestamp"] - START).total_seconds(): row["distance"] for row in records}
    assert (at[0], at[120], at[150], at[300]) == (0, 100, 100, 200)


def test_a_pool_of_yards_says_so() -> None:
    session = written(pool_swim(pool_length_m=22.86, distance_m=182.88)).session
    assert (session["pool_length"], session["pool_length_unit"]) == (22.86, "statute")


def test_strokes_and_swolf_of_a_length() -> None:
    fit = swum(Length(0, 30, strokes=16), Length(30, 40, swolf=61, strokes=18))
    assert fit.column("total_strokes", "length") == [16, 18]
    assert fit.column("avg_swimming_cadence", "length") == [32, 27]
    assert fit.session["avg_swolf"] == round((46 + 61) / 2)
    assert fit.session["avg_strokes_per_length"] == 17


def test_strokes_add_up_and_their_rate_leaves_rests_out() -> None:
    fit = swum(Length(0, 30, strokes=16), Length(90, 30, strokes=17))
    assert fit.session["total_strokes"] == 33
    assert fit.session["avg_swimming_cadence"] == 33


def test_strokes_of_a_length_come_from_the_stream_when_it_has_none() -> None:
    counted = spans(StreamKind.STROKES, np.array([0.0]), np.array([44.5]), np.array([18.0]))
    fit = swum(Length(0, 44.5, Stroke.FREESTYLE), streams={StreamKind.STROKES: counted})
    assert fit["length"][0]["total_strokes"] == 18
    assert fit.session["total_cycles"] == 18


def test_without_strokes_nobody_invents_any() -> None:
    fit = swum(Length(0, 30), Length(30, 30))
    assert "total_strokes" not in fit["length"][0]
    assert not {"avg_swolf", "total_cycles", "avg_strokes_per_length"} & set(fit.session)


def test_laps_name_the_lengths_swum_in_them() -> None:
    sets = (Lap(0, 150, LapKind.MANUAL), Lap(150, 300, LapKind.MANUAL))
    laps = written(pool_swim(laps=sets))["lap"]
    told = [
        (lap["first_length_index"], lap["num_lengths"], lap["num_active_lengths"]) for lap in laps
    ]
    assert told == [(0, 5, 4), (5, 5, 4)]


def test_lengths_of_a_run_are_none() -> None:
    fit = written(example_run(300, lengths=(Length(0, 30, strokes=99),), pool_length_m=25.0))
    assert fit["length"] == []


def test_a_race_in_the_pool_has_lengths_in_its_swim_alone() -> None:
    lengths = tuple(Length(60.0 * index, 50, strokes=40) for index in range(40))
    fit = written(
        replace(triathlon(), lengths=lengths, pool_length_m=50.0, swim_location=SwimLocation.POOL)
    )
    assert fit.column("num_active_lengths", "session") == [10, None, None, None, None]
    assert fit.column("pool_length", "session") == [50, None, None, None, None]


def test_lengths_outside_the_workout_are_left_out() -> None:
    fit = swum(Length(-40, 30), Length(0, 30), Length(500, 30))
    assert len(fit["length"]) == 1


@pytest.mark.parametrize("name", ["temperature", "depth"])
def test_an_open_water_swim_has_what_the_water_was_like(name: str) -> None:
    fit = written(open_water_swim())
    assert fit.session["sub_sport"] == "open_water"
    assert fit["length"] == []
    assert fit["record"][100][name] == {"temperature": 20, "depth": 0.4}[name]
    assert fit.session[f"avg_{name}"] == {"temperature": 20, "depth": 0.4}[name]


def test_an_open_water_swim_counts_strokes_of_one_arm() -> None:
    fit = written(open_water_swim())
    assert fit["record"][100]["cadence"] == 27
    assert fit.session["total_strokes"] == 270
