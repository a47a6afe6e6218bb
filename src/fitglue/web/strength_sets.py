"""Sets of strength training: what was lifted, how long the rests were, and the muscles it took."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fitglue.domain import figures
from fitglue.domain.muscles import Muscle, sets_by_muscle
from fitglue.domain.workout import ExerciseSet, SetKind, SetRole, Workout
from fitglue.web.languages import gettext, marked
from fitglue.web.lines import Units
from fitglue.web.parts_table import PartsTable
from fitglue.web.words import listed, plural

_NONE = "\N{EN DASH}"
_SHADES = 4


@dataclass(frozen=True, slots=True)
class WorkedMuscle:
    """A muscle, how many sets it had, and how dark it is drawn: 1 to 4."""

    key: str
    label: str
    told: str
    shade: int


@dataclass(frozen=True, slots=True)
class MuscleMap:
    """The muscles that were worked, most first; the others are drawn plain."""

    worked: tuple[WorkedMuscle, ...]
    told: str

    @property
    def shades(self) -> Mapping[str, int]:
        """Give the shade of every muscle by its key, 0 for one that rested."""
        return dict.fromkeys(Muscle, 0) | {one.key: one.shade for one in self.worked}


def muscle_map(workout: Workout) -> MuscleMap | None:
    """Shade muscles by their sets; None where no set tells of any."""
    counted = sets_by_muscle((one, category_of(one)) for one in workout.sets)
    if not counted:
        return None
    most = max(counted.values())
    worked = tuple(_worked(muscle, sets, most) for muscle, sets in counted.items())
    first = listed([f"{one.label.lower()} ({one.told})" for one in worked[:4]])
    return MuscleMap(worked, gettext("Worked most: %(first)s.", first=first))


def _worked(muscle: Muscle, sets: float, most: float) -> WorkedMuscle:
    told = (
        plural(int(sets), "set", "sets")
        if sets == int(sets)
        else gettext("%(sets)s sets", sets=format(sets, "g"))
    )
    shade = max(1, round(_SHADES * sets / most))
    return WorkedMuscle(muscle.value, muscle.label, told, shade)


def category_of(one: ExerciseSet) -> str:
    """Give the FIT category of a set: its own, else the one that its exercise's name says."""
    if one.category or not one.exercise:
        return one.category
    from fitglue.formats.fit.exercises import exercise_category  # noqa: PLC0415 - long lists, for sets alone

    return exercise_category(one.exercise)


def sets_table(workout: Workout, units: Units) -> PartsTable | None:
    """List what was lifted, each set with the rest that followed it."""
    sets = [one for one in workout.sets if one.kind is SetKind.ACTIVE]
    if not sets:
        return None
    rests = _rests(workout.sets)
    columns = [
        (gettext(name), values)
        for name, tell in _SET_COLUMNS.items()
        if name in _ALWAYS or any(tell(one, units) for one in sets)
        for values in [[tell(one, units) or _NONE for one in sets]]
    ]
    if any(rests):
        columns.append(
            (gettext("Rest"), [figures.duration(rest) if rest else _NONE for rest in rests])
        )
    numbers = [str(index) for index in range(1, len(sets) + 1)]
    rows = tuple(zip(numbers, *(values for _, values in columns), strict=True))
    names = (gettext("Set"), *(name for name, _ in columns))
    return PartsTable(gettext("Sets"), names, rows, "sets", note=_of_sets(sets, units))


def _rests(sets: Iterable[ExerciseSet]) -> list[float]:
    """Give the seconds of rest behind each active set; sets that are timed tell it themselves."""
    rests: list[float] = []
    ended: float | None = None
    for one in sets:
        if one.kind is SetKind.REST:
            if rests and one.duration_s:
                rests[-1] = one.duration_s
            continue
        if rests and not rests[-1] and ended is not None and one.start_s is not None:
            rests[-1] = max(one.start_s - ended, 0.0)
        rests.append(0.0)
        timed = one.start_s is not None and one.duration_s is not None
        ended = (one.start_s or 0.0) + (one.duration_s or 0.0) if timed else None
    return rests


def _of_sets(sets: Sequence[ExerciseSet], units: Units) -> str:
    """Say what they come to: sets, repetitions, and the weight moved in all."""
    told = [plural(len(sets), "set", "sets")]
    repetitions = sum(one.repetitions or 0 for one in sets)
    if repetitions:
        told.append(plural(repetitions, "repetition", "repetitions"))
    moved_kg = sum((one.repetitions or 0) * (one.weight_kg or 0.0) for one in sets)
    if moved_kg:
        each_kg, unit = (1.0, "kg") if units == "metric" else (figures.KG_PER_LB, "lb")
        told.append(
            gettext(
                "%(moved_kg)s\N{NO-BREAK SPACE}%(unit)s moved in all",
                moved_kg=figures.count(moved_kg / each_kg),
                unit=unit,
            )
        )
    return f"{listed(told)}."


def _of_set(tell: Callable[[Any, Units], str], name: str) -> Callable[[ExerciseSet, Units], str]:
    """Give a column of the field `name`, empty where nobody said it."""

    def told(one: ExerciseSet, units: Units) -> str:
        value = getattr(one, name)
        return "" if value is None else tell(value, units)

    return told


#: What is said of a set; all but some columns are left out where no set has them.
_SET_COLUMNS: Mapping[str, Callable[[ExerciseSet, Units], str]] = {
    marked("Exercise"): lambda one, _: one.exercise or one.category.replace("_", " ").capitalize(),
    marked("Kind"): lambda one, _: gettext(_ROLES[one.role]),
    marked("Repetitions"): _of_set(lambda count, _: str(count), "repetitions"),
    marked("Weight"): _of_set(figures.weight, "weight_kg"),
    marked("Distance"): _of_set(
        lambda far_m, units: figures.distance(far_m, units).text, "distance_m"
    ),
    marked("Time"): _of_set(lambda seconds, _: figures.duration(seconds), "duration_s"),
    marked("Effort"): _of_set(lambda rpe, _: f"{rpe:g}", "rpe"),
    marked("Superset"): _of_set(lambda number, _: str(number + 1), "superset"),
}
_ALWAYS = {"Exercise", "Repetitions", "Weight", "Time"}
_ROLES = {
    SetRole.NORMAL: "", SetRole.WARM_UP: marked("Warm-up"), SetRole.DROP: marked("Drop set"),
    SetRole.FAILURE: marked("To failure"),
}  # fmt: skip
