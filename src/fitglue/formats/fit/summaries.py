"""The figures of laps and sessions. What the recording states wins over what samples make."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fitglue.domain.distance import Curve, accrued
from fitglue.domain.measures import ascent_descent_m, heart_rate_summary
from fitglue.domain.streams import FloatArray, StreamKind
from fitglue.domain.timeline import Timeline, timeline
from fitglue.domain.workout import Leg, Workout
from fitglue.formats.fit.encoder import Value
from fitglue.formats.fit.parts import Part, Session
from fitglue.formats.fit.profile import HALF_TURN, LAP, Event, EventType, LapTrigger, SessionTrigger
from fitglue.formats.fit.records import (
    TEMPERATURE,
    FitClock,
    cadence,
    covered,
    positions,
    revolutions_per_min,
    with_temperature,
)
from fitglue.formats.fit.sports import healthkit_fields, sport_fields

Figures = dict[str, Value]

_AVERAGED = {
    "avg_power": ("power_w", 1), "enhanced_avg_altitude": ("altitude_m", 1),
    "avg_vertical_oscillation": ("vertical_oscillation_mm", 1),
    "avg_stance_time": ("ground_contact_time_ms", 1), "avg_step_length": ("stride_length_m", 1000),
    "avg_temperature": (TEMPERATURE, 1), "avg_depth": ("underwater_depth_m", 1),
}  # fmt: skip
_HIGHEST = {
    "max_power": "power_w", "enhanced_max_altitude": "altitude_m",
    "enhanced_max_speed": "speed_m_per_s", "max_temperature": TEMPERATURE,
    "max_depth": "underwater_depth_m",
}  # fmt: skip
_LOWEST = {"enhanced_min_altitude": "altitude_m", "min_temperature": TEMPERATURE}


@dataclass(frozen=True, eq=False, slots=True)
class Told:
    """A workout as its file tells it: its rows, and what grew during it where that is known."""

    workout: Workout
    clock: FitClock
    rows: Timeline
    way: Curve | None  # the distance by every moment
    cycles: Curve | None  # strides of a walk, strokes of a swim

    def seconds(self, part: Part) -> tuple[float, float]:
        """Give a part in the workout's seconds; the first and last have all that lies outside."""
        elapsed_s = self.workout.elapsed_s
        shift = self.clock.started + self.clock.past_second_s
        start, end = part.start - shift, part.end - shift
        if part.start == self.clock.stamp(0.0):
            start = min(start, 0.0)
        return start, max(end, elapsed_s) if part.end == self.clock.stamp(elapsed_s) else end


def retold(workout: Workout) -> Told:
    """Put a workout on the file's clock."""
    rows = with_temperature(timeline(workout))
    return Told(workout, FitClock.of(workout), rows, covered(workout, rows), _cycles(workout))


def _cycles(workout: Workout) -> Curve | None:
    for kind, to_one_cycle in ((StreamKind.STROKES, 1), (StreamKind.STEPS, 2)):
        if kind in workout.streams:
            clock, count = accrued(workout.streams[kind], workout.pauses, workout.elapsed_s)
            return clock, count / to_one_cycle
    return None


def lap_row(told: Told, part: Part, index: int, *, last: bool) -> Figures:
    """Give the lap message of a part."""
    row = _head(part, index, Event.LAP) | _measured(told, part) | _heart_rate(told, part)
    row["lap_trigger"] = LapTrigger.SESSION_END if last else LapTrigger.MANUAL
    row |= sport_fields(told.workout, part.leg)
    lap = part.lap
    if lap is None:
        return row
    stated = {
        "total_distance": lap.distance_m, "total_calories": lap.active_kcal,
        "avg_heart_rate": lap.avg_hr_bpm, "max_heart_rate": lap.max_hr_bpm,
    }  # fmt: skip
    return _with_speed(row | _given(stated), part)


def session_row(told: Told, session: Session, index: int, *, only: bool) -> Figures:
    """Give the session message; the only one of a file has all that the workout states."""
    part = session.part
    row = _head(part, index, Event.SESSION) | _measured(told, part) | _heart_rate(told, part)
    row |= sport_fields(told.workout, part.leg) | _bounds(_rows_of(told, part))
    row |= healthkit_fields(told.workout, part.leg)
    row |= {"first_lap_index": session.first_lap, "num_laps": len(session.laps)}
    row["trigger"] = SessionTrigger.ACTIVITY_END if only else SessionTrigger.AUTO_MULTI_SPORT
    stated = _given(_stated(told.workout) if only else _stated_of_leg(part.leg))
    if told.way is not None:
        # The way ends with the stated distance, or with those of the legs that state theirs.
        stated.pop("total_distance", None)
    moving_s = stated.get("total_moving_time")
    if isinstance(moving_s, float | int):
        stated["total_moving_time"] = min(moving_s, part.timer_s)
    return _with_speed(row | stated, part)


def whole_lap_row(session: Session, figures: Figures) -> Figures:
    """Give the lap of a session that is one lap: it has the session's figures."""
    shared = {name: value for name, value in figures.items() if name in LAP.fields}
    head = _head(session.laps[0], session.first_lap, Event.LAP)
    return shared | head | {"lap_trigger": LapTrigger.SESSION_END}


def _head(part: Part, index: int, event: Event) -> Figures:
    return {
        "message_index": index, "timestamp": part.end, "event": event,
        "event_type": EventType.STOP, "start_time": part.start,
        "total_elapsed_time": part.elapsed_s, "total_timer_time": part.timer_s,
    }  # fmt: skip


def _given(stated: Mapping[str, float | None]) -> Figures:
    return {name: value for name, value in stated.items() if value is not None}


def _stated(workout: Workout) -> dict[str, float | None]:
    active, basal = workout.active_kcal, workout.basal_kcal
    # By custom FIT's calories hold what the body burns anyway; the resting part stands beside.
    total = active if active is None or basal is None else active + basal
    return {
        "total_distance": workout.distance_m, "total_calories": total,
        "metabolic_calories": basal, "avg_heart_rate": workout.avg_hr_bpm,
        "min_heart_rate": workout.min_hr_bpm, "max_heart_rate": workout.max_hr_bpm,
        "total_ascent": workout.ascent_m, "total_descent": workout.descent_m,
        "total_moving_time": workout.moving_s,
        # Borg's CR10 scale, times ten; by custom, for the profile gives no scale.
        "workout_rpe": None if workout.effort is None else 10 * workout.effort,
        "training_load_peak": workout.training_load,
    }  # fmt: skip


def _stated_of_leg(leg: Leg | None) -> dict[str, float | None]:
    if leg is None:
        return {}
    return {"total_distance": leg.distance_m, "total_calories": leg.active_kcal}


def _with_speed(row: Figures, part: Part) -> Figures:
    distance = row.get("total_distance")
    if isinstance(distance, float | int) and part.timer_s > 0:
        row["enhanced_avg_speed"] = distance / part.timer_s
    return row


def _measured(told: Told, part: Part) -> Figures:
    """Give what the rows of a part say."""
    known = _rows_of(told, part)
    row: Figures = {}
    for name, (column, factor) in _AVERAGED.items():
        if column in known:
            row[name] = float(np.nanmean(known[column])) * factor
    for name, column in _HIGHEST.items():
        if column in known:
            row[name] = float(np.nanmax(known[column]))
    for name, column in _LOWEST.items():
        if column in known:
            row[name] = float(np.nanmin(known[column]))
    row |= _cadence(told.workout, known) | _ends(known) | _climb(told, part)
    return row | _gained(told, part)


def _rows_of(told: Told, part: Part) -> dict[str, FloatArray]:
    """Give the columns of a part, those with a value in it; both its ends belong to it."""
    start, end = told.seconds(part)
    first, after = np.searchsorted(told.rows.time_s, [start - 0.25, end + 0.25])
    known = {name: column[first:after] for name, column in told.rows.columns.items()}
    return {name: column for name, column in known.items() if np.isfinite(column).any()}


def _cadence(workout: Workout, known: Mapping[str, FloatArray]) -> Figures:
    per_min = revolutions_per_min(workout, known)
    if per_min is None:
        return {}
    figures = cadence(np.array([np.nanmean(per_min)]), "avg_")
    figures |= cadence(np.array([np.nanmax(per_min)]), "max_")
    return {name: value.item() for name, value in figures.items()}


def _ends(known: Mapping[str, FloatArray]) -> Figures:
    row: Figures = {}
    for name, column in positions(known).items():
        placed = column[np.isfinite(column)]
        row[f"start_{name}"], row[f"end_{name}"] = placed[0].item(), placed[-1].item()
    return row


def _bounds(known: Mapping[str, FloatArray]) -> Figures:
    """Give the corners of the way; none where it crosses the date line, for FIT cannot say so."""
    corners: Figures = {}
    for name, column in positions(known).items():
        placed = column[np.isfinite(column)]
        if np.abs(np.diff(placed)).max(initial=0) > HALF_TURN:
            return {}
        short = name.removeprefix("position_")
        corners |= {f"nec_{short}": placed.max().item(), f"swc_{short}": placed.min().item()}
    return corners


def _climb(told: Told, part: Part) -> Figures:
    route = told.workout.streams.get(StreamKind.ROUTE)
    if route is None or (told.workout.virtual_route and told.workout.ascent_m is None):
        return {}  # nobody climbed what was only drawn
    climb = ascent_descent_m(route.between(*told.seconds(part)))
    return {} if climb is None else {"total_ascent": climb[0], "total_descent": climb[1]}


def _heart_rate(told: Told, part: Part) -> Figures:
    stream = told.workout.streams.get(StreamKind.HEART_RATE)
    if stream is None:
        return {}
    inside = stream.between(*told.seconds(part))
    found = heart_rate_summary(inside, told.workout.pauses)
    if found is None:
        return {}
    return {
        "avg_heart_rate": found.avg_bpm, "min_heart_rate": found.min_bpm,
        "max_heart_rate": found.max_bpm,
    }  # fmt: skip


def _gained(told: Told, part: Part) -> Figures:
    """Give what grew during a part: distance, and strides or strokes."""
    row: Figures = {}
    if told.way is not None:
        row["total_distance"] = _growth(told, part, told.way)
    if told.cycles is not None:
        row["total_cycles"] = _growth(told, part, told.cycles)
    return row


def _growth(told: Told, part: Part, curve: Curve) -> float:
    start, end = np.interp(told.seconds(part), *curve)
    return float(end - start)
