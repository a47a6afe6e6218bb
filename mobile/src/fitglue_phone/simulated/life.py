"""A life in workouts, the same for the same seed: what was recorded, and when the phone got it.

Each workout is a recipe; its points and samples are drawn when somebody reads them.
"""

import math
import random
import uuid
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from fitglue_phone.core.workout import (
    Column,
    Device,
    Event,
    Leg,
    Points,
    Quantity,
    Route,
    Series,
    Statistic,
    Workout,
    WritingApp,
)

WATCH = WritingApp("Sam's Apple Watch", "com.apple.health.5B1D", "13.1")
WATCH_DEVICE = Device("Apple Watch", "Apple Inc.", "Watch", "Watch7,5", "13.1")
STRAP = WritingApp("Pulse", "org.example.pulse", "4.2")
RUNNING, CYCLING, WALKING, SWIMMING, SWIM_BIKE_RUN, TRANSITION = 37, 13, 52, 46, 82, 83
_PAUSE, _RESUME, _LAP = 1, 2, 3
_DAY_S = 86400.0
_LATE = 0.2
_METRES_IN_DEGREE = 111_320.0
_SPEED_M_PER_S = {RUNNING: 2.9, CYCLING: 7.4, WALKING: 1.4, SWIMMING: 0.9, SWIM_BIKE_RUN: 4.0}
_DISTANCE = {
    RUNNING: "DistanceWalkingRunning", WALKING: "DistanceWalkingRunning",
    CYCLING: "DistanceCycling", SWIMMING: "DistanceSwimming",
    SWIM_BIKE_RUN: "DistanceWalkingRunning",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recorded:
    """A workout as a recipe: everything of it follows from these."""

    seed: int
    activity_type: int
    start_s: float
    minutes: float

    @property
    def uuid(self) -> str:
        """Give its UUID."""
        return uuid_of(self.seed, "workout")

    @property
    def workout(self) -> Workout:
        """Draw the workout without its samples."""
        length_s = self.minutes * 60
        metres = round(length_s * self.speed_m_per_s, 2)
        return Workout(
            uuid=self.uuid, activity_type=self.activity_type, start_s=self.start_s,
            end_s=self.start_s + length_s + self.paused_s, duration_s=length_s, app=WATCH,
            device=WATCH_DEVICE, time_zone="Europe/Paris", legs=self._legs(), events=self._events(),
            statistics=(
                Statistic(_DISTANCE[self.activity_type], "m", sum=metres),
                Statistic("ActiveEnergyBurned", "kcal", sum=round(self.minutes * 10.5, 3)),
                Statistic("HeartRate", "count/min", average=141.5, minimum=88.0, maximum=171.0),
            ),
            metadata={
                "HKIndoorWorkout": False, "HKTimeZone": "Europe/Paris",
                "HKElevationAscended": Quantity(round(self.minutes * 0.9, 2), "m"),
                "HKWeatherTemperature": Quantity(57.2, "degF"),
            },
        )  # fmt: skip

    @property
    def speed_m_per_s(self) -> float:
        """Give its speed, which does not change."""
        return _SPEED_M_PER_S[self.activity_type]

    @property
    def paused_s(self) -> float:
        """Tell how long it rests in its middle; a whole number of seconds, for some none."""
        return float(self.seed % 3 * 20) if self.activity_type == RUNNING else 0.0

    @property
    def has_route(self) -> bool:
        """Tell whether it takes place where there is a sky."""
        return self.activity_type != SWIMMING

    def route_uuid(self, version: int = 0) -> str:
        """Give the UUID of a version of its route."""
        return uuid_of(self.seed, f"route {version}")

    def route(self, version: int = 0) -> Route:
        """Draw a route of a point each second; another version is the same way, smoothed."""
        seconds = int(self.minutes * 60)
        return Route(
            uuid=self.route_uuid(version), app=WATCH, device=WATCH_DEVICE,
            points=self._points(seconds, version),
        )  # fmt: skip

    def series(self) -> Iterator[Series]:
        """Draw heart rates of the watch and of a strap, and steps or strokes by the minute."""
        yield self._heart_rate(WATCH, WATCH_DEVICE, 5.0)
        if self.seed % 4 == 0:
            yield self._heart_rate(STRAP, Device("Pulse 2", "Example", "P2"), 1.0)
        if self.activity_type in {RUNNING, WALKING}:
            yield self._by_the_minute("StepCount", "count", 164.0)
        yield self._by_the_minute(_DISTANCE[self.activity_type], "m", self.speed_m_per_s * 60)
        yield self._by_the_minute("ActiveEnergyBurned", "kcal", 10.5)

    def _legs(self) -> tuple[Leg, ...]:
        if self.activity_type != SWIM_BIKE_RUN:
            return ()
        length_s = self.minutes * 60
        shares = ((SWIMMING, 0.2), (TRANSITION, 0.02), (CYCLING, 0.5), (TRANSITION, 0.02),
                  (RUNNING, 0.26))  # fmt: skip
        legs, begins_s = [], self.start_s
        for number, (activity_type, share) in enumerate(shares):
            leg_s = round(length_s * share, 3)
            legs.append(
                Leg(
                    start_s=begins_s,
                    end_s=begins_s + leg_s,
                    duration_s=leg_s,
                    uuid=uuid_of(self.seed, f"leg {number}"),
                    activity_type=activity_type,
                    location_type=3,
                    swimming_location_type=2 if number == 0 else None,
                )
            )
            begins_s += leg_s
        return tuple(legs)

    def _events(self) -> tuple[Event, ...]:
        middle_s = self.start_s + self.minutes * 30
        laps = (Event(_LAP, self.start_s + 60, self.start_s + 90, {"HKLap": 1}),)
        if not self.paused_s or self.minutes <= 2:  # noqa: PLR2004 - too short to rest
            return laps
        return (*laps, Event(_PAUSE, middle_s), Event(_RESUME, middle_s + self.paused_s))

    def _points(self, seconds: int, version: int) -> Points:
        chance = random.Random(self.seed)  # noqa: S311 - no secret
        radius_m = 400 + self.seed % 7 * 60
        turn = self.speed_m_per_s / radius_m
        angles = [second * turn for second in range(seconds)]
        jitter = 0.4 / (version + 1)
        north = [radius_m * math.sin(one) + chance.gauss(0, jitter) for one in angles]
        east = [radius_m * math.cos(one) + chance.gauss(0, jitter) for one in angles]
        narrow = _METRES_IN_DEGREE * math.cos(math.radians(45.8))
        return Points(
            time_s=array("d", [self.start_s + second for second in range(seconds)]),
            latitude_deg=array("d", [round(45.8 + one / _METRES_IN_DEGREE, 7) for one in north]),
            longitude_deg=array("d", [round(4.85 + one / narrow, 7) for one in east]),
            altitude_m=array("d", [round(171 + 6 * math.sin(one / 3), 2) for one in angles]),
            horizontal_accuracy_m=array("d", [4.5] * seconds),
            vertical_accuracy_m=array("d", [3.0] * seconds),
            speed_m_per_s=array("d", [self.speed_m_per_s] * seconds),
            course_deg=array("d", [round(math.degrees(one) % 360, 2) for one in angles]),
        )

    def _heart_rate(self, app: WritingApp, device: Device, every_s: float) -> Series:
        count = int(self.minutes * 60 / every_s)
        return Series(
            quantity="HeartRate", unit="count/min", app=app, device=device,
            start_s=_column(self.start_s + at * every_s for at in range(count)),
            value=_column(
                round(140 + 25 * math.sin(at * every_s / 180 + self.seed), 1) for at in range(count)
            ),
        )  # fmt: skip

    def _by_the_minute(self, quantity: str, unit: str, each: float) -> Series:
        minutes = int(self.minutes)
        return Series(
            quantity=quantity, unit=unit, app=WATCH, device=WATCH_DEVICE,
            start_s=_column(self.start_s + at * 60.0 for at in range(minutes)),
            end_s=_column(self.start_s + (at + 1) * 60.0 for at in range(minutes)),
            value=_column(round(each + at % 5 * 0.5, 3) for at in range(minutes)),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that the phone's store learns, and when: it may be days after the workout."""

    at_s: float
    what: str  # "workout", "route", "series" or "deleted"
    recorded: Recorded
    version: int = 0


def a_life(
    workouts: int, until_s: float, seed: int = 1, *, minutes: float = 30.0, late: bool = True
) -> list[Happening]:
    """Draw a workout a day until a time, in the order in which the phone learns of them.

    With `late` a fifth of the routes and of the series come after their workouts, some routes are
    replaced, and some workouts deleted.
    """
    chance = random.Random(seed)  # noqa: S311 - no secret
    first_s = math.floor(until_s / _DAY_S) * _DAY_S - workouts * _DAY_S
    kinds = (RUNNING, RUNNING, CYCLING, WALKING, SWIMMING, SWIM_BIKE_RUN)
    told: list[Happening] = []
    for number in range(workouts):
        start_s = first_s + number * _DAY_S + 30_000 + chance.randrange(20_000) + 0.25
        length = round(minutes * chance.uniform(0.5, 1.5))
        one = Recorded(seed * 100_000 + number, kinds[number % len(kinds)], start_s, max(length, 3))
        told += _of(one, chance, late=late)
    return sorted(told, key=lambda one: (one.at_s, one.recorded.uuid, one.what))


def _of(one: Recorded, chance: random.Random, *, late: bool) -> Iterator[Happening]:
    known_s = one.workout.end_s + 20
    lateness = [chance.uniform(120, 40_000) if chance.random() < _LATE else 0.0 for _ in range(3)]
    waits = lateness if late else [0.0, 0.0, 0.0]
    known_s += waits[0]
    yield Happening(known_s, "workout", one)
    yield Happening(known_s + waits[1], "series", one)
    if one.has_route:
        yield Happening(known_s + waits[2], "route", one)
        if late and one.seed % 11 == 0:
            yield Happening(known_s + waits[2] + 3600, "route", one, 1)
    if late and one.seed % 29 == 28:  # noqa: PLR2004 - some
        yield Happening(known_s + 50_000, "deleted", one)


@lru_cache(maxsize=10_000)
def uuid_of(seed: int, what: str) -> str:
    """Give the UUID of something, the same each time."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"fitglue:simulated:{seed}:{what}")).upper()


def _column(values: Iterator[float]) -> Column:
    return array("d", values)
