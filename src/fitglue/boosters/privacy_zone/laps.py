"""Keeps laps and legs from telling how far away the hidden start lies.

A lap of 1,000 m of which 705 m can be seen says that 295 m are hidden; and where laps come by
themselves, every kilometre, their bounds alone say that a whole number of kilometres lies between
them and the start.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from fitglue.domain.distance import Curve, cumulative_distance
from fitglue.domain.trimming import Span
from fitglue.domain.workout import Workout

_ALIKE = 0.02
#: A single full lap is one of a watch, not of a thumb, when it is one of these long.
_LAPS_OF_WATCHES_M = (1_000.0, 1_609.344)


def came_by_themselves(workout: Workout) -> bool:
    """Tell laps of a watch: as long as each other but for the last, and a first that was cut."""
    full = list(_lengths_m(workout))[:-1]
    if full and full[0] < (1 - _ALIKE) * max(full):
        full = full[1:]
    if not full:
        return False
    if len(full) == 1:
        return any(abs(full[0] / lap_m - 1) <= _ALIKE for lap_m in _LAPS_OF_WATCHES_M)
    return 0 < (1 - _ALIKE) * max(full) <= min(full)


def _lengths_m(workout: Workout) -> Iterator[float]:
    """Give how long each lap is: as stated, else as measured, else 0."""
    curve = cumulative_distance(workout)
    for lap in workout.laps:
        if lap.distance_m is not None:
            yield lap.distance_m
        else:
            yield 0.0 if curve is None else _covered_m(curve, lap)


def as_evened(workout: Workout, curve: Curve | None, hidden: Sequence[Span]) -> dict[str, Any]:
    """Give laps and legs with the distance of an evened curve where they touch what is hidden."""
    return {
        name: tuple(_as_evened(part, curve, hidden) for part in getattr(workout, name))
        for name in ("laps", "legs")
    }


def _as_evened(part: Any, curve: Curve | None, hidden: Sequence[Span]) -> Any:
    touches = any(part.start_s < span.end_s and part.end_s > span.start_s for span in hidden)
    if part.distance_m is None or not touches:
        return part
    return replace(part, distance_m=None if curve is None else _covered_m(curve, part))


def _covered_m(curve: Curve, part: Any) -> float:
    begun, over = np.interp([part.start_s, part.end_s], *curve)
    return float(over - begun)
