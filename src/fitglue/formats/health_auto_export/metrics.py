"""Health metrics beside workouts: named series as the app sends them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
import numpy as np

from fitglue.domain.streams import FloatArray
from fitglue.formats.health_auto_export.dates import moment
from fitglue.formats.health_auto_export.json_document import fields_of, rows_of, value_of
from fitglue.formats.health_auto_export.quantities import number, spelt

_LONGEST_NAME = 80
_LONGEST_SOURCE = 200
#: A person has some two hundred metrics; an object with more fields than that is none.
_MOST_PARTS = 50


@dataclass(frozen=True, eq=False, slots=True)
class MetricSeries:
    """One metric in the unit that the app gives it, by time, each moment of a source once.

    `time_s` is Unix seconds. `minimum` and `maximum` are NaN where the app sends one value alone,
    as it may for the same metric (resting heart rate). A night's parts are series of their own,
    such as `sleep_analysis.deep`. `sources` has one name a sample, `A|B` where the app mixed two.
    """

    name: str
    unit: str
    time_s: FloatArray
    value: FloatArray
    minimum: FloatArray
    maximum: FloatArray
    sources: tuple[str, ...]

    def __len__(self) -> int:
        """Count the samples."""
        return len(self.time_s)


@dataclass(slots=True)
class Gathered:
    """Metrics as they are read, block after block, and what of them could not be."""

    rows: dict[tuple[str, str], list[tuple[float, float, float, float, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    undated: Counter[str] = field(default_factory=Counter)

    def take(self, raw: msgspec.Raw) -> None:
        """Read a block; one metric may come in several. Raises Damaged when it is none."""
        said = fields_of(raw, "A metric")
        name, units = value_of(said, "name"), value_of(said, "units")
        name = name.strip()[:_LONGEST_NAME] if isinstance(name, str) else "unnamed"
        unit = spelt(units) if isinstance(units, str) else ""
        rows = rows_of(said, "data")
        if not rows:
            self.rows[name, unit].extend(())
        for row in rows:
            self._take_row(name, unit, row)

    def _take_row(self, name: str, unit: str, row: Mapping[str, Any]) -> None:
        when = moment(row.get("date"))
        if when is None:
            self.undated[name] += 1
            return
        source = row.get("source")
        who = " ".join(source[:_LONGEST_SOURCE].split()) if isinstance(source, str) else ""
        for part, values in _values(row):
            whole = f"{name}.{part}" if part else name
            self.rows[whole, unit].append((when.instant.timestamp(), *values, who))

    def series(self) -> tuple[MetricSeries, ...]:
        """Give the series, by name."""
        return tuple(_series(*key, rows) for key, rows in sorted(self.rows.items()))


def _values(row: Mapping[str, Any]) -> Iterator[tuple[str, tuple[float, float, float]]]:
    """Give value, minimum and maximum of a sample; of an object with parts, one for each part."""
    value = _first(row, ("qty", "Avg", "avg"))
    if value is not None:
        yield "", (value, _or_nan(row, ("Min", "min")), _or_nan(row, ("Max", "max")))
        return
    for part, said in list(row.items())[:_MOST_PARTS]:
        numeral = None if isinstance(said, str) else number(said)
        if numeral is not None:
            yield part[:_LONGEST_NAME], (numeral, np.nan, np.nan)


def _first(row: Mapping[str, Any], names: Iterable[str]) -> float | None:
    known = (number(row.get(name)) for name in names)
    return next((value for value in known if value is not None), None)


def _or_nan(row: Mapping[str, Any], names: Iterable[str]) -> float:
    found = _first(row, names)
    return np.nan if found is None else found


def _series(
    name: str, unit: str, rows: list[tuple[float, float, float, float, str]]
) -> MetricSeries:
    """Put samples in order; what the app sends again replaces what it sent before."""
    latest = {(row[0], row[4]): row for row in rows}
    kept = [latest[key] for key in sorted(latest)]
    columns = np.array([row[:4] for row in kept], dtype=np.float64).reshape(-1, 4).T.copy()
    return MetricSeries(name, unit, *columns, sources=tuple(row[4] for row in kept))
