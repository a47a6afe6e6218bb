"""The streams of a workout out of the export's records: no link names them, time and source do.

A stream comes from one source; where the workout states a figure of its own, the source that
agrees with it is preferred.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fitglue.domain.measures import heart_rate_summary
from fitglue.domain.sport import Sport
from fitglue.domain.streams import COLUMNS, FloatArray, Stream, StreamKind
from fitglue.domain.units import UnknownUnit, unit
from fitglue.domain.workout import Device, Leg, Pause, Statistic
from fitglue.formats.apple_export.scanning.samples import Samples
from fitglue.formats.apple_export.workouts.rows import Rows, moments, spans
from fitglue.formats.apple_export.workouts.series import EFFORT, GATHERED, SERIES, Series
from fitglue.formats.apple_export.workouts.sources import Sources
from fitglue.formats.apple_export.workouts.totals import Statistics

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


class Records:
    """The samples of one export, as the streams of its workouts are drawn from them."""

    def __init__(self, samples: Mapping[str, Samples], sources: Sources, units: list[str]) -> None:
        self._samples = samples
        self._sources = sources
        self._factors = {
            canonical: _factors(units, canonical)
            for canonical in {series.canonical for series in SERIES} | {"effort"}
        }

    def streams(self, windows: Sequence[Window]) -> list[dict[StreamKind, Found]]:
        """Give every stream that lies in each window, one per kind.

        Several windows are looked for at once: for one alone, numpy takes longer to begin than
        to work.
        """
        drawn: list[dict[StreamKind, list[Found]]] = [{} for _ in windows]
        start_s = np.array([window.start_s for window in windows])
        end_s = np.array([window.end_s for window in windows])
        for series in SERIES:
            for number, rows in self._inside(series, start_s, end_s):
                found = self._drawn(series, rows, windows[number])
                if found is not None:
                    drawn[number].setdefault(series.kind, []).append(found)
        return [
            {kind: _one_of(several, window) for kind, several in found.items()}
            for window, found in zip(windows, drawn, strict=True)
        ]

    def _inside(
        self, series: Series, start_s: FloatArray, end_s: FloatArray
    ) -> Iterator[tuple[int, Rows]]:
        """Give the rows of one record type in every window that has some, and its number."""
        samples = self._samples.get(series.record)
        if samples is None or not len(samples):
            return
        at, window = samples.within(start_s, end_s)
        rows = self._rows(series, samples.take(at), (start_s[window], end_s[window]))
        known = np.isfinite(rows.value)
        if not known.all():
            rows, window = rows.take(known), window[known]
        yield from rows.by_window(window, len(start_s))

    def _rows(
        self, series: Series, samples: Samples, window: tuple[FloatArray, FloatArray]
    ) -> Rows:
        start_s, end_s = samples.start_s, samples.end_s
        value = self._converted(samples, series.canonical) * series.scale
        if series.kind in GATHERED:
            clipped = spans(start_s, end_s, value, window)
        else:
            clipped = moments(start_s, value, window[0])
        return Rows(start_s, end_s, value, self._sources.groups(samples), clipped)

    def _drawn(self, series: Series, rows: Rows, window: Window) -> Found | None:
        """Draw one record type from the best source that agrees, else from the best."""
        best: Found | None = None
        # An amount is worth as much as the one who counted all of it: the steps that a phone
        # in the changing room counted are not those of the swim.
        own_only = series.kind in GATHERED
        sources = rows.sources()
        ranked = self._sources.ranked(sources, window.source, window.device, own_only=own_only)
        for group in ranked:
            stream = _stream(series.kind, rows.of(group).distinct())
            if stream is None:
                continue
            agrees = _agrees(series, stream, window)
            drawn = Found(series.record, stream, self._sources.nice(group), agrees)
            if agrees:
                return drawn
            best = best or drawn
        return best

    def _converted(self, samples: Samples, canonical: str) -> FloatArray:
        """Convert values by the unit each was written in; NaN in a unit of something else."""
        factor, offset = self._factors[canonical]
        written_in = np.asarray(samples.unit, dtype=np.intp)
        return samples.value * factor[written_in] + offset[written_in]

    def effort(self, window: Window) -> tuple[float, str] | None:
        """Give the effort that a record rates the workout with, a person's before an estimate.

        It belongs to the workout in which its middle lies; the newest of several counts.
        """
        for record in EFFORT:
            everything = self._samples.get(record)
            if everything is None:
                continue
            samples = everything.between(window.start_s, window.end_s)
            middle = (samples.start_s + samples.end_s) / 2
            value = self._converted(samples, "effort")
            fits = np.flatnonzero(
                (middle >= window.start_s) & (middle <= window.end_s) & (value >= 1) & (value <= 10)  # noqa: PLR2004 - HealthKit's scale
            )
            if len(fits):
                group = int(self._sources.groups(samples)[fits[-1]])
                return float(value[fits[-1]]), self._sources.nice(group)
        return None


def _factors(units: Iterable[str], canonical: str) -> tuple[FloatArray, FloatArray]:
    """Tabulate factor and offset to `canonical` by the number of a unit."""
    rows = [_factor(spelling, canonical) for spelling in units] or [(np.nan, 0.0)]
    table = np.array(rows, dtype=np.float64)
    return table[:, 0], table[:, 1]


def _factor(spelling: str, canonical: str) -> tuple[float, float]:
    try:
        known = unit(spelling)
    except UnknownUnit:
        return np.nan, 0.0
    return (known.factor, known.offset) if known.canonical == canonical else (np.nan, 0.0)


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


def _one_of(several: list[Found], window: Window) -> Found:
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
