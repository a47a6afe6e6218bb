"""Compares a recording with the activities of its time.

What it read and worked out it remembers for a while: done before a transaction, it costs the
transaction nothing but its questions.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import TYPE_CHECKING

from fitglue.domain.activity import Activity, Recording, Sender
from fitglue.domain.edits import NO_EDITS, Edits, chosen, edited
from fitglue.domain.sample import is_sample
from fitglue.domain.streams import Streams
from fitglue.domain.workout import Workout
from fitglue.formats import stream_blob, workout_document
from fitglue.matching.belonging import Candidate, Match, best_match
from fitglue.matching.likeness import REACH, may_be_one
from fitglue.matching.merging import merged
from fitglue.matching.revision import joined
from fitglue.pipeline.staying import is_alone

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from fitglue.store import Store
    from fitglue.store.intake import Intake
    from fitglue.store.tables import RecordingRow

    Read = Callable[[RecordingRow], Workout]
Key = tuple[Sender, str]
_MOST_PENDING = 200  # of them whose streams are held at a time


@dataclass(frozen=True, eq=False, slots=True)
class Known:
    """A sender who is known: the activity it belongs to, and the hashes of what it has sent.

    `has_left` when it was deleted where it came from.
    """

    activity_id: str
    has_left: bool
    sent: frozenset[str]
    rows: list["RecordingRow"]


@dataclass(frozen=True, eq=False, slots=True)
class Pending:
    """A recording that a look without writing would have kept, and its activity if it changed."""

    activity_id: str
    recording: Recording
    activity: Activity | None


@dataclass(slots=True)
class Comparing:
    """Compares recordings of one person, by their order of devices.

    `pending` are the latest ones that a look without writing would have kept.
    """

    store: "Store"
    account_id: str
    pending: deque[Pending] = field(default_factory=lambda: deque(maxlen=_MOST_PENDING))
    _order: Sequence[str] | None = None
    _strangers: set[Sender] = field(default_factory=set)
    _read: dict[tuple[str, ...], Recording] = field(default_factory=dict)
    _matches: dict[object, Match | None] = field(default_factory=dict)
    _merged: dict[tuple[frozenset[Key], str], Workout] = field(default_factory=dict)

    def look_up(self, session: "Session", recordings: Iterable[Recording]) -> None:
        """Ask once for all of some recordings which of their senders nothing is known of."""
        senders = {one.sender for one in recordings}
        homes = {one: one.activity_id for one in senders}
        heard = self.store.recordings.heard_of(session, self.account_id, senders)
        removed = self.store.removed.named(session, list(homes.values()))
        self._strangers = {
            one for one, home in homes.items() if one not in heard and home not in removed
        }

    def is_stranger(self, sender: Sender) -> bool:
        """Tell whether nothing was known of a sender when that was looked up, nor kept since."""
        return sender in self._strangers

    def kept(self, sender: Sender) -> None:
        """Take note that something of a sender was written."""
        self._strangers.discard(sender)

    def known(self, session: "Session", sender: Sender) -> Known | None:
        """Tell what is known of a sender, if anything is."""
        rows = self.store.recordings.of_sender(session, sender)
        if not rows:
            return None
        sent = frozenset(row.content_hash for row in rows)
        return Known(rows[-1].activity_id, rows[-1].left_at is not None, sent, rows)

    def told_by(self, known: Known) -> Recording:
        """Give all that a sender has told so far."""
        return self._whole(known.rows)

    def recordings(self, session: "Session", activity_ids: Sequence[str]) -> list[Recording]:
        """Give the recordings that activities are made of, as they are now."""
        groups = self._groups(session, activity_ids)
        pending = (one.recording for one in self.pending if one.activity_id in activity_ids)
        return [*(self._whole(rows) for group in groups.values() for rows in group), *pending]

    def activity(self, intake: "Intake", activity_id: str) -> Activity:
        """Give an activity as it is, or would be, now."""
        for pending in reversed(self.pending):
            if pending.activity_id == activity_id and pending.activity is not None:
                return pending.activity
        return intake.activity(activity_id)

    def match(self, session: "Session", arriving: Recording, own: str = "") -> Match | None:
        """Find the activity that a recording belongs to, or may; its `own` is none of them.

        What a person called two workouts is not put together again.
        """
        if is_alone([arriving]):
            return None
        candidates = self._candidates(session, arriving, own)
        candidates = [one for one in candidates if not is_alone(one.recordings)]
        candidates = [one for one in candidates if _are_alike(arriving, one.recordings)]
        if candidates:
            apart = self.store.pairs.kept_apart(session, arriving.sender)
            candidates = [one for one in candidates if apart.isdisjoint(_senders(one.recordings))]
        if not candidates:
            return None
        key = (
            _key(arriving),
            tuple((one.activity_id, tuple(map(_key, one.recordings))) for one in candidates),
        )
        if key not in self._matches:
            self._matches[key] = best_match(arriving, candidates)
        match = self._matches[key]
        return match and replace(match, also=self._also(session, match, candidates))

    def merged(self, recordings: Iterable[Recording], edits: Edits = NO_EDITS) -> Workout:
        """Make one workout of recordings as its owner edited it, its streams as they are kept."""
        told = list(recordings)
        key = frozenset(map(_key, told)), repr(edits)
        if key not in self._merged:
            workout = edited(merged(told, self.order, chosen(edits)), edits)
            self._merged[key] = replace(workout, streams=as_kept(workout.streams))
        return self._merged[key]

    @property
    def order(self) -> Sequence[str]:
        """Which device is believed first; asked for once, as most arrivals stand alone."""
        if self._order is None:
            self._order = self.store.accounts.device_order(self.account_id)
        return self._order

    def edits(self, session: "Session", activity_ids: Sequence[str]) -> Edits:
        """Give what a person changed of activities that are one, the first's before the others'."""
        return reduce(Edits.over, (self.store.edits.of(session, one) for one in activity_ids))

    def _candidates(self, session: "Session", arriving: Recording, own: str) -> list[Candidate]:
        begin, end = arriving.workout.start - REACH, arriving.workout.end + REACH
        near = self.store.recordings.near(session, self.account_id, begin, end) - {own}
        groups = self._groups(session, sorted(near)) if near else {}
        found = {key: self._if_near(arriving, group) for key, group in groups.items()}
        for pending in self.pending:
            key, recording = pending.activity_id, pending.recording
            if key in found or may_be_one(recording, arriving):
                found[key] = [*found.get(key, ()), recording]
        return [Candidate(key, tuple(found[key])) for key in sorted(found) if found[key]]

    def _if_near(
        self, arriving: Recording, group: Iterable[list["RecordingRow"]]
    ) -> list[Recording]:
        """Read an activity's streams only when their times and writers leave it open."""
        rows_of_each = list(group)
        figures = (_folded(rows, self.store.recordings.figures) for rows in rows_of_each)
        if not any(may_be_one(one, arriving) for one in figures):
            return []
        return [self._whole(rows) for rows in rows_of_each]

    def _groups(
        self, session: "Session", activity_ids: Sequence[str]
    ) -> dict[str, list[list["RecordingRow"]]]:
        """Give the versions of each recording, by activity."""
        by_sender: dict[tuple[str, str, str], list[RecordingRow]] = {}
        for row in self.store.recordings.of_activities(session, self.account_id, activity_ids):
            by_sender.setdefault((row.activity_id, row.source, row.source_id), []).append(row)
        groups: dict[str, list[list[RecordingRow]]] = {}
        for (activity_id, *_), rows in by_sender.items():
            groups.setdefault(activity_id, []).append(rows)
        return groups

    def _whole(self, rows: list["RecordingRow"]) -> Recording:
        key = tuple(f"{row.id} {row.completes}" for row in rows)
        if key not in self._read:
            self._read[key] = _folded(rows, self.store.recordings.workout)
        return self._read[key]

    def _also(
        self, session: "Session", match: Match, candidates: Iterable[Candidate]
    ) -> tuple[str, ...]:
        if not match.also:
            return ()
        recordings = {one.activity_id: one.recordings for one in candidates}
        taken, together = [], _senders(recordings[match.activity_id])
        for activity_id in match.also:
            theirs = _senders(recordings[activity_id])
            said = (self.store.pairs.kept_apart(session, sender) for sender in theirs)
            if together.isdisjoint({one for apart in said for one in apart}):
                taken.append(activity_id)
                together |= theirs
        return tuple(taken)


def comparing_for(store: "Store", account_id: str) -> Comparing:
    """Compare for a person."""
    return Comparing(store, account_id)


def as_kept(streams: Streams) -> Streams:
    """Give streams at the resolution that they are kept at."""
    return {kind: stream_blob.quantised(stream) for kind, stream in streams.items()}


def _folded(rows: Sequence["RecordingRow"], read: "Read") -> Recording:
    """Join all versions of one recording: some complete what was before, some replace it."""
    first = max((at for at, row in enumerate(rows) if not row.completes), default=0)
    counted = rows[first:]
    workout = read(counted[0])
    for row in counted[1:]:
        workout = joined(workout, read(row))
    sender = Sender(rows[0].account_id, rows[0].source, rows[0].source_id)
    is_one = len(counted) == 1
    name = counted[0].content_hash if is_one else workout_document.content_hash(workout)
    return Recording(sender, workout, name, _NO_ORIGINALS)


_NO_ORIGINALS: Mapping[str, bytes] = {}


def _are_alike(arriving: Recording, recordings: Iterable[Recording]) -> bool:
    """Tell whether a sample meets samples, or a workout workouts: the two are never one."""
    sample = is_sample(arriving.sender.source_id)
    return all(is_sample(one.sender.source_id) is sample for one in recordings)


def _senders(recordings: Iterable[Recording]) -> set[Sender]:
    return {one.sender for one in recordings}


def _key(recording: Recording) -> Key:
    return recording.sender, recording.content_hash
