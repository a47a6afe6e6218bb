"""The HKWorkoutActivities of a workout, and what they mean.

One of them alone is a copy of the workout, or the part up to its goal. Several with a key path
are the steps of a structured workout: its laps. Several in a multi-sport workout are its legs.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from fitglue.domain.sport import Sport, by_key
from fitglue.domain.workout import Lap, LapKind, Leg
from fitglue.formats.healthkit import metadata, totals

MULTISPORT = "swim_bike_run"
_STEP = "WOIntervalStepKeyPath"
#: Longer, or further on foot, and nobody would still be changing shoes.
_LONGEST_TRANSITION_S = 15 * 60.0
_LONGEST_TRANSITION_M = 500.0
# What only one sport of a triathlon measures. The export names no sport on its parts.
_SIGNS = {
    "swimming": ("DistanceSwimming", "SwimmingStrokeCount"),
    "cycling": ("DistanceCycling", "CyclingPower", "CyclingCadence", "CyclingSpeed"),
    "running": (
        "RunningPower", "RunningSpeed", "RunningStrideLength",
        "RunningVerticalOscillation", "RunningGroundContactTime",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One activity of a workout with its own figures, and its sport where that is said."""

    start_s: float
    end_s: float
    timer_s: float | None
    statistics: totals.Statistics
    metadata: Mapping[str, str]
    sport: Sport | None = None


def interval_laps(found: list[Part], sport: Sport) -> tuple[Lap, ...]:
    """Give the steps of a structured workout.

    A single step is a goal (an hour, ten kilometres) with the time after it: no lap that anybody
    pressed or planned.
    """
    steps = [part for part in found if _STEP in part.metadata]
    if len(steps) < 2 or sport.key == MULTISPORT:  # noqa: PLR2004 - one step is no interval
        return ()
    return tuple(_lap(step, sport) for step in steps)


def _lap(step: Part, sport: Sport) -> Lap:
    heart_rate = step.statistics.get("HeartRate")
    return Lap(
        step.start_s,
        step.end_s,
        LapKind.INTERVAL,
        timer_s=step.timer_s,
        distance_m=totals.distance(step.statistics, sport),
        active_kcal=totals.total(step.statistics, "ActiveEnergyBurned", "kcal"),
        avg_hr_bpm=heart_rate.average if heart_rate else None,
        max_hr_bpm=heart_rate.maximum if heart_rate else None,
        label=step.metadata[_STEP],
    )


def legs(found: list[Part], sport: Sport) -> tuple[Leg, ...]:
    """Give the legs of a multi-sport workout, with their sports, said or inferred."""
    if sport.key != MULTISPORT:
        return ()
    return tuple(_leg(part) for part in found)


def _leg(part: Part) -> Leg:
    sport = part.sport or by_key(_leg_sport(part))
    return Leg(
        part.start_s,
        part.end_s,
        sport,
        distance_m=totals.distance(part.statistics, sport),
        active_kcal=totals.total(part.statistics, "ActiveEnergyBurned", "kcal"),
    )


def _leg_sport(part: Part) -> str:
    if "HKLapLength" in part.metadata:
        return "swimming"
    for sport, signs in _SIGNS.items():
        if any(_measured(part, sign) for sign in signs):
            return sport
    on_foot_m = totals.total(part.statistics, "DistanceWalkingRunning", "m") or 0.0
    lasted_s = part.end_s - part.start_s
    if on_foot_m <= _LONGEST_TRANSITION_M and lasted_s <= _LONGEST_TRANSITION_S:
        return "transition"
    return "running" if on_foot_m > 0 else "other"


def _measured(part: Part, kind: str) -> bool:
    statistic = part.statistics.get(kind)
    return statistic is not None and (statistic.total is None or statistic.total > 0)


def ascent_m(found: list[Part]) -> float | None:
    """Give the climb that only the activities name: of one, or of several one after the other."""
    said = [metadata.quantity(part.metadata, "HKElevationAscended", "m") for part in found]
    known = [climb for climb in said if climb is not None]
    if not known:
        return None
    return known[0] if len(set(known)) == 1 else sum(known)
