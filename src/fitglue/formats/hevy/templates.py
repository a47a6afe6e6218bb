"""The exercises of an account at Hevy, and which of them an exercise of ours is.

Hevy logs sets under templates: some four hundred of its own, and custom ones. Nothing is sure but
the same words or the same exercise in FIT's table; what is left open stays open.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from fitglue.formats.fit.exercises import FitExercise, fit_exercise, words_of
from fitglue.formats.hevy.documents import TemplateDocument

#: What people mean by the bare name of one of FIT's categories.
_USUAL = {
    "bench_press": "Bench Press (Barbell)", "squat": "Squat (Barbell)",
    "deadlift": "Deadlift (Barbell)", "curl": "Bicep Curl (Dumbbell)",
    "row": "Bent Over Row (Barbell)", "shoulder_press": "Shoulder Press (Dumbbell)",
    "lateral_raise": "Lateral Raise (Dumbbell)", "triceps_extension": "Triceps Pushdown",
    "calf_raise": "Standing Calf Raise (Machine)", "leg_curl": "Lying Leg Curl (Machine)",
    "hip_raise": "Hip Thrust (Barbell)", "flye": "Chest Fly (Dumbbell)",
    "shrug": "Shrug (Dumbbell)", "crunch": "Crunch", "plank": "Plank", "lunge": "Lunge",
    "push_up": "Push Up", "pull_up": "Pull Up", "sit_up": "Sit Up", "leg_raise": "Lying Leg Raise",
    "hyperextension": "Back Extension (Hyperextension)", "battle_rope": "Battle Ropes",
    "indoor_row": "Rowing Machine", "elliptical": "Elliptical Trainer",
    "stair_stepper": "Stair Machine", "warm_up": "Warm Up",
}  # fmt: skip
#: Sports that are an exercise at Hevy, with its names for them.
_SPORTS: Mapping[str, tuple[str, ...]] = {
    "Run": ("Running",), "Indoor Run": ("Treadmill", "Running"), "Walk": ("Walking",),
    "Indoor Walk": ("Treadmill", "Walking"), "Hike": ("Hiking", "Walking"), "Ride": ("Cycling",),
    "Indoor Ride": ("Spinning", "Cycling"), "Swim": ("Swimming",), "Pool Swim": ("Swimming",),
    "Open-Water Swim": ("Swimming",), "Row": ("Rowing Machine",),
    "Indoor Row": ("Rowing Machine",), "Elliptical": ("Elliptical Trainer", "Elliptical Machine"),
    "Stair Stepper": ("Stair Machine", "Stair Climber"), "Stairs": ("Climbing Stairs",),
    "Climb": ("Climbing",), "Ski": ("Skiing",), "Cross-Country Ski": ("Skiing",),
    "Snowboard": ("Snowboarding",), "Skate": ("Skating",), "Flexibility": ("Stretching",),
    "Dance": ("Dancing",), "Kickboxing": ("Boxing",), "Mixed Cardio": ("Aerobics",),
}  # fmt: skip
_OF_DURATION = frozenset({"duration", "distance_duration", "weight_duration"})


@dataclass(frozen=True, slots=True)
class Templates:
    """An account's templates; `given` are its owner's words for exercises: name → title or id."""

    all: tuple[TemplateDocument, ...]
    given: Mapping[str, str] = field(default_factory=dict)

    def by_id(self, template_id: str) -> TemplateDocument | None:
        """Find a template by its id."""
        return next((one for one in self.all if one.id == template_id), None)

    def of_exercise(self, category: str, exercise: str) -> TemplateDocument | None:
        """Find what an exercise is at Hevy: as its owner says, by its name, by FIT's numbers."""
        name = exercise or category.replace("_", " ")
        return (
            self._given(name)
            or self._titled(name)
            or self._numbered(category, exercise)
            or (None if exercise else self._titled(_USUAL.get(category, "")))
        )

    def of_sport(self, *names: str) -> TemplateDocument | None:
        """Find the exercise that a whole activity is, by the names of its sport, best first."""
        offered = [title for name in names for title in (*_SPORTS.get(name, ()), name)]
        found = (self._titled(title) for title in offered)
        timed = (one for one in found if one is not None and one.type in _OF_DURATION)
        return next((one for name in names if (one := self._given(name))), None) or next(
            timed, None
        )

    def _given(self, name: str) -> TemplateDocument | None:
        words = words_of(name)
        told = (to for of, to in self.given.items() if words and words_of(of) == words)
        title = next(told, "").strip()
        return (self.by_id(title) or self._titled(title)) if title else None

    def _titled(self, title: str) -> TemplateDocument | None:
        """Find the one of that title; else the one of the same words, if it is the only one."""
        plain = title.strip().casefold()
        exact = (one for one in self.all if plain and one.title.strip().casefold() == plain)
        words = words_of(title)
        return next(exact, None) or _only(
            one for one in self.all if words and words_of(one.title) == words
        )

    def _numbered(self, category: str, exercise: str) -> TemplateDocument | None:
        """Find the one that is the same exercise to FIT."""
        wanted = fit_exercise(category, exercise)
        if wanted.number is None:
            return None
        return _only(one for one in self.all if _in_fit(one.title) == wanted)


@lru_cache(maxsize=4096)
def _in_fit(title: str) -> FitExercise:
    return fit_exercise("", title)


def _only(found: Iterable[TemplateDocument]) -> TemplateDocument | None:
    """Give the only one; of several Hevy's own, if that is the only one. A guess is none."""
    several = list(found)
    own = [one for one in several if not one.is_custom]
    return several[0] if len(several) == 1 else own[0] if len(own) == 1 else None


def muscles_of(template: TemplateDocument | None) -> Iterator[str]:
    """Give the muscle groups that a template works, the main one first, as Hevy names them."""
    if template is None:
        return
    for group in (template.primary_muscle_group, *(template.secondary_muscle_groups or ())):
        if group:
            yield group
