"""How the athlete moves: second by second along a course, on a treadmill or through steps.

Models are simple and their figures plausible: pace gives way to gradient, the heart follows the
load within a minute and drifts upwards, a rider's watts are physics.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fitglue.domain.streams import FloatArray
from fitglue.domain.workout import Pause, PauseKind
from fitglue.testing.plan import RoutePart
from fitglue.testing.terrain import Course

MASS_KG = 61.0
RESTING_BPM, MAXIMUM_BPM = 51.0, 189.0
BASAL_KCAL_PER_S = 1.05 / 60
_KCAL_PER_S_AT_FULL_LOAD = 0.215
_HEART_LAG_S = 38.0
_EASY = 0.4  # below it the heart does not drift
_RIDER_AND_BIKE_KG = MASS_KG + 9.0
_ROLLING, _AIR = 0.005, 0.5 * 1.2 * 0.34


@dataclass(frozen=True, slots=True)
class Stop:
    """A halt after a share of the way."""

    after_share: float
    length_s: int
    kind: PauseKind


@dataclass(frozen=True, eq=False, slots=True)
class Movement:
    """One value a second, from start to end, halts included. `load` is 1 at the threshold."""

    second: FloatArray
    distance_m: FloatArray
    grade: FloatArray
    load: FloatArray
    moving: FloatArray  # 1 or 0
    pauses: tuple[Pause, ...]

    @property
    def elapsed_s(self) -> float:
        """Give the length with halts."""
        return float(self.second[-1])

    @property
    def timer_s(self) -> float:
        """Give the length without the halts that stop the timer."""
        manual = (p for p in self.pauses if p.kind is PauseKind.MANUAL)
        return self.elapsed_s - sum(pause.end_s - pause.start_s for pause in manual)

    @property
    def speed_m_per_s(self) -> FloatArray:
        """Give the speed of every second."""
        return np.gradient(self.distance_m)


def wander(rng: np.random.Generator, length: int, every: float) -> FloatArray:
    """Make noise of about ±1 that takes `every` steps to change its mind."""
    knots = rng.standard_normal(int(length / every) + 3)
    return np.interp(np.arange(length) / every, np.arange(len(knots)), knots)


def run_speed_factor(grade: FloatArray) -> FloatArray:
    """Say how much of her flat speed a runner keeps on a gradient."""
    return np.clip(1 / (1 + 2.9 * grade + 9 * grade**2), 0.35, 1.12)


def ride_speed_factor(grade: FloatArray) -> FloatArray:
    """Say how much of her flat speed a rider keeps on a gradient."""
    return np.clip(1 - 8.5 * grade, 0.32, 1.55)


def along(
    course: Course, distance_m: float, flat_m_per_s: float, rng: np.random.Generator, *, ride: bool
) -> tuple[FloatArray, FloatArray]:
    """Go along a course; give the moving seconds at every 4 m, and those metres."""
    metres = np.arange(0, distance_m + 4, 4.0)
    metres[-1] = distance_m
    altitude = course.at(metres)[2]
    grade = np.gradient(altitude, metres)
    factor = (ride_speed_factor if ride else run_speed_factor)(_smooth(grade, 25 if ride else 9))
    wish = flat_m_per_s * factor * (1 + 0.025 * wander(rng, len(metres), 60))
    start = np.clip(metres / 25, 0.25, 1)
    seconds = np.concatenate([[0], np.cumsum(np.diff(metres) / (wish * start)[1:])])
    return seconds, metres


def steps_of(
    steps: Sequence[tuple[float, float]], rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Move through (seconds, m/s) steps; give the moving seconds and the metres by then."""
    speeds = np.concatenate([np.full(int(length), speed) for length, speed in steps])
    speeds = _smooth(speeds, 5) * (1 + 0.012 * wander(rng, len(speeds), 20))
    speeds[:5] *= np.linspace(0.3, 1, 5)
    return np.arange(len(speeds) + 1.0), np.concatenate([[0], np.cumsum(speeds)])


def moved(
    seconds: FloatArray,
    metres: FloatArray,
    stops: Sequence[Stop] = (),
    course: Course | None = None,
) -> Movement:
    """Put halts into a motion and give it second by second."""
    moving_s = float(seconds[-1])
    pauses: list[Pause] = []
    halted = 0.0
    for stop in sorted(stops, key=lambda each: each.after_share):
        begin = round(stop.after_share * moving_s + halted)
        pauses.append(Pause(begin, begin + stop.length_s, stop.kind))
        halted += stop.length_s
    second = np.arange(round(moving_s + halted) + 1.0)
    standing = np.zeros(len(second))
    for pause in pauses:
        standing[(second > pause.start_s) & (second <= pause.end_s)] = 1
    distance = np.interp(second - np.cumsum(standing), seconds, metres)
    grade = _grade(course, distance)
    return Movement(second, distance, grade, np.zeros(0), 1 - standing, tuple(pauses))


def loaded(movement: Movement, load: FloatArray) -> Movement:
    """Say how hard it was; halts are rest."""
    m = movement
    return Movement(m.second, m.distance_m, m.grade, load * m.moving, m.moving, m.pauses)


def run_load(movement: Movement, threshold_m_per_s: float) -> FloatArray:
    """Give a runner's load: speed against her threshold, dearer uphill."""
    cost = 1 + np.clip(movement.grade, -0.1, 0.2) * 3.4
    return np.clip(_smooth(movement.speed_m_per_s, 5) / threshold_m_per_s * cost, 0, 1.35)


def ride_watts(movement: Movement, rng: np.random.Generator) -> FloatArray:
    """Give a rider's power from mass, gradient and air; none while coasting."""
    speed = _smooth(movement.speed_m_per_s, 5)
    push = _RIDER_AND_BIKE_KG * 9.81 * (_smooth(movement.grade, 15) + _ROLLING) + _AIR * speed**2
    watts = push * speed / 0.97 * (1 + 0.10 * wander(rng, len(speed), 6))
    return np.rint(np.clip(watts, 0, 560) * movement.moving)


def heart_rate(load: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Follow the load: from a calm start, behind by half a minute, drifting upwards."""
    kernel = np.exp(-np.arange(200) / _HEART_LAG_S)
    before = np.concatenate([np.full(200, 0.22), load])
    felt = np.convolve(before, kernel / kernel.sum())[200 : 200 + len(load)]
    drift = np.arange(len(load)) / 3600 * 0.045
    share = np.clip(0.10 + 0.76 * felt + drift * (felt > _EASY), 0, 1)
    noise = 1.3 * wander(rng, len(load), 15) + 0.7 * wander(rng, len(load), 4)
    return np.rint(np.clip(RESTING_BPM + (MAXIMUM_BPM - RESTING_BPM) * share + noise, 45, 193))


def active_kcal(load: FloatArray) -> FloatArray:
    """Give the active energy gathered by every second."""
    return np.cumsum(_KCAL_PER_S_AT_FULL_LOAD * load**1.1)


def climbed(altitude_m: FloatArray) -> tuple[float, float]:
    """Give ascent and descent in metres, to the centimetre as HealthKit keeps them."""
    rise = np.diff(_smooth(altitude_m, 9))
    return round(float(rise[rise > 0].sum()), 2), round(float(-rise[rise < 0].sum()), 2)


def track(
    course: Course, movement: Movement, rng: np.random.Generator, *, on_water: bool = False
) -> RoutePart:
    """Record a route as a watch does: one point a second, a few metres beside the path."""
    count = len(movement.second)
    side, error = 1.6 * wander(rng, count, 90), 1 + 4 * np.exp(-movement.second / 12)
    east, north, altitude = course.at(movement.distance_m)
    east = east + side + error * (0.9 * wander(rng, count, 25) + 0.15 * wander(rng, count, 3))
    north = north + side + error * (0.9 * wander(rng, count, 25) + 0.15 * wander(rng, count, 3))
    latitude, longitude = course.degrees(east, north)
    altitude = np.full(count, course.altitude_m.min()) if on_water else altitude
    heading = np.degrees(np.arctan2(np.gradient(_smooth(east, 5)), np.gradient(_smooth(north, 5))))
    columns = (
        latitude, longitude, altitude + 0.7 * wander(rng, count, 120),
        np.clip(_smooth(movement.speed_m_per_s, 5) + 0.06 * wander(rng, count, 5), 0, None),
        np.where(movement.moving > 0, np.mod(heading, 360), -1.0),
        2.6 * error + 0.8 * np.abs(wander(rng, count, 40)),
        2.2 * error + 0.6 * np.abs(wander(rng, count, 40)),
    )  # fmt: skip
    at_s, *rest = (np.round(column[1:-1], 6) for column in (movement.second, *columns))
    return RoutePart(at_s, *rest)


def _grade(course: Course | None, distance_m: FloatArray) -> FloatArray:
    if course is None:
        return np.zeros(len(distance_m))
    ahead, behind = course.at(distance_m + 12)[2], course.at(np.maximum(distance_m - 12, 0))[2]
    return (ahead - behind) / 24


def _smooth(values: FloatArray, width: int) -> FloatArray:
    half = width // 2
    padded = np.pad(values, half, mode="edge")
    return np.convolve(padded, np.full(2 * half + 1, 1 / (2 * half + 1)), mode="valid")
