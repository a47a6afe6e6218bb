"""The athlete's sessions in water, and the triathlon that begins there."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from fitglue.domain import sport
from fitglue.domain.workout import Leg, Length, Stroke, SwimLocation
from fitglue.testing import motion, terrain
from fitglue.testing.motion import Movement
from fitglue.testing.plan import PlannedWorkout, RoutePart, Samples
from fitglue.testing.series import gathered, ride_samples, run_samples, shifted, significant
from fitglue.testing.sessions import (
    FLAT_RUN_M_PER_S,
    THRESHOLD_RUN_M_PER_S,
    Outing,
    recorded,
)

_POOL_M = 25.0
#: stroke → metres a second, strokes a length
_SWIMS = {
    Stroke.FREESTYLE: (0.98, 19), Stroke.BREASTSTROKE: (0.78, 14),
    Stroke.BACKSTROKE: (0.84, 20), Stroke.KICKBOARD: (0.58, 0),
}  # fmt: skip
#: (repeats, metres of each, stroke, rest in seconds after each)
_SETS = (
    (1, 200, Stroke.FREESTYLE, 30), (4, 50, Stroke.BREASTSTROKE, 20),
    (6, 100, Stroke.FREESTYLE, 25), (2, 100, Stroke.KICKBOARD, 30),
    (4, 50, Stroke.FREESTYLE, 15), (1, 100, Stroke.BACKSTROKE, 20),
)  # fmt: skip
_SWIM_LOAD, _TRANSITION_LOAD = 0.74, 0.5
_STROKE_EVERY_S, _WATER_EVERY_S = 15.0, 60.0


def pool_swim(outing: Outing, sets: int) -> PlannedWorkout:
    """Swim lengths of a 25 m pool with rests between the repeats; `sets` of the usual six."""
    lengths, end_s = _lengths(outing, _SETS[:sets])
    second = np.arange(end_s + 1.0)
    edges = np.array([(length.start_s, length.start_s + length.duration_s) for length in lengths])
    metres = np.arange(len(lengths) + 1) * _POOL_M
    distance = np.interp(second, edges.ravel(), np.repeat(metres, 2)[1:-1])
    swimming = np.zeros(len(second))
    for start, stop in edges:
        swimming[(second > start) & (second <= stop)] = 1
    movement = Movement(
        second, distance, np.zeros(len(second)), 0.2 + swimming * (_SWIM_LOAD - 0.2), swimming, ()
    )
    samples = _length_samples(lengths)
    return recorded(
        outing, "swimming", movement, lengths=lengths, pool_length_m=_POOL_M,
        swim_location=SwimLocation.POOL, samples=samples,
    )  # fmt: skip


def open_water_swim(outing: Outing, rounds: float) -> PlannedWorkout:
    """Swim along the shore of the lake and back, as far as so many `rounds` of it."""
    whole = terrain.course("lake")
    distance_m = rounds * whole.length_m
    course = whole.turning_after(distance_m / 2)
    movement = _swim(outing, distance_m)
    route = (motion.track(course, movement, outing.rng, on_water=True),)
    return recorded(
        outing, "swimming", movement, swim_location=SwimLocation.OPEN_WATER, route=route,
        weather=outing.weather, samples=_swim_samples(outing, movement),
    )  # fmt: skip


def triathlon(outing: Outing) -> PlannedWorkout:
    """Race: swim, transition, ride, transition, run, in one workout."""
    lake, plain, shore = (terrain.course(name) for name in ("lake", "plain", "shore"))
    rng = outing.rng
    swim = _swim(outing, 750.0)
    ride = motion.moved(
        *motion.along(plain, plain.length_m, 8.6 * outing.form, rng, ride=True), (), plain
    )
    watts = motion.ride_watts(ride, rng)
    ride = motion.loaded(ride, np.clip(0.55 + watts / 620, 0, 1.1))
    pace = FLAT_RUN_M_PER_S * 1.08 * outing.form
    run = motion.moved(*motion.along(shore, shore.length_m, pace, rng, ride=False), (), shore)
    run = motion.loaded(run, motion.run_load(run, THRESHOLD_RUN_M_PER_S))
    parts = [("swimming", swim), ("transition", _transition(rng, 190)), ("cycling", ride),
             ("transition", _transition(rng, 115)), ("running", run)]  # fmt: skip
    samples = [
        _swim_samples(outing, swim),
        (),
        ride_samples(ride, watts, rng),
        (),
        run_samples(run, rng),
    ]
    starts = np.concatenate([[0], np.cumsum([movement.elapsed_s for _, movement in parts])])
    tracks = (
        motion.track(lake, swim, rng, on_water=True),
        motion.track(plain, ride, rng),
        motion.track(shore, run, rng),
    )
    route = tuple(_delayed(*each) for each in zip(tracks, starts[[0, 2, 4]], strict=True))
    by_leg = zip(samples, starts, strict=False)
    delayed = tuple(shifted(series, start) for some, start in by_leg for series in some)
    legs = tuple(_leg(*part, start) for part, start in zip(parts, starts, strict=False))
    return recorded(
        outing, "swim_bike_run", _in_a_row([movement for _, movement in parts]),
        samples=delayed,
        legs=legs, route=route, weather=outing.weather, brand="Triathlon du Grand Large",
        distance_m=sum(leg.distance_m or 0 for leg in legs),
    )  # fmt: skip


def _delayed(route: RoutePart, seconds: float) -> RoutePart:
    return replace(route, at_s=route.at_s + seconds)


def _lengths(
    outing: Outing, sets: Sequence[tuple[int, int, Stroke, int]]
) -> tuple[tuple[Length, ...], float]:
    lengths: list[Length] = []
    now_s = 4.0
    for repeats, metres, stroke, rest_s in sets:
        for _ in range(repeats):
            for _ in range(int(metres / _POOL_M)):
                length = _length(outing, stroke, round(now_s))
                lengths.append(length)
                now_s = length.start_s + length.duration_s
            now_s += outing.near(rest_s, 0.2)
    return tuple(lengths), round(now_s)


def _length(outing: Outing, stroke: Stroke, start_s: float) -> Length:
    speed, strokes = _SWIMS[stroke]
    duration_s = round(_POOL_M / outing.near(speed * outing.form, 0.03), 3)
    count = round(outing.near(strokes, 0.06))
    return Length(start_s, duration_s, stroke, swolf=round(duration_s) + count, strokes=count)


def _length_samples(lengths: Sequence[Length]) -> tuple[Samples, ...]:
    at_s = np.array([length.start_s for length in lengths])
    for_s = np.floor([length.duration_s for length in lengths])
    strokes = np.array([float(length.strokes or 0) for length in lengths])
    some = strokes > 0
    return (
        Samples("DistanceSwimming", "m", at_s, for_s, np.full(len(at_s), _POOL_M), 3),
        Samples("SwimmingStrokeCount", "count", at_s[some], for_s[some], strokes[some], 0),
    )


def _swim(outing: Outing, metres: float) -> Movement:
    speed = outing.near(0.79) * outing.form
    way = motion.steps_of([(metres / speed, speed)], outing.rng)
    movement = motion.moved(*way)
    load = _SWIM_LOAD + 0.05 * motion.wander(outing.rng, len(movement.second), 90)
    return motion.loaded(movement, load)


def _swim_samples(outing: Outing, movement: Movement) -> tuple[Samples, ...]:
    second = movement.second
    at = np.arange(30, len(second), _WATER_EVERY_S)
    warm = np.round(20.5 + 0.8 * motion.wander(outing.rng, len(at), 6), 2)
    return (
        gathered("DistanceSwimming", second, movement.distance_m, _STROKE_EVERY_S),
        gathered("SwimmingStrokeCount", second, movement.distance_m / 1.35, _STROKE_EVERY_S),
        Samples("WaterTemperature", "degC", at, np.zeros(len(at)), warm, 2),
    )


def _transition(rng: np.random.Generator, length_s: int) -> Movement:
    movement = motion.moved(*motion.steps_of([(length_s, 0.0)], rng))
    return motion.loaded(movement, np.full(len(movement.second), _TRANSITION_LOAD))


def _leg(sport_key: str, movement: Movement, start_s: float) -> Leg:
    metres = significant(float(movement.distance_m[-1])) or None
    kcal = significant(float(motion.active_kcal(movement.load)[-1]))
    end_s = float(start_s) + movement.elapsed_s
    return Leg(float(start_s), end_s, sport.by_key(sport_key), metres, kcal)


def _in_a_row(movements: Sequence[Movement]) -> Movement:
    load = np.concatenate(
        [movement.load[:-1] for movement in movements] + [movements[-1].load[-1:]]
    )
    moving = np.ones(len(load))
    return Movement(np.arange(float(len(load))), moving * 0, moving * 0, load, moving, ())
