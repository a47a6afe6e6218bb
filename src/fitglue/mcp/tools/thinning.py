"""Streams with as many points as somebody can read."""

import warnings

import numpy as np

from fitglue.domain.streams import FloatArray, Stream


def thinned(stream: Stream, points: int) -> tuple[list[float], dict[str, list[float | None]]]:
    """Give at most `points` moments, evenly in time, and each column's mean of their spans.

    A span without a known value has none. A stream that has few samples is given as it is.
    """
    if len(stream) <= points:
        columns = {name: _plain(one) for name, one in stream.columns.items()}
        return [round(float(at), 1) for at in stream.time_s], columns
    edges = np.linspace(stream.time_s[0], stream.time_s[-1], points + 1)
    span = np.clip(np.searchsorted(edges, stream.time_s, side="right") - 1, 0, points - 1)
    columns = {name: _plain(_means(one, span, points)) for name, one in stream.columns.items()}
    return [round(float(at), 1) for at in edges[:-1]], columns


def _means(values: FloatArray, span: FloatArray, points: int) -> FloatArray:
    known = np.isfinite(values)
    index = span[known].astype(np.intp)
    counts = np.bincount(index, minlength=points)
    sums = np.bincount(index, weights=values[known], minlength=points)
    with warnings.catch_warnings(), np.errstate(invalid="ignore", divide="ignore"):
        return sums / counts


def _plain(values: FloatArray) -> list[float | None]:
    return [round(float(one), 5) if np.isfinite(one) else None for one in values]
