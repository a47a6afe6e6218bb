"""Best efforts: the quickest way over well-known distances, and the most power held for a while.

Time is that of a clock on the wall: who rests in between was that much slower. A whole workout of
20,000 points takes a few milliseconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitglue.domain.distance import Curve, cumulative_distance
from fitglue.domain.measures import in_pause
from fitglue.domain.sport import Rate
from fitglue.domain.streams import FloatArray, StreamKind, held
from fitglue.domain.workout import Workout

#: Distances that people remember their best over, by their names.
DISTANCES_M: Mapping[str, float] = {
    "1 km": 1000.0, "1 mile": 1609.344, "5 km": 5000.0, "10 km": 10_000.0,
    "Half marathon": 21_097.5,
}  # fmt: skip
#: How long a power is held, by its name.
POWERS_S: Mapping[str, float] = {"5 s": 5.0, "1 min": 60.0, "5 min": 300.0, "20 min": 1200.0}
_ON_THE_WAY = {Rate.PACE_KM, Rate.SPEED}


@dataclass(frozen=True, slots=True)
class Effort:
    """The best of one kind: over `distance_m` in its time, or holding `power_w` for it."""

    name: str
    start_s: float
    end_s: float
    distance_m: float | None = None
    power_w: float | None = None

    @property
    def seconds(self) -> float:
        """Give how long it took."""
        return self.end_s - self.start_s


def best_efforts(workout: Workout) -> tuple[Effort, ...]:
    """Give the best over each distance that was covered, then the best power of each length.

    A route that was drawn and not measured makes no best, nor does a workout of several sports.
    """
    return (*_distances(workout), *_powers(workout))


def _distances(workout: Workout) -> list[Effort]:
    if workout.virtual_route or workout.legs or workout.sport.rate not in _ON_THE_WAY:
        return []
    curve = cumulative_distance(workout)
    if curve is None:
        return []
    return [
        effort
        for name, metres in DISTANCES_M.items()
        if (effort := _quickest(name, metres, curve)) is not None
    ]


def _quickest(name: str, metres: float, curve: Curve) -> Effort | None:
    """Find the shortest time in which a distance grows by `metres`.

    Between its points the way grows evenly, so the quickest piece begins or ends at one of them.
    """
    time_s, covered_m = curve
    if covered_m[-1] < metres:
        return None
    begins = covered_m + metres <= covered_m[-1]
    ends = covered_m - metres >= 0
    from_here = _reached(curve, covered_m[begins] + metres) - time_s[begins]
    to_here = time_s[ends] - _left(curve, covered_m[ends] - metres)
    first, last = int(np.argmin(from_here)), int(np.argmin(to_here))
    if from_here[first] <= to_here[last]:
        start_s = float(time_s[begins][first])
        return Effort(name, start_s, start_s + float(from_here[first]), distance_m=metres)
    end_s = float(time_s[ends][last])
    return Effort(name, end_s - float(to_here[last]), end_s, distance_m=metres)


def _reached(curve: Curve, distance_m: FloatArray) -> FloatArray:
    """Give the first moment at which each distance was covered."""
    after = np.clip(np.searchsorted(curve[1], distance_m, "left"), 1, len(curve[1]) - 1)
    return _between(curve, after, distance_m)


def _left(curve: Curve, distance_m: FloatArray) -> FloatArray:
    """Give the last moment at which each distance was not yet passed."""
    after = np.clip(np.searchsorted(curve[1], distance_m, "right"), 1, len(curve[1]) - 1)
    return _between(curve, after, distance_m)


def _between(curve: Curve, after: npt.NDArray[np.intp], distance_m: FloatArray) -> FloatArray:
    time_s, covered_m = curve
    grown = covered_m[after] - covered_m[after - 1]
    share = np.divide(
        distance_m - covered_m[after - 1], grown, out=np.ones(len(after)), where=grown > 0
    )
    return time_s[after - 1] + np.clip(share, 0.0, 1.0) * (time_s[after] - time_s[after - 1])


def _powers(workout: Workout) -> list[Effort]:
    stream = workout.streams.get(StreamKind.POWER)
    if stream is None or not np.isfinite(stream.values).any():
        return []
    clock: FloatArray = np.arange(0.0, workout.elapsed_s)
    power = np.nan_to_num(held(stream.time_s, stream.values, clock))
    power[in_pause(clock, workout.pauses)] = 0.0
    work = np.concatenate(([0.0], np.cumsum(power)))
    return [
        _strongest(name, int(seconds), work)
        for name, seconds in POWERS_S.items()
        if seconds < len(work)
    ]


def _strongest(name: str, seconds: int, work: FloatArray) -> Effort:
    """Find the most work of a window of whole seconds; nobody pedalling is no power."""
    done = work[seconds:] - work[:-seconds]
    at = int(np.argmax(done))
    return Effort(name, float(at), float(at + seconds), power_w=float(done[at] / seconds))
