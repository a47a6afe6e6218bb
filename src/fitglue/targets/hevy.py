"""Hevy: logs an activity there, set by set, under the exercises that the account has.

Hevy keeps whatever it is sent, twice if it is sent twice, and its API deletes nothing. So it is
always looked first whether a workout of that second is there already.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, Field

from fitglue.domain.activity import Activity, default_title
from fitglue.domain.asking import Ask, Reply
from fitglue.domain.errors import Damaged, NeedsUser, Refused
from fitglue.domain.plugins import Ability, About, PluginKind, Receipt, TargetTools
from fitglue.domain.sport import sport_words
from fitglue.domain.text import renewed
from fitglue.domain.workout import Workout
from fitglue.formats.hevy.documents import (
    TemplateDocument,
    WorkoutDocument,
    answered,
    answered_id,
    instant,
    workout_document,
)
from fitglue.formats.hevy.pages import WORKOUTS, TemplateShelf, WorkoutPages
from fitglue.formats.hevy.templates import Templates
from fitglue.formats.hevy.writing import (
    Exercise,
    Json,
    as_one_set,
    as_written,
    exercise_body,
    exercises_of,
    in_words,
    span_of,
    with_ours,
    written_time,
)

#: No link scheme is documented; this is where Hevy's own pages show a workout.
_PAGE = "https://hevy.com/workout/"
#: A workout that was changed that soon after it was created was only created.
_AT_ONCE_S = 5.0
_GIVE_ONE = (
    "Name the Hevy exercise in the settings of this target, under “Your exercises”, "
    "then press “Send again”."
)


class NamedExercise(BaseModel):
    """Which exercise of the account stands for one of an activity."""

    exercise: str = Field(
        title="Exercise or sport",
        description="As it is called here, such as “Close-grip bench press” or “Yoga”.",
    )
    template: str = Field(
        title="Exercise in Hevy",
        description="Its title there, such as “Bench Press - Close Grip (Barbell)”, or its id.",
    )


class HevySettings(BaseModel):
    """How activities are logged."""

    is_private: bool = Field(
        default=False,
        title="Only for me",
        description="Log workouts so that nobody else sees them in Hevy.",
    )
    exercises: list[NamedExercise] = Field(
        default_factory=list,
        title="Your exercises",
        description="For exercises that Hevy calls otherwise; all others are matched by name.",
    )
    unmatched: Literal["describe", "ask"] = Field(
        default="describe",
        title="Exercises that Hevy does not have",
        description="FitGlue never adds exercises to your account by itself.",
        json_schema_extra={
            "labels": {
                "describe": "Write them into the description",
                "ask": "Wait until I name an exercise",
            }
        },
    )
    without_sets: Literal["log", "refuse"] = Field(
        default="log",
        title="Runs, rides and others without sets",
        json_schema_extra={
            "labels": {
                "log": "Log as one exercise with time and distance",
                "refuse": "Leave them out",
            }
        },
    )
    overwrite: bool = Field(
        default=False,
        title="Overwrite what I changed in Hevy",
        description=(
            "Title, times and sets follow FitGlue also after a workout was changed in Hevy. "
            "Otherwise only FitGlue's paragraphs in the description do, from the first change on."
        ),
    )


ABOUT = About(
    id="hevy",
    kind=PluginKind.TARGET,
    name="Hevy",
    summary="Logs activities in Hevy: strength set by set, others as one exercise.",
    description=(
        "Exercises are matched to those of your account by name; what Hevy does not have is named "
        "in the description, or waits for you. Changes follow as long as you have not touched the "
        "workout in Hevy; after that only FitGlue's own paragraphs in the description do. Hevy "
        "shows no heart rate and no route, and its API cannot delete."
    ),
    settings=HevySettings,
    connection="hevy",
    abilities=frozenset({Ability.UPDATE, Ability.FIND}),
)


@dataclass(frozen=True, slots=True)
class _Log:
    """What Hevy is to get: the exercises under their templates, and those that have none."""

    exercises: Sequence[tuple[TemplateDocument, Exercise]]
    unmatched: Sequence[Exercise]

    @property
    def bodies(self) -> list[Json]:
        return [exercise_body(*one) for one in self.exercises]


class Hevy:
    """Delivers into an account at Hevy; the receipt's id is Hevy's."""

    about = ABOUT

    def __init__(self) -> None:
        self._shelf = TemplateShelf()

    def deliver(self, activity: Activity, tools: TargetTools) -> Receipt:
        """Log an activity, unless it is there. Raises Delivery."""
        log = self._log(activity.workout, tools)
        there = self.find(activity, tools)
        if there is not None:
            return there
        text = "\n\n".join(_said(activity, log))
        body = {
            **_frame(activity),
            "description": text,
            "exercises": log.bodies,
            "is_private": _settings(tools).is_private,
        }
        reply = self._send(tools, Ask(path=WORKOUTS, method="POST", json={"workout": body}))
        return _receipt(_id_in(reply), activity.said)

    def update(self, activity: Activity, receipt: Receipt, tools: TargetTools) -> Receipt:
        """Bring what is there up to date, as far as its owner has not changed it. Raises Delivery.

        Without a change nothing is sent.
        """
        path = f"{WORKOUTS}/{receipt.id}"
        there = _document_in(tools.connection.ask(Ask(path=path)))
        log = self._log(activity.workout, tools)
        before, wrote = as_written(there), with_ours(receipt.wrote, there.description)
        text = renewed(there.description or "", wrote, _said(activity, log))
        follows = _settings(tools).overwrite or not _is_touched(there)
        ours = {**_frame(activity), "exercises": log.bodies} if follows else {}
        body = {**before, **ours, "description": text}
        if body != before:
            self._send(tools, Ask(path=path, method="PUT", json={"workout": _shown(body, tools)}))
        return _receipt(receipt.id, activity.said)

    def find(self, activity: Activity, tools: TargetTools) -> Receipt | None:
        """Look for a workout that began in the same second, by its title or its end.

        Raises Delivery.
        """
        start, end = span_of(activity.workout)
        title = _title(activity)
        for one in WorkoutPages(tools.connection).around(start):
            if one.start == start and (one.end == end or (one.title or "").strip() == title):
                text = one.description or ""
                return _receipt(one.id, [each for each in activity.said if each in text])
        return None

    def _log(self, workout: Workout, tools: TargetTools) -> _Log:
        """Put exercises under templates; fresh ones where one is missing. Raises Delivery."""
        settings = _settings(tools)
        log = _matched(workout, Templates(self._shelf.all(tools.connection), _given(settings)))
        if log.unmatched:
            fresh = self._shelf.renewed(tools.connection)
            log = _matched(workout, Templates(fresh, _given(settings)))
        _check(log, workout, settings)
        return log

    def _send(self, tools: TargetTools, ask: Ask) -> Reply:
        try:
            return tools.connection.ask(ask)
        except Refused:  # perhaps it does not know one of the exercises any more
            self._shelf.forget(tools.connection)
            raise


def _matched(workout: Workout, templates: Templates) -> _Log:
    exercises = exercises_of(workout)
    if not exercises:
        names = _names(workout)
        template = templates.of_sport(*names)
        whole = Exercise("", names[0], None, (as_one_set(workout),))
        return _Log([(template, whole)], []) if template else _Log([], [whole])
    found = [(templates.of_exercise(one.category, one.name), one) for one in exercises]
    return _Log(
        [(template, one) for template, one in found if template is not None],
        [one for template, one in found if template is None],
    )


def _check(log: _Log, workout: Workout, settings: HevySettings) -> None:
    """Say what is missing. Raises Refused and NeedsUser."""
    if not exercises_of(workout):
        _check_whole(log, workout, settings)
    elif log.unmatched and (settings.unmatched == "ask" or not log.exercises):
        names = ", ".join(dict.fromkeys(f"“{one.label}”" for one in log.unmatched))
        raise NeedsUser(f"Your Hevy account has no exercise for {names}.", _GIVE_ONE)


def _check_whole(log: _Log, workout: Workout, settings: HevySettings) -> None:
    name = _names(workout)[0]
    if settings.without_sets == "refuse":
        raise Refused(
            f"This {name} has no sets, and this target takes only activities with sets.",
            "Nothing, or change that in the settings of this target.",
        )
    if log.unmatched:
        raise NeedsUser(f"Your Hevy account has no exercise for a whole “{name}”.", _GIVE_ONE)


def _given(settings: HevySettings) -> dict[str, str]:
    return {one.exercise: one.template for one in settings.exercises}


def _names(workout: Workout) -> tuple[str, str]:
    """Name the sport with where it took place, and without."""
    words = sport_words(workout.sport, indoor=workout.indoor, is_open_water=workout.is_open_water)
    return words, workout.sport.label


def _title(activity: Activity) -> str:
    return activity.title.strip() or default_title(activity.workout)[0]


def _frame(activity: Activity) -> Json:
    start, end = span_of(activity.workout)
    return {
        "title": _title(activity),
        "start_time": written_time(start),
        "end_time": written_time(end),
    }


def _said(activity: Activity, log: _Log) -> list[str]:
    return [*activity.said, *filter(None, [in_words(log.unmatched)])]


def _shown(body: Json, tools: TargetTools) -> Json:
    """Keep a workout private; who may see it cannot be read there, so "everybody" is not said."""
    return {**body, "is_private": True} if _settings(tools).is_private else body


def _settings(tools: TargetTools) -> HevySettings:
    return HevySettings.model_validate(tools.settings.model_dump())


def _is_touched(there: WorkoutDocument) -> bool:
    """Tell whether a workout was changed after it was created, by its owner or by an update."""
    if there.created_at is None or there.updated_at is None:
        return False
    changed, created = instant(there.updated_at), instant(there.created_at)
    return (changed - created).total_seconds() > _AT_ONCE_S


def _receipt(workout_id: str, said: Sequence[str]) -> Receipt:
    return Receipt(workout_id, f"{_PAGE}{workout_id}", tuple(said))


def _id_in(reply: Reply) -> str:
    """Read which workout an answer is about. Raises Unknown when it does not say."""
    found = answered_id(reply.json())
    if not found:
        raise reply.garbled()
    return found


def _document_in(reply: Reply) -> WorkoutDocument:
    plain: Any = answered(reply.json())
    try:
        return workout_document(plain)
    except Damaged as problem:
        raise reply.garbled() from problem


plugin = Hevy()
