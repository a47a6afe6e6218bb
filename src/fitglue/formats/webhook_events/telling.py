"""An activity as an event: small, for what is large is asked for."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec

from fitglue.domain.activity import Activity
from fitglue.domain.workout import Workout
from fitglue.formats.webhook_events import wire

#: What Standard Webhooks advise, with room for what signs and wraps it.
MOST_BYTES = 20_000
_LONGEST_TITLE, _LONGEST_TAG, _MOST_TAGS = 200, 40, 20
_DESCRIPTION_AT_MOST = 8_000
_EVENT = TypeVar("_EVENT", wire.Delivered, wire.Updated, wire.Removed)


@dataclass(frozen=True, slots=True)
class Event:
    """An event's bytes, and the name that every try of it has."""

    id: str
    body: bytes


def delivered(activity: Activity, now: datetime) -> Event:
    """Tell of an activity for the first time."""
    return _named(activity.id, wire.Delivered(now, _told(activity)))


def updated(activity: Activity, now: datetime) -> Event:
    """Tell how an activity is now."""
    return _named(activity.id, wire.Updated(now, _told(activity)))


def deleted(activity_id: str, now: datetime) -> Event:
    """Tell that an activity is gone."""
    return _named(activity_id, wire.Removed(now, wire.Deleted(activity_id)))


def _named(activity_id: str, event: _EVENT) -> Event:
    """Name an event by what it says, so that the same said again is known to be the same."""
    kind = event.__struct_config__.tag
    said = hashlib.sha256(msgspec.json.encode([kind, event.data])).hexdigest()[:16]
    return Event(f"fitglue-{activity_id}-{said}", msgspec.json.encode(event))


def _told(activity: Activity) -> wire.Activity:
    """Tell of an activity, and as much of its description as there is room for."""
    text, most = activity.text, _DESCRIPTION_AT_MOST
    told = _as_wire(activity, text)
    while len(msgspec.json.encode(told)) > MOST_BYTES - 200:
        most //= 2
        told = _as_wire(activity, _cut(text, most))
    return told


def _as_wire(activity: Activity, text: str) -> wire.Activity:
    workout = activity.workout
    local = workout.zone.local(workout.start)
    return wire.Activity(
        id=activity.id,
        revision=activity.revision,
        title=_cut(activity.title, _LONGEST_TITLE),
        description=_cut(text, _DESCRIPTION_AT_MOST),
        sport=workout.sport.key,
        sport_label=workout.sport.label,
        strava_sport=workout.sport.strava,
        start=local,
        end=local + timedelta(seconds=workout.elapsed_s),
        time_zone=workout.zone.name,
        figures=_figures(workout),
        indoor=workout.indoor,
        has_route=workout.has_route,
        gear=_cut(activity.gear, _LONGEST_TITLE),
        tags=[_cut(tag, _LONGEST_TAG) for tag in activity.tags[:_MOST_TAGS]],
        app=_cut(workout.app.name, _LONGEST_TITLE),
        device=_cut(workout.device.name or workout.device.model, _LONGEST_TITLE),
    )


def _figures(workout: Workout) -> wire.Figures:
    known = {name: getattr(workout, name) for name in wire.Figures.__struct_fields__}
    return wire.Figures(
        **{name: round(float(value), 3) for name, value in known.items() if value is not None}
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
