"""Which muscles sets work."""

from fitglue.domain.muscles import Muscle, Worked, sets_by_muscle, worked_by
from fitglue.domain.workout import ExerciseSet, SetKind
from fitglue.formats.fit.exercises import CATEGORIES

SET = ExerciseSet(None, None)


def test_every_category_of_the_table_is_one_of_fits() -> None:
    named = {name for name in CATEGORIES if worked_by(SET, name) != Worked()}
    assert len(named) > 30


def test_what_its_source_names_counts_before_the_table() -> None:
    curl = ExerciseSet(None, None, muscles=("triceps", "chest", "full_body"))
    assert worked_by(curl, "curl") == Worked((Muscle.TRICEPS,), (Muscle.CHEST,))


def test_helpers_count_half_and_rests_nothing() -> None:
    rest = ExerciseSet(None, 60, kind=SetKind.REST)
    counted = sets_by_muscle([(SET, "bench_press"), (rest, "squat"), (SET, "bench_press")])
    assert list(counted.items()) == [
        (Muscle.CHEST, 2.0), (Muscle.SHOULDERS, 1.0), (Muscle.TRICEPS, 1.0),
    ]  # fmt: skip


def test_an_exercise_that_nobody_knows_works_nothing() -> None:
    assert sets_by_muscle([(SET, "")]) == {}
