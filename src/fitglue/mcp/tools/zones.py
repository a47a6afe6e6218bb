"""Time in a person's zones of heart rate and power."""

from typing import Any

from fitglue.domain.streams import StreamKind
from fitglue.domain.workout import Workout
from fitglue.domain.zones import Zones
from fitglue.mcp.asking import Asking
from fitglue.pipeline.personal_zones import zones_for


def zones_of(who: Asking, workout: Workout) -> dict[str, Any]:
    """Give the seconds in each zone, where its bounds are known and it was measured."""
    mine = zones_for(who.store, who.own)
    known = {StreamKind.HEART_RATE: mine.heart_rate, StreamKind.POWER: mine.power}
    return {
        str(kind): _told(zones, workout, kind)
        for kind, zones in known.items()
        if zones is not None and kind in workout.streams
    }


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
