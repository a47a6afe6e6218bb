"""The streams of a workout out of samples: no link names them, time and source do.

A stream comes from one source; where the workout states a figure of its own, the source that
agrees with it is preferred.
"""

from dataclasses import dataclass

import numpy as np

from fitglue.domain.measures import heart_rate_summary
from fitglue.domain.sport import Sport
from fitglue.domain.streams import COLUMNS, Stream, StreamKind
from fitglue.domain.workout import Device, Leg, Pause, Statistic
from fitglue.formats.healthkit.rows import Rows
from fitglue.formats.healthkit.series import GATHERED, Series
from fitglue.formats.healthkit.sources import Sources
from fitglue.formats.healthkit.told import Told
from fitglue.formats.healthkit.totals import Statistics

_AVERAGE_AGREES_BPM = 3.0
_EXTREME_AGREES_BPM = 0.5
_TOTAL_AGREES = 0.1


@dataclass(frozen=True, slots=True)
class Window:
    """The workout that samples are looked for: its time (Unix seconds) and who recorded it."""

    start_s: float
    end_s: float
    source: str
    device: Device
    sport: Sport
    statistics: Statistics
    pauses: tuple[Pause, ...] = ()
    legs: tuple[Leg, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Found:
    """A stream, who measured it, and whether it agrees with what the workout states."""

    record: str
    stream: Stream
    source: str
    agrees: bool = True


def window_of(told: Told) -> Window:
    """Give the window of a workout that has been read."""
    return Window(
        start_s=told.start.timestamp(),
        end_s=max(told.end.timestamp(), told.start.timestamp() + told.elapsed_s),
        source=told.app.name,
        device=told.device,
        sport=told.sport,
        statistics=told.statistics,
        pauses=told.pauses,
        legs=told.legs,
    )


def drawn(series: Series, rows: Rows, window: Window, sources: Sources) -> Found | None:
    """Draw one record type from the best source that agrees, else from the best."""
    best: Found | None = None
    # An amount is worth as much as the one who counted all of it: the steps that a phone
    # in the changing room counted are not those of the swim.
    own_only = series.kind in GATHERED
    ranked = sources.ranked(rows.sources(), window.source, window.device, own_only=own_only)
    for group in ranked:
        stream = _stream(series.kind, rows.of(group).distinct())
        if stream is None:
            continue
        agrees = _agrees(series, stream, window)
        found = Found(series.record, stream, sources.nice(group), agrees)
        if agrees:
            return found
        best = best or found
    return best


def _stream(kind: StreamKind, rows: Rows) -> Stream | None:
    clipped = rows.clipped
    if not clipped.touches.all():
        clipped = clipped.take(clipped.touches)
    if not len(clipped.clock_s):
        return None
    columns = zip(COLUMNS[kind], (clipped.amount, clipped.lasts_s), strict=False)
    # Copies: a workout that somebody keeps must not keep its neighbours' rows.
    return Stream(kind, clipped.clock_s.copy(), {name: column.copy() for name, column in columns})


def _agrees(series: Series, stream: Stream, window: Window) -> bool:
    """Hold samples against the figure that the workout states of their kind, if it does."""
    stated = window.statistics.get(series.record)
    if stated is None:
        return True
    if series.kind is StreamKind.HEART_RATE:
        return _heart_rate_agrees(stream, stated, window.pauses)
    if series.kind not in GATHERED or not stated.total:
        return True
    return abs(float(stream.values.sum()) - stated.total) <= _TOTAL_AGREES * stated.total


def _heart_rate_agrees(stream: Stream, stated: Statistic, pauses: tuple[Pause, ...]) -> bool:
    said = heart_rate_summary(stream, pauses)
    if said is None:
        return False
    pairs = (
        (said.avg_bpm, stated.average, _AVERAGE_AGREES_BPM),
        (said.min_bpm, stated.minimum, _EXTREME_AGREES_BPM),
        (said.max_bpm, stated.maximum, _EXTREME_AGREES_BPM),
    )
    return all(figure is None or abs(ours - figure) <= most for ours, figure, most in pairs)


def one_of(several: list[Found], window: Window) -> Found:
    """Choose among record types of one kind: the sport's own distance, else who says the most.

    The legs of a multi-sport workout take turns instead: each gives its own time.
    """
    if len(several) == 1:
        return several[0]
    if window.legs:
        return _relay(several, window.legs)
    own = [found for found in several if found.record == window.sport.healthkit_distance]
    return own[0] if own else max(several, key=lambda found: len(found.stream))


def _relay(several: list[Found], legs: tuple[Leg, ...]) -> Found:
    """Join, leg by leg, the records of the leg's own distance, else the most samples there."""
    turns = []
    for leg in legs:
        cut = [
            (found.record == leg.sport.healthkit_distance, _of_leg(found, leg)) for found in several
        ]
        turns.append(max(cut, key=lambda own: (own[0] and len(own[1]) > 0, len(own[1])))[1])
    time_s = np.concatenate([turn.time_s for turn in turns])
    order = np.argsort(time_s, kind="stable")
    columns = {
        name: np.concatenate([turn[name] for turn in turns])[order] for name in turns[0].columns
    }
    most = max(several, key=lambda found: len(found.stream))
    return Found(most.record, Stream(most.stream.kind, time_s[order], columns), most.source)


def _of_leg(found: Found, leg: Leg) -> Stream:
    clock = found.stream.time_s
    return found.stream.take((clock >= leg.start_s) & (clock < leg.end_s))
