"""Learns how long a person's steps are outdoors, where a route measured them.

Every whole minute of an outdoor run is a witness: so many steps a minute, so long each. A minute
on the treadmill gets the step of the outdoor minutes that were like it, in cadence and, where the
treadmill run has a distance, in pace. Step length follows speed and cadence closely for one
person (Cavanagh & Kram, "Stride length in distance running", Med Sci Sports Exerc 1989), while
across people it does not: so only the person's own runs are asked.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fitglue.domain.activity import Glance
from fitglue.domain.booster_tools import History
from fitglue.domain.distance import Curve, accrued, cumulative_distance
from fitglue.domain.measures import in_pause
from fitglue.domain.streams import FloatArray, StreamKind
from fitglue.domain.workout import Workout

_MINUTE_S = 60.0
_LOOKED_AT, _LOADED = 200, 20
_LEAST_OUTDOORS_M = 1_000.0
_LIKE_CADENCE, _LIKE_SPEED = 5.0, 0.25
_LEAST_WITNESSES, _LEAST_SHARE = 10, 0.8
_STEPS_PER_MIN = (40.0, 260.0)
_STEP_M = (0.3, 2.5)


@dataclass(frozen=True, slots=True)
class Learned:
    """A distance by steps, and on how much it rests; or why there is none."""

    distance_m: float | None
    why_not: str = ""
    runs: int = 0
    minutes: int = 0


@dataclass(frozen=True, eq=False, slots=True)
class _Minutes:
    """Whole minutes of a run: steps in each, and metres where they are known (else NaN)."""

    steps: FloatArray
    distance_m: FloatArray

    def __len__(self) -> int:
        return len(self.steps)


_NONE = _Minutes(np.empty(0), np.empty(0))


def learned(workout: Workout, history: History, least_runs: int) -> Learned:
    """Work out the distance by the person's own steps, or say what is missing for that."""
    if StreamKind.STEPS not in workout.streams:
        return Learned(None, "It has no count of steps, so nothing can be learned for it.")
    here = _minutes(workout)
    if not len(here):
        return Learned(None, "It has no whole minute of steps, so nothing can be learned for it.")
    outdoors = [minutes for run in _outdoor_runs(workout, history) if len(minutes := _minutes(run))]
    if len(outdoors) < least_runs:
        return Learned(None, _too_few(len(outdoors), least_runs, workout.sport.label.lower()))
    known = _joined(outdoors)
    step_m = np.array([_step_m(known, here, at) for at in range(len(here))])
    sure = np.isfinite(step_m)
    if here.steps[sure].sum() < _LEAST_SHARE * here.steps.sum():
        return Learned(None, _UNLIKE)
    typical_m = float(np.average(step_m[sure], weights=here.steps[sure]))
    distance_m = _all_steps(workout) * typical_m
    return Learned(distance_m, runs=len(outdoors), minutes=len(known))


_UNLIKE = "Too few minutes of your outdoor runs were run with steps like these to learn from."


def _too_few(found: int, least: int, what: str) -> str:
    """Say how many runs or walks there are, and how many it takes."""
    have = {0: f"no outdoor {what}", 1: f"1 outdoor {what}"}.get(found, f"{found} outdoor {what}s")
    return f"You have {have} with a route and steps to learn from; it takes {least}."


def _outdoor_runs(workout: Workout, history: History) -> Iterator[Workout]:
    """Give the newest runs of the same sport that a route measured."""
    likely = [one for one in history.past(workout.start, _LOOKED_AT) if _may_teach(one, workout)]
    for one in likely[:_LOADED]:
        activity = history.activity(one.id)
        if activity is not None and _was_measured(activity.workout):
            yield activity.workout


def _may_teach(one: Glance, workout: Workout) -> bool:
    way_m = one.distance_m or 0.0
    return one.sport == workout.sport.key and one.route_points > 0 and way_m >= _LEAST_OUTDOORS_M


def _was_measured(workout: Workout) -> bool:
    return workout.has_route and not workout.virtual_route and workout.indoor is not True


def _minutes(workout: Workout) -> _Minutes:
    """Cut a run into whole minutes, without those in which the timer stood still."""
    if StreamKind.STEPS not in workout.streams or workout.elapsed_s < _MINUTE_S:
        return _NONE
    edges = np.arange(0.0, workout.elapsed_s + 1e-6, _MINUTE_S)
    steps = _per_minute(_counted(workout), edges)
    covered = cumulative_distance(workout)
    missing = np.full(len(steps), np.nan)
    distance_m = missing if covered is None else _per_minute(covered, edges)
    halves = (edges[:-1] + edges[1:]) / 2
    whole = ~(_touches_pause(edges, workout) | in_pause(halves, workout.pauses))
    stepped = (steps >= _STEPS_PER_MIN[0]) & (steps <= _STEPS_PER_MIN[1])
    return _Minutes(steps[whole & stepped], distance_m[whole & stepped])


def _counted(workout: Workout) -> Curve:
    return accrued(workout.streams[StreamKind.STEPS], workout.pauses, workout.elapsed_s)


def _all_steps(workout: Workout) -> float:
    return float(_counted(workout)[1][-1])


def _per_minute(curve: Curve, edges: FloatArray) -> FloatArray:
    return np.diff(np.interp(edges, *curve))


def _touches_pause(edges: FloatArray, workout: Workout) -> np.typing.NDArray[np.bool_]:
    touched = np.zeros(len(edges) - 1, dtype=np.bool_)
    for pause in workout.manual_pauses:
        touched |= (edges[:-1] < pause.end_s) & (edges[1:] > pause.start_s)
    return touched


def _joined(runs: list[_Minutes]) -> _Minutes:
    """Put the outdoor minutes together whose steps are as long as steps are."""
    steps = np.concatenate([run.steps for run in runs])
    distance_m = np.concatenate([run.distance_m for run in runs])
    step_m = distance_m / steps
    likely = (step_m >= _STEP_M[0]) & (step_m <= _STEP_M[1])
    return _Minutes(steps[likely], distance_m[likely])


def _step_m(known: _Minutes, here: _Minutes, at: int) -> float:
    """Give the usual step of the outdoor minutes like this one, NaN with too few of them."""
    steps, distance_m = here.steps[at], here.distance_m[at]
    like = np.abs(known.steps - steps) <= _LIKE_CADENCE
    if np.isfinite(distance_m) and distance_m > 0:
        like &= np.abs(known.distance_m / distance_m - 1) <= _LIKE_SPEED
    if np.count_nonzero(like) < _LEAST_WITNESSES:
        return float("nan")
    return float(np.median(known.distance_m[like] / known.steps[like]))
