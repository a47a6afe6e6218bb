"""How much of a workout samples cover, and where the holes are.

Time is the timer's: a pause of the watch is no hole.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitglue.domain.measures import timer_at
from fitglue.domain.streams import FloatArray
from fitglue.domain.workout import Pause, Workout

#: A longer time without a sample is a hole. Watches and bands measure at least every 15 s.
GAP_S = 30.0


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a time samples cover: a share of it, and its longest hole (0: none)."""

    share: float
    samples: int
    longest_gap_s: float

    @property
    def percent(self) -> int:
        """Give the share in whole percent; 100 is all of it, 0 is nothing."""
        if 0 < self.share < 1:
            return min(max(round(self.share * 100), 1), 99)
        return round(self.share * 100)


@dataclass(frozen=True, slots=True)
class Span:
    """The time from 0 to `elapsed_s`, its pauses, and how long a gap it forgives."""

    elapsed_s: float
    pauses: tuple[Pause, ...] = ()
    gap_s: float = GAP_S


def span_of(workout: Workout, gap_s: float = GAP_S) -> Span:
    """Give the time of a workout."""
    return Span(workout.elapsed_s, workout.pauses, gap_s)


def holes(time_s: FloatArray, span: Span) -> FloatArray:
    """Give the holes as rows of (start_s, end_s), ascending and disjoint.

    A hole reaches from one sample to the next, or to an end of the span, and the timer ran in it
    for longer than `gap_s`. Without a single sample it is the whole span.
    """
    inside = _inside(time_s, span)
    edges = np.concatenate(([0.0], inside, [span.elapsed_s]))
    ran_s = np.diff(timer_at(edges, span.pauses))
    wide = ran_s > span.gap_s if len(inside) else np.full(1, fill_value=True)
    return np.stack((edges[:-1][wide], edges[1:][wide]), axis=1)


def coverage(time_s: FloatArray, span: Span) -> Coverage:
    """Tell how much of a span samples cover: all of its timer's time but the holes.

    One sample more never covers less. A span without time is covered by any sample in it.
    """
    inside = _inside(time_s, span)
    ran_s = _ran(np.array([[0.0, span.elapsed_s]]), span)[0]
    missing_s = _ran(holes(time_s, span), span)
    if not len(inside):
        return Coverage(0.0, 0, float(ran_s))
    share = 1 - missing_s.sum() / ran_s if ran_s > 0 else 1.0
    return Coverage(float(np.clip(share, 0.0, 1.0)), len(inside), float(missing_s.max(initial=0.0)))


def in_holes(time_s: FloatArray, rows: FloatArray) -> npt.NDArray[np.bool_]:
    """Tell which moments lie inside a hole; its two ends do not."""
    begun = np.searchsorted(rows[:, 0], time_s, side="left")
    over = np.searchsorted(rows[:, 1], time_s, side="right")
    return begun > over


def _inside(time_s: FloatArray, span: Span) -> FloatArray:
    return time_s[(time_s >= 0) & (time_s <= span.elapsed_s)]


def _ran(rows: FloatArray, span: Span) -> FloatArray:
    start, end = timer_at(rows[:, 0], span.pauses), timer_at(rows[:, 1], span.pauses)
    return np.maximum(end - start, 0.0)
