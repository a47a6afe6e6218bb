"""Time series of a workout, one columnar block per kind.

Every stream keeps its own clock: `time_s` is float64 seconds since the workout's start, never
decreasing, and may begin a little before it. A column holds float64 values in the unit its name
ends with; a missing value is NaN, and a gap is simply a longer step of the clock. Nothing in here
stands for "missing" as 0, 255 or -1 would.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

#: How long a last known value may stand for the moments after it.
HOLD_S = 10.0


class StreamKind(StrEnum):
    """What a stream holds. Its columns are in `COLUMNS`."""

    ROUTE = "route"
    HEART_RATE = "heart_rate"
    SPEED = "speed"
    POWER = "power"
    CADENCE = "cadence"
    STRIDE_LENGTH = "stride_length"
    VERTICAL_OSCILLATION = "vertical_oscillation"
    GROUND_CONTACT_TIME = "ground_contact_time"
    AIR_TEMPERATURE = "air_temperature"
    WATER_TEMPERATURE = "water_temperature"
    UNDERWATER_DEPTH = "underwater_depth"
    # Spans: an amount gathered from `time_s` on, for `duration_s`.
    DISTANCE = "distance"
    STEPS = "steps"
    STROKES = "strokes"
    ACTIVE_ENERGY = "active_energy"
    BASAL_ENERGY = "basal_energy"


_K = StreamKind
#: The columns of every kind with the resolution at which they are kept, far below any sensor's.
COLUMNS: Mapping[StreamKind, Mapping[str, float]] = {
    _K.ROUTE: {
        "latitude_deg": 1e-7, "longitude_deg": 1e-7, "altitude_m": 1e-3, "speed_m_per_s": 1e-3,
        "course_deg": 1e-2, "horizontal_accuracy_m": 1e-2, "vertical_accuracy_m": 1e-2,
    },
    _K.HEART_RATE: {"heart_rate_bpm": 1e-2},
    _K.SPEED: {"speed_m_per_s": 1e-3},
    _K.POWER: {"power_w": 1e-1},
    _K.CADENCE: {"cadence_per_min": 1e-2},
    _K.STRIDE_LENGTH: {"stride_length_m": 1e-3},
    _K.VERTICAL_OSCILLATION: {"vertical_oscillation_mm": 1e-1},
    _K.GROUND_CONTACT_TIME: {"ground_contact_time_ms": 1e-1},
    _K.AIR_TEMPERATURE: {"air_temperature_deg_c": 1e-2},
    _K.WATER_TEMPERATURE: {"water_temperature_deg_c": 1e-2},
    _K.UNDERWATER_DEPTH: {"underwater_depth_m": 1e-3},
    _K.DISTANCE: {"distance_m": 1e-3, "duration_s": 1e-3},
    _K.STEPS: {"steps": 1e-2, "duration_s": 1e-3},
    _K.STROKES: {"strokes": 1e-2, "duration_s": 1e-3},
    _K.ACTIVE_ENERGY: {"active_kcal": 1e-4, "duration_s": 1e-3},
    _K.BASAL_ENERGY: {"basal_kcal": 1e-4, "duration_s": 1e-3},
}  # fmt: skip
#: The resolution of every clock.
TIME_RESOLUTION_S = 1e-3


@dataclass(frozen=True, eq=False, slots=True)
class Stream:
    """One kind's clock and columns, all of one length. Raises ValueError when they are not."""

    kind: StreamKind
    time_s: FloatArray
    columns: Mapping[str, FloatArray]

    def __post_init__(self) -> None:
        if tuple(self.columns) != tuple(COLUMNS[self.kind]):
            raise ValueError(f"{self.kind} has columns {tuple(self.columns)}")
        if any(len(column) != len(self.time_s) for column in self.columns.values()):
            raise ValueError(f"{self.kind} has columns of several lengths")
        if not _runs_forward(self.time_s):
            raise ValueError(f"the clock of {self.kind} does not run forward")

    def __len__(self) -> int:
        """Count the samples."""
        return len(self.time_s)

    @property
    def values(self) -> FloatArray:
        """Give the first column: the value of a scalar kind, the amount of a span."""
        return next(iter(self.columns.values()))

    def __getitem__(self, column: str) -> FloatArray:
        """Give one column by its name."""
        return self.columns[column]

    def take(self, index: npt.NDArray[np.bool_] | npt.NDArray[np.intp] | slice) -> "Stream":
        """Keep the samples that `index` picks, in order."""
        if not isinstance(index, slice) and index.dtype == np.bool_ and index.all():
            return self
        picked = {name: column[index] for name, column in self.columns.items()}
        return Stream(self.kind, self.time_s[index], picked)

    def between(self, start_s: float, end_s: float) -> "Stream":
        """Keep the samples of [start_s, end_s]."""
        first, last = self.time_s.searchsorted((start_s, end_s + TIME_RESOLUTION_S / 2))
        if first == 0 and last == len(self):
            return self
        return self.take(slice(int(first), int(last)))

    def shifted(self, seconds: float) -> "Stream":
        """Move the clock by `seconds`."""
        return Stream(self.kind, self.time_s + seconds, self.columns)


Streams = Mapping[StreamKind, Stream]


def _runs_forward(time_s: FloatArray) -> bool:
    """Tell whether a clock is finite and never decreases; nothing compares with NaN."""
    if not len(time_s):
        return True
    ends_are_finite = math.isfinite(time_s[0]) and math.isfinite(time_s[-1])
    return ends_are_finite and bool((time_s[1:] >= time_s[:-1]).all())


def scalar(kind: StreamKind, time_s: FloatArray, values: FloatArray) -> Stream:
    """Make a stream of a kind with one column, its samples sorted by time."""
    (name,) = COLUMNS[kind]
    if not (time_s[1:] >= time_s[:-1]).all():
        order = np.argsort(time_s, kind="stable")
        time_s, values = time_s[order], values[order]
    return Stream(kind, time_s, {name: values})


def spans(
    kind: StreamKind, start_s: FloatArray, duration_s: FloatArray, amounts: FloatArray
) -> Stream:
    """Make a stream of amounts gathered over spans of time, sorted by their start."""
    order = np.argsort(start_s, kind="stable")
    amount, duration = COLUMNS[kind]
    return Stream(kind, start_s[order], {amount: amounts[order], duration: duration_s[order]})


def held(
    time_s: FloatArray, values: FloatArray, at_s: FloatArray, hold_s: float = HOLD_S
) -> FloatArray:
    """Give the last known value at each of `at_s`, NaN where it is older than `hold_s`.

    Missing values are passed over: the last value known is the last that was one.
    """
    known = np.isfinite(values)
    time_s, values = time_s[known], values[known]
    if not len(time_s):
        return np.full(len(at_s), np.nan)
    last = np.searchsorted(time_s, at_s + TIME_RESOLUTION_S / 2, side="right") - 1
    age_s = at_s - time_s[last]
    return np.where((last >= 0) & (age_s <= hold_s), values[last], np.nan)


def running_total(stream: Stream) -> tuple[FloatArray, FloatArray]:
    """Turn spans into a clock of their ends and the total gathered by then, both ascending."""
    end_s = stream.time_s + stream["duration_s"]
    order = np.argsort(end_s, kind="stable")
    return end_s[order], np.cumsum(np.nan_to_num(stream.values[order]))
