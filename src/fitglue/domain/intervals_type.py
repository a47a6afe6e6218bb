"""Our sports ↔ the types of activities at Intervals.icu.

Its types are Strava's without Basketball, Cricket, Dance, PhysicalTherapy and Volleyball, and with
a few of its own (`SportSettings.types` in the OpenAPI description at
https://intervals.icu/api/v1/docs). Both ways lose detail, so a sport is changed only when a type
contradicts it.
"""

from fitglue.domain.sport import OTHER, Sport, by_key, from_strava
from fitglue.domain.workout import Workout

# Where its name is not Strava's, or Strava's says less. Gym sports without a type are "Workout".
_OWN = {
    "american_football": "Other", "archery": "Other", "australian_football": "Other",
    "baseball": "Other", "basketball": "Other", "bowling": "Other", "cardio_dance": "Workout",
    "cricket": "Other", "curling": "Other", "dance": "Workout",
    "dance_inspired_training": "Workout", "disc_sports": "Other", "equestrian_sports": "Other",
    "fishing": "Other", "fitness_gaming": "Other", "handball": "Other", "hockey": "Hockey",
    "hunting": "Other", "lacrosse": "Other", "mind_and_body": "Other", "other": "Other",
    "play": "Other", "rugby": "Rugby", "snow_sports": "Other", "social_dance": "Workout",
    "softball": "Other", "swim_bike_run": "Other", "transition": "Transition",
    "underwater_diving": "Other", "volleyball": "Other", "water_polo": "Other",
    "water_sports": "WaterSport",
}  # fmt: skip
_THEIRS = {
    "Cyclocross": "cycling", "Hockey": "hockey", "OpenWaterSwim": "swimming", "Rugby": "rugby",
    "TrackRide": "cycling", "Transition": "transition", "VirtualSki": "cross_country_skiing",
    "WaterSport": "water_sports",
}  # fmt: skip
_SAY_NOTHING = frozenset({"", "Workout", "Other"})


def intervals_type(workout: Workout) -> str:
    """Name a workout's sport as Intervals.icu does."""
    if workout.sport.key == "swimming" and workout.is_open_water:
        return "OpenWaterSwim"
    return _OWN.get(workout.sport.key, workout.sport.strava)


def from_intervals(told: str) -> Sport:
    """Find our sport for a type; an unknown one is `other`."""
    return by_key(_THEIRS[told]) if told in _THEIRS else from_strava(told)


def agrees(told: str, workout: Workout) -> bool:
    """Tell whether a type says the workout's sport, maybe more finely: TrailRun is a run."""
    return told == intervals_type(workout) or from_intervals(told).key == workout.sport.key


def sport_by(told: str, workout: Workout) -> Sport:
    """Give a workout's sport where a type is chosen for it; one that says nothing changes none."""
    if told in _SAY_NOTHING or agrees(told, workout):
        return workout.sport
    found = from_intervals(told)
    return workout.sport if found is OTHER else found
