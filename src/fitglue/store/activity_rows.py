"""What a row of an activity says: the whole of it, a glance at it, the words to find it by."""

from typing import Any
from zoneinfo import ZoneInfo

from fitglue.domain.activity import Activity, Glance, TitleSetBy
from fitglue.formats import stream_blob, workout_document
from fitglue.store.blobs import Blobs
from fitglue.store.tables import ActivityRow

_MOST_DESCRIBED = 2000  # of a description that is looked through: every search reads all of them


def activity_of(row: ActivityRow | Any, blobs: Blobs) -> Activity:
    """Rebuild an activity from its row and its streams."""
    streams = stream_blob.unpack(blobs.get(row.streams_blob))
    return Activity(
        id=row.id,
        revision=row.revision,
        title=row.title,
        title_set_by=TitleSetBy(row.title_set_by),
        description=row.description,
        workout=workout_document.decode(row.document, streams),
    )


def glance_of(row: ActivityRow) -> Glance:
    """Give what a list tells of an activity."""
    return Glance(
        id=row.id,
        sport=row.sport,
        start=row.start.astimezone(ZoneInfo(row.zone)),
        zone=row.zone,
        elapsed_s=row.elapsed_s,
        timer_s=row.timer_s,
        distance_m=row.distance_m,
        active_kcal=row.active_kcal,
        avg_hr_bpm=row.avg_hr_bpm,
        max_hr_bpm=row.max_hr_bpm,
        ascent_m=row.ascent_m,
        route_points=row.route_points,
    )


def search_text(activity: Activity) -> str:
    """Gather what a person may type to find an activity, in lower case."""
    workout = activity.workout
    words = [activity.title, workout.sport.label, workout.app.name, workout.device.name]
    local = workout.zone.local(workout.start)
    words += [local.strftime("%A %d %B %Y"), local.strftime("%Y-%m-%d")]
    words += ["indoor"] if workout.indoor else []
    words += [activity.description[:_MOST_DESCRIBED]] if activity.description else []
    return " ".join(words).lower()
