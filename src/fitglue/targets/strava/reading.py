"""Activities at Strava, as far as this person let FitGlue see them."""

from collections.abc import Mapping
from typing import Any

from fitglue.domain.asking import Ask, Connection, Reply

READ = "read"
Told = Mapping[str, Any]


def may_read(asking: Connection) -> bool:
    """Tell whether this person let FitGlue read their activities (the service's settings)."""
    settings = asking.settings
    return any(getattr(settings, name, False) for name in ("renews_private", "is_source"))


def seen(asking: Connection, activity_id: str, changes: Told | None) -> Told:
    """Get an activity, after some changes if any; both answers are the whole of it.

    Changes go as JSON: Strava leaves truth values of forms aside.
    """
    path = f"activities/{activity_id}"
    if changes is None:
        return mapping(asking.ask(Ask(path=path, counts_as=READ)))
    return mapping(asking.ask(Ask(method="PUT", path=path, json=dict(changes), counts_as=READ)))


def mapping(reply: Reply) -> Told:
    """Read an answer that has to be an object. Raises Transient, Unknown."""
    told = reply.json()
    if not isinstance(told, Mapping):
        raise reply.garbled()
    return told
