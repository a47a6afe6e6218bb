"""What the streams of two recordings say about their being one workout.

They are the only witnesses that can show that a clock was wrong, so they also set it right.
"""

import math
from dataclasses import dataclass

from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import Workout
from fitglue.matching.evidence import Evidence
from fitglue.matching.heartbeat import Beat, one_heart
from fitglue.matching.in_step import Step, in_step

_LEAST_WAY_S = 180.0
#: Whoever stays within it was at one place, which says little.
_PLACE_M = 150.0
_LONG_BEAT_S = 900.0
#: Wrists lag behind belts by less than this.
_SENSOR_LAG_S = 20.0


@dataclass(frozen=True, slots=True)
class Witness:
    """What the streams say.

    `lag_s` is known where they can set the clock; `decisive` is what chance cannot have made.
    """

    evidence: tuple[Evidence, ...] = ()
    lag_s: float | None = None
    decisive: bool = False


def witness(first: Workout, second: Workout, moved_s: float) -> Witness:
    """Compare routes and heart rates, the second's clock moved by `moved_s`."""
    step, beat = _step(first, second, moved_s), _beat(first, second, moved_s)
    told = [*([_of_way(step)] if step else []), *([_of_heart(beat)] if beat else [])]
    if step is not None and _of_way(step).bits > 2:  # noqa: PLR2004 - more than a place
        return Witness(tuple(told), step.lag_s, decisive=_of_way(step).bits > 8)  # noqa: PLR2004
    if beat is not None and _of_heart(beat).bits > 3 and abs(beat.lag_s) >= _SENSOR_LAG_S:  # noqa: PLR2004
        return Witness(tuple(told), beat.lag_s)
    return Witness(tuple(told))


def _step(first: Workout, second: Workout, moved_s: float) -> Step | None:
    kind = StreamKind.ROUTE
    if first.virtual_route or second.virtual_route:
        return None
    if kind not in first.streams or kind not in second.streams:
        return None
    step = in_step(first.streams[kind], second.streams[kind], moved_s)
    return step if step and step.common_s >= _LEAST_WAY_S else None


def _beat(first: Workout, second: Workout, moved_s: float) -> Beat | None:
    kind = StreamKind.HEART_RATE
    if kind not in first.streams or kind not in second.streams:
        return None
    return one_heart(first.streams[kind], second.streams[kind], moved_s)


def _of_way(step: Step) -> Evidence:
    within = f"The routes lie within {5 * math.ceil(step.most_m / 5)} m of each other."
    apart = f"At the same moments, the routes lie {round(step.median_m)} m apart."
    if step.extent_m < _PLACE_M:
        at_one_place = step.median_m <= 2 * _PLACE_M
        return Evidence(2.0, within) if at_one_place else Evidence(-12.0, apart)
    if step.median_m <= 15 and step.most_m <= 40:  # noqa: PLR2004 - two good receivers
        return Evidence(12.0, within)
    if step.median_m <= 30 and step.most_m <= 90:  # noqa: PLR2004 - between high houses
        return Evidence(7.0, within)
    if step.median_m <= 60:  # noqa: PLR2004 - the same round, some steps ahead
        return Evidence(1.0, within)
    return Evidence(-4.0 if step.median_m <= 150 else -12.0, apart)  # noqa: PLR2004


def _of_heart(beat: Beat) -> Evidence:
    long = beat.common_s >= _LONG_BEAT_S
    if beat.correlation >= 0.85 and beat.apart_bpm <= 6:  # noqa: PLR2004
        return Evidence(5.0 if long else 1.0, "The heart rates rise and fall together.")
    if beat.correlation >= 0.65 and beat.apart_bpm <= 12:  # noqa: PLR2004
        return Evidence(2.0 if long else 0.5, "The heart rates rise and fall much alike.")
    if beat.correlation >= 0.35 and beat.apart_bpm <= 25:  # noqa: PLR2004
        return Evidence(0.0, "The heart rates are somewhat alike.")
    return Evidence(-3.0, "The heart rates do not rise and fall together.")
