"""The athlete's sessions on land: each makes one workout with everything a watch writes of it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from fitglue.domain import sport
from fitglue.domain.streams import FloatArray
from fitglue.domain.workout import Lap, LapKind, PauseKind, Weather
from fitglue.testing import motion, terrain
from fitglue.testing.motion import Movement, Stop
from fitglue.testing.plan import PlannedWorkout, RoutePart, Samples
from fitglue.testing.series import (
    AMOUNTS_EVERY_S,
    distance,
    gathered,
    observed,
    phone_samples,
    ride_samples,
    run_samples,
    significant,
)

FLAT_RUN_M_PER_S = 1000 / 322
THRESHOLD_RUN_M_PER_S = 1000 / 272
THRESHOLD_RIDE_W = 205.0
_HEART_EVERY_S, _ENERGY_EVERY_S = 6.0, 60.0
_RECOVERY_S = 150
_LIFT_S, _REST_S = 38, 87
_CROSSING, _CHAT = 0.5, 0.4  # how likely a red light is, and a halt that stops the watch


@dataclass(frozen=True, eq=False, slots=True)
class Outing:
    """When and where she goes out, in which form (1 is usual), in what weather."""

    start: datetime
    zone: str
    rng: np.random.Generator
    form: float
    weather: Weather

    def near(self, value: float, spread: float = 0.04) -> float:
        """Give a value near another."""
        return value * (1 + spread * float(np.clip(self.rng.standard_normal(), -2, 2)))


def run(outing: Outing, course_name: str, kilometres: float) -> PlannedWorkout:
    """Run outdoors: whole rounds of a closed course, or out and back."""
    course = terrain.course(course_name)
    distance_m = outing.near(kilometres * 1000, 0.03)
    if course.closed:
        distance_m = max(1, round(distance_m / course.length_m)) * course.length_m
    else:
        course = course.turning_after(distance_m / 2)
    pace = outing.near(FLAT_RUN_M_PER_S, 0.03) * outing.form
    way = motion.along(course, distance_m, pace, outing.rng, ride=False)
    movement = motion.moved(*way, _run_stops(outing), course)
    movement = motion.loaded(movement, motion.run_load(movement, THRESHOLD_RUN_M_PER_S))
    route = (motion.track(course, movement, outing.rng),)
    samples = run_samples(movement, outing.rng) + phone_samples(movement)
    return _outdoors(outing, "running", movement, course, route=route, samples=samples)


def treadmill(outing: Outing, minutes: float) -> PlannedWorkout:
    """Run indoors: steps and distance, no route."""
    pace = outing.near(FLAT_RUN_M_PER_S) * outing.form
    parts = [(300, pace * 0.85), (minutes * 60 - 600, pace * 1.03), (300, pace * 0.8)]
    movement = motion.moved(*motion.steps_of(parts, outing.rng))
    movement = motion.loaded(movement, motion.run_load(movement, THRESHOLD_RUN_M_PER_S))
    samples = run_samples(movement, outing.rng)
    return recorded(outing, "running", movement, indoor=True, samples=samples)


def intervals(outing: Outing, repeats: int, work_s: int, rest_s: int) -> PlannedWorkout:
    """Run a structured workout: its steps are laps, each with a route file of its own."""
    course = terrain.course("park")
    easy, fast = FLAT_RUN_M_PER_S * outing.form, THRESHOLD_RUN_M_PER_S * outing.form * 1.06
    parts = [(720, easy), *[(work_s, fast), (rest_s, easy * 0.75)] * repeats, (600, easy * 0.95)]
    movement = motion.moved(*motion.steps_of(parts, outing.rng), course=course)
    movement = motion.loaded(movement, motion.run_load(movement, THRESHOLD_RUN_M_PER_S))
    samples = run_samples(movement, outing.rng)
    planned = _outdoors(outing, "running", movement, course, samples=samples)
    labels = ["0.0.0", *(f"1.{r}.{s}" for r in range(repeats) for s in (0, 1)), "2.0.0"]
    edges = np.cumsum([0, *(length for length, _ in parts)])
    laps = tuple(
        _lap(planned, movement, *step) for step in zip(edges, edges[1:], labels, strict=False)
    )
    whole = motion.track(course, movement, outing.rng)
    route = tuple(cut(whole, lap.start_s, lap.end_s) for lap in laps)
    return replace(planned, laps=laps, route=route)


def ride(outing: Outing, course_name: str, kilometres: float) -> PlannedWorkout:
    """Ride outdoors, with a power meter."""
    course = terrain.course(course_name)
    distance_m = course.length_m if course.closed else outing.near(kilometres * 1000)
    course = course if course.closed else course.turning_after(distance_m / 2)
    way = motion.along(course, distance_m, outing.near(7.4) * outing.form, outing.rng, ride=True)
    stops = [
        Stop(share, int(outing.rng.integers(12, 70)), PauseKind.MOTION)
        for share in (0.21, 0.55, 0.93)
    ]
    movement = motion.moved(*way, [*stops, Stop(0.5, 240, PauseKind.MANUAL)], course)
    watts = motion.ride_watts(movement, outing.rng)
    movement = motion.loaded(movement, _ride_load(watts))
    route = (motion.track(course, movement, outing.rng),)
    samples = ride_samples(movement, watts, outing.rng)
    return _outdoors(outing, "cycling", movement, course, route=route, samples=samples)


def indoor_ride(outing: Outing, minutes: float) -> PlannedWorkout:
    """Ride on the trainer: power and cadence, no route."""
    blocks = [(600, 6.9), *[(480, 8.7), (240, 6.6)] * int((minutes - 15) / 12), (300, 6.2)]
    movement = motion.moved(*motion.steps_of(blocks, outing.rng))
    watts = np.rint(movement.speed_m_per_s * outing.near(23.5) * outing.form)
    movement = motion.loaded(movement, _ride_load(watts))
    samples = ride_samples(movement, watts, outing.rng)
    return recorded(outing, "cycling", movement, indoor=True, samples=samples)


def hike(outing: Outing, course_name: str) -> PlannedWorkout:
    """Walk a mountain round with a rest at the top."""
    course = terrain.course(course_name)
    way = motion.along(course, course.length_m, outing.near(1.32), outing.rng, ride=False)
    rests = [
        Stop(0.52, 900, PauseKind.MANUAL),
        Stop(0.27, 95, PauseKind.MOTION),
        Stop(0.8, 60, PauseKind.MOTION),
    ]
    movement = motion.moved(*way, rests, course)
    load = 0.42 + np.clip(movement.grade, -0.05, 0.3) * 2.4
    movement = motion.loaded(movement, load)
    route = (motion.track(course, movement, outing.rng),)
    steps = gathered("StepCount", movement.second, movement.distance_m / 0.68, AMOUNTS_EVERY_S)
    samples = (distance("DistanceWalkingRunning", movement), steps)
    return _outdoors(outing, "hiking", movement, course, route=route, samples=samples)


def strength(outing: Outing, minutes: float) -> PlannedWorkout:
    """Lift: half a minute of work, a minute and a half of rest."""
    second = np.arange(round(minutes * 60) + 1.0)
    load = np.where((second % (_LIFT_S + _REST_S)) < _LIFT_S, 0.82, 0.28)
    return recorded(outing, "traditional_strength_training", _in_place(second, load))


def yoga(outing: Outing, minutes: float) -> PlannedWorkout:
    """Stretch, and breathe."""
    second = np.arange(round(minutes * 60) + 1.0)
    load = 0.22 + 0.08 * motion.wander(outing.rng, len(second), 240)
    return recorded(outing, "yoga", _in_place(second, np.clip(load, 0.05, 1)))


def recorded(
    outing: Outing,
    sport_key: str,
    movement: Movement,
    *,
    samples: tuple[Samples, ...] = (),
    **more: Any,
) -> PlannedWorkout:
    """Add what every workout has: heart rate, its recovery, energy, effort, exact duration."""
    heart = motion.heart_rate(np.append(movement.load, np.zeros(_RECOVERY_S)), outing.rng)
    second = movement.second
    during = observed("HeartRate", movement, heart[: len(second)], _HEART_EVERY_S, outing.rng)
    active = gathered(
        "ActiveEnergyBurned", second, motion.active_kcal(movement.load), _ENERGY_EVERY_S
    )
    basal = gathered("BasalEnergyBurned", second, second * motion.BASAL_KCAL_PER_S, _ENERGY_EVERY_S)
    distance_m = more.pop("distance_m", float(movement.distance_m[-1]) or None)
    beats = during.values[~_paused(movement, during.at_s)]
    kcal = float(active.values.sum() + basal.values.sum())
    fraction_s = round(float(outing.rng.uniform(0.01, 0.9)), 6)  # dates are cut to whole seconds
    return PlannedWorkout(
        sport=sport.by_key(sport_key), start=outing.start, zone=outing.zone,
        elapsed_s=movement.elapsed_s + fraction_s, timer_s=movement.timer_s + fraction_s,
        distance_m=distance_m and round(significant(distance_m / 1000) * 1000, 3),
        active_kcal=significant(float(active.values.sum())),
        basal_kcal=significant(float(basal.values.sum())),
        avg_hr_bpm=significant(float(beats.mean())), min_hr_bpm=float(beats.min()),
        max_hr_bpm=float(beats.max()),
        avg_mets=significant(kcal / motion.MASS_KG / (movement.timer_s / 3600)),
        effort=_effort(movement), pauses=movement.pauses,
        samples=(during, active, basal, *samples),
        recovery=_recovery(heart[len(second) :], movement.elapsed_s), **more,
    )  # fmt: skip


def cut(route: RoutePart, start_s: float, end_s: float) -> RoutePart:
    """Keep the points of [start_s, end_s)."""
    first, last = np.searchsorted(route.at_s, [start_s, end_s])
    columns = (getattr(route, name) for name in RoutePart.__slots__)
    return RoutePart(*(column[first:last] for column in columns))


def _outdoors(
    outing: Outing, sport_key: str, movement: Movement, course: terrain.Course, **more: Any
) -> PlannedWorkout:
    ascent_m, descent_m = motion.climbed(course.at(movement.distance_m)[2])
    return recorded(
        outing, sport_key, movement, indoor=False, weather=outing.weather,
        ascent_m=ascent_m, descent_m=descent_m, **more,
    )  # fmt: skip


def _run_stops(outing: Outing) -> list[Stop]:
    rng = outing.rng
    stops = [
        Stop(share, int(rng.integers(8, 40)), PauseKind.MOTION)
        for share in (0.12, 0.64)
        if rng.random() < _CROSSING
    ]
    if rng.random() < _CHAT:
        stops.append(
            Stop(float(rng.uniform(0.3, 0.6)), int(rng.integers(45, 400)), PauseKind.MANUAL)
        )
    return stops


def _in_place(second: FloatArray, load: FloatArray) -> Movement:
    still = np.zeros(len(second))
    return Movement(second, still, still, load, still + 1, ())


def _ride_load(watts: FloatArray) -> FloatArray:
    return np.clip(np.convolve(watts, np.full(15, 1 / 15), mode="same") / THRESHOLD_RIDE_W, 0, 1.3)


def _paused(movement: Movement, at_s: FloatArray) -> npt.NDArray[np.bool_]:
    """Tell which moments are of a manual pause: HealthKit's statistics leave them out."""
    manual = [pause for pause in movement.pauses if pause.kind is PauseKind.MANUAL]
    inside = [(at_s >= pause.start_s) & (at_s <= pause.end_s) for pause in manual]
    return np.logical_or.reduce([np.zeros(len(at_s), bool), *inside])


def _effort(movement: Movement) -> float:
    hours = movement.elapsed_s / 3600
    return float(np.clip(round(1 + 6.5 * movement.load.mean() + 1.2 * hours), 1, 10))


def _recovery(heart: FloatArray, end_s: float) -> Samples:
    at = np.arange(4, len(heart), 6)
    at_s = (at + (end_s + 1)).astype(np.float64)
    return Samples("HeartRate", "count/min", at_s, np.zeros(len(at)), heart[at], 0)


def _lap(planned: PlannedWorkout, movement: Movement, start: float, end: float, label: str) -> Lap:
    heart = planned.own("HeartRate")
    assert heart is not None, "every session records heart rate"  # noqa: S101 - for the type checker
    beats = heart.values[(heart.at_s >= start) & (heart.at_s < end)]
    kcal = np.interp([start, end], movement.second, motion.active_kcal(movement.load))
    metres = np.interp([start, end], movement.second, movement.distance_m)
    return Lap(
        start_s=float(start), end_s=float(end), kind=LapKind.INTERVAL, label=label,
        timer_s=float(end - start), distance_m=significant(float(metres[1] - metres[0])),
        active_kcal=significant(float(kcal[1] - kcal[0])),
        avg_hr_bpm=significant(float(beats.mean())), max_hr_bpm=float(beats.max()),
    )  # fmt: skip
