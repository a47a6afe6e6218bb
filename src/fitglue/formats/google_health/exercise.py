"""An exercise as Google Health tells it, checked where it comes in.

The schemas DataPoint and Exercise of https://health.googleapis.com/$discovery/rest?version=v4:
lengths in millimetres, durations as "1800.5s", int64 as strings.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct, ValidationError

from fitglue.domain.errors import Damaged
from fitglue.domain.shape import Shape

Number = float | str | None
_LONGEST = timedelta(days=31)
_LOOK = "Look at it in the Fitbit app; sync it again if it is wrong there as well."


class Running(Struct, rename="camel", frozen=True):
    """How somebody ran: MobilityMetrics."""

    avg_cadence_steps_per_minute: Number = None
    avg_stride_length_millimeters: Number = None
    avg_vertical_oscillation_millimeters: Number = None
    avg_ground_contact_time_duration: str = ""


class Figures(Struct, rename="camel", frozen=True):
    """Figures of an exercise or a split: MetricsSummary."""

    calories_kcal: Number = None
    distance_millimeters: Number = None
    elevation_gain_millimeters: Number = None
    average_heart_rate_beats_per_minute: Number = None
    steps: Number = None
    active_zone_minutes: Number = None
    run_vo2_max: Number = None
    mobility_metrics: Running = Running()


class Event(Struct, rename="camel", frozen=True):
    """A moment at which it was paused or went on."""

    event_time: datetime
    exercise_event_type: str = ""


class Split(Struct, rename="camel", frozen=True):
    """A lap, or a split that is made of itself every kilometre or mile."""

    start_time: datetime
    end_time: datetime
    active_duration: str = ""
    split_type: str = ""
    metrics_summary: Figures = Figures()


class Interval(Struct, rename="camel", frozen=True):
    """When it was, and how far the wall clock was ahead of UTC."""

    start_time: datetime
    end_time: datetime
    start_utc_offset: str = ""


class Extent(Struct, rename="camel", frozen=True):
    """ExerciseMetadata: whether there is a way, and how long the pool is."""

    has_gps: bool = False
    pool_length_millimeters: Number = None


class Told(Struct, rename="camel", frozen=True):
    """The exercise itself."""

    interval: Interval
    exercise_type: str = ""
    display_name: str = ""
    active_duration: str = ""
    metrics_summary: Figures = Figures()
    exercise_metadata: Extent = Extent()
    exercise_events: tuple[Event, ...] = ()
    splits: tuple[Split, ...] = ()
    split_summaries: tuple[Split, ...] = ()
    notes: str = ""
    update_time: str = ""


class MadeBy(Struct, rename="camel", frozen=True):
    """The device."""

    display_name: str = ""
    manufacturer: str = ""


class WrittenBy(Struct, rename="camel", frozen=True):
    """The app."""

    package_name: str = ""


class Whence(Struct, rename="camel", frozen=True):
    """DataSource: who measured, and by which way it came."""

    recording_method: str = ""
    platform: str = ""
    device: MadeBy = MadeBy()
    application: WrittenBy = WrittenBy()


class _DataPoint(Struct, rename="camel", frozen=True):
    name: str
    exercise: Told
    data_source: Whence = Whence()


_SHAPE = Shape(_DataPoint)


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise with its id, which is the same for ever."""

    id: str
    told: Told
    whence: Whence

    @property
    def start(self) -> datetime:
        """Give when it began."""
        return self.told.interval.start_time

    @property
    def end(self) -> datetime:
        """Give when it ended."""
        return self.told.interval.end_time

    @property
    def elapsed_s(self) -> float:
        """Give how long it took from start to end."""
        return (self.end - self.start).total_seconds()

    @property
    def offset_s(self) -> int | None:
        """Tell how far the wall clock was ahead of UTC, if it is told."""
        told = seconds(self.told.interval.start_utc_offset)
        return None if told is None else round(told)

    @property
    def local_start(self) -> str:
        """Give what the wall clock said at the start, in the order of filters."""
        ahead = timedelta(seconds=self.offset_s or 0)
        return (self.start + ahead).replace(tzinfo=None).isoformat(timespec="seconds")

    @property
    def is_typed_in(self) -> bool:
        """Tell whether somebody typed it in: nothing was measured second by second."""
        return self.whence.recording_method == "MANUAL"


def exercise_of(point: Any) -> Exercise:
    """Read a data point. Raises Damaged when it has no name or no time that can be."""
    try:
        found = _SHAPE.of(point)
    except ValidationError as problem:
        raise Damaged("A workout of Google Health cannot be read.", _LOOK) from problem
    exercise = Exercise(found.name.rsplit("/", 1)[-1], found.exercise, found.data_source)
    told = found.exercise
    moments = [event.event_time for event in told.exercise_events]
    moments += [at for one in (*told.splits, *told.split_summaries)
                for at in (one.start_time, one.end_time)]  # fmt: skip
    if any(at.tzinfo is None for at in (exercise.start, exercise.end, *moments)):
        raise Damaged("A workout of Google Health has a time without a zone.", _LOOK)
    if not exercise.id or not timedelta() < exercise.end - exercise.start <= _LONGEST:
        raise Damaged("A workout of Google Health has no usable time.", _LOOK)
    return exercise


def figure(told: Number, scale: float = 1.0) -> float | None:
    """Give a figure in our unit; none when nobody measured it, which 0 says as well."""
    try:
        value = math.nan if told is None else float(told) * scale
    except ValueError:
        return None
    return value if math.isfinite(value) and value > 0 else None


def seconds(duration: str) -> float | None:
    """Read a google-duration, such as "-3600s" or "1.5s"."""
    try:
        return float(duration.removesuffix("s")) if duration.endswith("s") else None
    except ValueError:
        return None
