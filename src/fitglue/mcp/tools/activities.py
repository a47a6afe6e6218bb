"""Activities: found in the list, and one in detail."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import Field

from fitglue.domain.activity import Activity
from fitglue.domain.sport import sport_words
from fitglue.domain.streams import Stream, StreamKind
from fitglue.domain.workout import Workout
from fitglue.mcp.asking import Asking, asking
from fitglue.mcp.tools.thinning import thinned
from fitglue.mcp.tools.zones import zones_of
from fitglue.store.activities import Cursor, Wanted
from fitglue.store.tables import ActivityRow

MOST_LISTED, MOST_POINTS, MOST_PARTS = 50, 500, 100
_PLACES = ("latitude_deg", "longitude_deg", "course_deg")
_FIGURES = (
    "elapsed_s", "timer_s", "moving_s", "distance_m", "active_kcal", "ascent_m", "descent_m",
    "avg_hr_bpm", "min_hr_bpm", "max_hr_bpm", "effort", "training_load", "pool_length_m",
)  # fmt: skip
_OF_ROW = (
    "elapsed_s", "timer_s", "distance_m", "active_kcal", "avg_hr_bpm", "max_hr_bpm", "ascent_m",
)  # fmt: skip
_OF_LAP = ("start_s", "end_s", "distance_m", "active_kcal", "avg_hr_bpm", "max_hr_bpm")
_OF_SET = ("category", "exercise", "repetitions", "weight_kg", "duration_s", "rpe")
ActivityId = Annotated[str, Field(description="An activity's id, as list_activities gives it.")]


def list_activities(  # noqa: PLR0913, PLR0917 - what may be asked
    text: Annotated[str, Field(description="Words to find in titles, sports and apps.")] = "",
    sport: Annotated[str, Field(description="One sport's key, such as running.")] = "",
    since: Annotated[date | None, Field(description="The first day.")] = None,
    until: Annotated[date | None, Field(description="The last day.")] = None,
    limit: Annotated[int, Field(ge=1, le=MOST_LISTED)] = 20,
    after: Annotated[str, Field(description="`next` of the page before; empty to begin.")] = "",
) -> dict[str, Any]:
    """List or search a person's workouts, newest first: their figures, and their deliveries.

    At most 50 at once; `next` is empty at the end. Distances are metres, times seconds, starts in
    local time. `deliveries` counts what became of it at targets, by state.
    """
    who = asking()
    if sport and sport not in {key for key, _ in who.store.activities.sports(who.own)}:
        return {"activities": [], "next": ""}
    begin = _end_of(until, who) if until else None
    wanted = Wanted(text=text, sport=sport, before=_cursor(after) or begin, limit=limit)
    listed = who.store.activities.page(who.own, wanted)
    first = datetime.combine(since, time(), _zone(who)).astimezone(UTC) if since else None
    rows = [row for row in listed.rows if first is None or row.start.astimezone(UTC) >= first]
    told = who.may_be_told(row.id for row in rows)
    is_last = len(listed.rows) < limit or len(rows) < len(listed.rows)
    return {
        "activities": [
            _line(row, listed.deliveries.get(row.id, {})) for row in rows if row.id in told
        ],
        "next": "" if is_last else f"{rows[-1].start.isoformat()}~{rows[-1].id}",
    }


def get_activity(
    activity_id: ActivityId,
    streams: Annotated[
        list[StreamKind], Field(default_factory=list, description="Series to give; none if empty.")
    ],
    points: Annotated[
        int, Field(ge=2, le=MOST_POINTS, description="How many points of each stream at most.")
    ] = 100,
    *,
    coordinates: Annotated[
        bool, Field(description="Give latitude and longitude of the route as well.")
    ] = False,
) -> dict[str, Any]:
    """Give a workout in detail: figures, laps, sets, time in zones, and thinned streams.

    Streams are thinned to `points` moments, evenly in time, each the mean of its span;
    `samples` says how many there were. Positions are left out unless `coordinates` is true: a route
    begins where somebody lives. `available_streams` names what may be asked for.
    """
    who = asking()
    who.check(activity_id)
    activity = who.store.activities.get(who.own, activity_id)
    assert activity is not None  # noqa: S101 - it was just there
    workout = activity.workout
    return {
        **_detail(activity),
        **_parts(workout),
        "zones": zones_of(who, workout),
        "available_streams": [str(kind) for kind in workout.streams],
        "streams": {
            str(kind): _series(workout.streams[kind], points, coordinates=coordinates)
            for kind in dict.fromkeys(streams)
            if kind in workout.streams
        },
        "recordings": [
            {"source": row.source, "app": row.app, "device": row.device}
            for row in who.store.recordings.listed(who.own, activity_id)[:MOST_PARTS]
        ],
    }


def _line(row: ActivityRow, deliveries: Mapping[str, int]) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "sport": row.sport,
        "start": row.start.astimezone(ZoneInfo(row.zone)).isoformat(timespec="seconds"),
        "app": row.app,
        "has_route": row.route_points > 0,
        "deliveries": dict(deliveries),
        **_rounded({name: getattr(row, name) for name in _OF_ROW}),
    }


def _detail(activity: Activity) -> dict[str, Any]:
    workout = activity.workout
    return {
        "id": activity.id,
        "title": activity.title,
        "sport": workout.sport.key,
        "kind": sport_words(
            workout.sport, indoor=workout.indoor, is_open_water=workout.is_open_water
        ),
        "start": workout.zone.local(workout.start).isoformat(timespec="seconds"),
        "description": activity.text[:5000],
        "tags": list(activity.tags),
        "gear": activity.gear,
        "app": workout.app.name,
        "device": workout.device.name,
        "route_was_drawn": workout.virtual_route,
        "figures": _rounded({name: getattr(workout, name) for name in _FIGURES}),
        "notes": [note.sentence for note in workout.notes],
    }


def _parts(workout: Workout) -> dict[str, Any]:
    return {
        "laps": [
            {"kind": str(one.kind), **_rounded({name: getattr(one, name) for name in _OF_LAP})}
            for one in workout.laps[:MOST_PARTS]
        ],
        "sets": [
            {"kind": str(one.kind), **_rounded({name: getattr(one, name) for name in _OF_SET})}
            for one in workout.sets[:MOST_PARTS]
        ],
        "legs": [
            {
                "sport": one.sport.key,
                **_rounded({name: getattr(one, name) for name in ("start_s", "end_s")}),
            }
            for one in workout.legs[:MOST_PARTS]
        ],
        "lengths": len(workout.lengths),
        "pauses": len(workout.pauses),
        "most_listed": MOST_PARTS,
    }


def _series(stream: Stream, points: int, *, coordinates: bool) -> dict[str, Any]:
    time_s, columns = thinned(stream, points)
    shown = {name: one for name, one in columns.items() if coordinates or name not in _PLACES}
    return {
        "samples": len(stream),
        "time_s": time_s,
        **{name: values for name, values in shown.items() if any(v is not None for v in values)},
    }


def _rounded(values: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is not known, and digits that nobody measured."""
    return {
        name: round(value, 2) if isinstance(value, float) else value
        for name, value in values.items()
        if value not in {None, ""}
    }


def _cursor(text: str) -> Cursor | None:
    start, _, activity_id = text.partition("~")
    try:
        return Cursor(datetime.fromisoformat(start), activity_id)
    except ValueError:
        return None  # an old or mistyped one begins at the top


def _end_of(day: date, who: Asking) -> Cursor:
    return Cursor(datetime.combine(day + timedelta(days=1), time(), _zone(who)).astimezone(UTC), "")


def _zone(who: Asking) -> ZoneInfo:
    return ZoneInfo(who.account.zone)
