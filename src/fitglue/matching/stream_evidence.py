"""What the streams of two recordings say about their being one workout.

They are the only witnesses that can show that a clock was wrong, so they also set it right.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import Workout
from fitglue.matching.evidence import Evidence
from fitglue.matching.in_step import Step, in_step
from fitglue.matching.rhythm import Rhythm, Series, measured, speeds, together

_LEAST_WAY_S = 180.0
#: The longer two are alike, the less is chance.
_SOME_TIME_S, _LONG_S, _VERY_LONG_S, _HOUR_S = 900.0, 1800.0, 2700.0, 3600.0
#: Whoever stays within it was at one place, which says little, in bits.
_PLACE_M, _PLACE_BITS = 150.0, 2.0
#: Bits from which a route decides, and a heart rate may set a clock.
_DECIDES, _HEART_SETS_CLOCK = 9.0, 4.0
#: Wrists lag behind belts by less than this.
_SENSOR_LAG_S = 20.0
#: Medians up to which two routes are one way: surely, and well enough to set a clock.
_ONE_WAY_M, _NEAR_M = 10.0, 30.0
#: An even pace keeps somebody in step with another day for a while: a short way must lie nearer.
_SHORT_WAY_M = 15.0
#: Median and nine in ten moments at most so many metres apart, and what that says at one time and
#: in another zone: two good receivers, two on a bad day, one between high houses; then the usual
#: round, some steps ahead, and what no receiver makes.
_IN_STEP = (
    (_ONE_WAY_M, 25.0, 12.0, 12.0),
    (20.0, 40.0, 9.0, 4.0),
    (_NEAR_M, 90.0, 5.0, -2.0),
    (60.0, math.inf, 1.0, -6.0),
    (150.0, math.inf, -4.0, -12.0),
)
_NEAR_BPM, _FAR_BPM = 5.0, 12.0


@dataclass(frozen=True, slots=True)
class Witness:
    """What the streams say.

    `lag_s` is known where they can set the clock; `decisive` is what chance cannot have made.
    """

    evidence: tuple[Evidence, ...] = ()
    lag_s: float | None = None
    decisive: bool = False


def witness(first: Workout, second: Workout, moved_s: float, *, shifted: bool) -> Witness:
    """Compare routes, heart rates and speeds, the second's clock moved by `moved_s`.

    Whether they are `shifted`, into another zone, matters to what does not fit: then no witness
    may stay away.
    """
    step = _step(first, second, moved_s)
    way = _of_way(step, shifted=shifted) if step else None
    decisive = bool(step and way and step.median_m <= _ONE_WAY_M and way.bits >= _DECIDES)
    heart, pace = (_rhythm(first, second, moved_s, kind) for kind in _SERIES)
    beat = _of_heart(heart, shifted=shifted) if heart else None
    rhythms = [*([beat] if beat else []), *_of_speed(pace, alone=shifted and way is None)]
    if shifted and way and not decisive:
        # On the usual round the same hills make the same heart and speed.
        rhythms = [each for each in rhythms if each.bits < 0]
    told = (*([way] if way else []), *rhythms)
    if step and way and way.bits > _PLACE_BITS and step.median_m <= _NEAR_M:
        return Witness(told, step.lag_s, decisive=decisive)
    sure = heart and beat and beat.bits >= _HEART_SETS_CLOCK
    return Witness(told, heart.lag_s if sure and abs(heart.lag_s) >= _SENSOR_LAG_S else None)


def _step(first: Workout, second: Workout, moved_s: float) -> Step | None:
    one, other = (workout.streams.get(StreamKind.ROUTE) for workout in (first, second))
    if one is None or other is None or first.virtual_route or second.virtual_route:
        return None
    step = in_step(one, other, moved_s)
    return step if step and step.common_s >= _LEAST_WAY_S else None


_SERIES = (StreamKind.HEART_RATE, StreamKind.DISTANCE)


def _rhythm(first: Workout, second: Workout, moved_s: float, kind: StreamKind) -> Rhythm | None:
    one, other = (_series(workout, kind) for workout in (first, second))
    return together(one, other, moved_s) if one and other else None


def _series(workout: Workout, kind: StreamKind) -> Series | None:
    stream = workout.streams.get(kind)
    if stream is None:
        return None
    return speeds(stream) if kind is StreamKind.DISTANCE else measured(stream)


def _of_way(step: Step, *, shifted: bool) -> Evidence:
    within = f"The routes lie within {max(5 * math.ceil(step.most_m / 5), 5)} m of each other."
    apart = f"At the same moments, the routes lie {round(step.median_m)} m apart."
    if step.extent_m < _PLACE_M:
        at_one_place = step.median_m <= 2 * _PLACE_M
        return Evidence(_PLACE_BITS, within) if at_one_place else Evidence(-12.0, apart)
    weight = _in_step_bits(step, shifted=shifted)
    return Evidence(weight, within if weight > 0 else apart)


def _in_step_bits(step: Step, *, shifted: bool) -> float:
    short = step.common_s < _VERY_LONG_S
    rows = _IN_STEP[1:] if shifted and short and step.most_m > _SHORT_WAY_M else _IN_STEP
    for median_m, most_m, *bits in rows:
        if step.median_m <= median_m and step.most_m <= most_m:
            return min(bits[shifted], _DECIDES if short else math.inf)
    return -12.0


def _of_heart(beat: Rhythm, *, shifted: bool) -> Evidence:
    """Weigh heart rates; those of a plan that repeats itself are alike on any day."""
    alike, near = beat.correlation, beat.apart <= _NEAR_BPM
    if alike >= 0.85 and near:  # noqa: PLR2004 - chance stays below 0.6 in half an hour
        if beat.repeats or beat.common_s < _SOME_TIME_S:
            return Evidence(1.0, "The heart rates rise and fall together, as a plan may make them.")
        times = (_SOME_TIME_S, _LONG_S, _VERY_LONG_S)
        bits = (4.0, 6.0, 7.0)[sum(beat.common_s >= time_s for time_s in times) - 1]
        return Evidence(bits, "The heart rates rise and fall together.")
    hour = beat.common_s >= _HOUR_S  # the longer, the less is chance
    if alike >= (0.5 if hour else 0.65) and beat.apart <= _FAR_BPM:  # a wrist in the cold
        bits = 3.0 if hour else 2.0 if beat.common_s >= _SOME_TIME_S else 0.5
        return Evidence(bits, "The heart rates rise and fall much alike.")
    if alike >= 0.35 and beat.apart <= 2 * _FAR_BPM:  # noqa: PLR2004
        return Evidence(0.0, "The heart rates are somewhat alike.")
    return Evidence(
        -1.0 if near and not shifted else -3.0, "The heart rates do not rise and fall together."
    )


def _of_speed(pace: Rhythm | None, *, alone: bool) -> Iterator[Evidence]:
    """Weigh speeds: a hill slows everybody, and a wrist indoors guesses."""
    if pace is None or pace.repeats or pace.common_s < _SOME_TIME_S:
        return
    if pace.correlation >= 0.8:  # noqa: PLR2004 - hills alone reach it on a short way
        sure = pace.correlation >= 0.9 and pace.common_s >= _LONG_S  # noqa: PLR2004
        yield Evidence(3.0 if sure else 2.0, "They were faster and slower at the same moments.")
    elif pace.correlation < 0.5 and alone:  # noqa: PLR2004
        yield Evidence(-2.0, "They were not faster and slower at the same moments.")
