"""Records and events: what happened second by second, with the timer's stops between."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from fitglue.domain.distance import Curve
from fitglue.domain.measures import paused_spans, timer_at
from fitglue.domain.streams import FloatArray
from fitglue.domain.timeline import Timeline
from fitglue.domain.workout import Workout
from fitglue.formats.fit.encoder import Column, Table, table, table_of
from fitglue.formats.fit.profile import (
    EPOCH,
    EVENT,
    RECORD,
    SEMICIRCLES_PER_DEGREE,
    Event,
    EventType,
)

#: FIT has one temperature where we tell the air's from the water's.
TEMPERATURE = "temperature_deg_c"


@dataclass(frozen=True, slots=True)
class FitClock:
    """Turns seconds since a workout's start into FIT's whole seconds, the nearest ones."""

    started: int  # the FIT second in which the workout started
    past_second_s: float

    @classmethod
    def of(cls, workout: Workout) -> "FitClock":
        """Make the clock of a workout."""
        seconds = int(workout.start.replace(microsecond=0).timestamp())
        return cls(seconds - EPOCH, workout.start.microsecond / 1e6)

    def stamps(self, time_s: FloatArray) -> FloatArray:
        """Give FIT timestamps, as floats that are whole."""
        return self.started + np.floor(time_s + self.past_second_s + 0.5)

    def stamp(self, time_s: float) -> int:
        """Give one FIT timestamp."""
        return self.started + math.floor(time_s + self.past_second_s + 0.5)


def stopped_spans(workout: Workout, clock: FitClock) -> list[tuple[int, int]]:
    """Give where the timer stands, in FIT's seconds: ascending, apart from each other."""
    spans: list[tuple[int, int]] = []
    for start, end in paused_spans(workout.pauses).clip(0.0, workout.elapsed_s):
        stop, resume = clock.stamp(start), clock.stamp(end)
        if spans and stop <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(resume, spans[-1][1]))
        elif resume > stop:
            spans.append((stop, resume))
    return spans


def story(workout: Workout, rows: Timeline, way: Curve | None) -> Iterator[Table]:
    """Tell the workout in order of time: timer events, marks, and the records between them."""
    clock = FitClock.of(workout)
    stopped = stopped_spans(workout, clock)
    records = _records(workout, clock, rows, way)
    if records is not None and stopped and stopped[-1][1] >= clock.stamp(workout.elapsed_s):
        records = _until(records, stopped[-1][0])
    told = 0
    for stamp, happened, event in _events(workout, clock, stopped):
        if records is not None:
            # A stop comes after the records of its second, a start before them.
            side = "left" if happened is EventType.START else "right"
            until = int(np.searchsorted(records.rows["timestamp"], stamp, side))
            if until > told:
                yield records[told:until]
                told = until
        yield _event(stamp, event, happened)


def _until(records: Table, stop: int) -> Table:
    """Let the records end, with the whole distance, at a stop of the timer that stayed."""
    rows = records.rows
    if len(rows) == 1 or rows["timestamp"][-2] < stop:
        rows["timestamp"][-1] = stop
        return records
    if "distance" in (rows.dtype.names or ()):
        rows["distance"][-2] = rows["distance"][-1]
    return records[:-1]


def _event(stamp: int, event: Event, happened: EventType) -> Table:
    row = {"timestamp": stamp, "event": event, "event_type": happened}
    return table_of(EVENT, [row | {"event_group": 0} if event is Event.TIMER else row])


def _events(
    workout: Workout, clock: FitClock, stopped: list[tuple[int, int]]
) -> list[tuple[int, EventType, Event]]:
    """Give every event; of one second, starts come first and stops last, as FIT numbers them."""
    first, last = clock.stamp(0.0), clock.stamp(workout.elapsed_s)
    resumed = [resume for _, resume in stopped if resume < last]
    stops = [stop for stop, _ in stopped]
    if not stopped or stopped[-1][1] < last:
        stops.append(last)
    marks = [mark.at_s for mark in workout.marks if 0 <= mark.at_s <= workout.elapsed_s]
    return sorted(
        [(stamp, EventType.START, Event.TIMER) for stamp in [first, *resumed]]
        + [(clock.stamp(at_s), EventType.MARKER, Event.USER_MARKER) for at_s in marks]
        + [(stamp, EventType.STOP_ALL, Event.TIMER) for stamp in stops]
    )


def covered(workout: Workout, rows: Timeline) -> Curve | None:
    """Give the distance by every moment; None when nobody knows any.

    A distance that is known only as a whole is spread evenly over the timer, for a reader that
    finds a total but no way to it shows neither.
    """
    if rows.covered is not None:
        return rows.covered
    if workout.distance_m is None or workout.distance_m <= 0 or workout.legs:
        return None
    bounds = np.clip(paused_spans(workout.pauses).ravel(), 0.0, workout.elapsed_s)
    knots: FloatArray = np.unique(np.concatenate((bounds, [0.0, workout.elapsed_s])))
    timer = timer_at(knots, workout.pauses) - timer_at(knots[:1], workout.pauses)
    return (knots, workout.distance_m * (timer / timer[-1])) if timer[-1] > 0 else None


def _records(workout: Workout, clock: FitClock, rows: Timeline, way: Curve | None) -> Table | None:
    """Make the records; None when no moment of the workout is known."""
    known = rows.columns
    columns: dict[str, Column] = dict(positions(known))
    if way is not None:
        end_s = max(rows.time_s[-1], workout.elapsed_s)  # the last record closes the workout
        columns["distance"] = np.interp(np.append(rows.time_s[:-1], end_s), *way)
    for name, (column, factor) in _SAME.items():
        if column in known:
            columns[name] = known[column] * factor
    columns.update(cadence(revolutions_per_min(workout, known)))
    return table(RECORD, {"timestamp": clock.stamps(rows.time_s), **columns}) if columns else None


_SAME = {
    "enhanced_altitude": ("altitude_m", 1), "enhanced_speed": ("speed_m_per_s", 1),
    "heart_rate": ("heart_rate_bpm", 1), "power": ("power_w", 1),
    "step_length": ("stride_length_m", 1000), "stance_time": ("ground_contact_time_ms", 1),
    "vertical_oscillation": ("vertical_oscillation_mm", 1),
    "temperature": (TEMPERATURE, 1), "depth": ("underwater_depth_m", 1),
}  # fmt: skip


def with_temperature(rows: Timeline) -> Timeline:
    """Add the temperature that a file tells: the air's, else the water's; never both mixed."""
    for name in ("air_temperature_deg_c", "water_temperature_deg_c"):
        if name in rows.columns:
            return replace(rows, columns={**rows.columns, TEMPERATURE: rows.columns[name]})
    return rows


def positions(known: Mapping[str, FloatArray]) -> dict[str, Column]:
    """Give positions in semicircles, where there are any."""
    if "latitude_deg" not in known:
        return {}
    return {
        "position_lat": known["latitude_deg"] * SEMICIRCLES_PER_DEGREE,
        "position_long": known["longitude_deg"] * SEMICIRCLES_PER_DEGREE,
    }


def revolutions_per_min(workout: Workout, known: Mapping[str, FloatArray]) -> FloatArray | None:
    """Give cadence as FIT counts it: of both feet together, of pedals, or of one arm's strokes."""
    if "cadence_per_min" in known:
        return known["cadence_per_min"]
    if "strokes_per_min" in known and workout.sport.key == "swimming":
        return known["strokes_per_min"]
    steps = known.get("steps_per_min")
    return None if steps is None else steps / 2


def cadence(per_min: FloatArray | None, prefix: str = "") -> dict[str, Column]:
    """Split a cadence into FIT's two fields, whole and 128ths."""
    if per_min is None:
        return {}
    parts = np.rint(per_min * 128)
    whole = np.floor(parts / 128)
    fraction = (parts - whole * 128) / 128
    return {f"{prefix}cadence": whole, f"{prefix}fractional_cadence": fraction}
