"""Time in a person's zones of heart rate and power."""

from typing import Any

from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import Workout
from fitglue.domain.zones import LEAST_BPM, MOST_BPM, Zones, of_highest
from fitglue.mcp.asking import Asking


def zones_of(who: Asking, workout: Workout) -> dict[str, Any]:
    """Give the seconds in each zone, where its bounds are known and it was measured."""
    said = who.store.athletes.of(who.own)
    known = {
        StreamKind.HEART_RATE: said.heart_rate_zones() or _by_highest(who),
        StreamKind.POWER: said.power_zones(),
    }
    return {
        str(kind): _told(zones, workout, kind)
        for kind, zones in known.items()
        if zones is not None and kind in workout.streams
    }


def _by_highest(who: Asking) -> Zones | None:
    highest = who.store.extremes.heart_rate(who.own, MOST_BPM)
    return of_highest(round(highest)) if highest is not None and highest >= LEAST_BPM else None


def _told(zones: Zones, workout: Workout, kind: StreamKind) -> dict[str, Any]:
    seconds = zones.seconds_in(workout.streams[kind], workout.pauses)
    return {
        "known_by": str(zones.known_by),
        "zones": [
            {"zone": number, "from": low, "below": high, "seconds": round(spent)}
            for number, ((low, high), spent) in enumerate(
                zip(zones.spans(), seconds, strict=True), 1
            )
        ],
    }
