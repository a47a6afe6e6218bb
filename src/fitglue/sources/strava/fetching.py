"""From an activity that is listed to a workout: its details and its streams, two requests."""

from collections.abc import Mapping
from typing import Any

from fitglue.domain.arrival import Arrival, SetAside, SourceTools
from fitglue.domain.asking import Ask, Connection
from fitglue.domain.errors import Damaged, Gone
from fitglue.sources.strava.listing import READ, Listed, is_ours
from fitglue.sources.strava.workout import STREAMS, strava_workout

_MISUNDERSTOOD = Damaged(
    "Strava describes it in a way that FitGlue does not understand.",
    "Look at it at Strava; please report it if it looks right there.",
)


def fetched(connection: Connection, one: Listed, tools: SourceTools) -> Arrival | SetAside | None:
    """Read an activity; nothing when it is gone meanwhile, or when FitGlue sent it there.

    Raises Delivery.
    """
    path = f"activities/{one.id}"
    try:
        reply = connection.ask(Ask(path=path, counts_as=READ))
    except Gone:
        return None
    detail = reply.json()
    if not isinstance(detail, Mapping):
        raise reply.garbled()
    if is_ours(detail):
        return None
    streams = {} if detail.get("manual") is True else _streams(connection, path)
    try:
        workout = strava_workout(detail, streams, connection.who.id, tools)
    except (TypeError, KeyError, ValueError, AttributeError, Damaged):
        return SetAside(f"An activity of Strava ({one.id})", _MISUNDERSTOOD)
    return Arrival(one.id, workout)


def _streams(connection: Connection, path: str) -> Mapping[str, Any]:
    """Ask for what was measured; an activity without any has none."""
    params = {"keys": ",".join(STREAMS), "key_by_type": "true"}
    try:
        reply = connection.ask(Ask(path=f"{path}/streams", params=params, counts_as=READ))
    except Gone:
        return {}
    told = reply.json()
    if not isinstance(told, Mapping):
        raise reply.garbled()
    return told
