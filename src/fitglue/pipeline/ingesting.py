"""Takes what apps and Shortcuts post: kept at once, as it came, and worked on after the answer.

One transaction writes a body and its job, so whatever dies afterwards, it is done. Its workouts are
taken in batches, each with how far it is in one transaction: a job that was cut off goes on there.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

from fitglue.domain.activity import Recording
from fitglue.domain.arrival import Arrival, SetAside, SourceTools
from fitglue.domain.errors import Bug, FitGlueError, Unreadable
from fitglue.domain.health_writes import is_ours
from fitglue.formats.health_auto_export import (
    NAME_IN_THE_APP,
    HealthAutoExport,
    name_key,
)
from fitglue.formats.health_auto_export.metric_days import metric_days
from fitglue.formats.packing import packed, unpacked
from fitglue.formats.phone_sync.reading import ENVELOPE
from fitglue.formats.sent import read_sent
from fitglue.formats.sent_body import PackedBody
from fitglue.pipeline.comparing import Comparing
from fitglue.pipeline.engine import Job, Step
from fitglue.pipeline.intake import Manner, Taken, foreseen, put, recording_of
from fitglue.pipeline.metrics import take_metrics
from fitglue.pipeline.starting import Starter

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store import Store
    from fitglue.store.accounts import Account
    from fitglue.store.ingest import Refusal
    from fitglue.store.intake import Intake
    from fitglue.store.tables import ReceivedRow

#: Whatever posts, most of it posts what Apple Health holds.
SOURCE = "apple_health"
Piece = Arrival | SetAside
_BATCH = 16
_FAILED_AFTER = timedelta(hours=1)
#: What became of a workout beyond what an `Outcome` says.
DELETED, KNOWN_BETTER = "deleted", "known_better"
_DIED = Bug(
    "Reading this stopped before its end; the workouts that were read are kept.",
    "Give the machine more memory if it ran out; in the app, shorten the automation's period.",
)
log = logging.getLogger(__name__)


def ingest_job(row: "ReceivedRow") -> Job:
    """Give the job that works on a body."""
    return Job(workflow="ingest", arguments=(row.id, row.attempt))


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of some workouts: those taken, and how many by what they did."""

    taken: tuple[Taken, ...]
    outcomes: Counter[str]


@dataclass(frozen=True, eq=False, slots=True)
class Prepared:
    """Recordings of one person, compared with what is here."""

    recordings: Sequence[Recording]
    manner: Manner
    comparing: Comparing


@dataclass(frozen=True, slots=True)
class Ingesting:
    """Takes bodies for anybody."""

    starter: Starter
    tools_of: Callable[["Account"], SourceTools]

    def receive(self, account_id: str, token_id: str, body: PackedBody) -> tuple[str, bool]:
        """Keep a body durably with its job; give its id, and whether it is a new one."""
        store = self._store
        known = store.ingest.known(account_id, body.content_hash)
        if known is not None:
            store.ingest.seen(token_id)
            return known.id, False
        blob = store.blobs.put(body.zstd)
        with store.transactions.writing("receive") as session:
            store.sync.lock(session, account_id)
            row, is_new = store.ingest.receive(session, account_id, token_id, body, blob)
            if is_new:
                self.starter.engine.enqueue(session, ingest_job(row))
        store.ingest.seen(token_id)
        return row.id, is_new

    def take(self, received_id: str, attempt: int) -> str:
        """Take what is left of a body; once it is over, nothing."""
        row = self._store.ingest.waiting(received_id)
        if row is None or row.attempt != attempt:
            return "over"
        account = self._store.accounts.get(row.account_id)
        try:
            read = self._read(row, account)
            days = metric_days(read.metrics, account.zone)
        except Unreadable as why:
            return self._refuse(row, why)
        except (FitGlueError, OSError, DBAPIError):
            raise  # the machine's trouble, not the body's
        except Exception as problem:
            log.exception("a body that an app posted could not be read")
            return self._refuse(row, _bug(problem))
        take_metrics(self._store, account.id, days)
        for batch in _batches(read.arrivals[row.taken :]):
            self._take(row, account, batch, read.source)
        return self._finish(row, read.arrivals)

    def give_up(self, received_id: str) -> str:
        """Set a body aside whose work ended the process that did it."""
        row = self._store.ingest.waiting(received_id)
        return self._refuse(row, _DIED) if row is not None else "over"

    def sweep(self, step: Step, _scheduled_for: datetime, _context: Any) -> int:
        """Give bodies a new job whose own has failed. The engine starts this by the clock."""
        return step("sweep", self.try_again)

    def try_again(self) -> int:
        """Queue another job for each body that has waited for an hour, and count them."""
        long_ago = datetime.now(UTC) - _FAILED_AFTER
        late = [row for row in self._store.ingest.unfinished() if row.received_at < long_ago]
        for row in late:
            with self._store.transactions.writing("sweep") as session:
                waiting = self._store.ingest.locked(session, row.id)
                if waiting is not None:
                    self._store.ingest.again(session, waiting)
                    self.starter.engine.enqueue(session, ingest_job(waiting))
        return len(late)

    @property
    def _store(self) -> "Store":
        return self.starter.store

    def _read(self, row: "ReceivedRow", account: "Account") -> HealthAutoExport:
        content = unpacked(self._store.blobs.get(row.content_blob))
        rules = self._store.names.rules(row.account_id)
        return read_sent(content, self.tools_of(account), rules)

    def _take(
        self, row: "ReceivedRow", account: "Account", batch: Sequence[Piece], source: str
    ) -> None:
        arrivals = [one for one in batch if isinstance(one, Arrival)]
        some = prepared(self._store, account, arrivals, source)
        with self._store.intake() as intake:
            self._store.sync.lock(intake.session, account.id)
            waiting = self._store.ingest.locked(intake.session, row.id)
            if waiting is None or (waiting.attempt, waiting.taken) != (row.attempt, row.taken):
                return  # somebody else has it
            done = take_batch(self.starter, intake, some)
            outcomes = list(done.outcomes.elements())
            self._store.ingest.advance(waiting, len(batch), outcomes)
        row.taken += len(batch)

    def _finish(self, row: "ReceivedRow", pieces: Sequence[Piece]) -> str:
        aside = [(at, one) for at, one in enumerate(pieces, start=1) if isinstance(one, SetAside)]
        refusals = [refusal_of(self._store, at, one) for at, one in aside]
        with self._store.transactions.writing("ingested") as session:
            waiting = self._store.ingest.locked(session, row.id)
            if waiting is not None and waiting.taken >= len(pieces):
                self._store.ingest.finish(session, waiting, refusals, "done")
        return "done"

    def _refuse(self, row: "ReceivedRow", why: FitGlueError) -> str:
        with self._store.transactions.writing("refused") as session:
            waiting = self._store.ingest.locked(session, row.id)
            if waiting is not None:
                refusal = self._store.ingest.whole(waiting, why.sentence, why.next_step)
                self._store.ingest.finish(session, waiting, [refusal], "refused")
        return "refused"


def prepared(
    store: "Store", account: "Account", arrivals: Sequence[Arrival], source: str = SOURCE
) -> Prepared:
    """Do what only computes before the transaction: it locks others out on SQLite."""
    theirs = [one for one in arrivals if not is_ours(one.workout.metadata)]
    recordings = [recording_of(account.id, source, arrival) for arrival in theirs]
    manner = Manner(backfill=False, settle_s=account.settle_s)
    return Prepared(recordings, manner, foreseen(store, account.id, recordings, manner))


def take_batch(starter: Starter, intake: "Intake", some: Prepared) -> Batch:
    """Take recordings in the caller's transaction, which holds the account's lock.

    A workout that was deleted does not come back, and what our own phone app has sent is left as
    it is: it knows all that any other app can tell.
    """
    deleted, better = _left_alone(starter.store, intake.session, some.recordings)
    wanted = [one for one in some.recordings if one.sender.source_id not in deleted | better]
    taken = put(intake, starter, wanted, some.manner, some.comparing)
    for account_id in {one.sender.account_id for one in wanted}:
        starter.store.names.note(intake.session, account_id, _named(wanted))
    outcomes = Counter([one.outcome.value for one in taken])
    outcomes.update({DELETED: len(deleted), KNOWN_BETTER: len(better)})
    return Batch(tuple(taken), +outcomes)


def _left_alone(
    store: "Store", session: "Session", recordings: Sequence[Recording]
) -> tuple[set[str], set[str]]:
    if not recordings:
        return set(), set()
    account_id = recordings[0].sender.account_id
    uuids = {one.sender.source_id for one in recordings if one.workout.healthkit_uuid}
    deleted = store.sync.deleted(session, account_id, uuids)
    parts = store.sync.parts(session, account_id, uuids - deleted)
    return deleted, {
        uuid for uuid, found in parts.items() if any(part.name == ENVELOPE for part, _ in found)
    }


def _named(recordings: Sequence[Recording]) -> Iterator[tuple[str, str, str]]:
    for one in recordings:
        name = one.workout.metadata.get(NAME_IN_THE_APP, "")
        if name:
            yield one.sender.source_id, name_key(name), name


def refusal_of(store: "Store", position: int, aside: SetAside) -> "Refusal":
    """Keep the bytes of what was set aside."""
    blob = store.blobs.put(packed(aside.content))
    return store.ingest.piece(position, aside.why, aside.content, blob)


def _batches(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    left = iter(pieces)
    while batch := list(islice(left, _BATCH)):
        yield batch


def _bug(problem: Exception) -> Bug:
    return Bug(
        f"FitGlue made a mistake with what was sent ({type(problem).__name__}).",
        "It is kept; it will be read again when the same is sent after an update.",
    )
