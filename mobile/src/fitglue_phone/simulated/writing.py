"""Writing into the simulated Health: a workout, then its route, each kept as a phone keeps it."""

import json
import uuid
from array import array
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from fitglue_phone.core.boosted import OURS, Boosted, Written
from fitglue_phone.core.moments import passes
from fitglue_phone.core.ports import Locked
from fitglue_phone.core.workout import Points, Workout, WritingApp
from fitglue_phone.simulated.health import SimulatedHealth

OWN_APP = WritingApp("FitGlue", "eu.fitglue.phone", "1.0")


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenWorkout:
    """A workout that FitGlue wrote, as Health tells of it."""

    uuid: str
    delivery: str
    version: int
    activity_type: int
    start_s: float
    end_s: float
    points: tuple[tuple[float, ...], ...] = ()

    @property
    def workout(self) -> Workout:
        """Give the workout with its mark."""
        return Workout(
            uuid=self.uuid, activity_type=self.activity_type, start_s=self.start_s,
            end_s=self.end_s, app=OWN_APP,
            metadata={OURS: self.delivery, "HKSyncVersion": self.version},
        )  # fmt: skip

    @property
    def route(self) -> Points:
        """Give the points of its route."""
        return Points(*(array("d", column) for column in self.points))


class SimulatedWriting:
    """Implements `HealthWriter` beside a simulated Health; what was written outlives a kill.

    Switch `is_allowed` as a person would.
    """

    def __init__(self, health: SimulatedHealth, file: Path | None = None) -> None:
        self._health, self._file = health, file
        self.is_allowed = True
        self.there: list[WrittenWorkout] = []
        self.writes = 0
        for one in _read(file):
            self._shows(one)

    def may_write(self) -> bool:
        """Tell whether a person allowed it."""
        return self.is_allowed

    def written(self, delivery: str, start_s: float, end_s: float) -> Written | None:
        """Find the newest version that is there. Raises Locked."""
        del start_s, end_s
        self._open()
        found = [one for one in self.there if one.delivery == delivery]
        if not found:
            return None
        newest = max(found, key=lambda one: one.version)
        return Written(newest.uuid, newest.version, bool(newest.points))

    def write(self, boosted: Boosted) -> str:
        """Write a workout in the place of its earlier version, then its route. Raises Locked."""
        self._open()
        self.writes += 1
        one = WrittenWorkout(
            uuid=str(uuid.uuid4()).upper(), delivery=boosted.delivery, version=boosted.version,
            activity_type=boosted.workout.activity_type, start_s=boosted.workout.start_s,
            end_s=boosted.workout.end_s,
        )  # fmt: skip
        self._replace(boosted.delivery, one)
        passes("workout written")
        if len(boosted.points):
            self.add_route(one.uuid, boosted)
        return one.uuid

    def add_route(self, workout_uuid: str, boosted: Boosted) -> None:
        """Add the route of a workout that is there. Raises Locked."""
        self._open()
        (one,) = [each for each in self.there if each.uuid == workout_uuid]
        columns = tuple(
            tuple(getattr(boosted.points, each.name)) for each in fields(boosted.points)
        )
        told = {name: value for name, value in asdict(one).items() if name != "points"}
        self._replace(boosted.delivery, WrittenWorkout(**told, points=columns))

    def _replace(self, delivery: str, one: WrittenWorkout) -> None:
        kept = [each for each in self.there if each.delivery != delivery]
        if self._file is not None:
            part = self._file.with_suffix(".part")
            part.write_text(json.dumps([asdict(each) for each in (*kept, one)]))
            part.rename(self._file)
        self.there = kept
        self._health.ours = [each.workout for each in kept]
        self._shows(one)

    def _shows(self, one: WrittenWorkout) -> None:
        self.there.append(one)
        self._health.ours.append(one.workout)

    def _open(self) -> None:
        if self._health.is_locked:
            raise Locked


def _read(file: Path | None) -> Iterator[WrittenWorkout]:
    if file is not None and file.exists():
        for told in json.loads(file.read_text()):
            told["points"] = tuple(map(tuple, told["points"]))
            yield WrittenWorkout(**told)
