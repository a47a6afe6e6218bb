"""A health store made of happenings: what happened by the clock's time is there."""

import bisect
from collections.abc import Callable, Iterator, Mapping, Sequence

from fitglue_phone.core.ports import AnchorInvalid, Changes, Clock, Kind, Locked
from fitglue_phone.core.workout import Route, RouteSeen, Series, Workout
from fitglue_phone.simulated.life import Happening, Recorded


class SimulatedHealth:
    """HealthKit as far as the app sees it: anchors, late parts, deletions, a lock.

    Switch `is_locked`, `routes_allowed`, `workouts_allowed` and `generation` as a person or a
    system would: the anchors of another generation are not known.
    """

    platform = "healthkit"
    kinds: tuple[Kind, ...] = (Kind.WORKOUTS, Kind.ROUTES)

    def __init__(self, happenings: Sequence[Happening], clock: Clock) -> None:
        self._told = sorted(happenings, key=lambda one: one.at_s)
        self._clock = clock
        self.is_locked = False
        self.routes_allowed = True
        self.workouts_allowed = True
        self.ours: list[Workout] = []  # what FitGlue wrote: told of with every page
        self.generation = 1
        self.reads = 0
        self.locks_after: int | None = None  # so many reads
        self.reads_take: Callable[[], None] = lambda: None  # lets time pass

    def happens(self, happening: Happening) -> None:
        """Let one more thing happen; it must be the latest."""
        self._told.append(happening)

    def forgets(self, uuid: str) -> None:
        """Lose a workout without keeping that it was deleted, as happens after some time."""
        self._told = [one for one in self._told if one.recorded.uuid != uuid]

    def changes(self, kind: Kind, anchor: bytes | None, limit: int) -> Changes:
        """Give what happened since an anchor. Raises Locked and AnchorInvalid."""
        self._open()
        now = self._so_far()
        start = 0 if anchor is None else self._place(anchor)
        wanted = {"workout", "deleted"} if kind is Kind.WORKOUTS else {"route"}
        allowed = self.workouts_allowed if kind is Kind.WORKOUTS else self.routes_allowed
        places = [at for at in range(start, now) if self._told[at].what in wanted and allowed]
        page, more = places[:limit], len(places) > limit
        end = page[-1] + 1 if more else (now if allowed else start)
        told = [self._told[at] for at in page]
        gone = self._gone(now)
        return Changes(
            anchor=f"{self.generation}:{end}".encode(),
            workouts=tuple(
                one.recorded.workout
                for one in told
                if one.what == "workout" and one.recorded.uuid not in gone
            )
            + (tuple(self.ours) if kind is Kind.WORKOUTS else ()),
            routes=tuple(_seen(one) for one in told if one.what == "route"),
            deleted=tuple(one.recorded.uuid for one in told if one.what == "deleted"),
            more=more,
        )

    def workout(self, uuid: str) -> Workout | None:
        """Give a workout. Raises Locked."""
        self._open()
        found = self._recorded(uuid) if self.workouts_allowed else None
        return found.workout if found else None

    def earliest_s(self) -> float:
        """Reach back to the beginning."""
        return 0.0

    def routes(self, workout: Workout) -> Iterator[Route]:
        """Give the newest version of its route, if it has come. Raises Locked."""
        self._open()
        versions = self._of(workout.uuid, "route") if self.routes_allowed else []
        if versions:
            yield versions[-1].recorded.route(versions[-1].version)

    def series(self, workout: Workout) -> Iterator[Series]:
        """Give its samples, if they have come. Raises Locked."""
        self._open()
        for one in self._of(workout.uuid, "series")[:1]:
            yield from one.recorded.series()

    def request_status(self) -> int:
        """Say that a person was asked."""
        return 2

    def permissions(self) -> Mapping[str, bool]:
        """Say nothing, as iOS does."""
        return {}

    def contents(self) -> list[Recorded]:
        """Give the workouts that are there now."""
        now = self._so_far()
        gone = self._gone(now)
        known = [one.recorded for one in self._told[:now] if one.what == "workout"]
        return [one for one in known if one.uuid not in gone]

    def covered_by(self, anchor: bytes) -> set[str]:
        """Name the workouts that an anchor stands behind."""
        told = self._told[: self._place(anchor)]
        return {one.recorded.uuid for one in told if one.what == "workout"} - self._gone(
            self._so_far()
        )

    def _open(self) -> None:
        self.reads += 1
        self.reads_take()
        if self.locks_after is not None:
            self.locks_after -= 1
            if self.locks_after < 0:
                self.is_locked, self.locks_after = True, None
        if self.is_locked:
            raise Locked

    def _so_far(self) -> int:
        return bisect.bisect_right(self._told, self._clock.now_s(), key=lambda one: one.at_s)

    def _place(self, anchor: bytes) -> int:
        generation, _, place = anchor.decode().partition(":")
        if generation != str(self.generation):
            raise AnchorInvalid
        return int(place)

    def _gone(self, now: int) -> set[str]:
        return {one.recorded.uuid for one in self._told[:now] if one.what == "deleted"}

    def _recorded(self, uuid: str) -> Recorded | None:
        if self._of(uuid, "deleted"):
            return None
        found = self._of(uuid, "workout")
        return found[0].recorded if found else None

    def _of(self, uuid: str, what: str) -> list[Happening]:
        return [
            one
            for one in self._told[: self._so_far()]
            if one.what == what and one.recorded.uuid == uuid
        ]


def _seen(one: Happening) -> RouteSeen:
    start_s = one.recorded.start_s
    return RouteSeen(
        one.recorded.route_uuid(one.version), start_s, start_s + one.recorded.minutes * 60 - 1
    )
