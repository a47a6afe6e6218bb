"""Pauses, laps, lengths, sets and legs, as any device writes them."""

import pytest

from fitglue.domain.workout import (
    ExerciseSet,
    Lap,
    LapKind,
    Length,
    Mark,
    Pause,
    PauseKind,
    SetKind,
    Stroke,
    SwimLocation,
    Workout,
)
from fitglue.testing.fit_files import (
    STARTED,
    FitFile,
    Typed,
    event,
    file_id,
    session,
    small_run,
)
from fitglue.testing.fit_reading import read_one

AUTO = 1


def timed(*events: tuple[float, int, int], elapsed_s: float = 600, **told: Typed) -> Workout:
    file = FitFile()
    file.add(0, file_id())
    for after_s, what, trigger in events:
        file.add(21, event(after_s, what, trigger=trigger))
    file.add(18, session(elapsed_s, **told))
    return read_one(file)


def test_a_stop_and_a_start_make_a_pause_and_the_trigger_says_whose() -> None:
    workout = timed(
        (0, 0, 0), (100, 4, 0), (160, 0, 0), (300, 1, AUTO), (330, 0, AUTO), (600, 4, 0)
    )
    assert workout.pauses == (Pause(100, 160), Pause(300, 330, PauseKind.MOTION))
    assert workout.timer_s == 510


def test_the_trigger_may_stand_in_the_short_field() -> None:
    file = FitFile()
    file.add(0, file_id())
    for after_s, what in ((100, 1), (130, 0)):
        row = {253: ("uint32", STARTED + after_s), 0: ("enum", 0), 1: ("enum", what)}
        file.add(21, {**row, 2: ("uint16", AUTO)})
    file.add(18, session(600))
    assert read_one(file).pauses == (Pause(100, 130, PauseKind.MOTION),)


def test_a_stop_that_never_resumed_ends_with_the_workout() -> None:
    assert timed((0, 0, 0), (500, 4, 0)).pauses == (Pause(500, 600),)


def test_the_last_stop_at_the_end_is_no_pause() -> None:
    assert timed((0, 0, 0), (600, 4, 0), (600, 9, 0)).pauses == ()


def test_a_second_stop_does_not_move_the_first() -> None:
    assert timed((100, 1, 0), (120, 4, 0), (150, 0, 0)).pauses == (Pause(100, 150),)


def test_the_stated_timer_wins_over_its_events() -> None:
    workout = timed((100, 4, 0), (160, 0, 0), timer=("uint32", 539_500))
    assert workout.timer_s == 539.5


def test_a_timer_that_ran_longer_than_the_workout_is_cut() -> None:
    assert timed(timer=("uint32", 900_000)).timer_s == 600


def test_marks_are_kept() -> None:
    file = small_run()
    file.add(21, event(30, 3, about=32))
    assert read_one(file).marks == (Mark(30),)


def lap(start_s: int, elapsed_s: float, **others: Typed) -> dict[int, Typed]:
    numbers = {
        "distance": 9,
        "timer": 8,
        "trigger": 24,
        "step": 71,
        "avg": 15,
        "max": 16,
        "kcal": 11,
    }
    fields: dict[int, Typed] = {
        253: ("uint32", STARTED + start_s + int(elapsed_s)), 2: ("uint32", STARTED + start_s),
        7: ("uint32", elapsed_s * 1000),
    }  # fmt: skip
    return fields | {numbers[name]: typed for name, typed in others.items()}


def test_laps_have_their_own_figures() -> None:
    file = small_run(600)
    file.add(
        19,
        lap(0, 250.5, distance=("uint32", 75_000), timer=("uint32", 240_000), avg=("uint8", 140),
            max=("uint8", 150), kcal=("uint16", 12)),
    )  # fmt: skip
    file.add(19, lap(250, 350, trigger=("enum", 2)))
    first, second = read_one(file).laps
    assert first == Lap(
        0, 250.5, LapKind.MANUAL, timer_s=240, distance_m=750, active_kcal=12, avg_hr_bpm=140,
        max_hr_bpm=150,
    )  # fmt: skip
    assert (second.start_s, second.end_s, second.label) == (250, 600, "distance")


def test_a_lap_of_a_planned_step_is_an_interval() -> None:
    file = small_run(600)
    file.add(26, {8: ("string", "5 by 1000 m")})
    for index in range(3):
        file.add(19, lap(200 * index, 200, step=("uint16", index)))
    workout = read_one(file)
    assert [one.kind for one in workout.laps] == [LapKind.INTERVAL] * 3
    assert workout.brand == "5 by 1000 m"


def test_a_lap_says_what_it_was_for() -> None:
    file = small_run(600)
    for index, intensity in enumerate((2, 0, 1, 3)):
        file.add(19, {**lap(150 * index, 150), 23: ("enum", intensity)})
    assert [one.label for one in read_one(file).laps] == ["warm-up", "", "rest", "cool-down"]


def test_one_lap_of_everything_is_no_lap() -> None:
    file = small_run(600)
    file.add(19, lap(0, 600, trigger=("enum", 7)))
    assert read_one(file).laps == ()


def length(start_s: int, seconds: float, **others: Typed) -> dict[int, Typed]:
    numbers = {"strokes": 5, "stroke": 7, "type": 12}
    fields: dict[int, Typed] = {
        2: ("uint32", STARTED + start_s), 3: ("uint32", seconds * 1000),
    }  # fmt: skip
    return fields | {numbers[name]: typed for name, typed in others.items()}


def test_lengths_are_swum_or_rested() -> None:
    file = FitFile()
    file.add(0, file_id())
    active: Typed = ("enum", 1)
    file.add(101, length(0, 24.5, type=active, stroke=("enum", 2), strokes=("uint16", 12)))
    file.add(101, length(25, 30, type=("enum", 0)))
    file.add(101, length(55, 22.25, type=active, stroke=("enum", 4)))
    file.add(101, length(80, 22.25, type=active, stroke=("enum", 255)))
    swim: dict[str, Typed] = {"sport": ("enum", 5), "sub_sport": ("enum", 17)}
    file.add(18, session(120, pool_length=("uint16", 2286), **swim))
    workout = read_one(file)
    assert (workout.swim_location, workout.pool_length_m) == (SwimLocation.POOL, 22.86)
    assert workout.lengths == (
        Length(0, 24.5, Stroke.BREASTSTROKE, swolf=36.5, strokes=12),
        Length(25, 30, active=False),
        Length(55, 22.25, Stroke.KICKBOARD),
        Length(80, 22.25, Stroke.UNKNOWN),
    )


def test_sets_have_exercise_repetitions_and_weight() -> None:
    file = FitFile()
    file.add(0, file_id())
    file.add(264, {0: ("uint16", 0), 1: ("uint16", 26), 2: ("string", "Close-grip bench press")})
    for start_s, kind, reps, weight in (
        (0, 1, 8, 60.5),
        (40, 0, 0xFFFF, 4095.9375),
        (130, 1, 6, 0),
    ):
        file.add(
            225,
            {254: ("uint32", STARTED + start_s + 40), 0: ("uint32", 40_000), 3: ("uint16", reps),
             4: ("uint16", weight * 16), 5: ("uint8", kind), 6: ("uint32", STARTED + start_s),
             7: ("uint16", [0, 0xFFFF, 0xFFFF]), 8: ("uint16", [26, 0xFFFF, 0xFFFF])},
        )  # fmt: skip
    file.add(18, session(200, sport=("enum", 10), sub_sport=("enum", 20)))
    workout = read_one(file)
    assert workout.sport.key == "traditional_strength_training"
    first, rest, last = workout.sets
    assert first == ExerciseSet(
        0, 40, category="bench_press", exercise="Close-grip bench press", repetitions=8,
        weight_kg=60.5,
    )  # fmt: skip
    assert (rest.kind, rest.repetitions, rest.weight_kg) == (SetKind.REST, None, None)
    assert (last.start_s, last.repetitions, last.weight_kg) == (130, 6, None)


def test_a_category_below_zero_is_none() -> None:
    file = FitFile()
    file.add(0, file_id())
    file.add(225, {254: ("uint32", STARTED + 40), 0: ("uint32", 40_000), 7: ("sint16", [-500, 0])})
    file.add(18, session(200, sport=("enum", 10), sub_sport=("enum", 20)))
    (one,) = read_one(file).sets
    assert one.category == ""


def triathlon() -> Workout:
    file = FitFile()
    file.add(0, file_id())
    start = 0
    parts = ((5, 18, 1500, 75_000), (3, 0, 120, None), (2, 7, 3600, 4_000_000), (3, 0, 60, None))
    for sport, sub_sport, seconds, centimetres in (*parts, (1, 0, 1800, 1_000_000)):
        told: dict[str, Typed] = {"sport": ("enum", sport), "sub_sport": ("enum", sub_sport)}
        if centimetres is not None:
            told["distance"] = "uint32", centimetres
        told |= {"calories": ("uint16", 100), "avg_hr": ("uint8", 140)}
        file.add(19, lap(start, seconds))
        file.add(18, session(seconds, start, **told))
        start += seconds
    return read_one(file)


def test_several_sessions_are_one_workout_with_legs() -> None:
    workout = triathlon()
    assert workout.sport.key == "swim_bike_run"
    keys = ["swimming", "transition", "cycling", "transition", "running"]
    assert [leg.sport.key for leg in workout.legs] == keys
    assert [leg.end_s for leg in workout.legs] == [1500, 1620, 5220, 5280, 7080]
    assert [leg.distance_m for leg in workout.legs] == [750, None, 40_000, None, 10_000]
    assert (workout.elapsed_s, workout.timer_s) == (7080, 7080)
    assert (workout.distance_m, workout.active_kcal) == (50_750, 500)
    assert workout.avg_hr_bpm == pytest.approx(140)
    assert workout.laps == ()
    assert workout.swim_location is SwimLocation.OPEN_WATER


def test_several_sessions_of_one_sport_keep_it() -> None:
    file = FitFile()
    file.add(0, file_id())
    for start in (0, 700):
        file.add(18, session(600, start, sport=("enum", 1)))
    workout = read_one(file)
    assert workout.sport.key == "running"
    assert len(workout.legs) == 2
    assert (workout.elapsed_s, workout.timer_s) == (1300, 1200)
