"""The core's health store, made of HealthKit."""

from collections.abc import Iterator, Mapping

from fitglue_phone.core.ports import Changes, Kind
from fitglue_phone.core.workout import Route, Series, Workout
from fitglue_phone.ios.healthkit import asking, authorization, changes, routes, series, workouts
from fitglue_phone.ios.objc import pool


class HealthKit:
    """Implements `HealthStore`. Each method waits for HealthKit: never on the app's own thread."""

    platform = "healthkit"
    kinds = (Kind.WORKOUTS, Kind.ROUTES)

    def changes(self, kind: Kind, anchor: bytes | None, limit: int) -> Changes:
        """Give what changed since an anchor, or everything. Raises HealthFailure."""
        with pool():
            return changes.changes(kind, anchor, limit)

    def workout(self, uuid: str) -> Workout | None:
        """Give a workout as it is now, or nothing when it is not there. Raises HealthFailure."""
        with pool():
            found = asking.workout_object(uuid)
            return workouts.workout(found.pointer) if found else None

    def earliest_s(self) -> float:
        """Reach back to the beginning."""
        return 0.0

    def routes(self, workout: Workout) -> Iterator[Route]:
        """Give a workout's routes. Raises HealthFailure."""
        return routes.routes(workout)

    def series(self, workout: Workout) -> Iterator[Series]:
        """Give a workout's samples by quantity and app. Raises HealthFailure."""
        return series.series(workout)

    def request_status(self) -> int:
        """Tell whether a person was asked: 0 unknown, 1 there is something to ask, 2 asked."""
        return authorization.request_status()

    def permissions(self) -> Mapping[str, bool]:
        """Give nothing: HealthKit does not tell what may be read."""
        return {}
