"""The samples of a workout's series, on the workout's clock.

The app groups samples by the second, the minute or longer and stamps a group with where it
begins, so the first stamp may lie before the start; and what it calls the heart rate is sometimes
the recovery after the end (Lybron/health-auto-export#60).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fitglue.domain.streams import FloatArray
from fitglue.formats.health_auto_export.dates import moment
from fitglue.formats.health_auto_export.quantities import label, number
from fitglue.formats.health_auto_export.told import Told

_GROUPINGS_S = (3_600.0, 60.0)
#: An amount gathered over longer than this was not: its series has a gap there.
_LONGEST_SPAN_S = 60.0
_LEAST_SPAN_S = 1e-3
_VALUES = {"value": ("qty", "Avg", "avg"), "minimum": ("Min", "min"), "maximum": ("Max", "max")}


@dataclass(frozen=True, eq=False, slots=True)
class Samples:
    """One series inside its workout, by time, one sample a moment.

    `time_s` is seconds since the start, never outside of the workout; the values are in `units`,
    NaN where missing. `grouped_s` is how long each sample stands for, 0 where they are single.
    """

    time_s: FloatArray
    value: FloatArray
    minimum: FloatArray
    maximum: FloatArray
    units: str
    source: str
    grouped_s: float

    def __len__(self) -> int:
        """Count the samples."""
        return len(self.time_s)

    def spans_s(self, elapsed_s: float) -> FloatArray:
        """Give how long each sample's amount was gathered."""
        until = np.append(self.time_s[1:], elapsed_s) - self.time_s
        longest = max(self.grouped_s, _LONGEST_SPAN_S)
        return np.clip(until, _LEAST_SPAN_S, longest)


def samples(said: Told, name: str, between: tuple[float, float]) -> Samples | None:
    """Read a series, without values outside of `between`; None when nothing of it is left."""
    rows = said.rows(name)
    columns = _columns(rows)
    grouped_s = _grouping_s(columns["time_s"])
    columns["time_s"] -= said.start.timestamp()
    kept = _inside(columns, said.elapsed_s, grouped_s)
    kept &= (columns["value"] >= between[0]) & (columns["value"] <= between[1])
    source, order = _one_source(rows, columns["time_s"], kept)
    if not len(order):
        return None
    drawn = {key: column[order] for key, column in columns.items()}
    drawn["time_s"] = np.clip(drawn["time_s"], 0.0, said.elapsed_s)
    units = next((units for row in rows if (units := label(row))), "")
    return Samples(**drawn, units=units, source=source, grouped_s=grouped_s)


def _columns(rows: Iterable[Mapping[str, Any]]) -> dict[str, FloatArray]:
    """Lay rows out as columns; a row without a date has NaN for its time."""
    found: dict[str, list[float]] = {name: [] for name in ("time_s", *_VALUES)}
    for row in rows:
        when = moment(row.get("date"))
        found["time_s"].append(when.instant.timestamp() if when else np.nan)
        for column, names in _VALUES.items():
            found[column].append(_first_number(row, names))
    return {name: np.array(column, dtype=np.float64) for name, column in found.items()}


def _first_number(row: Mapping[str, Any], names: Iterable[str]) -> float:
    for name in names:
        value = number(row.get(name))
        if value is not None:
            return value
    return np.nan


def _grouping_s(epoch_s: FloatArray) -> float:
    """Find by what samples were grouped: all of them stand on whole minutes, or hours."""
    known = epoch_s[np.isfinite(epoch_s)]
    if not len(known):
        return 0.0
    return next((each for each in _GROUPINGS_S if not np.any(known % each)), 0.0)


def _inside(
    columns: Mapping[str, FloatArray], elapsed_s: float, grouped_s: float
) -> npt.NDArray[np.bool_]:
    """Keep what belongs to the workout; nothing when all of it came after the end."""
    time_s = columns["time_s"]
    if not (time_s < elapsed_s).any():
        return np.zeros(len(time_s), dtype=np.bool_)
    return (time_s > -max(grouped_s, 1.0)) & (time_s <= elapsed_s)


def _one_source(
    rows: list[Mapping[str, Any]], time_s: FloatArray, kept: npt.NDArray[np.bool_]
) -> tuple[str, npt.NDArray[np.intp]]:
    """Give the main source, and the order of the rows by time, of each moment only one.

    A phone and a watch count the same steps: where both speak, the one that speaks most is heard.
    """
    picked = np.flatnonzero(kept)
    sources = [_source(rows[index]) for index in picked]
    counts = Counter(sources)
    rank = np.array([-counts[source] for source in sources], dtype=np.int64)
    order = picked[np.lexsort((rank, time_s[picked]))]
    first = np.diff(time_s[order], prepend=-np.inf) > 0
    main = max(counts, key=lambda source: counts[source], default="")
    return main, order[first]


def _source(row: Mapping[str, Any]) -> str:
    said = row.get("source")
    return " ".join(said[:200].split()) if isinstance(said, str) else ""
