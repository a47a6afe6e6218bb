"""Chooses each stream from the recording that has the best of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from fitglue.domain.edits import Witness
from fitglue.domain.streams import HOLD_S, Stream, StreamKind
from fitglue.matching.voices import Voice

#: Coverages that differ by less are as good as each other.
_AS_GOOD = 0.05
_AS_EXACT = 1.5
#: What a receiver is worth that does not say how exact it is.
_USUAL_ACCURACY_M = 10.0

Chosen = Mapping[StreamKind, Voice]
_NONE_WANTED: Mapping[StreamKind, Witness] = {}


def best_streams(
    voices: Sequence[Voice], wanted: Mapping[StreamKind, Witness] = _NONE_WANTED
) -> Chosen:
    """Give who tells each kind best: who covers the workout, exactly, as the person would have it.

    `voices` come with the lead first; its length is the workout's. Of the kinds in `wanted` the
    person said whose counts: so it does, while it is there.
    """
    frame_s = voices[0].workout.elapsed_s
    kinds = sorted({kind for voice in voices for kind in voice.workout.streams})
    return {
        kind: _said(kind, voices, wanted.get(kind)) or _best(kind, voices, frame_s)
        for kind in kinds
    }


def _said(kind: StreamKind, voices: Iterable[Voice], who: Witness | None) -> Voice | None:
    named = (voice for voice in voices if kind in voice.workout.streams)
    return next((v for v in named if Witness(v.sender.source, v.sender.source_id) == who), None)


def coverage(stream: Stream, frame_s: float) -> float:
    """Give the share of [0, frame_s] in which a stream's last value is not too old."""
    time_s = stream.time_s[np.isfinite(stream.values)]
    holds_s = np.full(len(time_s), HOLD_S)
    if "duration_s" in stream.columns:
        holds_s = np.nan_to_num(stream["duration_s"][np.isfinite(stream.values)])
    begin = np.clip(time_s, 0.0, frame_s)
    # A later sample takes over where an earlier one would still have held.
    until = np.minimum(np.append(time_s[1:], np.inf), time_s + holds_s)
    return float(np.maximum(np.clip(until, 0.0, frame_s) - begin, 0.0).sum() / max(frame_s, 1.0))


def _best(kind: StreamKind, voices: Iterable[Voice], frame_s: float) -> Voice:
    able = [voice for voice in voices if kind in voice.workout.streams]
    if kind is StreamKind.ROUTE:
        able = [voice for voice in able if not voice.workout.virtual_route] or able
    able = _least(able, lambda voice: -coverage(voice.workout.streams[kind], frame_s), _further)
    if kind is StreamKind.ROUTE:
        able = _least(able, lambda voice: _accuracy_m(voice.workout.streams[kind]), _looser)
    # Stable: of those that are as good, the first in the order of voices.
    return min(able, key=lambda voice: (voice.place, -len(voice.workout.streams[kind])))


def _least(
    able: list[Voice],
    measure: Callable[[Voice], float],
    worse: Callable[[float, float], bool],
) -> list[Voice]:
    best = min(measure(voice) for voice in able)
    return [voice for voice in able if not worse(measure(voice), best)]


def _further(value: float, best: float) -> bool:
    return value > best + _AS_GOOD


def _looser(value: float, best: float) -> bool:
    return value > best * _AS_EXACT


def _accuracy_m(route: Stream) -> float:
    known = route["horizontal_accuracy_m"]
    known = known[np.isfinite(known)]
    return float(np.median(known)) if len(known) else _USUAL_ACCURACY_M
