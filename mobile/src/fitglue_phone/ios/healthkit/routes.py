"""Routes: HealthKit hands an HKWorkoutRoute out in batches of locations, which become columns.

Some twelve messages a point: each through a prototype bound beforehand.
"""

from collections.abc import Iterator
from typing import Final

from fitglue_phone.core.workout import Points, Route, Workout
from fitglue_phone.ios import foundation
from fitglue_phone.ios.declared import BlockShape, Coordinate, Double, Message, Object
from fitglue_phone.ios.healthkit import asking, workouts
from fitglue_phone.ios.objc import Answer, pool

_ALLOC = Message("+[HKWorkoutRouteQuery alloc]")
_INIT = Message("-[HKWorkoutRouteQuery initWithRoute:dataHandler:]", Object, (Object, Object))
_BATCH = BlockShape("v@@Z@", of=f"{_INIT.owner} {_INIT.selector}", at=1)
_COORDINATE = Message("-[CLLocation coordinate]", Coordinate)
_TIME = Message("-[CLLocation timestamp]")
_FIELDS: Final = tuple(
    (Message(f"-[CLLocation {selector}]", Double), column)
    for selector, column in (
        ("altitude", "altitude_m"),
        ("horizontalAccuracy", "horizontal_accuracy_m"),
        ("verticalAccuracy", "vertical_accuracy_m"),
        ("speed", "speed_m_per_s"),
        ("course", "course_deg"),
    )
)
_SECONDS_FOR_A_LONG_ROUTE: Final = 60.0


def routes(workout: Workout) -> Iterator[Route]:
    """Give a workout's routes, one after the other. Raises HealthFailure."""
    with pool():
        predicate = asking.of_workout(workout)
        found = asking.samples(asking.ROUTE_TYPE(), predicate) if predicate else []
    for one in found:
        with pool():
            route = _route(one.pointer)
        yield route


def _route(pointer: int) -> Route:
    return Route(
        uuid=workouts.uuid(pointer),
        app=workouts.app(pointer),
        device=workouts.device(pointer),
        points=points(pointer),
    )


def points(route: int) -> Points:
    """Read all points of an HKWorkoutRoute. Raises HealthFailure."""
    read = Points()

    def make(answer: Answer[Points]) -> int:
        def batch(_query: int, locations: int | None, done: bool, error: int | None) -> None:  # noqa: FBT001 - a block's
            asking.check(error)
            add(read, locations)
            if done:
                answer.give(read)

        block = _BATCH(batch, answer.fail)  # type: ignore[arg-type]
        made: int = _INIT(_ALLOC(), route, block)
        return made

    return asking.asked(make, _SECONDS_FOR_A_LONG_ROUTE)


def add(read: Points, locations: int | None) -> None:
    """Add an NSArray of CLLocation to columns."""
    send_at, at = foundation.AT.prototype
    send_coordinate, coordinate = _COORDINATE.prototype
    send_time, time = _TIME.prototype
    send_seconds, seconds = foundation.SECONDS.prototype
    times, latitudes = read.time_s.append, read.latitude_deg.append
    longitudes = read.longitude_deg.append
    fields = [(*message.prototype, getattr(read, column).append) for message, column in _FIELDS]
    for index in range(foundation.COUNT(locations) or 0):
        location = send_at(locations, at, index)
        place = send_coordinate(location, coordinate)
        times(send_seconds(send_time(location, time), seconds))
        latitudes(place.latitude)
        longitudes(place.longitude)
        for send, selector, append in fields:
            append(send(location, selector))
