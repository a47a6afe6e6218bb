"""Workouts for tests of the pages: plausible, made up, repeatable."""

import itertools
from collections.abc import Mapping
from datetime import timedelta

import numpy as np

from fitglue.domain import sport as sports
from fitglue.domain.clock import Zone, ZoneKnownBy
from fitglue.domain.streams import FloatArray, Stream, StreamKind, scalar, spans
from fitglue.domain.workout import (
    App,
    Device,
    How,
    Lap,
    LapKind,
    Leg,
    Length,
    Origin,
    Pause,
    PauseKind,
    Stroke,
    SwimLocation,
    Weather,
    Workout,
)
from fitglue.testing.web_plans import Plan

_M_PER_DEGREE = 111_195.0


def workout_of(plan: Plan) -> Workout:
    """Make the workout, streams and all."""
    clock = np.arange(0.0, plan.seconds + 0.5, plan.every_s)
    moving = np.ones(len(clock))
    if plan.pause:
        moving[(clock > plan.pause[0]) & (clock < plan.pause[1])] = 0.0
    speed = _speed(plan, clock) * moving
    streams = _streams(plan, clock, speed)
    heart = streams.get(StreamKind.HEART_RATE)
    return Workout(
        sport=sports.by_key(plan.sport),
        start=plan.start,
        end=plan.start + timedelta(seconds=plan.seconds),
        zone=Zone(plan.zone, ZoneKnownBy.RECORDING),
        elapsed_s=float(plan.seconds),
        timer_s=plan.timer_s,
        moving_s=plan.timer_s - 41 if plan.has_route else None,
        indoor=plan.indoor,
        swim_location=plan.swim,
        pool_length_m=50.0 if plan.swim is SwimLocation.POOL else None,
        distance_m=plan.distance_m,
        active_kcal=round(plan.timer_s / 60 * 10.8),
        basal_kcal=round(plan.timer_s / 60 * 1.4),
        ascent_m=plan.climb_m,
        avg_hr_bpm=None if heart is None else float(heart.values.mean()),
        min_hr_bpm=None if heart is None else float(heart.values.min()),
        max_hr_bpm=None if heart is None else float(heart.values.max()),
        effort=6.0 if plan.intervals else None,
        weather=Weather(14.0, 71.0) if plan.has_route else Weather(),
        brand=plan.title,
        app=App(plan.app, "11.2", "com.apple.health"),
        device=Device(plan.device, "Apple Inc.", "Watch", "Watch6,1", "11.2"),
        pauses=_pauses(plan),
        laps=_laps(plan),
        lengths=_lengths(plan),
        legs=_legs(plan),
        notes=plan.notes,
        provenance=_provenance(plan, streams),
        streams=streams,
    )


def _pauses(plan: Plan) -> tuple[Pause, ...]:
    if plan.pause is None:
        return ()
    start, end = plan.pause
    return (Pause(600.0, 615.0, PauseKind.MOTION), Pause(float(start), float(end)))


def _speed(plan: Plan, clock: FloatArray) -> FloatArray:
    if plan.distance_m is None:
        return np.zeros(len(clock))
    shape = 1 + 0.09 * _wander(plan.seed, len(clock))
    if plan.intervals:
        shape += 0.22 * np.sign(np.sin(2 * np.pi * plan.intervals * clock / plan.seconds))
    return shape * plan.distance_m / plan.timer_s


def _wander(seed: int, count: int, smooth: int = 60) -> FloatArray:
    """Give noise that drifts: zero in the middle, one as its spread."""
    rough = np.random.default_rng(seed).normal(size=count + smooth)
    drift = np.convolve(rough, np.hanning(smooth), mode="same")[:count]
    return drift / max(float(drift.std()), 1e-9)


def _streams(plan: Plan, clock: FloatArray, speed: FloatArray) -> dict[StreamKind, Stream]:
    made: dict[StreamKind, Stream] = {}
    moving = speed > 0
    if plan.has_route:
        made[StreamKind.ROUTE] = _route(plan, clock, speed).take(moving)
    if plan.heart_bpm is not None:
        made[StreamKind.HEART_RATE] = _heart(plan, clock, speed)
    if plan.distance_m is not None:
        step = 3 if plan.swim is None else 30
        at = clock[::step]
        gained = np.add.reduceat(speed * plan.every_s, np.arange(0, len(clock), step))
        made[StreamKind.DISTANCE] = spans(
            StreamKind.DISTANCE, at, np.full(len(at), step * plan.every_s), gained
        )
    if plan.power_w is not None:
        power = plan.power_w * (speed / speed[moving].mean()) ** 1.6
        power *= 1 + 0.05 * _wander(plan.seed + 5, len(clock), 8)
        made[StreamKind.POWER] = scalar(StreamKind.POWER, clock[moving], power[moving])
    if plan.sport == "running" and plan.app == "Workout":
        made |= _running_form(plan, clock, speed)
    return made


def _heart(plan: Plan, clock: FloatArray, speed: FloatArray) -> Stream:
    effort = np.convolve(speed, np.ones(45) / 45, mode="same") / max(float(speed.mean()), 0.1)
    warm = 1 - 0.34 * np.exp(-clock / 240)
    drift = 1 + 0.05 * clock / plan.seconds
    still = 1 + 0.08 * _wander(plan.seed, len(clock), 90)
    lift = still if plan.distance_m is None else 0.78 + 0.22 * effort
    beats = np.clip((plan.heart_bpm or 0) * warm * drift * lift, 58, 196)
    beats = np.round(beats + _wander(plan.seed + 3, len(clock), 20))
    return scalar(StreamKind.HEART_RATE, clock[2::5], beats[2::5])


def _route(plan: Plan, clock: FloatArray, speed: FloatArray) -> Stream:
    gone = np.cumsum(speed) * plan.every_s
    total = float(gone[-1])
    turn = 2 * np.pi * (gone / total)
    phase = plan.seed * 1.7
    radius = 1 + 0.28 * np.sin(2 * turn + phase) + 0.13 * np.sin(5 * turn + phase * 2)
    radius *= total / (2 * np.pi * 1.22)
    jitter = _wander(plan.seed + 7, len(clock), 30) * 1.2
    north = (radius * np.sin(turn) * 0.62 + jitter) / _M_PER_DEGREE
    latitude = plan.centre[0] + north
    wide = _M_PER_DEGREE * np.cos(np.radians(plan.centre[0]))
    longitude = plan.centre[1] + (radius * np.cos(turn) + jitter) / wide
    climb = (plan.climb_m or 20.0) / 4
    altitude = 38 + climb * (np.sin(turn * 2 + phase) + np.sin(turn * 3 + 1)) + jitter * 0.3
    course = np.degrees(np.arctan2(np.gradient(longitude), np.gradient(latitude))) % 360
    steady = np.full(len(clock), 4.2)
    columns = {
        "latitude_deg": latitude, "longitude_deg": longitude, "altitude_m": altitude,
        "speed_m_per_s": speed, "course_deg": course,
        "horizontal_accuracy_m": steady, "vertical_accuracy_m": steady / 2,
    }  # fmt: skip
    return Stream(StreamKind.ROUTE, clock, columns)


def _running_form(plan: Plan, clock: FloatArray, speed: FloatArray) -> Mapping[StreamKind, Stream]:
    every = slice(1, None, 4)
    time_s, here = clock[every], speed[every]
    going = here > 0
    noise = _wander(plan.seed + 11, len(time_s), 12)
    values = {
        StreamKind.STRIDE_LENGTH: here * 60 / 166,
        StreamKind.VERTICAL_OSCILLATION: 88 + 3 * noise,
        StreamKind.GROUND_CONTACT_TIME: 246 - 6 * noise,
    }
    form = {kind: scalar(kind, time_s[going], found[going]) for kind, found in values.items()}
    steps = (166 + 5 * (here - here.mean()) + 2 * noise)[going] * 4 / 60
    lasting = np.full(len(steps), 4.0)
    return form | {StreamKind.STEPS: spans(StreamKind.STEPS, time_s[going], lasting, steps)}


def _laps(plan: Plan) -> tuple[Lap, ...]:
    if not plan.intervals:
        return ()
    edges = np.linspace(0, plan.seconds, 2 * plan.intervals + 1)
    each = (plan.distance_m or 0) / (2 * plan.intervals)
    return tuple(
        Lap(
            float(start), float(end), LapKind.INTERVAL, timer_s=float(end - start),
            distance_m=each * (0.82 if index % 2 else 1.18), active_kcal=31.0,
            avg_hr_bpm=139.0 + 9 * (1 - index % 2), max_hr_bpm=148.0 + 12 * (1 - index % 2),
            label=f"{index // 2 + 1}.{index % 2}",
        )
        for index, (start, end) in enumerate(itertools.pairwise(edges))
    )  # fmt: skip


def _lengths(plan: Plan) -> tuple[Length, ...]:
    if plan.swim is not SwimLocation.POOL or plan.distance_m is None:
        return ()
    count = int(plan.distance_m // 50)
    each = plan.timer_s / count
    strokes = [Stroke.FREESTYLE] * 4 + [Stroke.BREASTSTROKE, Stroke.BACKSTROKE]
    return tuple(
        Length(
            index * each, each * (0.86 + 0.03 * (index % 4)), strokes[index % 6],
            swolf=round(each * 0.9) + 38.0 + index % 3, strokes=36 + index % 5,
        )
        for index in range(count)
    )  # fmt: skip


def _legs(plan: Plan) -> tuple[Leg, ...]:
    made: list[Leg] = []
    at = 0
    for key, seconds, metres in plan.legs:
        end = float(at + seconds)
        made.append(Leg(float(at), end, sports.by_key(key), metres or None))
        at += seconds
    return tuple(made)


def _provenance(plan: Plan, streams: Mapping[StreamKind, Stream]) -> dict[str, Origin]:
    told = {
        kind.value: Origin(plan.device, How.SAMPLED, len(stream))
        for kind, stream in streams.items()
    }
    told["timer_s"] = Origin(plan.app, How.STATED)
    told["active_kcal"] = Origin(plan.device, How.STATED)
    if plan.distance_m is not None:
        told["distance_m"] = Origin(plan.device, How.STATED)
    if plan.climb_m is not None:
        told["ascent_m"] = Origin("the route", How.COMPUTED)
    return told
