"""The parts of an activity that a booster may change, and which of them it did change."""

from enum import StrEnum

from fitglue.domain.activity import Activity
from fitglue.domain.streams import StreamKind


class Part(StrEnum):
    """A part of an activity besides its streams."""

    TITLE = "title"
    DESCRIPTION = "description"
    TAGS = "tags"
    GEAR = "gear"
    SPORT = "sport"
    TIMES = "times"  # start and end, durations, and all that lies between them
    FIGURES = "figures"


Parts = frozenset[Part | StreamKind]

_OF_ACTIVITY = {
    "title": Part.TITLE, "title_set_by": Part.TITLE, "description": Part.DESCRIPTION,
    "tags": Part.TAGS, "gear": Part.GEAR,
}  # fmt: skip
_OF_WORKOUT = {
    Part.SPORT: ("sport", "indoor", "swim_location"),
    Part.TIMES: (
        "start", "end", "elapsed_s", "timer_s", "moving_s", "pauses", "laps", "lengths", "legs",
        "sets", "marks",
    ),
    Part.FIGURES: (
        "distance_m", "active_kcal", "basal_kcal", "ascent_m", "descent_m", "avg_hr_bpm",
        "min_hr_bpm", "max_hr_bpm", "avg_mets", "effort", "training_load", "pool_length_m",
        "weather", "statistics",
    ),
}  # fmt: skip


def changed_parts(before: Activity, after: Activity) -> Parts:
    """Tell what differs. Where a value comes from, notes and marks of what is virtual go along."""
    workout, then = before.workout, after.workout
    own = {part for name, part in _OF_ACTIVITY.items() if _differ(before, after, name)}
    figures = {
        part
        for part, names in _OF_WORKOUT.items()
        if any(_differ(workout, then, name) for name in names)
    }
    streams = {
        kind for kind in StreamKind if workout.streams.get(kind) is not then.streams.get(kind)
    }
    return frozenset(own | figures | streams)


def _differ(before: object, after: object, name: str) -> bool:
    return getattr(before, name) != getattr(after, name)
