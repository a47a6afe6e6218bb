"""What a person really did, second by second, before any device wrote it down."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from fitglue.domain.streams import FloatArray
from fitglue.domain.workout import PauseKind
from fitglue.testing import motion, terrain
from fitglue.testing.motion import Movement, Stop
from fitglue.testing.terrain import Course

_RUN_M_PER_S, _RIDE_M_PER_S, _WALK_M_PER_S = 3.0, 7.2, 1.35
_RUNS = ("park", "river", "hills", "shore", "central_park")
_RIDES = ("plain", "saone", "mounts")


@dataclass(frozen=True, eq=False, slots=True)
class Outing:
    """One session: where the person was in each second of it, and what the heart did."""

    sport: str
    start: datetime
    movement: Movement
    heart_bpm: FloatArray
    place: tuple[FloatArray, FloatArray] | None = None  # latitude, longitude in degrees

    @property
    def length_s(self) -> float:
        """Give its length."""
        return self.movement.elapsed_s


Making = Callable[[np.random.Generator, datetime], Outing]


def outdoors(  # noqa: PLR0913, PLR0917 - who, when, where, how far and how fast
    rng: np.random.Generator,
    start: datetime,
    sport: str,
    course: Course,
    metres: float,
    m_per_s: float,
) -> Outing:
    """Go along a course, with a halt or two."""
    ride = sport == "cycling"
    way = motion.along(course, metres, m_per_s, rng, ride=ride)
    movement = motion.moved(*way, _halts(rng), course)
    load = motion.run_load(movement, 3.7 if not ride else 9.5)
    movement = motion.loaded(movement, np.clip(load, 0.25, 1.2))
    return Outing(
        sport, start, movement, motion.heart_rate(movement.load, rng), _way(rng, course, movement)
    )


def indoors(
    rng: np.random.Generator, start: datetime, sport: str, steps: Sequence[tuple[float, float]]
) -> Outing:
    """Move through steps of (seconds, m/s) at one place."""
    movement = motion.moved(*motion.steps_of(steps, rng))
    movement = motion.loaded(movement, motion.run_load(movement, 3.7))
    return Outing(sport, start, movement, motion.heart_rate(movement.load, rng))


def run(rng: np.random.Generator, start: datetime) -> Outing:
    """Run 4 to 14 km somewhere."""
    course = terrain.course(str(rng.choice(_RUNS)))
    pace = _RUN_M_PER_S * rng.uniform(0.85, 1.2)
    return outdoors(rng, start, "running", course, rng.uniform(4000, 14_000), pace)


def ride(rng: np.random.Generator, start: datetime) -> Outing:
    """Ride 12 to 40 km somewhere."""
    course = terrain.course(str(rng.choice(_RIDES)))
    pace = _RIDE_M_PER_S * rng.uniform(0.85, 1.15)
    return outdoors(rng, start, "cycling", course, rng.uniform(12_000, 40_000), pace)


def walk(rng: np.random.Generator, start: datetime) -> Outing:
    """Walk 2 to 7 km."""
    course = terrain.course(str(rng.choice(_RUNS)))
    return outdoors(rng, start, "walking", course, rng.uniform(2000, 7000), _WALK_M_PER_S)


def hike(rng: np.random.Generator, start: datetime) -> Outing:
    """Hike over the ridge."""
    course = terrain.course("ridge")
    return outdoors(rng, start, "hiking", course, course.length_m, _WALK_M_PER_S)


def treadmill(rng: np.random.Generator, start: datetime) -> Outing:
    """Run indoors, in blocks of some minutes."""
    blocks = [(float(rng.integers(3, 9) * 60), rng.uniform(2.2, 3.8)) for _ in range(7)]
    return indoors(rng, start, "running", blocks)


def strength(rng: np.random.Generator, start: datetime) -> Outing:
    """Lift, with rests; nobody moves far, but the heart does."""
    sets = int(rng.integers(14, 28))
    steps = [
        step
        for _ in range(sets)
        for step in ((float(rng.integers(25, 60)), 3.2), (float(rng.integers(50, 120)), 0.6))
    ]
    return indoors(rng, start, "traditional_strength_training", steps)


def short(rng: np.random.Generator, start: datetime) -> Outing:
    """Walk a few minutes to cool down."""
    course = terrain.course(str(rng.choice(_RUNS)))
    return outdoors(rng, start, "walking", course, rng.uniform(250, 900), _WALK_M_PER_S)


def repeats(count: int, work_s: float, rest_s: float) -> Making:
    """Run a structured session: the same steps to the second, each time it is done."""
    steps = [(600.0, 2.7), *[(work_s, 4.2), (rest_s, 2.0)] * count, (480.0, 2.5)]
    return lambda rng, start: indoors(rng, start, "running", steps)


def any_outing(rng: np.random.Generator, start: datetime) -> Outing:
    """Do what people do."""
    makings = (run, run, run, ride, ride, walk, hike, strength, treadmill)
    return makings[int(rng.integers(len(makings)))](rng, start)


def any_outdoors(rng: np.random.Generator, start: datetime) -> Outing:
    """Do what people do under the sky."""
    makings = (run, run, ride, walk, hike)
    return makings[int(rng.integers(len(makings)))](rng, start)


def _halts(rng: np.random.Generator) -> list[Stop]:
    kinds = (PauseKind.MANUAL, PauseKind.MOTION)
    return [
        Stop(float(rng.uniform(0.1, 0.9)), int(rng.integers(10, 150)), kinds[int(rng.integers(2))])
        for _ in range(int(rng.integers(0, 3)))
    ]


def _way(
    rng: np.random.Generator, course: Course, movement: Movement
) -> tuple[FloatArray, FloatArray]:
    east, north, _ = course.at(movement.distance_m)
    beside = 1.6 * motion.wander(rng, len(east), 90)
    return course.degrees(east + beside, north + beside)
