"""The parts of a workout that an exercise tells: pauses, laps, zone, statistics."""

from collections.abc import Iterator, Mapping

from fitglue.domain import measures
from fitglue.domain.arrival import SourceTools
from fitglue.domain.clock import Zone, ZoneKnownBy, is_zone, offset_s_at, plain_zone
from fitglue.domain.streams import Stream
from fitglue.domain.workout import Lap, LapKind, Pause, PauseKind, Statistic
from fitglue.formats.google_health.exercise import Exercise, Figures, Split, figure, seconds

#: Lengths come in millimetres.
MM = 1e-3
#: A TCX rounds to seconds, so its samples may stand so far outside of the exercise.
ROUNDING_S = 1.0
_STOPS = {"PAUSE": PauseKind.MANUAL, "AUTO_PAUSE": PauseKind.MOTION}
_GOES_ON = frozenset({"RESUME", "AUTO_RESUME", "START", "STOP"})
_LABELS = {"DISTANCE": "distance", "DURATION": "time", "CALORIES": "calories"}


def zone_of(exercise: Exercise, route: Stream | None, tools: SourceTools) -> Zone:
    """Find the zone: the place's, else the settings', while they agree with the offset."""
    here = _here(route, tools)
    offset_s = exercise.offset_s
    if here is not None and offset_s in (None, offset_s_at(here, exercise.start)):
        return Zone(here, ZoneKnownBy.POSITION)
    if offset_s is None or offset_s == offset_s_at(tools.default_zone, exercise.start):
        return Zone(tools.default_zone, ZoneKnownBy.SETTING)
    plain = plain_zone(offset_s, exercise.start)
    return Zone(plain, ZoneKnownBy.RECORDING) if plain else _without_offset(here, tools)


def _without_offset(here: str | None, tools: SourceTools) -> Zone:
    if here is not None:
        return Zone(here, ZoneKnownBy.POSITION)
    return Zone(tools.default_zone, ZoneKnownBy.SETTING)


def _here(route: Stream | None, tools: SourceTools) -> str | None:
    if route is None:
        return None
    name = tools.zone_at(float(route["latitude_deg"][0]), float(route["longitude_deg"][0]))
    return name if name is not None and is_zone(name) else None


def timer_s(exercise: Exercise, pauses: tuple[Pause, ...]) -> float:
    """Give the time without pauses: by those that are known, else as the exercise says."""
    elapsed_s = exercise.elapsed_s
    if any(pause.kind is PauseKind.MANUAL for pause in pauses):
        return measures.timer_s(elapsed_s, pauses)
    told = seconds(exercise.told.active_duration)
    return told if told is not None and 0 < told <= elapsed_s else elapsed_s


def pauses_of(exercise: Exercise) -> Iterator[Pause]:
    """Give the pauses; one that never ended ends with the exercise."""
    began: tuple[float, PauseKind] | None = None
    for event in sorted(exercise.told.exercise_events, key=lambda one: one.event_time):
        after_s = (event.event_time - exercise.start).total_seconds()
        at_s = min(max(after_s, 0.0), exercise.elapsed_s)
        kind = _STOPS.get(event.exercise_event_type)
        if kind is not None and began is None:
            began = at_s, kind
        elif event.exercise_event_type in _GOES_ON and began is not None:
            yield Pause(began[0], at_s, began[1])
            began = None
    if began is not None and began[0] < exercise.elapsed_s:
        yield Pause(began[0], exercise.elapsed_s, began[1])


def laps_of(exercise: Exercise) -> Iterator[Lap]:
    """Give the laps that somebody recorded, else the splits that are made of themselves."""
    told = exercise.told
    for one in sorted(told.split_summaries or told.splits, key=lambda one: one.start_time):
        start_s = (one.start_time - exercise.start).total_seconds()
        end_s = (one.end_time - exercise.start).total_seconds()
        if -ROUNDING_S <= start_s < end_s <= exercise.elapsed_s + ROUNDING_S:
            yield _lap(one, max(start_s, 0.0), min(end_s, exercise.elapsed_s))


def _lap(split: Split, start_s: float, end_s: float) -> Lap:
    figures, timer_s = split.metrics_summary, seconds(split.active_duration)
    return Lap(
        start_s=start_s,
        end_s=end_s,
        kind=LapKind.MANUAL,
        timer_s=timer_s if timer_s and timer_s <= end_s - start_s + ROUNDING_S else None,
        distance_m=figure(figures.distance_millimeters, MM),
        active_kcal=figure(figures.calories_kcal),
        avg_hr_bpm=figure(figures.average_heart_rate_beats_per_minute),
        label=_LABELS.get(split.split_type, ""),
    )


def statistics_of(figures: Figures) -> Iterator[Statistic]:
    """Give what is no figure of a workout, by HealthKit's names and in its units."""
    ran = figures.mobility_metrics
    if steps := figure(figures.steps):
        yield Statistic("StepCount", "count", total=steps)
    contact_s = seconds(ran.avg_ground_contact_time_duration)
    for kind, unit, average in (
        ("VO2Max", "mL/min·kg", figure(figures.run_vo2_max)),
        ("RunningStrideLength", "m", figure(ran.avg_stride_length_millimeters, MM)),
        ("RunningVerticalOscillation", "m", figure(ran.avg_vertical_oscillation_millimeters, MM)),
        ("RunningGroundContactTime", "s", figure(contact_s)),
    ):
        if average is not None:
            yield Statistic(kind, unit, average=average)


def metadata_of(exercise: Exercise) -> Mapping[str, str]:
    """Give what has no other place in a workout."""
    minutes = figure(exercise.told.metrics_summary.active_zone_minutes)
    found = {"exerciseType": exercise.told.exercise_type} if exercise.told.exercise_type else {}
    return found | ({"activeZoneMinutes": f"{minutes:.0f}"} if minutes else {})
