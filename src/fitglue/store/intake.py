"""Writes what arrives: a recording, the activity it makes or changes, and what follows from it.

All of it belongs to one transaction, so that an activity is never there without its deliveries.
"""

import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from fitglue.domain.activity import Activity, Recording, TitleSetBy
from fitglue.domain.outline import outline
from fitglue.store.activity_rows import activity_of, search_text
from fitglue.store.ahead import Ahead
from fitglue.store.blobs import Blobs
from fitglue.store.recordings import Recordings
from fitglue.store.tables import ActivityRow, RecordingRow

_SAME_COLUMNS = (
    "elapsed_s", "timer_s", "distance_m", "active_kcal", "avg_hr_bpm", "max_hr_bpm", "ascent_m",
)  # fmt: skip


class Intake:
    """One transaction of writing; what follows from it is written in the same `session`.

    What was put `ahead` of it is written already; the rest is before a row names it.
    """

    def __init__(self, session: Session, blobs: Blobs, ahead: Ahead) -> None:
        self.session = session
        self._blobs = blobs
        self._ahead = ahead

    def activity(self, activity_id: str) -> Activity:
        """Give an activity that is known to be there."""
        return activity_of(self.session.get_one(ActivityRow, activity_id), self._blobs)

    def is_taken(self, activity_id: str) -> bool:
        """Tell whether there is an activity of that name, shown or not."""
        return self.session.get(ActivityRow, activity_id) is not None

    def put(self, account_id: str, activity: Activity) -> None:
        """Write an activity as it is now."""
        packed, now = self._ahead.pack(activity.workout), datetime.now(UTC)
        self._ahead.wait()
        columns = _columns(activity) | {
            "document": packed.document, "streams_blob": packed.streams_blob, "changed_at": now,
        }  # fmt: skip
        if activity.revision == 1:
            named = {"id": activity.id, "account_id": account_id, "created_at": now}
            self.session.execute(_NEW_ACTIVITY, named | columns)
            return
        row = self.session.get_one(ActivityRow, activity.id)
        for name, value in columns.items():
            setattr(row, name, value)
        self.session.flush()

    def keep(
        self, recording: Recording, activity_id: str, *, is_first: bool, completes: bool
    ) -> None:
        """Write a recording of an activity that is there, `is_first` when its sender is new.

        It `completes` the version before it, or takes that one's place.
        """
        if is_first:
            columns = self._columns(recording, activity_id)
            self.session.execute(_NEW_RECORDING, columns | {"revision": 1, "completes": completes})
            return
        rows = Recordings.of_sender(self.session, recording.sender)
        newest = max((row.revision for row in rows), default=0) + 1
        row = next((row for row in rows if row.content_hash == recording.content_hash), None)
        if row is None:
            row = RecordingRow(**self._columns(recording, activity_id))
            self.session.add(row)
        # Else an earlier reading says it again.
        row.revision, row.completes = newest, completes
        self.session.flush()

    def _columns(self, recording: Recording, activity_id: str) -> dict[str, Any]:
        workout, sent = recording.workout, self._ahead.pack(recording.workout)
        originals = {name: self._ahead.put(kept) for name, kept in recording.originals.items()}
        self._ahead.wait()
        return {
            "id": str(uuid.uuid4()), "account_id": recording.sender.account_id,
            "activity_id": activity_id,
            "source": recording.sender.source, "source_id": recording.sender.source_id,
            "content_hash": recording.content_hash, "received_at": datetime.now(UTC),
            "app": workout.app.name, "device": workout.device.hardware or workout.device.name,
            "document": sent.document, "streams_blob": sent.streams_blob, "originals": originals,
            "start": workout.start, "end": workout.end, "left_at": None,
        }  # fmt: skip


def _columns(activity: Activity) -> dict[str, Any]:
    workout = activity.workout
    return {
        "revision": activity.revision, "title": activity.title,
        "title_set_by": TitleSetBy(activity.title_set_by).value,
        "description": activity.description,
        "sport": workout.sport.key, "indoor": workout.indoor, "open_water": workout.is_open_water,
        "start": workout.start, "end": workout.end, "zone": workout.zone.name,
        **{name: getattr(workout, name) for name in _SAME_COLUMNS},
        "route_points": workout.route_points, "app": workout.app.name,
        "search": search_text(activity), "outline": outline(workout.streams),
        "day": workout.zone.local(workout.start).date(),
    }  # fmt: skip


# Written for every arrival, so made once, and into the table: no row is wanted as an object.
_TABLES = ActivityRow.metadata.tables
_NEW_ACTIVITY, _NEW_RECORDING = insert(_TABLES["activities"]), insert(_TABLES["recordings"])
