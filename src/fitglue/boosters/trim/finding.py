"""Finds what does not belong to a workout: the drive home, the walk back, standing at the end.

It looks at the speed of every half minute. One blip says nothing: crossing a road at a run does
not end a walk, and a red light does not end a drive.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fitglue.domain.distance import cumulative_distance
from fitglue.domain.measures import STANDING_M_PER_S
from fitglue.domain.streams import FloatArray
from fitglue.domain.trimming import Span
from fitglue.domain.workout import Workout

STEP_S = 30.0
#: Faster than anybody keeps up for a minute: only a car, bus or train does.
FASTEST_M_PER_S = {
    "walking": 4.0, "hiking": 4.0, "running": 8.0, "cycling": 22.0, "hand_cycling": 20.0,
    "swimming": 3.0, "cross_country_skiing": 16.0, "wheelchair_walk_pace": 6.0,
    "wheelchair_run_pace": 12.0, "skating_sports": 15.0, "rowing": 8.0, "paddle_sports": 7.0,
    "golf": 7.0,
}  # fmt: skip
#: Sports that nobody does at the speed of a walk for long.
FASTER_THAN_A_WALK = frozenset(
    {"running", "cycling", "hand_cycling", "cross_country_skiing", "skating_sports"}
)
WALKING_M_PER_S = 2.0
#: A drive moves that often at more than the sport's fastest; lights and queues are the rest.
_SHARE_OF_DRIVE = 0.3
_GETTING_IN_STEPS = 6
_Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for, and how long it has to last."""

    standing: bool
    driving: bool
    walking: bool
    least_s: float


@dataclass(frozen=True, slots=True)
class Found:
    """A part at one end that does not belong: how long, and what it was."""

    what: str  # standing, driving or walking
    at_end: bool
    seconds: float


def found_in(workout: Workout, span: Span, wanted: Wanted) -> tuple[Span, list[Found]]:
    """Give what is left of a span, and what was found at its ends, in the order it was cut.

    Nothing is found where nobody knows the distance by every moment, nor in several sports.
    """
    found: list[Found] = []
    curve = None if workout.legs else cumulative_distance(workout)
    if curve is None:
        return span, found
    key = workout.sport.key
    for what, at_end in _questions(wanted, key):
        bins = _speeds(*curve, span)
        if len(bins) < 2:  # noqa: PLR2004 - a workout and something else
            break
        steps = _steps(what, bins if at_end else bins[::-1], key)
        seconds = min(steps * STEP_S, span.end_s - span.start_s)
        if steps >= len(bins) or seconds < wanted.least_s:
            continue
        found.append(Found(what, at_end, seconds))
        span = _shorter(span, seconds, at_end=at_end)
    return span, found


def _questions(wanted: Wanted, key: str) -> Iterator[tuple[str, bool]]:
    """Ask from the outside in: after a drive there may be a walk, before a drive some standing."""
    for at_end in (False, True):
        if wanted.standing:
            yield "standing", at_end
        if wanted.driving and key in FASTEST_M_PER_S:
            yield "driving", at_end
        if wanted.standing and wanted.driving:
            yield "standing", at_end
        if wanted.walking and key in FASTER_THAN_A_WALK:
            yield "walking", at_end


def _shorter(span: Span, seconds: float, *, at_end: bool) -> Span:
    if at_end:
        return replace(span, end_s=span.end_s - seconds)
    return replace(span, start_s=span.start_s + seconds)


def _speeds(time_s: FloatArray, distance_m: FloatArray, span: Span) -> FloatArray:
    """Give the speed of each whole half minute of a span."""
    count = int((span.end_s - span.start_s) // STEP_S)
    bounds = span.start_s + STEP_S * np.arange(count + 1)
    return np.diff(np.interp(bounds, time_s, distance_m)) / STEP_S


def _steps(what: str, speed: FloatArray, key: str) -> int:
    """Count the steps at the end of `speed` that were something else."""
    if what == "standing":
        return _behind(speed >= STANDING_M_PER_S, together=1)
    if what == "walking":
        return _walked(speed)
    return _driven(speed, FASTEST_M_PER_S[key])


def _behind(belongs: _Bools, together: int) -> int:
    """Count the steps behind the last `together` in a row that belong."""
    run = np.convolve(belongs, np.ones(together), mode="valid") >= together
    last = np.flatnonzero(run)
    return len(belongs) - (int(last[-1]) + together) if len(last) else len(belongs)


def _walked(speed: FloatArray) -> int:
    steps = _behind(speed >= WALKING_M_PER_S, together=2)
    before = speed[: len(speed) - steps]
    moved = before[before >= STANDING_M_PER_S]
    return steps if len(moved) and float(np.median(moved)) > WALKING_M_PER_S else 0


def _driven(speed: FloatArray, fastest: float) -> int:
    """Count from getting into the car: from the last stand before the first step too fast."""
    fast = speed > fastest
    together = np.flatnonzero(fast[1:] & fast[:-1])
    if not len(together):
        return 0
    first = int(together[0])
    if fast[first:].mean() < _SHARE_OF_DRIVE:
        return 0
    earliest = max(first - _GETTING_IN_STEPS, 0)
    stood = np.flatnonzero(speed[earliest:first] < STANDING_M_PER_S)
    return len(speed) - (earliest + int(stood[0]) if len(stood) else first)
