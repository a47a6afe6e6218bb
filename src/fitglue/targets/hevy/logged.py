"""What Hevy is to get: an activity's exercises under those of the account."""

from collections.abc import Sequence
from dataclasses import dataclass

from fitglue.domain.errors import NeedsUser, Refused
from fitglue.domain.sport import sport_words
from fitglue.domain.workout import Workout
from fitglue.formats.hevy.documents import TemplateDocument
from fitglue.formats.hevy.templates import Templates
from fitglue.formats.hevy.writing import Exercise, Json, as_one_set, exercise_body, exercises_of
from fitglue.targets.hevy.settings import HevySettings

_GIVE_ONE = (
    "Name the Hevy exercise in the settings of this target, under “Your exercises”, "
    "then press “Send again”."
)


@dataclass(frozen=True, slots=True)
class Log:
    """What Hevy is to get: the exercises under their templates, and those that have none."""

    exercises: Sequence[tuple[TemplateDocument, Exercise]]
    unmatched: Sequence[Exercise]

    @property
    def bodies(self) -> list[Json]:
        """Give the exercises as a request has them."""
        return [exercise_body(*one) for one in self.exercises]


def matched(workout: Workout, templates: Templates) -> Log:
    """Put a workout's exercises under templates; one without sets is one exercise."""
    exercises = exercises_of(workout)
    if not exercises:
        names = _names(workout)
        template = templates.of_sport(*names)
        whole = Exercise("", names[0], None, (as_one_set(workout),))
        return Log([(template, whole)], []) if template else Log([], [whole])
    found = [(templates.of_exercise(one.category, one.name), one) for one in exercises]
    return Log(
        [(template, one) for template, one in found if template is not None],
        [one for template, one in found if template is None],
    )


def check(log: Log, workout: Workout, settings: HevySettings) -> None:
    """Say what is missing. Raises Refused and NeedsUser."""
    if not exercises_of(workout):
        _check_whole(log, workout, settings)
    elif log.unmatched and (settings.unmatched == "ask" or not log.exercises):
        names = ", ".join(dict.fromkeys(f"“{one.label}”" for one in log.unmatched))
        raise NeedsUser(f"Your Hevy account has no exercise for {names}.", _GIVE_ONE)


def _check_whole(log: Log, workout: Workout, settings: HevySettings) -> None:
    name = _names(workout)[0]
    if settings.without_sets == "refuse":
        raise Refused(
            f"This {name} has no sets, and this target takes only activities with sets.",
            "Nothing, or change that in the settings of this target.",
        )
    if log.unmatched:
        raise NeedsUser(
            f"Your Hevy account has no exercise for a “{name}” without sets.", _GIVE_ONE
        )


def given(settings: HevySettings) -> dict[str, str]:
    """Give which exercises of the account their owner named for which."""
    return {one.exercise: one.template for one in settings.exercises}


def _names(workout: Workout) -> tuple[str, str]:
    """Name the sport with where it took place, and without."""
    words = sport_words(workout.sport, indoor=workout.indoor, is_open_water=workout.is_open_water)
    return words, workout.sport.label
