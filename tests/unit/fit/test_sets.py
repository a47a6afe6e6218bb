"""Strength in FIT files: sets, and the names of their exercises."""

from datetime import timedelta

import pytest

from fitglue.domain.workout import ExerciseSet, SetKind, Workout
from fitglue.formats.fit import encode_activity
from fitglue.formats.fit.exercises import EXERCISES, FitExercise, exercise_category, fit_exercise
from fitglue.testing.examples import START, example_activity, example_workout
from fitglue.testing.fit_checker import DecodedFit, check_fit
from fitglue.testing.sport_examples import strength


def written(workout: Workout) -> DecodedFit:
    return check_fit(encode_activity(example_activity(workout)))


def lifted(*sets: ExerciseSet) -> DecodedFit:
    return written(example_workout("traditional_strength_training", sets=sets))


def test_sets_say_what_was_lifted_how_often_and_when() -> None:
    bench = written(strength())["set"][0]
    assert (bench["set_type"], bench["repetitions"], bench["weight"]) == ("active", 8, 82.5)
    assert (bench["category"], bench["category_subtype"]) == ("bench_press", 1)
    assert bench["weight_display_unit"] == "kilogram"
    assert (bench["start_time"], bench["duration"]) == (START, 42.5)


def test_rests_have_a_length_and_nothing_else() -> None:
    rest = written(strength())["set"][1]
    assert (rest["set_type"], rest["duration"]) == ("rest", 107.5)
    assert not {"category", "repetitions", "weight"} & set(rest)


def test_a_set_without_a_weight_has_none() -> None:
    plank = written(strength())["set"][6]
    assert (plank["category"], plank.get("weight"), plank.get("repetitions")) == (
        "plank", None, None
    )  # fmt: skip


def test_weights_are_exact_to_a_sixteenth_of_a_kilogram() -> None:
    sets = [ExerciseSet(10.0 * i, 5, weight_kg=kg) for i, kg in enumerate((0.0625, 61.235, 500))]
    assert lifted(*sets).column("weight", "set") == [0.0625, 61.25, 500]


def test_exercises_keep_the_names_that_their_source_gives_them() -> None:
    titles = written(strength())["exercise_title"]
    assert [title["wkt_step_name"] for title in titles] == [
        "Bench Press (Barbell)", "Squat (Barbell)", "Jefferson Curl on a Box", "Plank"
    ]  # fmt: skip


def test_an_exercise_that_fit_does_not_know_has_a_number_of_ours() -> None:
    fit = written(strength())
    title = fit["exercise_title"][2]
    assert (title["exercise_category"], title["exercise_name"]) == ("unknown", 10_000)
    (unknown,) = [one for one in fit["set"] if one.get("category") == "unknown"]
    assert unknown["category_subtype"] == 10_000


def test_an_unknown_exercise_stays_in_its_category() -> None:
    fit = lifted(ExerciseSet(0, 30, category="row", exercise="Meadows Row"))
    assert fit["set"][0]["category"] == "row"
    assert fit["exercise_title"][0]["exercise_category"] == "row"


def test_the_same_exercise_has_one_title_however_often_it_is_done() -> None:
    sets = [
        ExerciseSet(60.0 * i, 30, category="squat", exercise="Hatfield Squat") for i in range(3)
    ]
    fit = lifted(*sets)
    assert len(fit["exercise_title"]) == 1
    assert fit.column("category_subtype", "set") == [10_000] * 3


def test_two_names_for_one_exercise_share_its_number_and_the_first_title() -> None:
    sets = (
        ExerciseSet(0, 30, category="deadlift", exercise="Deadlift (Barbell)"),
        ExerciseSet(60, 30, category="deadlift", exercise="Barbell Deadlift"),
    )
    assert lifted(*sets).column("wkt_step_name", "exercise_title") == ["Deadlift (Barbell)"]


def test_a_set_with_a_category_alone_needs_no_title() -> None:
    fit = lifted(ExerciseSet(0, 30, category="lunge", repetitions=12))
    assert fit["set"][0]["category"] == "lunge"
    assert fit["exercise_title"] == []


def test_a_set_of_nothing_known_is_still_a_set() -> None:
    fit = lifted(ExerciseSet(0, 30, repetitions=12))
    assert fit["set"][0]["repetitions"] == 12
    assert "category" not in fit["set"][0]


def test_sets_are_told_in_order_of_time() -> None:
    sets = (ExerciseSet(120, 30, repetitions=2), ExerciseSet(0, 30, repetitions=1))
    assert lifted(*sets).column("repetitions", "set") == [1, 2]


def test_sets_are_cut_to_the_workout() -> None:
    fit = lifted(ExerciseSet(-20, 30), ExerciseSet(590, 60), ExerciseSet(700, 30, SetKind.REST))
    assert fit.column("duration", "set") == [30, 10, 0]
    assert fit["set"][1]["timestamp"] == START + timedelta(seconds=600)


def test_sets_that_nobody_timed_keep_their_order_and_have_no_duration() -> None:
    fit = lifted(*(ExerciseSet(None, None, repetitions=count) for count in (8, 6, 4)))
    assert fit.column("repetitions", "set") == [8, 6, 4]
    assert fit.column("start_time", "set") == [
        START + timedelta(seconds=at) for at in (0, 200, 400)
    ]
    assert all("duration" not in one for one in fit["set"])


@pytest.mark.parametrize(
    ("exercise", "category"),
    [
        ("Squat (Barbell)", "squat"),
        ("Hack Squat (Machine)", "squat"),
        ("Lying Leg Curl (Machine)", "leg_curl"),
        ("Preacher Curl (Machine)", "curl"),
        ("Incline Bench Press (Dumbbell)", "bench_press"),
        ("Chest Press (Machine)", ""),
        ("", ""),
    ],
)
def test_an_exercise_tells_its_category_by_its_words(exercise: str, category: str) -> None:
    assert exercise_category(exercise) == category


@pytest.mark.parametrize(
    ("category", "spelled", "known_as"),
    [
        ("bench_press", "Bench Press (Barbell)", "barbell_bench_press"),
        ("squat", "Squat (Barbell)", "barbell_back_squat"),
        ("squat", "squat", "squat"),
        ("pull_up", "Pull-Ups", "pull_up"),
        ("pull_up", "Pull Up (Weighted)", "weighted_pull_up"),
        ("pull_up", "Lat Pulldown (Cable)", "lat_pulldown"),
        ("curl", "Bicep Curl (Dumbbell)", "dumbbell_biceps_curl"),
        ("triceps_extension", "Triceps Pushdown", "triceps_pressdown"),
        ("flye", "Chest Fly (Dumbbell)", "dumbbell_flye"),
        ("row", "Bent Over Row (Barbell)", "bent_over_row_with_barbell"),
        ("hip_raise", "Hip Thrust (Barbell)", "barbell_hip_thrust_with_bench"),
        ("deadlift", "Romanian Deadlift (Barbell)", "romanian_deadlift"),
        ("deadlift", "romanian_deadlift", "romanian_deadlift"),
    ],
)
def test_exercises_are_known_by_their_words(category: str, spelled: str, known_as: str) -> None:
    assert fit_exercise(category, spelled).number == EXERCISES[category][known_as]


def test_without_a_category_the_exercise_finds_its_own() -> None:
    assert fit_exercise("", "Plank") == fit_exercise("plank", "Plank")


@pytest.mark.parametrize("spelled", ["Bench Press (Machine)", "Bench", "Press", "Board Game"])
def test_what_is_not_surely_the_same_is_unknown(spelled: str) -> None:
    assert fit_exercise("bench_press", spelled) == FitExercise(0, None)


@pytest.mark.parametrize("category", EXERCISES)
def test_fits_own_names_are_known(category: str) -> None:
    found = {name: fit_exercise(category, name).number for name in EXERCISES[category]}
    assert found == EXERCISES[category]
