"""FIT File Heart Rate: asks for the file of a strap or watch, and takes the heart rate out of it.

Samples stand at the instants that the file gives them. Where its clock was off, all are moved
alike, by evidence or by what the person says.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from pydantic import Field

from fitglue.domain.activity import Activity
from fitglue.domain.arrival import SourceTools
from fitglue.domain.better_heart_rate import CHANGES, HeartRateChoice, Offer, taken, why_left
from fitglue.domain.boost import Answer, Boost, InputField, Outcome, Question, ask, unchanged
from fitglue.domain.booster_tools import BoosterTools
from fitglue.domain.clock_shift import Shift, found_shift
from fitglue.domain.errors import NotAWorkout
from fitglue.domain.heart_rate import heart_rate, measured
from fitglue.domain.plugins import About, Category, Example, PluginKind
from fitglue.domain.streams import Stream
from fitglue.domain.workout import Workout
from fitglue.formats.files import kind_of, opened

_ACCEPTS = (".fit", ".fit.gz", ".gpx", ".tcx")
_MOST_MINUTES = 24 * 60


class FitFileHeartRateSettings(HeartRateChoice):
    """What to do with the heart rate of a file, whether to wait for it, and its clock."""

    wait: bool = Field(
        default=True,
        title="Wait for the file",
        description="Otherwise the activity is delivered now and updated when the file is there.",
    )
    hours: float = Field(
        default=0,
        ge=0,
        le=24 * 30,
        title="Wait at most",
        description="Hours after the end of the workout; 0 waits for as long as it takes.",
        json_schema_extra={"unit": "h"},
    )
    find_shift: bool = Field(
        default=True,
        title="Find a wrong clock",
        description=(
            "Move the samples when speed or length show that the clock of the file was off by "
            "whole or half hours, or by some minutes."
        ),
    )
    shift_min: float = Field(
        default=0,
        ge=-_MOST_MINUTES,
        le=_MOST_MINUTES,
        title="Shift the file by",
        description=(
            "For a device whose clock is always off: what to add to its time. 0 is for a clock "
            "that is right, or found."
        ),
        json_schema_extra={"unit": "min"},
    )


ABOUT = About(
    id="fit_file_heart_rate",
    kind=PluginKind.BOOSTER,
    name="FIT File Heart Rate",
    summary="Asks for the file of another device, and takes the heart rate out of it.",
    description=(
        "For a workout without heart rate it asks for a FIT, GPX or TCX file of the same time, "
        "such as that of a chest strap. The samples stand at the instants that the file gives "
        "them: nothing is stretched to fit. When the clock of the file was off by a time zone or "
        "some minutes, that is found from speed or length, or you say it."
    ),
    settings=FitFileHeartRateSettings,
    category=Category.DATA,
    changes=CHANGES,
    examples=(
        Example("Go on without waiting, and update when the file is there.", {"wait": False}),
        Example("Wait for the file for a day, and prefer it to the watch.",
                {"hours": 24, "force": True}),
        Example("The strap's clock is an hour behind.", {"shift_min": 60, "find_shift": False}),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _File:
    """The workouts of a file that have a heart rate, and what was wrong with it."""

    name: str
    workouts: Sequence[Workout]
    warnings: tuple[str, ...]


class FitFileHeartRate:
    """Asks once for each activity that needs it."""

    about = ABOUT

    def boost(self, activity: Activity, tools: BoosterTools) -> Boost:
        """Ask for a file, or use the one that was given. Raises Unreadable for what is none."""
        settings: FitFileHeartRateSettings = tools.settings
        if why := why_left(activity.workout, settings):
            return unchanged(why)
        if tools.answer is None:
            return ask(_question(activity, settings))
        if tools.answer.values is None:
            return unchanged("The question for a file was not answered.")
        if not tools.answer.file:
            return unchanged("The answer came without a file.")
        return _from_file(activity, tools.answer, tools)


def _question(activity: Activity, settings: FitFileHeartRateSettings) -> Question:
    deadline = activity.workout.end + timedelta(hours=settings.hours)
    local = activity.workout.zone.local(activity.workout.start)
    return Question(
        title=f"A heart rate for “{activity.title}”?",
        help=f"The file of a strap or watch that ran along on {local:%d %B %Y from %H:%M}.",
        fields=(
            InputField(name="file", label="File", kind="file", accepts=_ACCEPTS, required=True),
            InputField(
                name="shift_min",
                label="Shift in minutes",
                kind="number",
                help="What to add to the time of the file. Empty: FitGlue finds it.",
            ),
        ),
        blocking=settings.wait,
        deadline=deadline if settings.hours else None,
    )


def _from_file(activity: Activity, answer: Answer, tools: BoosterTools) -> Boost:
    settings: FitFileHeartRateSettings = tools.settings
    file = _read(answer, tools)
    if not file.workouts:
        return unchanged(f"The file {file.name} holds no heart rate.")
    shift = _told_shift(answer, settings)
    if shift is None and settings.find_shift:
        shift = _found_shift(activity.workout, file)
    stream = _moved(activity.workout, file, shift.seconds if shift else 0.0)
    if not len(stream):
        return unchanged(_elsewhere(activity.workout, file))
    boost = taken(activity, Offer(_source(file), stream), settings)
    boost = boost if shift is None else _with_shift(boost, shift)
    return replace(boost, why=" ".join((boost.why, *file.warnings)))


def _read(answer: Answer, tools: BoosterTools) -> _File:
    name = (answer.values or {}).get("file", "") or "that you gave"
    content = opened(answer.file)
    kind = kind_of(content, name)
    if kind is None:
        raise NotAWorkout(f"The file {name} is no FIT, TCX or GPX file.", "Choose another file.")
    known = SourceTools(default_zone=tools.zone, zone_at=lambda *_: None, name=name)
    found = kind.read(content, name, known)
    beating = [workout for workout in found.workouts if measured(workout) is not None]
    return _File(name, beating, found.warnings)


def _told_shift(answer: Answer, settings: FitFileHeartRateSettings) -> Shift | None:
    """Give the shift that the person told with the file, else that of the settings."""
    told = str((answer.values or {}).get("shift_min", "")).strip().replace(",", ".")
    try:
        minutes = float(told) if told else settings.shift_min
    except ValueError:
        minutes = settings.shift_min
    if not told and not minutes:
        return None
    within = abs(minutes) <= _MOST_MINUTES  # not so for what is no number either
    return Shift(minutes * 60 if within else settings.shift_min * 60, "")


def _found_shift(workout: Workout, file: _File) -> Shift | None:
    """Find the shift by the workouts of a file that share time with this one, if any does."""
    beside = [one for one in file.workouts if one.start < workout.end and one.end > workout.start]
    shifts = (found_shift(workout, one) for one in beside or file.workouts)
    return next((shift for shift in shifts if shift is not None), None)


def _moved(workout: Workout, file: _File, shift_s: float) -> Stream:
    """Put the samples of a file on a workout's clock, each at its own instant, moved alike."""
    clocks, rates = [], []
    for one in file.workouts:
        if (own := measured(one)) is not None:
            clocks.append(own.time_s + (one.start - workout.start).total_seconds() + shift_s)
            rates.append(own.values)
    return heart_rate(np.concatenate(clocks), np.concatenate(rates), workout.elapsed_s)


def _source(file: _File) -> str:
    """Name who measured: the file's device or app, else the file."""
    first = file.workouts[0]
    return first.device.name or first.device.model or first.app.name or file.name


def _elsewhere(workout: Workout, file: _File) -> str:
    """Say that a file is of another time, and of which, on the clock of the workout."""
    first = min(one.start for one in file.workouts)
    local = workout.zone.local(first)
    return (
        f"The file {file.name} has no heart rate of this time: it begins on "
        f"{local:%d %B %Y at %H:%M}, and nothing shows that its clock was off."
    )


def _with_shift(boost: Boost, shift: Shift) -> Boost:
    if boost.outcome is not Outcome.CHANGED or not shift.seconds:
        return boost
    whose = f"found by its {shift.evidence}" if shift.evidence else "as you said"
    why = f"{boost.why} The clock of the file was moved by {_in_words(shift.seconds)}, {whose}."
    return replace(boost, why=why, facts={**boost.facts, "clock_shift_s": shift.seconds})


def _in_words(seconds: float) -> str:
    way = "forward" if seconds > 0 else "back"
    hours, left = divmod(round(abs(seconds)), 3600)
    minutes, left = divmod(left, 60)
    parts = [
        f"{count} {unit}" for count, unit in ((hours, "h"), (minutes, "min"), (left, "s")) if count
    ]
    return f"{' '.join(parts)} {way}"


plugin = FitFileHeartRate()
