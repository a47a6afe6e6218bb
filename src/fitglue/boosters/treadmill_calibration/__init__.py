"""Treadmill Calibration: corrects the distance of an indoor run by what you know of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field

from fitglue.boosters.treadmill_calibration.learning import learned
from fitglue.boosters.treadmill_calibration.scaling import scaled
from fitglue.domain.activity import Activity
from fitglue.domain.boost import Answer, Boost, InputField, Question, ask, changed, unchanged
from fitglue.domain.booster_tools import BoosterTools
from fitglue.domain.parts import Part
from fitglue.domain.plugins import About, Category, Example, PluginKind
from fitglue.domain.streams import StreamKind
from fitglue.domain.units import parse_number
from fitglue.domain.workout import Workout

_SPORTS = ("running", "walking")
_METRES = {"km": 1_000.0, "mi": 1_609.344}
_LEAST_RATIO, _MOST_RATIO = 0.5, 2.0
_LEAST_CHANGE = 0.001
_MOST_FACTOR = 3.0


def _as_percent(value: Any) -> Any:
    """Take a factor such as 1.04 for 104 percent."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return value
    return round(number * 100, 6) if 0 < number < _MOST_FACTOR else value


class TreadmillCalibrationSettings(BaseModel):
    """Where the right distance comes from."""

    way: Literal["ask", "percent", "learn"] = Field(
        default="ask",
        title="Way",
        description="Where the right distance comes from.",
        json_schema_extra={
            "labels": {
                "ask": "Ask me what the treadmill showed",
                "percent": "Always the same correction",
                "learn": "Learn from my outdoor runs",
            }
        },
    )
    percent: Annotated[float, BeforeValidator(_as_percent)] = Field(
        default=100.0,
        ge=50,
        le=200,
        title="Correction",
        description=(
            "For the same correction always: 104 makes every run 4 % longer, 96 makes it 4 % "
            "shorter. A factor such as 1.04 means the same."
        ),
        json_schema_extra={"unit": "%"},
    )
    wait: bool = Field(
        default=False,
        title="Wait for the answer",
        description="Otherwise the activity is delivered now and updated when you answer.",
    )
    hours: float = Field(
        default=0,
        ge=0,
        le=24 * 30,
        title="Wait at most",
        description="Hours after the end of the run; 0 waits for as long as it takes.",
        json_schema_extra={"unit": "h"},
    )
    least_runs: int = Field(
        default=3,
        ge=2,
        le=20,
        title="Outdoor runs needed",
        description="How many outdoor runs with a route there must be before it learns from them.",
    )
    walks: bool = Field(
        default=True, title="Walks too", description="Correct indoor walks as well as runs."
    )


ABOUT = About(
    id="treadmill_calibration",
    kind=PluginKind.BOOSTER,
    name="Treadmill Calibration",
    summary="Corrects the distance of an indoor run.",
    description=(
        "A watch on a treadmill guesses the distance from your arm. This booster corrects it: by "
        "what you say the treadmill showed, by the same percentage always, or by the length of "
        "your steps on your own outdoor runs. Total, laps, distance and speed over time grow or "
        "shrink alike. Outdoor activities and swims are never touched."
    ),
    settings=TreadmillCalibrationSettings,
    category=Category.DATA,
    changes=frozenset({Part.FIGURES, Part.TIMES, StreamKind.DISTANCE, StreamKind.SPEED}),
    examples=(
        Example("Make every treadmill run 4 % longer.", {"way": "percent", "percent": 104}),
        Example("Learn from my outdoor runs.", {"way": "learn"}),
        Example("Hold it until I answer, for a day.", {"wait": True, "hours": 24}),
    ),
)


@dataclass(frozen=True, slots=True)
class _Right:
    """A distance, by whose word, and how much that rests on."""

    distance_m: float
    by: str
    evidence: Mapping[str, int] = field(default_factory=dict)


class TreadmillCalibration:
    """Finds out the right distance, and makes the run as long."""

    about = ABOUT

    def boost(self, activity: Activity, tools: BoosterTools) -> Boost:
        """Correct an indoor run."""
        settings: TreadmillCalibrationSettings = tools.settings
        if why := _why_not(activity.workout, settings):
            return unchanged(why)
        match settings.way:
            case "percent":
                return _by_percent(activity, tools)
            case "learn":
                return _by_steps(activity, tools)
            case _:
                return _by_answer(activity, tools)


def _why_not(workout: Workout, settings: TreadmillCalibrationSettings) -> str:
    """Say why this is no run on a treadmill; empty when it is one."""
    if workout.sport.key not in _SPORTS or (workout.sport.key == "walking" and not settings.walks):
        what = "Runs and walks are" if settings.walks else "Runs alone are"
        return f"{what} calibrated, and this is “{workout.sport.label}”."
    if workout.virtual_route:
        return "Its route was drawn for the old distance: calibrate before a route is drawn."
    if workout.has_route:
        return "It has a route, so it was measured on the ground."
    if workout.indoor is not True:
        return "Nothing says that it took place indoors."
    if workout.timer_s <= 0:
        return "It took no time."
    return ""


def _by_percent(activity: Activity, tools: BoosterTools) -> Boost:
    if not activity.workout.distance_m:
        return unchanged("It has no distance to correct.")
    percent: float = tools.settings.percent
    right = _Right(activity.workout.distance_m * percent / 100, "your setting")
    return _corrected(activity, right, tools)


def _by_steps(activity: Activity, tools: BoosterTools) -> Boost:
    found = learned(activity.workout, tools.history, tools.settings.least_runs)
    if found.distance_m is None:
        return unchanged(found.why_not)
    evidence = {"outdoor_runs": found.runs, "outdoor_minutes": found.minutes}
    return _corrected(activity, _Right(found.distance_m, "your outdoor steps", evidence), tools)


def _by_answer(activity: Activity, tools: BoosterTools) -> Boost:
    if tools.answer is None:
        return ask(_question(activity, tools))
    if tools.answer.values is None:
        return unchanged("Nobody said what the treadmill showed.")
    try:
        distance_m = _answered_m(tools.answer)
    except ValueError:
        return unchanged("What was answered is no distance.")
    if distance_m is None:
        return unchanged("The answer was empty: the distance stays.")
    return _corrected(activity, _Right(distance_m, "your answer"), tools)


def _question(activity: Activity, tools: BoosterTools) -> Question:
    settings: TreadmillCalibrationSettings = tools.settings
    unit, own_m = _unit(tools), activity.workout.distance_m
    word = "miles" if unit == "mi" else "kilometres"
    noted = f"The recording says {_spoken(own_m, tools)}." if own_m else ""
    deadline = activity.workout.end + timedelta(hours=settings.hours)
    return Question(
        title=f"What distance did the treadmill show for “{activity.title}”?",
        fields=(
            InputField(
                name=f"distance_{unit}", label=f"Distance in {word}", kind="number", help=noted
            ),
        ),
        help="Leave it empty or skip it to keep what was recorded.",
        blocking=settings.wait,
        deadline=deadline if settings.hours else None,
    )


def _answered_m(answer: Answer) -> float | None:
    """Read the distance in the unit it was asked in; None when empty. Raises ValueError."""
    values = answer.values or {}
    for unit, metres in _METRES.items():
        text = values.get(f"distance_{unit}", "").strip()
        if text:
            return parse_number(text) * metres
    return None


def _corrected(activity: Activity, right: _Right, tools: BoosterTools) -> Boost:
    """Give the activity its right distance, if that can be true."""
    own_m = activity.workout.distance_m
    told = _spoken(right.distance_m, tools)
    if right.distance_m <= 0:
        return unchanged("A distance is more than nothing: it stays as it was.")
    if not own_m:
        return _made(activity, right, tools, f"By {right.by} it is {told}.")
    recorded = _spoken(own_m, tools)
    if not _LEAST_RATIO <= right.distance_m / own_m <= _MOST_RATIO:
        return unchanged(
            f"By {right.by} it would be {told} instead of {recorded}: too far apart to be true."
        )
    if abs(right.distance_m / own_m - 1) < _LEAST_CHANGE:
        return unchanged(f"By {right.by} its distance is right already.")
    return _made(activity, right, tools, f"By {right.by} it is {told} instead of {recorded}.")


def _made(activity: Activity, right: _Right, tools: BoosterTools, why: str) -> Boost:
    own_m = activity.workout.distance_m
    facts = {"way": tools.settings.way, "distance_m": round(right.distance_m, 1), **right.evidence}
    if own_m:
        factor = right.distance_m / own_m
        facts |= {"recorded_m": round(own_m, 1), "factor": round(factor, 4)}
    workout = scaled(activity.workout, right.distance_m, ABOUT.name)
    return changed(why, activity=replace(activity, workout=workout), facts=facts)


def _unit(tools: BoosterTools) -> str:
    return "mi" if tools.units == "imperial" else "km"


def _spoken(distance_m: float, tools: BoosterTools) -> str:
    unit = _unit(tools)
    return f"{distance_m / _METRES[unit]:.2f} {unit}"


plugin = TreadmillCalibration()
