"""Writing back: a boosted workout with its route, marked as ours so that it never comes back.

Records carry the delivery's id as their client's record id: written again with a higher version,
Health Connect puts them in the place of the earlier ones. Whatever this app wrote is never read.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from fitglue_phone.android.framework import THROWABLE, Class, every, instant, java_list, text
from fitglue_phone.android.health_connect.asking import INVALID, Provider
from fitglue_phone.core.boosted import Boosted
from fitglue_phone.core.ports import NOT_AUTHORIZED, HealthFailure
from fitglue_phone.core.workout import Points

_BUILDERS = "android.health.connect.datatypes"
_SESSION = Class(f"{_BUILDERS}.ExerciseSessionRecord$Builder")
_METADATA = Class(f"{_BUILDERS}.Metadata$Builder")
_ROUTE = Class(f"{_BUILDERS}.ExerciseRoute")
_LOCATION = Class(f"{_BUILDERS}.ExerciseRoute$Location$Builder")
_DISTANCE = Class(f"{_BUILDERS}.DistanceRecord$Builder")
_ENERGY = Class(f"{_BUILDERS}.ActiveCaloriesBurnedRecord$Builder")
_LENGTHS = Class(f"{_BUILDERS}.units.Length")
_ENERGIES = Class(f"{_BUILDERS}.units.Energy")
OURS: Final = "fitglue:"


def write(provider: Provider, boosted: Boosted) -> str:
    """Write a workout, in the place of the delivery's earlier one; give its id.

    Raises HealthFailure.
    """
    _check(provider, boosted)
    try:
        records = java_list([_session(provider, boosted), *_amounts(provider, boosted)])
    except THROWABLE.itself as refused:
        raise HealthFailure(INVALID, "Health Connect cannot hold this workout.") from refused
    told = provider.ask(lambda service, executor, receiver: service.insertRecords(
        records, executor, receiver
    ))  # fmt: skip
    return text(every(told.getRecords())[0].getMetadata().getId())


def _check(provider: Provider, boosted: Boosted) -> None:
    """Refuse what Health Connect would. Raises HealthFailure."""
    workout, times = boosted.workout, boosted.points.time_s
    if not provider.permissions.has("WRITE_EXERCISE"):
        raise HealthFailure(NOT_AUTHORIZED, "Health Connect does not let FitGlue write workouts.")
    if not boosted.delivery or boosted.version < 1:
        raise HealthFailure(INVALID, "A delivery has an id and a version from 1 on.")
    if not workout.start_s < workout.end_s:
        raise HealthFailure(INVALID, "The workout ends before it begins.")
    if any(later <= earlier for earlier, later in pairwise(times)):
        raise HealthFailure(INVALID, "The times of the route do not go forward.")
    if times and not workout.start_s <= times[0] <= times[-1] < workout.end_s:
        raise HealthFailure(INVALID, "The route reaches out of the workout.")


def _session(provider: Provider, boosted: Boosted) -> Any:
    workout = boosted.workout
    made = _SESSION(
        _marked(boosted, "workout"), instant(workout.start_s), instant(workout.end_s),
        workout.activity_type,
    )  # fmt: skip
    title = workout.metadata.get("HKWorkoutBrandName")
    if isinstance(title, str):
        made.setTitle(title)
    if len(boosted.points) and provider.permissions.has("WRITE_EXERCISE_ROUTE"):
        points = range(len(boosted.points))
        made.setRoute(_ROUTE(java_list([_location(boosted.points, at) for at in points])))
    return made.build()


def _amounts(provider: Provider, boosted: Boosted) -> Iterator[Any]:
    """Make a record of each sum that may be written, over the whole workout."""
    start, end = instant(boosted.workout.start_s), instant(boosted.workout.end_s)
    for one in boosted.workout.statistics:
        if one.sum is None:
            continue
        mark = _marked(boosted, one.quantity)
        if one.quantity == "Distance" and provider.permissions.has("WRITE_DISTANCE"):
            yield _DISTANCE(mark, start, end, _LENGTHS.fromMeters(float(one.sum))).build()
        if one.quantity == "ActiveCaloriesBurned" and provider.permissions.has(
            "WRITE_ACTIVE_CALORIES_BURNED"
        ):
            yield _ENERGY(mark, start, end, _ENERGIES.fromCalories(one.sum * 1000.0)).build()


def _marked(boosted: Boosted, what: str) -> Any:
    mark = f"{OURS}{boosted.delivery}:{what}"
    return _METADATA().setClientRecordId(mark).setClientRecordVersion(boosted.version).build()


def _location(points: Points, at: int) -> Any:
    made = _LOCATION(instant(points.time_s[at]), points.latitude_deg[at], points.longitude_deg[at])
    if points.altitude_m[at] == points.altitude_m[at]:
        made.setAltitude(_LENGTHS.fromMeters(points.altitude_m[at]))
    if points.horizontal_accuracy_m[at] >= 0:
        made.setHorizontalAccuracy(_LENGTHS.fromMeters(points.horizontal_accuracy_m[at]))
    return made.build()
