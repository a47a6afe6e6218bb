"""A workout that is written back: marked as ours, so that it never goes to the server again."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final

from fitglue_phone.core.workout import Column, Points, Statistic, Workout, WritingApp

#: The key in a workout's metadata under which the id of its write stands.
OURS: Final = "FitGlueDelivery"


@dataclass(frozen=True, slots=True)
class Beats:
    """Heart rates by time, in columns of one length."""

    time_s: Column = field(default_factory=lambda: array("d"))
    per_minute: Column = field(default_factory=lambda: array("d"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Boosted:
    """A workout to write: its envelope, route and heart rate, under the id that marks it."""

    delivery: str
    version: int
    workout: Workout
    points: Points
    beats: Beats = field(default_factory=Beats)


@dataclass(frozen=True, slots=True)
class Written:
    """What is in Health of a write: its UUID there, its version, and whether its route is there."""

    uuid: str
    version: int
    has_route: bool


def is_ours(workout: Workout) -> bool:
    """Tell whether FitGlue wrote a workout."""
    return OURS in workout.metadata


def boosted_of(told: Mapping[str, Any]) -> Boosted:
    """Read a write as the server sends it. Raises ValueError, KeyError or TypeError for others."""
    route, series = told.get("route"), told.get("series") or []
    beats = [one for one in series if one["quantity"] == "HeartRate"]
    return Boosted(
        delivery=str(told["write_id"]), version=int(told["write_version"]),
        workout=_workout(told["workout"]), points=_points(route) if route else Points(),
        beats=_beats(beats[0]) if beats else Beats(),
    )  # fmt: skip


def _workout(told: Mapping[str, Any]) -> Workout:
    return Workout(
        uuid=str(told["uuid"]), activity_type=int(told["activity_type"]),
        start_s=float(told["start_s"]), end_s=float(told["end_s"]), app=WritingApp("FitGlue"),
        duration_s=told.get("duration_s"), time_zone=str(told.get("time_zone", "")),
        statistics=tuple(
            Statistic(str(one["quantity"]), str(one["unit"]), sum=one.get("sum"))
            for one in told.get("statistics", [])
        ),
        metadata={
            key: one for key, one in told.get("metadata", {}).items()
            if isinstance(one, bool | int | float | str)
        },
    )  # fmt: skip


def _points(told: Mapping[str, Any]) -> Points:
    columns = {one.name: _column(told[one.name]) for one in fields(Points)}
    if len({len(one) for one in columns.values()}) != 1:
        raise ValueError
    return Points(**columns)


def _beats(told: Mapping[str, Any]) -> Beats:
    return Beats(_column(told["start_s"]), _column(told["value"]))


def _column(values: Sequence[float]) -> Column:
    return array("d", values)
