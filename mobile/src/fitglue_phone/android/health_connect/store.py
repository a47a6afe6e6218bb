"""The core's health store, made of Health Connect."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from fitglue_phone.android.health_connect import changes, routes, series
from fitglue_phone.android.health_connect.asking import Provider
from fitglue_phone.android.health_connect.consents import Consents
from fitglue_phone.android.health_connect.permissions import EXERCISE, HISTORY, ROUTES, Activities
from fitglue_phone.android.health_connect.sessions import SESSION, app, device, workout
from fitglue_phone.core.ports import Changes, Kind
from fitglue_phone.core.workout import Points, Route, RouteSeen, Series, Workout

_NEVER, _ASKED = 1, 2
#: A day less than the 30 before the first permission, which are the most that is promised.
_REACHES_S: Final = 29 * 86400.0


class HealthConnect:
    """Implements `HealthStore`. Its calls wait, so they are never the app's own thread's."""

    platform = "health_connect"
    kinds = (Kind.WORKOUTS, Kind.ROUTES)

    def __init__(self, context: Any, folder: Path, clock: Callable[[], float] = time.time) -> None:
        """`folder` is the app's own, and taken along by no backup."""
        self.provider = Provider(context)
        self.allowed = self.provider.permissions
        self._consents = Consents(folder)
        self._asked = folder / "asked"
        self._clock = clock
        self._measured: tuple[str, list[Series]] = ("", [])

    def changes(self, kind: Kind, anchor: bytes | None, limit: int) -> Changes:
        """Give what changed since an anchor, or everything, briefly. Raises HealthFailure."""
        if kind is Kind.ROUTES:
            if self.allowed.has(ROUTES):
                self._consents.all_allowed()
            return self._consents.changes(anchor, limit)
        told = changes.changes(self.provider, anchor, limit, self._clock())
        for uuid in told.deleted:
            self._consents.forget(uuid)
        return told

    def workout(self, uuid: str) -> Workout | None:
        """Give a workout with its sums, or nothing when it is not there. Raises HealthFailure."""
        record = self._record(uuid)
        if record is None:
            return None
        told = workout(record)
        measured = series.series(self.provider, told)
        self._measured = (told.uuid, measured)
        return replace(told, statistics=series.statistics(told, measured))

    def earliest_s(self) -> float:
        """Give since when workouts can be read for certain."""
        return 0.0 if self.allowed.has(HISTORY) else self._clock() - _REACHES_S

    def routes(self, workout: Workout) -> Iterator[Route]:
        """Give a workout's route, if there is one and a person allows it. Raises HealthFailure."""
        record = self._record(workout.uuid)
        if record is None or not record.hasRoute():
            return
        found = self._points(record, workout)
        if found is not None and len(found):
            yield Route(
                uuid=routes.route_uuid(workout.uuid), app=app(record), device=device(record),
                points=found,
            )  # fmt: skip

    def series(self, workout: Workout) -> Iterator[Series]:
        """Give a workout's samples by quantity and app. Raises HealthFailure."""
        uuid, measured = self._measured
        self._measured = ("", [])
        if uuid != workout.uuid:
            self.provider.check()
            measured = series.series(self.provider, workout)
        yield from measured

    def request_status(self) -> int:
        """Tell whether a person was asked."""
        return _ASKED if self.allowed.has(EXERCISE) or self._asked.exists() else _NEVER

    def permissions(self) -> Mapping[str, bool]:
        """Give what is allowed of what this phone knows."""
        return self.allowed.told()

    def ask(
        self, activities: Activities, then: Callable[[], None], *, writing: bool = False
    ) -> None:
        """Show Health Connect's sheet, in the foreground; `then` is called when it is done."""
        self._asked.parent.mkdir(parents=True, exist_ok=True)
        self._asked.touch()
        self.allowed.ask(activities, then, writing=writing)

    def routes_waiting(self) -> tuple[RouteSeen, ...]:
        """Give the workouts whose route waits for consent, the newest first."""
        return self._consents.waiting()

    def ask_for_route(
        self, activities: Activities, session: str, then: Callable[[bool], None]
    ) -> None:
        """Ask a person for one workout's route; a wake after `then` sends it."""

        def came(route: Any) -> None:
            found = None if route is None else routes.points(route)
            if found:
                self._consents.grant(session, found)
            then(bool(found))

        self.allowed.ask_for_route(activities, session, came)

    def _record(self, uuid: str) -> Any:
        self.provider.check()
        record = self.provider.one(SESSION, uuid)
        return None if record is None or self.provider.is_ours(record) else record

    def _points(self, record: Any, workout: Workout) -> Points | None:
        given = record.getRoute()
        if given is not None:
            self._consents.came(workout.uuid)
            return routes.points(given)
        granted = self._consents.granted(workout.uuid)
        if granted is None:
            self._consents.waits(workout.uuid, workout.start_s, workout.end_s)
        return granted
