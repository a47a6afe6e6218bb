"""A heart rate that somebody else measured, and what a workout says once it has it.

Samples stay at their own instants: none is moved, stretched or made up.
"""

from dataclasses import replace

import numpy as np

from fitglue.domain.coverage import Span, holes, in_holes
from fitglue.domain.measures import HeartRateSummary, heart_rate_summary
from fitglue.domain.streams import TIME_RESOLUTION_S, FloatArray, Stream, StreamKind, scalar
from fitglue.domain.workout import How, Lap, Origin, Statistic, Workout

#: No heart in a workout beats slower or faster: below are sensors without skin, above is noise.
LEAST_BPM, MOST_BPM = 25.0, 250.0
FIGURES = ("avg_hr_bpm", "min_hr_bpm", "max_hr_bpm")
_K = StreamKind.HEART_RATE


def measured(workout: Workout) -> Stream | None:
    """Give the heart rate that a workout has: its known samples, if there are any."""
    stream = workout.streams.get(_K)
    if stream is None:
        return None
    known = np.isfinite(stream.values)
    kept = stream if known.all() else stream.take(known)
    return kept if len(kept) else None


def whose(workout: Workout) -> str:
    """Name who measured a workout's heart rate, as its provenance does, else its app or device."""
    origin = workout.provenance.get(_K.value)
    told = "" if origin is None else origin.source
    return told or workout.app.name or workout.device.name or "the recording"


def heart_rate(time_s: FloatArray, bpm: FloatArray, elapsed_s: float) -> Stream:
    """Make the heart rate of [0, elapsed_s] out of samples in any order.

    Left out are values that no heart has, and all but the first of one instant.
    """
    fits = np.isfinite(time_s) & (bpm >= LEAST_BPM) & (bpm <= MOST_BPM)
    fits &= (time_s >= 0) & (time_s <= elapsed_s + TIME_RESOLUTION_S / 2)
    instants, first = np.unique(time_s[fits], return_index=True)
    return scalar(_K, instants, bpm[fits][first])


def filled(own: Stream | None, other: Stream, span: Span) -> Stream:
    """Add to one heart rate what another has inside its holes."""
    if own is None:
        return other
    added = other.take(in_holes(other.time_s, holes(own.time_s, span)))
    time_s = np.concatenate((own.time_s, added.time_s))
    return scalar(_K, time_s, np.concatenate((own.values, added.values)))


def with_heart_rate(workout: Workout, stream: Stream, source: str) -> Workout:
    """Give a workout another heart rate, and the figures that follow from it.

    Those are average, minimum and maximum, its statistic, and the figures of laps that had any.
    """
    found = heart_rate_summary(stream, workout.pauses)
    origin = Origin(source, How.SAMPLED, len(stream))
    changed = replace(
        workout,
        streams={**workout.streams, _K: stream},
        provenance={**workout.provenance, _K.value: origin},
        laps=tuple(_lap(lap, stream, workout) for lap in workout.laps),
    )
    return changed if found is None else _with_figures(changed, found, source, len(stream))


def _with_figures(workout: Workout, found: HeartRateSummary, source: str, samples: int) -> Workout:
    computed = Origin(source, How.COMPUTED, samples)
    return replace(
        workout,
        avg_hr_bpm=found.avg_bpm,
        min_hr_bpm=found.min_bpm,
        max_hr_bpm=found.max_bpm,
        statistics=_statistics(workout, found),
        provenance={**workout.provenance, **dict.fromkeys(FIGURES, computed)},
    )


def _statistics(workout: Workout, found: HeartRateSummary) -> tuple[Statistic, ...]:
    made = Statistic(
        "HeartRate", "per min", average=found.avg_bpm, minimum=found.min_bpm, maximum=found.max_bpm
    )
    if not any(one.kind == made.kind for one in workout.statistics):
        return (*workout.statistics, made)
    return tuple(made if one.kind == made.kind else one for one in workout.statistics)


def _lap(lap: Lap, stream: Stream, workout: Workout) -> Lap:
    if lap.avg_hr_bpm is None and lap.max_hr_bpm is None:
        return lap
    found = heart_rate_summary(stream.between(lap.start_s, lap.end_s), workout.pauses)
    if found is None:
        return replace(lap, avg_hr_bpm=None, max_hr_bpm=None)
    return replace(lap, avg_hr_bpm=found.avg_bpm, max_hr_bpm=found.max_bpm)
