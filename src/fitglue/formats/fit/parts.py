"""How an activity file is divided: sessions, laps within them, and who stopped the timer where.

All bounds are FIT's whole seconds, so that what belongs together adds up: laps cover their
session without a gap, sessions cover the activity, and their times sum to its time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fitglue.domain.workout import Lap, LapKind, Leg, Workout
from fitglue.formats.fit.records import FitClock, stopped_spans

#: A gap between two laps up to this long is rounding, and goes to the later one.
_ROUNDING_S = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the file, from `start` to `end` in FIT's seconds, with its timer time."""

    start: int
    end: int
    timer_s: float = 0.0
    lap: Lap | None = None
    leg: Leg | None = None

    @property
    def elapsed_s(self) -> int:
        """Give the time from start to end."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Session:
    """A part with its own sport, and the laps that cover it."""

    part: Part
    laps: tuple[Part, ...]
    first_lap: int


def divided(workout: Workout, clock: FitClock) -> list[Session]:
    """Divide a workout: one session per leg, or one for all; one lap at least in each."""
    stretches = _sessions(workout, clock)
    laps = [_laps(workout, clock, stretch) for stretch in stretches]
    timers = iter(_timers(workout, clock, [lap for of_one in laps for lap in of_one]))
    sessions: list[Session] = []
    first_lap = 0
    for stretch, of_one in zip(stretches, laps, strict=True):
        timed = tuple(_timed(lap, next(timers)) for lap in of_one)
        whole = _timed(stretch, round(sum(lap.timer_s for lap in timed), 3))
        sessions.append(Session(whole, timed, first_lap))
        first_lap += len(timed)
    return sessions


def _timed(part: Part, timer_s: float) -> Part:
    return replace(part, timer_s=timer_s)


def _sessions(workout: Workout, clock: FitClock) -> list[Part]:
    start, end = clock.stamp(0.0), clock.stamp(workout.elapsed_s)
    legs = sorted(workout.legs, key=lambda leg: leg.start_s)
    # A leg begins where it says; the one before reaches up to it, as a clock leaves no gap.
    bounds = [start, *(clock.stamp(leg.start_s) for leg in legs[1:]), end]
    whole = [Part(start, end)]
    parts = [
        Part(begun, over, leg=leg)
        for leg, begun, over in zip(legs, bounds, bounds[1:], strict=False)
        if start <= begun < over <= end
    ]
    covered = parts and sum(part.elapsed_s for part in parts) == end - start
    return parts if covered else whole


def _laps(workout: Workout, clock: FitClock, session: Part) -> list[Part]:
    """Cover a session with its laps, and with what lies between them, before and after."""
    parts: list[Part] = []
    here = session.start
    for lap in _chosen(workout):
        start, end = max(clock.stamp(lap.start_s), here), min(clock.stamp(lap.end_s), session.end)
        if end <= start:
            continue
        if start - here > _ROUNDING_S:
            parts.append(Part(here, start, leg=session.leg))
            here = start
        parts.append(Part(here, end, lap=lap, leg=session.leg))
        here = end
    if not parts or session.end - here > _ROUNDING_S:
        return [*parts, Part(here, session.end, leg=session.leg)]
    parts[-1] = replace(parts[-1], end=session.end)
    return parts


def _chosen(workout: Workout) -> Sequence[Lap]:
    """Take the steps of a structured workout if it was one, else what the person pressed."""
    for kind in (LapKind.INTERVAL, LapKind.MANUAL):
        found = sorted(
            (lap for lap in workout.laps if lap.kind is kind), key=lambda lap: lap.start_s
        )
        if found:
            return found
    return ()


def _timers(workout: Workout, clock: FitClock, laps: Sequence[Part]) -> list[float]:
    """Share the workout's timer time among its laps, exact to the millisecond in sum.

    Each lap has its elapsed time without the stops of the file's own timer events. A device
    counts finer than the file's seconds, so its total differs a little: less is taken from all,
    more is given where the timer stood.
    """
    elapsed = np.array([lap.elapsed_s for lap in laps], dtype=np.float64)
    running = elapsed - np.array([_stopped_s(workout, clock, lap) for lap in laps])
    total = float(np.clip(workout.timer_s, 0.0, elapsed.sum()))
    ran, stood = running.sum(), (elapsed - running).sum()
    if total <= ran:
        shared = running * (total / ran if ran else 0.0)
    else:
        shared = running + (elapsed - running) * ((total - ran) / stood)
    milliseconds = np.diff(np.rint(np.cumsum(shared) * 1000), prepend=0.0)
    return (milliseconds / 1000).tolist()


def _stopped_s(workout: Workout, clock: FitClock, lap: Part) -> float:
    stops = stopped_spans(workout, clock)
    return float(sum(max(min(end, lap.end) - max(start, lap.start), 0) for start, end in stops))
