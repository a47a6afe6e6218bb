"""A workout out of an exercise and, where there is one, its TCX.

The exercise says when it was, what it was and what it came to; the TCX has what was measured second
by second, and speaks where the exercise is silent.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC

from fitglue.domain import measures
from fitglue.domain.arrival import SourceTools
from fitglue.domain.streams import Stream, StreamKind
from fitglue.domain.workout import App, Device, How, Lap, Origin, Pause, Workout
from fitglue.formats.google_health.exercise import Exercise, figure
from fitglue.formats.google_health.exercise_types import is_indoor, sport_of, swim_location
from fitglue.formats.google_health.parts import (
    MM,
    ROUNDING_S,
    laps_of,
    metadata_of,
    pauses_of,
    statistics_of,
    timer_s,
    zone_of,
)

_LONGEST_TEXT = 10_000
_APPS = {
    "HEALTH_CONNECT": "Health Connect", "HEALTH_KIT": "Apple Health", "FIT": "Google Fit",
    "FITBIT": "Fitbit", "FITBIT_WEB_API": "Fitbit",
}  # fmt: skip
_STATED = ("sport", "timer_s", "distance_m", "active_kcal", "ascent_m", "avg_hr_bpm",
           "pool_length_m", "pauses", "laps")  # fmt: skip
_MEASURED = ("distance_m", "moving_s", "ascent_m", "descent_m", "avg_hr_bpm", "min_hr_bpm",
             "max_hr_bpm", "pauses", "laps")  # fmt: skip


def exercise_workout(exercise: Exercise, tcx: Workout | None, tools: SourceTools) -> Workout:
    """Make a workout; `tcx` is what its TCX held."""
    plain = _plain(exercise, tools)
    stated = Origin(_source(plain), How.STATED)
    plain = replace(plain, provenance=dict.fromkeys(_known(plain, _STATED), stated))
    return plain if tcx is None else _with_samples(plain, tcx, exercise, tools)


def _plain(exercise: Exercise, tools: SourceTools) -> Workout:
    told, figures = exercise.told, exercise.told.metrics_summary
    pauses = tuple(pauses_of(exercise))
    kind, source = told.exercise_type, exercise.whence
    return Workout(
        sport=sport_of(kind),
        start=exercise.start.astimezone(UTC),
        end=exercise.end.astimezone(UTC),
        zone=zone_of(exercise, None, tools),
        elapsed_s=exercise.elapsed_s,
        timer_s=timer_s(exercise, pauses),
        indoor=is_indoor(kind),
        swim_location=swim_location(kind),
        pool_length_m=figure(told.exercise_metadata.pool_length_millimeters, MM),
        # All other names are the type's, in the language of the account.
        brand=" ".join(told.display_name.split())[:200] if kind == "OTHER" else "",
        description=told.notes.strip()[:_LONGEST_TEXT],
        distance_m=figure(figures.distance_millimeters, MM),
        active_kcal=figure(figures.calories_kcal),
        ascent_m=figure(figures.elevation_gain_millimeters, MM),
        avg_hr_bpm=figure(figures.average_heart_rate_beats_per_minute),
        app=App(_app_name(exercise), bundle_id=source.application.package_name),
        device=Device(source.device.display_name, source.device.manufacturer),
        external_id=exercise.id,
        user_entered=exercise.is_typed_in,
        pauses=pauses,
        laps=tuple(laps_of(exercise)),
        statistics=tuple(statistics_of(figures)),
        metadata=metadata_of(exercise),
    )


def _with_samples(plain: Workout, tcx: Workout, exercise: Exercise, tools: SourceTools) -> Workout:
    """Add what the TCX measured, on the clock of the exercise."""
    later_s = (tcx.start - plain.start).total_seconds()
    streams = dict(_moved(tcx.streams, later_s, plain.elapsed_s))
    route = streams.get(StreamKind.ROUTE)
    pauses = plain.pauses or tuple(_later(tcx.pauses, later_s, plain.elapsed_s))
    found = replace(
        plain,
        zone=zone_of(exercise, route, tools),
        pauses=pauses,
        timer_s=plain.timer_s if plain.pauses else timer_s(exercise, pauses),
        indoor=False if route is not None else plain.indoor,
        laps=plain.laps or tuple(_laps_later(tcx.laps, later_s)),
        distance_m=plain.distance_m or tcx.distance_m,
        active_kcal=plain.active_kcal or tcx.active_kcal,
        ascent_m=plain.ascent_m or tcx.ascent_m,
        descent_m=tcx.descent_m,
        avg_hr_bpm=plain.avg_hr_bpm or tcx.avg_hr_bpm,
        min_hr_bpm=tcx.min_hr_bpm,
        max_hr_bpm=tcx.max_hr_bpm,
        device=plain.device if plain.device.name else tcx.device,
        streams=streams,
    )  # fmt: skip
    if route is not None:
        moving_s = measures.moving_s(route, found.pauses, found.elapsed_s)
        found = replace(found, moving_s=min(moving_s, found.timer_s))
    return replace(found, provenance=_provenance(found))


def _provenance(workout: Workout) -> Mapping[str, Origin]:
    """Keep what the exercise states; all else comes from the samples of the TCX."""
    source = _source(workout)
    samples = max((len(stream) for stream in workout.streams.values()), default=0)
    made = {name: Origin(source, How.COMPUTED, samples) for name in _known(workout, _MEASURED)}
    sampled = {
        kind.value: Origin(source, How.SAMPLED, len(stream))
        for kind, stream in workout.streams.items()
    }
    return {**made, **workout.provenance, **sampled}


def _known(workout: Workout, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if getattr(workout, name) not in (None, ())]


def _source(workout: Workout) -> str:
    return workout.device.name or workout.app.name


def _app_name(exercise: Exercise) -> str:
    whence = exercise.whence
    package = whence.application.package_name
    if whence.platform == "HEALTH_CONNECT" and package:
        return package
    return _APPS.get(whence.platform, "Google Health")


def _moved(
    streams: Mapping[StreamKind, Stream], later_s: float, elapsed_s: float
) -> Iterator[tuple[StreamKind, Stream]]:
    for kind, stream in streams.items():
        inside = stream.shifted(later_s).between(-ROUNDING_S, elapsed_s + ROUNDING_S)
        if len(inside):
            yield kind, inside


def _later(pauses: tuple[Pause, ...], later_s: float, elapsed_s: float) -> Iterator[Pause]:
    for pause in pauses:
        start_s, end_s = max(pause.start_s + later_s, 0.0), min(pause.end_s + later_s, elapsed_s)
        if start_s < end_s:
            yield replace(pause, start_s=start_s, end_s=end_s)


def _laps_later(laps: tuple[Lap, ...], later_s: float) -> Iterator[Lap]:
    return (replace(lap, start_s=lap.start_s + later_s, end_s=lap.end_s + later_s) for lap in laps)
