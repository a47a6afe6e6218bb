"""From an activity that is listed to a workout: by its original file, else by one made there."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from fitglue.domain.arrival import (
    Arrival,
    Original,
    SetAside,
    SourceTools,
    Unread,
    read_or_set_aside,
)
from fitglue.domain.asking import Ask, Connection
from fitglue.domain.errors import NotAWorkout, Refused
from fitglue.domain.intervals_type import sport_by
from fitglue.domain.workout import Note, Workout
from fitglue.formats.files import kind_of, opened
from fitglue.formats.packing import packed
from fitglue.sources.intervals.listing import Listed, activity_path

_NO_FILE = NotAWorkout(
    "Intervals.icu has no file of it: it was typed in there.",
    "Nothing: figures alone stay at Intervals.icu.",
)


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    content: bytes


def from_strava(count: int) -> SetAside:
    """Say of any number of activities that nobody gets them from here."""
    what = "An activity" if count == 1 else f"{count:,} activities"
    why = NotAWorkout(
        "Intervals.icu got this from Strava, which forbids it to hand it on.",
        "Connect Strava to FitGlue, or give FitGlue the archive that Strava makes of your account.",
    )
    return SetAside(f"{what} from Strava", why)


def fetched(connection: Connection, one: Listed, tools: SourceTools) -> Arrival | SetAside:
    """Download an activity and read it. Raises Delivery."""
    unread = Unread(f"“{one.title}” at Intervals.icu ({one.id})", one.id)
    found: Arrival | SetAside = unread.because(_NO_FILE)
    for file in _files(connection, one):
        found = read_or_set_aside(
            replace(unread, content=file.content), partial(_read, file, one, tools)
        )
        if isinstance(found, Arrival):
            break
    return found


def _files(connection: Connection, one: Listed) -> Iterator[_File]:
    """Give the files that there are, the best first; of a split file only what was made of it."""
    for kind in ("fit-file",) if one.is_part else ("file", "fit-file"):
        try:
            reply = connection.ask(Ask(path=f"{activity_path(one.id)}/{kind}"))
        except Refused:
            continue
        if kind == "fit-file" and kind_of(reply.body, "") is None:
            raise reply.garbled()
        yield _File(f"{one.id}.fit" if kind == "fit-file" else one.id, reply.body)


def _read(file: _File, one: Listed, tools: SourceTools) -> Arrival:
    """Read the workout of a file that an activity was made of. Raises Unreadable."""
    kind = kind_of(file.content, file.name)
    if kind is None:
        raise NotAWorkout("It is neither a FIT nor a GPX nor a TCX file.")
    plain, name = opened(file.content), f"{one.id}{kind.suffix}"
    found = kind.read(plain, name, tools)
    workout = min(found.workouts, key=lambda two: abs((two.start - one.start).total_seconds()))
    notes = tuple(Note("file-damaged", sentence) for sentence in found.warnings)
    kept = (Original(name, packed(plain)),) if tools.keep_originals else ()
    return Arrival(one.id, _as_listed(replace(workout, notes=(*workout.notes, *notes)), one), kept)


def _as_listed(workout: Workout, one: Listed) -> Workout:
    """Tell a workout as its owner does at Intervals.icu."""
    return replace(
        workout,
        sport=workout.sport if workout.legs else sport_by(one.type, workout),
        brand=one.title or workout.brand,
        description=one.description or workout.description,
        external_id=one.external_id or workout.external_id,
        indoor=True if one.trainer and workout.indoor is None else workout.indoor,
    )
