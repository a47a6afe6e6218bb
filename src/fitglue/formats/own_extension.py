"""What a GPX or TCX file has no place for, in an extension of our own that other readers pass over.

With it, what FitGlue wrote comes back as it was: the exact sport, start and end, and active and
resting energy apart. One empty element holds it all as attributes.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from fitglue.domain.clock import from_epoch
from fitglue.domain.sport import SPORTS, Sport, by_key
from fitglue.domain.workout import Lap, LapKind, Leg, Pause, PauseKind, Workout
from fitglue.formats.recorded_points import instant_s, number
from fitglue.formats.recorded_xml import escaped

NAMESPACE = "urn:fitglue:activity:1"
ELEMENT, LAP_ELEMENT = "FitGlueActivity", "FitGlueLap"
_LEAST, _MOST = 1e-6, 1e9
_KEYS = {sport.key for sport in SPORTS}
_PAUSE_KINDS = {kind.value: kind for kind in PauseKind}
_LAP_KINDS = {kind.value: kind for kind in LapKind}


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What an element of ours says; None is not said."""

    sport: Sport | None = None
    whole: Sport | None = None  # of the whole workout, where this is a leg of it
    leg_distance_m: float | None = None
    leg_kcal: float | None = None
    start_s: float | None = None  # Unix seconds
    elapsed_s: float | None = None
    timer_s: float | None = None
    distance_m: float | None = None
    active_kcal: float | None = None
    basal_kcal: float | None = None
    indoor: bool | None = None
    pauses: tuple[Pause, ...] | None = None


def activity_element(workout: Workout) -> str:
    """Write the element of a workout."""
    said: dict[str, str | float | None] = {"sport": workout.sport.key}
    return _element(ELEMENT, said | _told(workout))


def leg_element(workout: Workout, leg: Leg, *, first: bool) -> str:
    """Write the element of a leg; that of the first leg tells all of the workout."""
    said: dict[str, str | float | None] = {
        "sport": leg.sport.key, "whole": workout.sport.key,
        "leg_distance_m": leg.distance_m, "leg_kcal": leg.active_kcal,
    }  # fmt: skip
    return _element(ELEMENT, said | _told(workout) if first else said)


def _told(workout: Workout) -> dict[str, str | float | None]:
    return {
        "start": instant(workout.start.timestamp()),
        "elapsed_s": workout.elapsed_s, "timer_s": workout.timer_s,
        "distance_m": workout.distance_m,
        "pauses": " ".join(map(_pause, workout.pauses)),
        "active_kcal": workout.active_kcal, "basal_kcal": workout.basal_kcal,
        "indoor": None if workout.indoor is None else str(workout.indoor).lower(),
    }  # fmt: skip


def lap_element(lap: Lap) -> str:
    """Write the element of a lap that somebody or something made."""
    return _element(LAP_ELEMENT, {"kind": lap.kind.value, "active_kcal": lap.active_kcal})


def _element(name: str, said: Mapping[str, str | float | None]) -> str:
    written = "".join(
        f' {key}="{escaped(value) if isinstance(value, str) else repr(float(value))}"'
        for key, value in said.items()
        if value is not None
    )
    return f'<{name} xmlns="{NAMESPACE}"{written}/>'


def instant(epoch_s: float) -> str:
    """Write Unix seconds as an ISO time in UTC, to the microsecond where it is no whole second."""
    moment = from_epoch(0.0) + timedelta(microseconds=round(epoch_s * 1e6))
    return f"{moment:%Y-%m-%dT%H:%M:%S}{f'.{moment.microsecond:06}' if moment.microsecond else ''}Z"


def own(attributes: Mapping[str, str]) -> Own:
    """Read the attributes of our element; what makes no sense is not said."""
    start_s = instant_s(attributes.get("start", ""))
    return Own(
        sport=_sport(attributes.get("sport", "")),
        whole=_sport(attributes.get("whole", "")),
        start_s=start_s if math.isfinite(start_s) else None,
        leg_distance_m=figure(attributes.get("leg_distance_m", "")),
        leg_kcal=figure(attributes.get("leg_kcal", "")),
        elapsed_s=figure(attributes.get("elapsed_s", "")),
        timer_s=figure(attributes.get("timer_s", "")),
        distance_m=figure(attributes.get("distance_m", "")),
        active_kcal=figure(attributes.get("active_kcal", "")),
        basal_kcal=figure(attributes.get("basal_kcal", "")),
        pauses=_pauses(attributes.get("pauses")),
        indoor={"true": True, "false": False}.get(attributes.get("indoor", "")),
    )


def _pauses(text: str | None) -> tuple[Pause, ...] | None:
    """Read `20.0/40.0/manual 70.0/71.5/motion`; None when it is not said, or not so."""
    if text is None:
        return None
    found: list[Pause] = []
    for one in text.split():
        start, _, rest = one.partition("/")
        end, _, kind = rest.partition("/")
        start_s, end_s = figure(start), figure(end)
        if start_s is None or end_s is None or end_s < start_s or kind not in _PAUSE_KINDS:
            return None
        found.append(Pause(start_s, end_s, _PAUSE_KINDS[kind]))
    return tuple(found)


def _pause(pause: Pause) -> str:
    return f"{float(pause.start_s)!r}/{float(pause.end_s)!r}/{pause.kind}"


def _sport(key: str) -> Sport | None:
    return by_key(key) if key in _KEYS else None


def lap_kind(attributes: Mapping[str, str]) -> LapKind | None:
    """Read what made a lap; None for an element that does not say."""
    return _LAP_KINDS.get(attributes.get("kind", ""))


def figure(text: str) -> float | None:
    """Read a figure that cannot be negative; None for what is none or nobody can measure."""
    found = number(text)
    if not 0 <= found < _MOST:
        return None
    return found if found > _LEAST else 0.0
