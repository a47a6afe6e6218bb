"""Structured workouts: laps that know which step they were."""

from fitglue.domain.workout import Lap, LapKind, Workout
from fitglue.formats.fit import encode_activity
from fitglue.testing.examples import example_activity, example_run
from fitglue.testing.fit_checker import DecodedFit, check_fit
from fitglue.testing.sport_examples import intervals


def written(workout: Workout) -> DecodedFit:
    return check_fit(encode_activity(example_activity(workout)))


def stepped(*labels: str) -> DecodedFit:
    laps = tuple(
        Lap(60.0 * index, 60.0 * index + 60, LapKind.INTERVAL, label=label)
        for index, label in enumerate(labels)
    )
    return written(example_run(60 * len(labels), laps=laps))


def test_laps_name_their_steps_and_the_workout_counts_them() -> None:
    fit = written(intervals())
    assert fit.column("wkt_step_index", "lap") == [0, 1, 2, 3, 4, 5]
    assert fit["workout"][0]["num_valid_steps"] == 6
    assert fit["workout"][0]["wkt_name"] == "Short Hills"
    assert fit["workout"][0]["sport"] == "running"


def test_warming_up_and_cooling_down_are_told() -> None:
    told = ["warmup", None, None, None, None, "cooldown"]
    fit = written(intervals())
    assert fit.column("intensity", "lap") == told
    assert fit.column("intensity", "workout_step") == told


def test_apples_key_path_of_a_step_goes_along() -> None:
    paths = written(intervals()).developer_column("WOIntervalStepKeyPath", "lap")
    assert paths == ["0.0.0", "1.0.0", "1.0.1", "1.1.0", "1.1.1", "2.0.0"]


def test_a_first_group_of_several_steps_is_no_warm_up() -> None:
    assert stepped("0.0.0", "0.0.1", "1.0.0").column("intensity", "lap") == [None, None, "cooldown"]


def test_steps_of_one_group_have_no_known_purpose() -> None:
    assert stepped("0.0.0").column("intensity", "lap") == [None]
    assert stepped("1.0.0", "1.0.1").column("intensity", "lap") == [None, None]


def test_steps_without_a_key_path_are_steps() -> None:
    fit = stepped("", "")
    assert fit.column("wkt_step_index", "lap") == [0, 1]
    assert fit.developer_column("WOIntervalStepKeyPath", "lap") == [None, None]


def test_what_lies_between_steps_is_none_of_them() -> None:
    laps = (Lap(0, 100, LapKind.INTERVAL, label="0.0.0"), Lap(200, 600, LapKind.INTERVAL))
    fit = written(example_run(600, laps=laps))
    assert fit.column("wkt_step_index", "lap") == [0, None, 1]
    assert fit.developer_column("WOIntervalStepKeyPath", "lap") == ["0.0.0", None, None]


def test_laps_of_the_button_make_no_structured_workout() -> None:
    fit = written(example_run(600, laps=(Lap(0, 300, LapKind.MANUAL),)))
    assert fit["workout"] == []
    assert fit.column("wkt_step_index", "lap") == [None, None]
