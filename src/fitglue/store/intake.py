"""Writes what arrives: a recording, the activity it makes or changes, and what follows from it.

All of it belongs to one transaction, so that an activity is never there without its deliveries.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fitglue.domain.activity import Activity, Recording, Sender, TitleSetBy
from fitglue.domain.workout import Workout
from fitglue.formats import stream_blob, workout_document
from fitglue.store.activities import activity_of, search_text
from fitglue.store.blobs import Blobs
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

    def has(self, recording: Recording) -> str | None:
        """Give the activity of a recording that is kept already, byte for byte."""
        return self.session.scalar(
            select(RecordingRow.activity_id).where(
                *_sent_by(recording.sender), RecordingRow.content_hash == recording.content_hash
            )
        )

    def activity_for(self, sender: Sender) -> Activity | None:
        """Give the activity that an earlier revision of the same recording made."""
        row = self.session.get(ActivityRow, sender.activity_id)
        return activity_of(row, self._blobs) if row else None

    def keep(self, recording: Recording, activity: Activity) -> None:
        """Write the activity as it is now, and the recording that made it so, if it is new."""
        sent = self._pack(recording.workout)
        unchanged = activity.workout is recording.workout
        self._put_activity(
            recording.sender.account_id,
            activity,
            sent if unchanged else self._pack(activity.workout),
        )
        self.session.flush()
        is_first = activity.revision == 1
        if not is_first and self.has(recording):  # an earlier reading says it again
            return
        self.session.add(self._recording(recording, activity.id, sent, is_first=is_first))

    def _pack(self, workout: Workout) -> "_Packed":
        return _Packed(
            workout_document.encode(workout), self._blobs.put(stream_blob.pack(workout.streams))
        )

    def _next_revision(self, sender: Sender, *, is_first: bool) -> int:
        if is_first:
            return 1
        newest = select(func.max(RecordingRow.revision)).where(*_sent_by(sender))
        return (self.session.scalar(newest) or 0) + 1

    def _recording(
        self, recording: Recording, activity_id: str, sent: "_Packed", *, is_first: bool
    ) -> RecordingRow:
        workout = recording.workout
        return RecordingRow(
            id=str(uuid.uuid4()), account_id=recording.sender.account_id, activity_id=activity_id,
            source=recording.sender.source, source_id=recording.sender.source_id,
            revision=self._next_revision(recording.sender, is_first=is_first),
            content_hash=recording.content_hash, received_at=datetime.now(UTC),
            app=workout.app.name, device=workout.device.hardware or workout.device.name,
            document=sent.document, streams_blob=sent.streams_blob,
            originals={name: self._blobs.put(kept) for name, kept in recording.originals.items()},
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


def _sent_by(sender: Sender) -> tuple[Any, ...]:
    return (
        RecordingRow.account_id == sender.account_id,
        RecordingRow.source == sender.source,
        RecordingRow.source_id == sender.source_id,
    )


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
    row.search = search_text(activity)
