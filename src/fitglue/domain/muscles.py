"""Which muscles a set of strength training works.

Where a source names them itself (Hevy does), its word counts. Else they follow from the exercise's
FIT category by a small table of our own: the prime movers of each movement, and those that help, as
any anatomy of strength training names them; nothing in it is copied.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from fitglue.domain.workout import ExerciseSet, SetKind


class Muscle(StrEnum):
    """Groups of muscles, as people who lift name them."""

    CHEST = "chest"
    SHOULDERS = "shoulders"
    BICEPS = "biceps"
    TRICEPS = "triceps"
    FOREARMS = "forearms"
    ABDOMINALS = "abdominals"
    NECK = "neck"
    TRAPS = "traps"
    UPPER_BACK = "upper_back"
    LATS = "lats"
    LOWER_BACK = "lower_back"
    GLUTES = "glutes"
    ABDUCTORS = "abductors"
    ADDUCTORS = "adductors"
    QUADRICEPS = "quadriceps"
    HAMSTRINGS = "hamstrings"
    CALVES = "calves"

    @property
    def label(self) -> str:
        """Name it for a person."""
        return self.value.replace("_", " ").capitalize()


#: A muscle that helps counts for half a set.
HELPING = 0.5
#: FIT category → muscles; before the bar those that it is for, behind it those that help.
_TABLE = """
bench_press: chest | triceps shoulders
calf_raise: calves
carry: forearms traps | abdominals glutes
chop: abdominals | shoulders
core: abdominals | lower_back
crunch: abdominals
curl: biceps | forearms
deadlift: hamstrings glutes lower_back | quadriceps traps forearms
flye: chest | shoulders
hip_raise: glutes | hamstrings
hip_stability: glutes abductors | abdominals
hip_swing: glutes hamstrings | lower_back
hyperextension: lower_back | glutes hamstrings
lateral_raise: shoulders | traps
leg_curl: hamstrings | calves
leg_raise: abdominals | quadriceps
lunge: quadriceps glutes | hamstrings
olympic_lift: quadriceps glutes traps shoulders | hamstrings lower_back
plank: abdominals | lower_back shoulders
plyo: quadriceps calves | glutes
pull_up: lats | biceps upper_back forearms
push_up: chest | triceps shoulders abdominals
row: upper_back lats | biceps forearms
shoulder_press: shoulders | triceps traps
shoulder_stability: shoulders | upper_back
shrug: traps | forearms
sit_up: abdominals
squat: quadriceps glutes | hamstrings lower_back
triceps_extension: triceps
battle_rope: shoulders forearms | abdominals
sandbag: glutes quadriceps | lower_back abdominals
sled: quadriceps glutes | calves
sledge_hammer: abdominals shoulders | forearms lats
suspension: abdominals | shoulders
tire: hamstrings glutes lower_back | quadriceps
"""


@dataclass(frozen=True, slots=True)
class Worked:
    """The muscles of an exercise: those it is for, and those that help."""

    mains: tuple[Muscle, ...] = ()
    helpers: tuple[Muscle, ...] = ()


def sets_by_muscle(sets: Iterable[tuple[ExerciseSet, str]]) -> dict[Muscle, float]:
    """Count the sets of each muscle, most first; each set comes with its FIT category.

    One that helps counts `HELPING`; rests count nothing.
    """
    counted: dict[Muscle, float] = {}
    for one, category in sets:
        if one.kind is not SetKind.ACTIVE:
            continue
        worked = worked_by(one, category)
        for muscle in worked.mains:
            counted[muscle] = counted.get(muscle, 0.0) + 1.0
        for muscle in worked.helpers:
            counted[muscle] = counted.get(muscle, 0.0) + HELPING
    return dict(sorted(counted.items(), key=lambda each: (-each[1], each[0])))


def worked_by(one: ExerciseSet, category: str) -> Worked:
    """Give the muscles of a set: as its source names them, else by its category."""
    named = [_BY_NAME[name] for name in one.muscles if name in _BY_NAME]
    if named:
        return Worked(tuple(named[:1]), tuple(dict.fromkeys(named[1:])))
    return _BY_CATEGORY.get(category, Worked())


_BY_NAME: Mapping[str, Muscle] = {muscle.value: muscle for muscle in Muscle}


def _read(table: str) -> Mapping[str, Worked]:
    found = {}
    for line in filter(None, table.splitlines()):
        category, _, told = line.partition(":")
        mains, _, helpers = told.partition("|")
        found[category] = Worked(
            tuple(map(Muscle, mains.split())), tuple(map(Muscle, helpers.split()))
        )
    return found


_BY_CATEGORY = _read(_TABLE)
