"""Reads Health: changes since the anchors at every wake, and then the parts of each workout.

Changes are pages; each is one transaction with its anchor. An error leaves the anchor where it is.
"""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fitglue_phone import __version__
from fitglue_phone.core import aside, ledger, wire
from fitglue_phone.core.aside import Mistake
from fitglue_phone.core.boosted import is_ours
from fitglue_phone.core.joining import joined
from fitglue_phone.core.ledger import Due, Standing
from fitglue_phone.core.moments import passes
from fitglue_phone.core.ports import AnchorInvalid, Changes, HealthFailure, Kind, NotNow, Ports
from fitglue_phone.core.queue import Queue, Turn, put_anchor, put_notes
from fitglue_phone.core.reconciling import reconcile
from fitglue_phone.core.wire import Item
from fitglue_phone.core.workout import Workout

_IN_PAGE = 100
_MOST_QUEUED = 8 << 20  # bytes: more is read when these have left
_FIRST_WAIT_S, _LONGEST_WAIT_S = 60.0, 6 * 3600.0


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a workout in its pieces, whose names begin alike."""

    beginning: str
    pieces: list[Item]


class Reading:
    """From the health store into the queue."""

    def __init__(self, ports: Ports, queue: Queue) -> None:
        self._ports, self._health, self._queue = ports, ports.health, queue
        self._revision: int = queue.note("revision") or 0

    def read_changes(self) -> None:
        """Read what changed, of every kind. Raises HealthFailure; anchors are then as they were.

        Routes come first: a workout that is read later brings its routes along, and one whose
        route comes after that is told of by the next change.
        """
        for kind in sorted(self._health.kinds):  # "routes" before "workouts"
            try:
                self._read_kind(kind)
            except AnchorInvalid:
                self._forget_anchor(kind)
                self._read_kind(kind)
        self._queue.put_notes(read_s=self._ports.clock.now_s(), health_error=None)

    def read_parts(self, until_s: float, interrupted: Callable[[], bool]) -> bool:
        """Read the parts of workouts that are due, until a time; tell whether that was all.

        Raises NotNow. One workout that cannot be read is put off, and the others are read; after
        some mistakes of ours it is set aside. Between two workouts it may be interrupted.
        """
        while (due := self._next()) is not None:
            if self._ports.clock.now_s() >= until_s or self._is_full() or interrupted():
                return False
            try:
                self._read_workout(due)
            except NotNow:
                raise
            except HealthFailure as failure:
                self._put_off(due, failure.code)
            except Mistake as mistake:
                self._put_off(due, None, mistake)
        return True

    def _read_kind(self, kind: Kind) -> None:
        more = True
        while more:
            anchor = self._queue.anchor(kind)
            page = self._health.changes(kind, anchor, _IN_PAGE)
            passes("changes read")
            self._grow_revision()
            items = [None if page.are_brief else self._envelope(one) for one in page.workouts]
            with self._queue.writing("anchor") as writing:
                self._take(writing, kind, page, items)
                put_anchor(writing, kind, page.anchor)
                put_notes(writing, revision=self._revision)
            more = page.more
        if kind is Kind.WORKOUTS:
            reconcile(self._queue, self._health, self._ports.clock.now_s())
        if self._queue.note(f"swept_{kind}") is None:
            self._queue.put_notes(**{f"swept_{kind}": 1})

    def _take(
        self, writing: sqlite3.Connection, kind: Kind, page: Changes, items: list[Item | None]
    ) -> None:
        is_first = self._note(writing, f"swept_{kind}") is None
        sweep = self._note(writing, "sweep") or 0
        now_s = self._ports.clock.now_s()
        for workout, item in zip(page.workouts, items, strict=True):
            if is_ours(workout):  # it would come back as a new recording
                continue
            self._take_workout(writing, workout, item, (is_first, sweep))
        for uuid in page.deleted if kind is Kind.WORKOUTS else ():
            ledger.delete(writing, uuid.upper(), self._health.platform, now_s)
        for route in () if is_first else page.routes:
            for uuid, start_s in ledger.of_route(writing, route):
                ledger.ask_to_read(writing, uuid, Turn(is_live=True, start_s=start_s), now_s)

    def _take_workout(
        self,
        writing: sqlite3.Connection,
        workout: Workout,
        item: Item | None,
        when: tuple[bool, int],
    ) -> None:
        """Take a workout in: history waits for the server's word, what is new goes at once.

        A brief one has no item. What was not in reach before and is now, is history as well.
        """
        is_first, sweep = when
        known = ledger.standing(writing, workout.uuid.upper())
        in_reach = item is None and self._is_sweeping(writing)
        if known is None and (is_first or in_reach):
            ledger.put_workout(writing, workout, Standing.NEW, sweep)
            put_notes(writing, digest_due=1)
            return
        waits = known in {Standing.NEW, Standing.MISSING, Standing.GONE}
        is_same = known is Standing.THERE or item is None or ledger.is_envelope_known(writing, item)
        if waits or (is_same and self._is_sweeping(writing)):
            ledger.put_workout(writing, workout, known or Standing.NEW, sweep)
            return
        ledger.put_workout(writing, workout, Standing.TAKEN, sweep)
        turn = Turn(is_live=True, start_s=workout.start_s)
        if item is not None:
            ledger.put_part(writing, item, turn)
        ledger.ask_to_read(writing, workout.uuid.upper(), turn, self._ports.clock.now_s())

    def _read_workout(self, due: Due) -> None:
        """Read a workout with all its parts, and queue what is new of it in one transaction."""
        self._grow_revision()
        workout, parts = self._read_parts(due)
        passes("parts read")
        with self._queue.writing("parts") as writing:
            for part in parts:
                _put_longer(writing, due, part)
            if workout is not None:
                ledger.stands(writing, [due.workout], Standing.TAKEN)
            ledger.was_read(writing, due, self._ports.clock.now_s())
            put_notes(writing, revision=self._revision)

    def _read_parts(self, due: Due) -> tuple[Workout | None, list[_Part]]:
        """Read a workout and its parts. Raises HealthFailure, and Mistake for all else."""
        try:
            workout = self._health.workout(due.workout)
            if workout is None:
                return None, []
            return workout, [self._whole_envelope(workout), *self._parts(workout)]
        except HealthFailure:
            raise
        except Exception as error:
            raise Mistake(error) from error

    def _whole_envelope(self, workout: Workout) -> _Part:
        return _Part(wire.ENVELOPE, [self._envelope(workout)])

    def _parts(self, workout: Workout) -> Iterator[_Part]:
        """Give each route and series in its pieces, packed."""
        told, platform = workout.uuid, self._health.platform
        for route in self._health.routes(workout):
            pieces = wire.route_items(told, route, platform, self._revision)
            yield _Part(wire.route_beginning(route), list(pieces))
        for series in joined(self._health.series(workout)):
            pieces = wire.series_items(told, series, platform, self._revision)
            yield _Part(wire.series_beginning(series), list(pieces))

    def _next(self) -> Due | None:
        """Give the workout to read next: live ones first, of these the newest."""
        now_s = self._ports.clock.now_s()
        found = self._queue.rows(
            "SELECT workout, is_live, start_s, looks, failures FROM readings"
            " WHERE (? >= asked_s + wait_s OR ? < asked_s) AND (is_live OR NOT ?)"
            " AND workout NOT IN"
            " (SELECT workout FROM aside WHERE mistakes >= ? AND app_version = ?)"
            " ORDER BY is_live DESC, start_s DESC LIMIT 1",
            now_s, now_s, bool(self._queue.note("history_paused")), aside.MOST_MISTAKES,
            __version__,
        )  # fmt: skip
        for workout, is_live, start_s, looks, failures in found:
            return Due(workout, Turn(bool(is_live), start_s), looks, failures)
        return None

    def _put_off(self, due: Due, code: int | None, mistake: Mistake | None = None) -> None:
        wait_s = min(_FIRST_WAIT_S * 2**due.failures, _LONGEST_WAIT_S)
        with self._queue.writing("reading") as writing:
            ledger.was_not_read(writing, due, self._ports.clock.now_s(), wait_s)
            if mistake:
                aside.note(writing, due.workout, mistake)
            else:
                put_notes(writing, health_error=code)

    def _forget_anchor(self, kind: Kind) -> None:
        """Begin anew: what is known is passed over, and what is not there any more is looked at."""
        with self._queue.writing("anchor") as writing:
            writing.execute("DELETE FROM anchors WHERE kind = ?", (kind,))
            if kind is Kind.WORKOUTS:
                sweep = (self._note(writing, "sweep") or 0) + 1
                put_notes(writing, sweep=sweep, sweeping=sweep)

    def _is_full(self) -> bool:
        query = "SELECT coalesce(sum(length(packed)), 0) FROM items"
        return self._queue.value(query) >= _MOST_QUEUED

    def _envelope(self, workout: Workout) -> Item:
        return wire.envelope_item(workout, self._health.platform, self._revision)

    def _grow_revision(self) -> None:
        """Have a number that grows with every reading, whatever the clock does."""
        self._revision = max(int(self._ports.clock.now_s() * 1000), self._revision + 1)

    @staticmethod
    def _note(writing: sqlite3.Connection, name: str) -> int | None:
        row = writing.execute("SELECT value FROM notes WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def _is_sweeping(self, writing: sqlite3.Connection) -> bool:
        return self._note(writing, "sweeping") is not None


def _put_longer(writing: sqlite3.Connection, due: Due, part: _Part) -> None:
    """Queue the pieces of a part that say something new.

    A phone thins old workouts out: a part that has become shorter is not sent again.
    """
    before = ledger.samples_queued(writing, due.workout, part.beginning)
    if sum(piece.samples for piece in part.pieces) < before:
        return
    for piece in part.pieces:
        ledger.put_part(writing, piece, due.turn)
