"""The streams of a workout out of the export's records: no link names them, time and source do.

A stream comes from one source; where the workout states a figure of its own, the source that
agrees with it is preferred.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from fitglue.domain.streams import FloatArray, StreamKind
from fitglue.domain.units import UnknownUnit, unit
from fitglue.formats.apple_export.scanning.samples import Samples
from fitglue.formats.healthkit.drawing import Found, Window, drawn, one_of
from fitglue.formats.healthkit.rows import Rows, moments, spans
from fitglue.formats.healthkit.series import EFFORT, GATHERED, SERIES, Series
from fitglue.formats.healthkit.sources import Sources


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
        found_in: list[dict[StreamKind, list[Found]]] = [{} for _ in windows]
        start_s = np.array([window.start_s for window in windows])
        end_s = np.array([window.end_s for window in windows])
        for series in SERIES:
            for number, rows in self._inside(series, start_s, end_s):
                found = drawn(series, rows, windows[number], self._sources)
                if found is not None:
                    found_in[number].setdefault(series.kind, []).append(found)
        return [
            {kind: one_of(several, window) for kind, several in found.items()}
            for window, found in zip(windows, found_in, strict=True)
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
        return Rows(start_s, end_s, value, self._sources.groups(samples.source), clipped)

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
                group = int(self._sources.groups(samples.source)[fits[-1]])
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
