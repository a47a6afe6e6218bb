"""Version 1 of the events: what stands in them, as JSON.

Names carry their units. Times are ISO 8601 with their offset from UTC. What is not known is not
there; it is never 0. Fields that a reader does not know are passed over, so later versions may add
some.
"""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

MOST_SAMPLES = 200_000
_NO_NUL = r"^[^\u0000]*$"  # PostgreSQL keeps no text with a NUL in it
Text = Annotated[str, Meta(max_length=1000, pattern=_NO_NUL)]
Long = Annotated[str, Meta(max_length=20_000, pattern=_NO_NUL)]
Name = Annotated[str, Meta(min_length=1, max_length=100, pattern=_NO_NUL)]
Moment = Annotated[datetime, Meta(tz=True, description="ISO 8601 with its offset from UTC.")]
Amount = Annotated[float, Meta(ge=0, le=1e9)]
Rate = Annotated[float, Meta(ge=0, le=1000)]
Seconds = Annotated[
    float, Meta(ge=-86400, le=366 * 86400.0, description="Seconds since the workout began.")
]
Column = Annotated[list[float | None], Meta(max_length=MOST_SAMPLES)]
Clock = Annotated[list[Seconds], Meta(max_length=MOST_SAMPLES)]


class Figures(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was reached, in metres, seconds, kilocalories and beats per minute."""

    elapsed_s: Amount | None = None
    timer_s: Amount | None = None
    moving_s: Amount | None = None
    distance_m: Amount | None = None
    active_kcal: Amount | None = None
    basal_kcal: Amount | None = None
    ascent_m: Amount | None = None
    descent_m: Amount | None = None
    avg_hr_bpm: Rate | None = None
    min_hr_bpm: Rate | None = None
    max_hr_bpm: Rate | None = None


class Activity(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An activity as it is now: figures and texts, no samples.

    `sport` is a key of FitGlue's, such as `running`, and `strava_sport` its name at Strava.
    `description` ends with “…” where it was too long for an event.
    """

    id: Text
    revision: int
    title: str
    sport: Text
    sport_label: Text
    strava_sport: Text
    start: datetime
    end: datetime
    time_zone: Text
    figures: Figures
    description: str = ""
    indoor: bool | None = None
    has_route: bool = False
    gear: str = ""
    tags: list[str] = []
    app: str = ""
    device: str = ""


class Deleted(Struct, frozen=True):
    """An activity that was deleted where it came from, or taken out of this target."""

    id: Text


class Delivered(Struct, frozen=True, tag_field="type", tag="activity.delivered"):
    """An activity that was not told of before."""

    timestamp: datetime
    data: Activity


class Updated(Struct, frozen=True, tag_field="type", tag="activity.updated"):
    """An activity that was told of before, as it is now."""

    timestamp: datetime
    data: Activity


class Removed(Struct, frozen=True, tag_field="type", tag="activity.deleted"):
    """An activity that was told of before is gone."""

    timestamp: datetime
    data: Deleted


class Connected(Struct, frozen=True, tag_field="type", tag="webhook.connected"):
    """A person has just connected this receiver; nothing else."""

    timestamp: datetime
    data: dict[str, str]


Outgoing = Delivered | Updated | Removed | Connected


class Route(Struct, frozen=True, kw_only=True):
    """The way, in columns of one length; null where nothing is known."""

    time_s: Clock
    latitude_deg: Column
    longitude_deg: Column
    altitude_m: Column | None = None
    speed_m_per_s: Column | None = None


class Series(Struct, frozen=True, kw_only=True):
    """Measured values, in columns of one length; null where nothing is known."""

    time_s: Clock
    value: Column


class Streams(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was measured on the way: bpm, W, revolutions or steps per minute, m/s, °C."""

    heart_rate: Series | None = None
    power: Series | None = None
    cadence: Series | None = None
    speed: Series | None = None
    air_temperature: Series | None = None


class Workout(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A workout that a program has recorded. The same `id` again is a newer version of it.

    `sport` is a key of FitGlue's or a name that other programs have for it, such as `Run`.
    """

    id: Name
    sport: Name
    start: Moment
    end: Moment
    time_zone: Annotated[Text, Meta(description="An IANA name, if anybody knows it.")] = ""
    title: Text = ""
    description: Long = ""
    indoor: bool | None = None
    app: Text = ""
    device: Text = ""
    figures: Figures = Figures()
    route: Route | None = None
    streams: Streams = Streams()


class Recorded(Struct, frozen=True, tag_field="type", tag="workout.recorded"):
    """A workout for FitGlue."""

    timestamp: Moment
    data: Workout
