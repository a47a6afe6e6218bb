"""Writes what arrives: a recording, the activity it makes or changes, and what follows from it.

All of it belongs to one transaction, so that an activity is never there without its deliveries.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from fitglue.domain.activity import Activity, Recording, TitleSetBy
from fitglue.domain.outline import outline
from fitglue.domain.workout import Workout
from fitglue.formats import stream_blob, workout_document
from fitglue.store.activity_rows import activity_of, search_text
from fitglue.store.blobs import Blobs
from fitglue.store.recordings import Recordings
from fitglue.store.tables import ActivityRow, RecordingRow

_SAME_COLUMNS = (
    "elapsed_s", "timer_s", "distance_m", "active_kcal", "avg_hr_bpm", "max_hr_bpm", "ascent_m",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Packed:
    document: bytes
    streams_blob: str


class Intake:
    """One transaction of writing; what follows from it is written in the same `session`."""

    def __init__(self, session: Session, blobs: Blobs) -> None:
        self.session = session
        self._blobs = blobs
        self._packed: tuple[Workout, _Packed] | None = None

    def activity(self, activity_id: str) -> Activity:
        """Give an activity that is known to be there."""
        return activity_of(self.session.get_one(ActivityRow, activity_id), self._blobs)

    def is_taken(self, activity_id: str) -> bool:
        """Tell whether there is an activity of that name, shown or not."""
        return self.session.get(ActivityRow, activity_id) is not None

    def put(self, account_id: str, activity: Activity) -> None:
        """Write an activity as it is now."""
        self._put_activity(account_id, activity, self._pack(activity.workout))
        self.session.flush()

    def keep(
        self, recording: Recording, activity_id: str, *, is_first: bool, completes: bool
    ) -> None:
        """Write a recording of an activity that is there, `is_first` when its sender is new.

        It `completes` the version before it, or takes that one's place.
        """
        rows = [] if is_first else Recordings.of_sender(self.session, recording.sender)
        newest = max((row.revision for row in rows), default=0) + 1
        row = next((row for row in rows if row.content_hash == recording.content_hash), None)
        if row is None:
            row = self._recording(recording, activity_id)
            self.session.add(row)
        # Else an earlier reading says it again.
        row.revision, row.completes = newest, completes
        self.session.flush()

    def _pack(self, workout: Workout) -> "_Packed":
        # An activity of one recording has its workout: what was packed last need not be again.
        if self._packed is None or self._packed[0] is not workout:
            streams = self._blobs.put(stream_blob.pack(workout.streams))
            self._packed = workout, _Packed(workout_document.encode(workout), streams)
        return self._packed[1]

    def _recording(self, recording: Recording, activity_id: str) -> RecordingRow:
        workout, sent = recording.workout, self._pack(recording.workout)
        return RecordingRow(
            id=str(uuid.uuid4()), account_id=recording.sender.account_id, activity_id=activity_id,
            source=recording.sender.source, source_id=recording.sender.source_id,
            content_hash=recording.content_hash, received_at=datetime.now(UTC),
            app=workout.app.name, device=workout.device.hardware or workout.device.name,
            document=sent.document, streams_blob=sent.streams_blob,
            originals={name: self._blobs.put(kept) for name, kept in recording.originals.items()},
            start=workout.start, end=workout.end, left_at=None,
        )  # fmt: skip

    def _put_activity(self, account_id: str, activity: Activity, packed: "_Packed") -> None:
        now = datetime.now(UTC)
        if activity.revision == 1:
            row = ActivityRow(id=activity.id, account_id=account_id, created_at=now)
            self.session.add(row)
        else:
            row = self.session.get_one(ActivityRow, activity.id)
        _fill(row, activity)
        row.document, row.streams_blob, row.changed_at = packed.document, packed.streams_blob, now


def _fill(row: ActivityRow, activity: Activity) -> None:
    workout = activity.workout
    row.revision, row.title = activity.revision, activity.title
    row.title_set_by = TitleSetBy(activity.title_set_by).value
    row.description = activity.description
    row.sport, row.indoor, row.open_water = (
        workout.sport.key, workout.indoor, workout.is_open_water,
    )  # fmt: skip
    row.start, row.end, row.zone = workout.start, workout.end, workout.zone.name
    for name in _SAME_COLUMNS:
        setattr(row, name, getattr(workout, name))
    row.route_points, row.app = workout.route_points, workout.app.name
    row.search, row.outline = search_text(activity), outline(workout.streams)
    row.day = workout.zone.local(workout.start).date()
