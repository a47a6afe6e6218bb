"""The figures of a workout: stated by it where it states them, else worked out, and said which."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from fitglue.domain import measures
from fitglue.domain.streams import Stream, StreamKind
from fitglue.domain.workout import How, Origin
from fitglue.formats.healthkit import metadata, parts, totals
from fitglue.formats.healthkit.drawing import Found
from fitglue.formats.healthkit.told import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Numbers of a workout under the names of its fields; None: nobody said."""

    distance_m: float | None = None
    active_kcal: float | None = None
    basal_kcal: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    avg_hr_bpm: float | None = None
    min_hr_bpm: float | None = None
    max_hr_bpm: float | None = None
    avg_mets: float | None = None
    moving_s: float | None = None

    def known(self) -> tuple[str, ...]:
        """Name the figures that are there."""
        return tuple(name for name in _NAMES if getattr(self, name) is not None)

    def completed(self, other: "Figures") -> "Figures":
        """Fill what is missing from `other`."""
        missing = set(other.known()) - set(self.known())
        return replace(self, **{name: getattr(other, name) for name in missing})


_NAMES = tuple(field.name for field in fields(Figures))
_BEATS = frozenset({"avg_hr_bpm", "min_hr_bpm", "max_hr_bpm"})


def stated(told: Told) -> Figures:
    """Read what the workout itself says: statistics, the attributes before them, metadata."""
    heart_rate = told.statistics.get("HeartRate")
    active = totals.total(told.statistics, "ActiveEnergyBurned", "kcal")
    climb = metadata.quantity(told.metadata, "HKElevationAscended", "m")
    return Figures(
        distance_m=_stated_distance(told),
        active_kcal=_first(active, told.active_kcal),
        basal_kcal=totals.total(told.statistics, "BasalEnergyBurned", "kcal"),
        ascent_m=_first(climb, parts.ascent_m(list(told.parts))),
        descent_m=metadata.quantity(told.metadata, "HKElevationDescended", "m"),
        avg_hr_bpm=heart_rate.average if heart_rate else None,
        min_hr_bpm=heart_rate.minimum if heart_rate else None,
        max_hr_bpm=heart_rate.maximum if heart_rate else None,
        avg_mets=metadata.quantity(told.metadata, "HKAverageMETs", "MET"),
    )


def _first(*candidates: float | None) -> float | None:
    return next((candidate for candidate in candidates if candidate is not None), None)


def _stated_distance(told: Told) -> float | None:
    """Give the stated distance; that of a multi-sport workout is never one statistic's alone."""
    if told.legs:
        return told.distance_m
    own = totals.distance(told.statistics, told.sport)
    return _first(own, told.distance_m)


def computed(told: Told, streams: Mapping[StreamKind, Stream], missing: frozenset[str]) -> Figures:
    """Work out of the samples what the workout does not say."""
    route, pulse = streams.get(StreamKind.ROUTE), streams.get(StreamKind.HEART_RATE)
    heights = measures.ascent_descent_m(route) if route and "ascent_m" in missing else None
    beats = measures.heart_rate_summary(pulse, told.pauses) if pulse and missing & _BEATS else None
    moving_s = measures.moving_s(route, told.pauses, told.elapsed_s)
    return Figures(
        distance_m=_computed_distance(told),
        ascent_m=heights[0] if heights else None,
        descent_m=heights[1] if heights else None,
        avg_hr_bpm=beats.avg_bpm if beats else None,
        min_hr_bpm=beats.min_bpm if beats else None,
        max_hr_bpm=beats.max_bpm if beats else None,
        moving_s=min(moving_s, told.timer_s),
    )


def _computed_distance(told: Told) -> float | None:
    """Add the legs of a multi-sport workout: parts of one way, each in metres by now."""
    ways = [leg.distance_m for leg in told.legs if leg.distance_m is not None]
    return sum(ways) if ways else None


def figures(told: Told, streams: Mapping[StreamKind, Stream]) -> tuple[Figures, frozenset[str]]:
    """Give every figure, and the names of those that were computed.

    A descent is only worked out together with the ascent: beside a stated one it would come
    from another measure of height.
    """
    said = stated(told)
    worked_out = computed(told, streams, missing=frozenset(_NAMES) - set(said.known()))
    return said.completed(worked_out), frozenset(worked_out.known()) - frozenset(said.known())


def provenance(
    told: Told, found: Figures, worked_out: frozenset[str], streams: Mapping[StreamKind, Found]
) -> dict[str, Origin]:
    """Say of every figure and stream where it comes from."""
    origins = {name: Origin(told.source, How.STATED) for name in _ALWAYS}
    origins |= {name: Origin(told.source, How.STATED) for name in found.known()}
    for name in worked_out:
        origins[name] = _worked_out(name, told, streams)
    for kind, drawn in streams.items():
        origins[kind.value] = Origin(drawn.source, How.SAMPLED, len(drawn.stream))
    return origins


_ALWAYS = ("sport", "start", "end", "elapsed_s", "timer_s")
_OUT_OF = {
    "ascent_m": StreamKind.ROUTE, "descent_m": StreamKind.ROUTE, "moving_s": StreamKind.ROUTE,
    "avg_hr_bpm": StreamKind.HEART_RATE, "min_hr_bpm": StreamKind.HEART_RATE,
    "max_hr_bpm": StreamKind.HEART_RATE,
}  # fmt: skip


def _worked_out(name: str, told: Told, streams: Mapping[StreamKind, Found]) -> Origin:
    drawn = streams.get(_OUT_OF[name]) if name in _OUT_OF else None
    if drawn is None:
        return Origin(told.source, How.COMPUTED)
    return Origin(drawn.source, How.COMPUTED, len(drawn.stream))
