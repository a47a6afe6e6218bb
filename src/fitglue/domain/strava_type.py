"""Strava's `sport_type` of a workout, and whether one that stands there says the same.

The types are those of https://developers.strava.com/docs/reference/#api-models-SportType; the
table of sports has one for each sport, and here are those that depend on more than the sport.
"""

from fitglue.domain import sport
from fitglue.domain.workout import Workout

_ON_A_DRAWN_ROAD = {"cycling": "VirtualRide", "running": "VirtualRun", "rowing": "VirtualRow"}


def strava_type(workout: Workout) -> str:
    """Give the type; none for a workout of several sports, whose file says it of each part."""
    if workout.legs:
        return ""
    if workout.virtual_route and workout.sport.key in _ON_A_DRAWN_ROAD:
        return _ON_A_DRAWN_ROAD[workout.sport.key]
    return workout.sport.strava


def agrees(there: str, workout: Workout) -> bool:
    """Tell whether a type may stay: it is ours, or says the same sport more finely.

    Somebody who made a ride a gravel ride meant that; a plain ride says less than a virtual one.
    """
    wanted = strava_type(workout)
    if not wanted or there == wanted:
        return True
    is_finer = there not in {workout.sport.strava, sport.OTHER.strava}
    return is_finer and sport.from_strava(there).strava == workout.sport.strava
