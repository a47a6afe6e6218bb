"""From an activity that is listed to a workout: its details and its streams, two requests."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import msgspec

from fitglue.domain.arrival import Arrival, SetAside, SourceTools, Unread, read_or_set_aside
from fitglue.domain.asking import Ask, Connection
from fitglue.domain.errors import Damaged, Gone
from fitglue.sources.strava.listing import READ, Listed, is_ours
from fitglue.sources.strava.workout import STREAMS, strava_workout


def _misunderstood() -> Damaged:
    return Damaged(
        "Strava describes it in a way that FitGlue does not understand.",
        "Look at it at Strava; please report it if it looks right there.",
    )


def fetched(connection: Connection, one: Listed, tools: SourceTools) -> Arrival | SetAside | None:
    """Read an activity; nothing when it is gone meanwhile, or when FitGlue sent it there.

    Raises Delivery.
    """
    try:
        return read(connection, one.id, tools)
    except Gone:
        return None


def read(connection: Connection, name: str, tools: SourceTools) -> Arrival | SetAside | None:
    """Read an activity; nothing when FitGlue sent it there. Raises Gone, Delivery."""
    path = f"activities/{quote(name, safe='')}"
    reply = connection.ask(Ask(path=path, counts_as=READ))
    detail = reply.json()
    if not isinstance(detail, Mapping):
        raise reply.garbled()
    if is_ours(detail):
        return None
    streams = {} if detail.get("manual") is True else _streams(connection, path)

    def arrival() -> Arrival:
        try:
            return Arrival(name, strava_workout(detail, streams, connection.who.id, tools))
        except (TypeError, KeyError, ValueError, AttributeError, Damaged) as problem:
            raise _misunderstood() from problem

    content = msgspec.json.encode({"activity": detail, "streams": streams})
    return read_or_set_aside(Unread(f"An activity of Strava ({name})", name, content), arrival)


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
