"""A recording as one source sent it, and the activity that a person sees."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fitglue.domain.clock import part_of_day
from fitglue.domain.workout import Workout


class TitleSetBy(StrEnum):
    """Who chose a title; a person's is never overwritten."""

    DEFAULT = "default"
    RECORDING = "recording"
    BOOSTER = "booster"
    PERSON = "person"


_NAMESPACE = uuid.UUID("5c6f8d0e-6d8a-4a35-9d4e-1b1f3a7c9e21")


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose recording it is, which source sent it, and the name it has there."""

    account_id: str
    source: str
    source_id: str

    @property
    def activity_id(self) -> str:
        """Name the activity that this recording makes: the same recording, the same name."""
        name = f"{self.account_id}\n{self.source}\n{self.source_id}"
        return str(uuid.uuid5(_NAMESPACE, name))


@dataclass(frozen=True, eq=False, slots=True)
class Recording:
    """One workout as one source sent it; immutable. A later version is a new revision.

    `originals` are the bytes it was read from, compressed with zstd, by name.
    """

    sender: Sender
    workout: Workout
    content_hash: str
    originals: Mapping[str, bytes]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Activity:
    """The workout as its owner sees it, merged from its recordings. A change is a new revision.

    `description` is its own text; `paragraphs` are those of boosters, where a target gets it.
    """

    id: str
    revision: int
    title: str
    title_set_by: TitleSetBy
    workout: Workout
    description: str = ""
    tags: tuple[str, ...] = ()
    gear: str = ""
    paragraphs: tuple[str, ...] = ()

    @property
    def said(self) -> tuple[str, ...]:
        """Give what its description says: its own text, then the paragraphs."""
        return tuple(filter(None, (self.description, *self.paragraphs)))

    @property
    def text(self) -> str:
        """Give the whole description, a line between its parts."""
        return "\n\n".join(self.said)

    @property
    def title_is_free(self) -> bool:
        """Tell whether a booster may give a title: nobody typed this one."""
        return self.title_set_by is not TitleSetBy.PERSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """An activity's figures, for lists and summaries; `start` is its local time with offset."""

    id: str
    sport: str
    start: datetime
    zone: str
    elapsed_s: float
    timer_s: float
    distance_m: float | None
    active_kcal: float | None
    avg_hr_bpm: float | None
    max_hr_bpm: float | None
    ascent_m: float | None
    route_points: int


def glance(activity: Activity) -> Glance:
    """Give an activity's figures."""
    workout = activity.workout
    return Glance(
        id=activity.id,
        sport=workout.sport.key,
        start=workout.zone.local(workout.start),
        zone=workout.zone.name,
        elapsed_s=workout.elapsed_s,
        timer_s=workout.timer_s,
        distance_m=workout.distance_m,
        active_kcal=workout.active_kcal,
        avg_hr_bpm=workout.avg_hr_bpm,
        max_hr_bpm=workout.max_hr_bpm,
        ascent_m=workout.ascent_m,
        route_points=workout.route_points,
    )


def default_title(workout: Workout) -> tuple[str, TitleSetBy]:
    """Name a workout: its own name if it has one, else part of the day and sport.

    Indoors is said ("Indoor Ride"), for there the part of the day tells less.
    """
    if workout.brand:
        return workout.brand, TitleSetBy.RECORDING
    if workout.indoor and workout.sport.fit_indoor_sub_sport is not None:
        return f"Indoor {workout.sport.label}", TitleSetBy.DEFAULT
    local = workout.zone.local(workout.start)
    return f"{part_of_day(local)} {workout.sport.label}", TitleSetBy.DEFAULT
