"""One workout of the app, complete with its streams."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from fitglue.domain.arrival import SourceTools
from fitglue.domain.clock import Zone
from fitglue.domain.distance import cumulative_distance
from fitglue.domain.sport import Sport
from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import App, How, Origin, Workout
from fitglue.formats.health_auto_export import figures
from fitglue.formats.health_auto_export.energy import Energy, energy
from fitglue.formats.health_auto_export.laps import laps
from fitglue.formats.health_auto_export.sports import Kind, kind_of
from fitglue.formats.health_auto_export.streams import Drawn, drawn
from fitglue.formats.health_auto_export.told import Told, zone_of

#: The key under which a workout's metadata keep its name in the app, for a rule to be made of it.
NAME_IN_THE_APP = "HealthAutoExportName"
_APP = "Health Auto Export"


@dataclass(frozen=True, eq=False, slots=True)
class _Read:
    """All that was read of one workout; figures by the names of a workout's fields."""

    said: Told
    kind: Kind
    drawn: Drawn
    burnt: Energy
    stated: Mapping[str, float]
    computed: Mapping[str, float]

    @property
    def recorder(self) -> str:
        """Name who measured, as the samples do; the app does not say who wrote the workout."""
        sources = self.drawn.sources
        known = [sources.get(StreamKind.HEART_RATE, ""), *sources.values()]
        return next((source for source in known if source and "|" not in source), "")


def workout_of(said: Told, tools: SourceTools, rules: Mapping[str, Sport]) -> Workout:
    """Join what a workout says with its series; `rules` are keyed by `name_key`."""
    read = _read(said, rules)
    found = _with_distance(_joined(read, zone_of(said, _first_place(read.drawn), tools)))
    return replace(found, provenance=dict(_provenance(read, found)))


def _read(said: Told, rules: Mapping[str, Sport]) -> _Read:
    kind, burnt = kind_of(said, rules), energy(said)
    distance_m = figures.distance_m(said, kind.sport)
    found = drawn(said, kind.sport, distance_m, burnt)
    known = {
        "distance_m": distance_m,
        "active_kcal": burnt.active_kcal,
        "basal_kcal": burnt.basal_kcal,
        "avg_mets": figures.mets(said),
        "pool_length_m": kind.pool_length_m,
    }
    stated = {name: value for name, value in known.items() if value is not None}
    stated |= figures.climb(said) | figures.heart_rates(said)
    computed = figures.worked_out(found, said)
    if "ascent_m" in stated:
        computed.pop("descent_m", None)  # beside a stated ascent it would be of another measure
    computed = {name: value for name, value in computed.items() if name not in stated}
    return _Read(said, kind, found, burnt, stated, computed)


def _first_place(found: Drawn) -> tuple[float, float] | None:
    route = found.streams.get(StreamKind.ROUTE)
    if route is None:
        return None
    return float(route["latitude_deg"][0]), float(route["longitude_deg"][0])


def _joined(read: _Read, zone: Zone) -> Workout:
    said, kind = read.said, read.kind
    named = {NAME_IN_THE_APP: said.name} if said.name else {}
    plain = Workout(
        sport=kind.sport,
        start=said.start,
        end=said.end,
        zone=zone,
        elapsed_s=said.elapsed_s,
        timer_s=said.timer_s,
        indoor=kind.indoor,
        swim_location=kind.swim_location,
        brand=said.metadata.get("HKWorkoutBrandName", "").strip(),
        weather=figures.weather(said),
        app=App(read.recorder),
        external_id=said.metadata.get("HKExternalUUID", ""),
        healthkit_uuid=said.healthkit_uuid,
        laps=laps(said, kind.sport, read.burnt),
        statistics=tuple(figures.statistics(said)),
        metadata={**said.metadata, **named},
        notes=(*said.notes, *kind.notes),
        streams=read.drawn.streams,
    )
    return replace(plain, **{**read.computed, **read.stated})


def _with_distance(workout: Workout) -> Workout:
    """Let the samples tell the distance where the app does not."""
    covered = cumulative_distance(workout) if workout.distance_m is None else None
    return workout if covered is None else replace(workout, distance_m=float(covered[1][-1]))


_OUTRIGHT = ("indoor", "swim_location", "brand", "external_id", "healthkit_uuid", "laps")


def _provenance(read: _Read, workout: Workout) -> Iterator[tuple[str, Origin]]:
    """Say of every figure and stream where it comes from."""
    source = read.recorder or _APP
    yield "sport", Origin(source, How.STATED if read.kind.known else How.COMPUTED)
    for name in ("start", "end", "elapsed_s", "timer_s", *read.stated):
        yield name, Origin(source, How.STATED)
    for name in read.computed:
        yield name, Origin(source, How.COMPUTED)
    if workout.distance_m is not None and "distance_m" not in read.stated:
        yield "distance_m", Origin(source, How.COMPUTED)
    for name in _OUTRIGHT:
        if getattr(workout, name):
            yield name, Origin(source, How.STATED)
    for kind, stream in workout.streams.items():
        yield kind.value, Origin(read.drawn.sources[kind] or source, How.SAMPLED, len(stream))
