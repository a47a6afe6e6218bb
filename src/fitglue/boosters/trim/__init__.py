"""Trim: cuts what does not belong off the start and the end of an activity."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from pydantic import BaseModel, Field

from fitglue.boosters.trim.finding import Found, Wanted, found_in
from fitglue.domain.activity import Activity
from fitglue.domain.boost import Boost, changed, unchanged
from fitglue.domain.booster_tools import BoosterTools
from fitglue.domain.distance import Curve, cumulative_distance
from fitglue.domain.parts import Part
from fitglue.domain.plugins import About, Category, Example, PluginKind
from fitglue.domain.streams import StreamKind
from fitglue.domain.trimming import Span, energy_is_by_share, trimmed
from fitglue.domain.workout import Note, Workout

_LEAST_LEFT_S = 30.0
_M_PER_KM, _M_PER_MILE = 1000.0, 1609.344
_S_PER_MIN = 60


class TrimSettings(BaseModel):
    """What to cut always, and what to look for."""

    start_min: float = Field(
        default=0, ge=0, le=24 * 60, title="Minutes off the start",
        json_schema_extra={"unit": "min"},
        description="Cut this much time off the start of every activity.",
    )  # fmt: skip
    end_min: float = Field(
        default=0, ge=0, le=24 * 60, title="Minutes off the end", json_schema_extra={"unit": "min"},
        description="Cut this much time off the end of every activity.",
    )  # fmt: skip
    start_m: float = Field(
        default=0, ge=0, le=200_000, title="Metres off the start", json_schema_extra={"unit": "m"},
        description="Cut this much of the way off the start; with minutes too, the later counts.",
    )  # fmt: skip
    end_m: float = Field(
        default=0, ge=0, le=200_000, title="Metres off the end", json_schema_extra={"unit": "m"},
        description="Cut this much of the way off the end; with minutes too, the earlier counts.",
    )  # fmt: skip
    standing: bool = Field(
        default=True,
        title="Standing still",
        description="Cut off standing still at the start and at the end.",
    )
    driving: bool = Field(
        default=True,
        title="The drive",
        description="Cut off a drive: the watch went on in the car, far too fast for the sport.",
    )
    walking: bool = Field(
        default=False,
        title="The walk",
        description="Cut a walk off both ends of a run, a ride or a ski tour.",
    )
    least_min: float = Field(
        default=5, ge=1, le=240, title="Only when longer than", json_schema_extra={"unit": "min"},
        description="What is found is cut only when it lasted at least this long.",
    )  # fmt: skip


ABOUT = About(
    id="trim",
    kind=PluginKind.BOOSTER,
    name="Trim",
    summary="Cuts off the drive home, standing at the end, or any minutes and metres you name.",
    description=(
        "Makes an activity shorter at its start and its end: by minutes, by metres, or by what it "
        "finds there - a watch that went on in the car, standing around before or after, and, if "
        "you want, the walk to and from a run. Everything moves along: streams, pauses, laps, "
        "lengths and sets, times, distance, energy, heart rate and climb."
    ),
    settings=TrimSettings,
    category=Category.DATA,
    changes=frozenset({Part.TIMES, Part.FIGURES, *StreamKind}),
    examples=(
        Example("Two minutes off both ends.", {"start_min": 2, "end_min": 2}),
        Example("The first 200 m are the way to the park.", {"start_m": 200}),
        Example("The walk home is not part of the run.", {"walking": True, "least_min": 10}),
    ),
)


class Trim:
    """Cuts what was named, then what is found at the ends of the rest."""

    about = ABOUT

    def boost(self, activity: Activity, tools: BoosterTools) -> Boost:
        """Cut, or say why not."""
        settings: TrimSettings = tools.settings
        workout = activity.workout
        named = _named(workout, settings)
        if named is None:
            return unchanged("Nobody measured when its distance was covered, so none can be cut.")
        if named.end_s - named.start_s < _LEAST_LEFT_S and workout.elapsed_s > 0:
            return unchanged("It is too short: next to nothing would be left of it.")
        span, found = found_in(workout, named, _wanted(settings))
        told = [*_said(workout, named), *map(_found_said, found)]
        if not told or span.end_s - span.start_s < _LEAST_LEFT_S:
            return unchanged("There is nothing at its start or end that does not belong.")
        return _cut(activity, span, told, tools.units)


def _named(workout: Workout, settings: TrimSettings) -> Span | None:
    """Give what the named minutes and metres leave; None when metres cannot be placed in time."""
    start_s, end_s = settings.start_min * 60, workout.elapsed_s - settings.end_min * 60
    if not settings.start_m and not settings.end_m:
        return Span(start_s, end_s)
    curve = cumulative_distance(workout)
    if curve is None:
        return None
    if settings.start_m:
        start_s = max(start_s, _reached_s(curve, settings.start_m))
    if settings.end_m:
        left = float(curve[1][-1]) - settings.end_m
        end_s = min(end_s, _reached_s(curve, left) if left > 0 else 0)
    return Span(start_s, end_s)


def _reached_s(curve: Curve, distance_m: float) -> float:
    """Give the first moment by which a distance was covered; one never covered, the last moment.

    Standing still has many moments of one distance, so time cannot be looked up by it.
    """
    time_s, covered_m = curve
    after = int(np.searchsorted(covered_m, distance_m, "left"))
    if after in (0, len(time_s)):
        return float(time_s[min(after, len(time_s) - 1)])
    step = slice(after - 1, after + 1)
    return float(np.interp(distance_m, covered_m[step], time_s[step]))


def _wanted(settings: TrimSettings) -> Wanted:
    return Wanted(
        settings.standing, settings.driving, settings.walking, settings.least_min * 60
    )  # fmt: skip


def _said(workout: Workout, named: Span) -> Iterable[str]:
    if named.start_s > 0:
        yield f"the first {_minutes(named.start_s)}"
    if named.end_s < workout.elapsed_s:
        yield f"the last {_minutes(workout.elapsed_s - named.end_s)}"


def _found_said(found: Found) -> str:
    where = "at the end" if found.at_end else "at the start"
    what = {"standing": "of standing still", "driving": "in a car", "walking": "of walking"}
    return f"{_minutes(found.seconds)} {what[found.what]} {where}"


def _minutes(seconds: float) -> str:
    whole = round(seconds)
    if whole < _S_PER_MIN:
        return f"{whole} s"
    return f"{whole // 60}:{whole % 60:02d} min"


def _cut(activity: Activity, span: Span, told: list[str], units: str) -> Boost:
    before = activity.workout
    after = trimmed(before, span.start_s, span.end_s)
    sentence = f"Cut off {_listed(told)}."
    noted = replace(after, notes=(*after.notes, Note("trimmed", sentence)))
    why = " ".join([sentence, *_followed(before, after, units)])
    return changed(
        why,
        activity=replace(activity, workout=noted),
        facts={
            "cut_start_s": round(span.start_s, 1),
            "cut_end_s": round(before.elapsed_s - span.end_s, 1),
            "left_s": round(after.elapsed_s, 1),
        },
    )


def _followed(before: Workout, after: Workout, units: str) -> Iterable[str]:
    """Say what became of the figures, where it is not plain."""
    if before.distance_m is not None and after.distance_m is not None:
        yield f"{_way(after.distance_m, units)} are left of {_way(before.distance_m, units)}."
    if energy_is_by_share(before):
        yield "Energy went down by the share of time, for nobody measured when it was burnt."
    if before.avg_hr_bpm is not None and after.avg_hr_bpm is None:
        yield "Its heart rate was known only for the whole, and was left out."


def _way(metres: float, units: str) -> str:
    if units == "imperial":
        return f"{metres / _M_PER_MILE:.2f} mi"
    if metres < _M_PER_KM:
        return f"{metres:.0f} m"
    return f"{metres / _M_PER_KM:.2f} km"


def _listed(told: list[str]) -> str:
    return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)


plugin = Trim()
