"""Activities out of the store, as pages show them.

Whatever is asked for is scoped by the person who asks: another's activity is as absent as one that
never was.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from fitglue import registry
from fitglue.domain.ledger import OPEN
from fitglue.domain.plugins import PluginKind
from fitglue.domain.sport import Sport, by_key
from fitglue.domain.workout import Workout
from fitglue.formats.phone_sync.reading import ENVELOPE
from fitglue.pipeline.staying import whether_it_stays
from fitglue.store import Store
from fitglue.store.journal import IN_TROUBLE
from fitglue.store.listing import cursor_of, place_of
from fitglue.store.tables import ActivityRow, RecordingRow
from fitglue.web.activity_origins import given_by, writer_of
from fitglue.web.lines import (
    ActivityDetail,
    ActivityLine,
    ActivityPage,
    ActivityQuery,
    RecordingLine,
)
from fitglue.web.versions import versions_of

_NONE: Mapping[str, int] = {}


def activity_page(store: Store, person_id: str, query: ActivityQuery) -> ActivityPage:
    """List activities that fit, behind those that the cursor names."""
    order, limit = query.order, query.limit
    place = place_of(query.cursor, order)
    listed = store.listing.page(person_id, query.selection, order, place, limit)
    lines = tuple(
        activity_line(row, listed.deliveries.get(row.id, {}), listed.runs.get(row.id, {}))
        for row in listed.rows
    )
    more = cursor_of(listed.rows[-1], order) if len(lines) == limit else ""
    return ActivityPage(lines, more, listed.sums)


def sports_of(store: Store, person_id: str) -> tuple[tuple[Sport, int], ...]:
    """Count the activities of every sport there is, the most frequent first."""
    return tuple((by_key(key), number) for key, number in store.activities.sports(person_id))


def activity_detail(
    store: Store, person_id: str, activity_id: str, version: str = ""
) -> ActivityDetail | None:
    """Give one activity with its streams and everything around it, in one of its versions."""
    activities = store.activities
    activity = activities.get(person_id, activity_id)
    if activity is None:
        return None
    versions = versions_of(store, person_id, activity, version)
    previous_id, next_id = activities.neighbours(person_id, activity_id)
    recordings = store.recordings.listed(person_id, activity_id)
    whys = whether_it_stays(store)
    stays = bool(whys(activity_id))  # then it is one with nothing
    others = [] if stays else activities.overlapping(person_id, activity_id)
    overlapping = [row for row in others if not whys(row.id)]
    return ActivityDetail(
        activity=versions.shown,
        versions=versions,
        recordings=tuple(_recording_lines(store, recordings, activity.workout)),
        overlaps=tuple(activity_line(row) for row in overlapping),
        previous_id=previous_id,
        next_id=next_id,
    )


def delivered_file(store: Store, person_id: str, delivery_id: str) -> Path | None:
    """Give the file that a delivery left, if it left one and it is still there."""
    row = store.deliveries.get(person_id, delivery_id)
    if row is None or row.target != "folder" or row.state != "sent":
        return None
    path = Path(row.url)
    return path if path.is_file() else None


def activity_line(
    row: ActivityRow,
    deliveries: Mapping[str, int] = _NONE,
    runs: Mapping[str, int] = _NONE,
) -> ActivityLine:
    """Show a row, with its deliveries and runs counted by their state."""
    return ActivityLine(
        id=row.id,
        title=row.title,
        sport=by_key(row.sport),
        indoor=row.indoor,
        is_open_water=row.open_water,
        local_start=row.start.astimezone(ZoneInfo(row.zone)).replace(tzinfo=None),
        zone=row.zone,
        elapsed_s=row.elapsed_s,
        timer_s=row.timer_s,
        distance_m=row.distance_m,
        active_kcal=row.active_kcal,
        avg_hr_bpm=row.avg_hr_bpm,
        ascent_m=row.ascent_m,
        has_route=row.route_points > 0,
        app=row.app,
        sent=deliveries.get("sent", 0),
        waiting=sum(deliveries.get(state, 0) for state in OPEN)
        + runs.get("waiting", 0)
        + runs.get("parked", 0),
        asking=runs.get("asking", 0),
        refused=sum(deliveries.get(state, 0) for state in IN_TROUBLE),
    )


def _recording_lines(
    store: Store, rows: Sequence[RecordingRow], workout: Workout
) -> Iterator[RecordingLine]:
    figures = [store.recordings.figures(row) for row in rows]
    writers = {writer_of(one) for one in figures}
    for row, recorded in zip(rows, figures, strict=True):
        yield _recording_line(row, tuple(given_by(workout, recorded, writers)))


def _recording_line(row: RecordingRow, gave: tuple[str, ...]) -> RecordingLine:
    plugin = registry.of_kind(PluginKind.SOURCE).get(row.source)
    return RecordingLine(
        id=row.id,
        source=row.source,
        source_name=plugin.about.name if plugin else row.source,
        app=row.app,
        device=row.device,
        received_at=row.received_at,
        revision=row.revision,
        by_phone=f"{ENVELOPE}.json" in row.originals,
        gave=gave,
        terms=plugin.about.terms if plugin else None,
        source_id=row.source_id,
        has_original=bool(row.originals),
    )
