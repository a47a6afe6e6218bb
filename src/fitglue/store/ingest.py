"""Apps and Shortcuts that post, and the bodies that they posted."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from fitglue.domain.errors import FitGlueError
from fitglue.domain.scopes import Scope
from fitglue.domain.sending_app import SendingApp
from fitglue.formats.sent_body import PackedBody
from fitglue.store.accounts import account_of
from fitglue.store.blobs import key_of
from fitglue.store.tables import (
    AccountRow,
    IngestTokenRow,
    ReceivedRow,
    RecordingRow,
    RefusedItemRow,
)
from fitglue.store.tokens import Granted
from fitglue.store.transactions import Transactions

WAITING, DONE, REFUSED = "waiting", "done", "refused"
_SEEN_EVERY = timedelta(minutes=1)  # not a write for every request


@dataclass(frozen=True, slots=True)
class Refusal:
    """A piece of a body that could not be taken; `blob` holds its bytes, packed with zstd."""

    position: int
    why: str
    next_step: str
    content_hash: str
    blob: str


class Ingest:
    """Questions about what apps posted, and changes."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def add_token(
        self, account_id: str, app: SendingApp, *, token_hash: str, prefix: str
    ) -> IngestTokenRow:
        """Keep a new token of an app."""
        row = IngestTokenRow(
            id=str(uuid.uuid4()), account_id=account_id, app=app.value, token_hash=token_hash,
            prefix=prefix, made_at=datetime.now(UTC), received_at=None, revoked_at=None,
        )  # fmt: skip
        with self._transactions.writing() as session:
            session.add(row)
        return row

    def tokens(self, account_id: str, app: SendingApp | None = None) -> list[IngestTokenRow]:
        """Give a person's tokens of an app, or of all: those that work first, then the newest."""
        mine = select(IngestTokenRow).where(IngestTokenRow.account_id == account_id)
        if app is not None:
            mine = mine.where(IngestTokenRow.app == app.value)
        order = (
            IngestTokenRow.revoked_at.is_not(None), IngestTokenRow.made_at.desc(), IngestTokenRow.id
        )  # fmt: skip
        with self._transactions.reading() as session:
            return list(session.scalars(mine.order_by(*order)))

    def revoke(self, account_id: str, token_id: str) -> SendingApp | None:
        """Let one of a person's tokens do nothing more; give its app, None when it is not theirs.

        What it has sent stays.
        """
        gone = update(IngestTokenRow).where(
            IngestTokenRow.id == token_id,
            IngestTokenRow.account_id == account_id,
            IngestTokenRow.token_hash.is_not(None),
        )
        values = gone.values(token_hash=None, revoked_at=datetime.now(UTC))
        with self._transactions.writing() as session:
            app = session.scalar(values.returning(IngestTokenRow.app))
        return SendingApp(app) if app is not None else None

    def granted(self, token_hash: str) -> Granted | None:
        """Find whose app has a token; a closed account's does nothing."""
        return self._granted(IngestTokenRow.token_hash == token_hash)

    def granted_by_name(self, token_id: str) -> Granted | None:
        """Find whose app has the token of an id, unless it was revoked."""
        works = IngestTokenRow.token_hash.is_not(None)
        return self._granted(and_(IngestTokenRow.id == token_id, works))

    def _granted(self, which: ColumnElement[bool]) -> Granted | None:
        found = (
            select(IngestTokenRow, AccountRow)
            .join(AccountRow, IngestTokenRow.account_id == AccountRow.id)
            .where(which, AccountRow.closed_at.is_(None))
        )
        with self._transactions.reading() as session:
            row = session.execute(found).one_or_none()
        if row is None:
            return None
        token: IngestTokenRow = row.IngestTokenRow
        return Granted(
            token.id, SendingApp(token.app).label, frozenset({Scope.INGEST}), None,
            account_of(row.AccountRow),
        )  # fmt: skip

    def seen(self, token_id: str) -> None:
        """Note that an app has sent something, once a minute at most."""
        now = datetime.now(UTC)
        long_ago = or_(
            IngestTokenRow.received_at.is_(None), IngestTokenRow.received_at < now - _SEEN_EVERY
        )
        late = select(IngestTokenRow.id).where(IngestTokenRow.id == token_id, long_ago)
        with self._transactions.reading() as session:
            if session.scalar(late) is None:
                return
        with self._transactions.writing() as session:
            changed = update(IngestTokenRow).where(IngestTokenRow.id == token_id)
            session.execute(changed.values(received_at=now))

    def known(self, account_id: str, content_hash: str) -> ReceivedRow | None:
        """Give a body that came before and waits or is done; a refused one is tried again."""
        with self._transactions.reading() as session:
            row = _known(session, account_id, content_hash)
            return row if row is not None and row.state != REFUSED else None

    @staticmethod
    def receive(
        session: Session, account_id: str, token_id: str, body: PackedBody, blob: str
    ) -> tuple[ReceivedRow, bool]:
        """Write a body, and tell whether it has to be worked on: the same one is one.

        The account is locked, so that two that come at once are one as well.
        """
        row = _known(session, account_id, body.content_hash)
        if row is not None and row.state != REFUSED:
            return row, False
        if row is None:
            row = ReceivedRow(
                id=str(uuid.uuid4()), account_id=account_id, content_hash=body.content_hash,
                size_bytes=body.size_bytes, attempt=0, received_at=datetime.now(UTC),
            )  # fmt: skip
            session.add(row)
        row.token_id, row.content_blob = token_id, blob
        row.state, row.attempt, row.taken, row.result = WAITING, row.attempt + 1, 0, {}
        row.finished_at = None
        session.flush()
        return row, True

    def get(self, account_id: str, received_id: str) -> ReceivedRow | None:
        """Give one of a person's bodies."""
        with self._transactions.reading() as session:
            row = session.get(ReceivedRow, received_id)
            return row if row is not None and row.account_id == account_id else None

    def source_ids(self, account_id: str) -> list[str]:
        """Name the workouts of Apple Health that are here, as their phones do."""
        mine = (
            select(RecordingRow.source_id)
            .distinct()
            .where(RecordingRow.account_id == account_id, RecordingRow.source == "apple_health")
        )
        with self._transactions.reading() as session:
            return sorted(session.scalars(mine))

    def waiting(self, received_id: str) -> ReceivedRow | None:
        """Give a body that waits to be worked on, whoever's it is."""
        with self._transactions.reading() as session:
            row = session.get(ReceivedRow, received_id)
            return row if row is not None and row.state == WAITING else None

    def unfinished(self) -> list[ReceivedRow]:
        """Give every body that waits, oldest first."""
        rows = select(ReceivedRow).where(ReceivedRow.state == WAITING)
        with self._transactions.reading() as session:
            return list(session.scalars(rows.order_by(ReceivedRow.received_at)))

    @staticmethod
    def again(session: Session, row: ReceivedRow) -> None:
        """Let a body wait for another job than the one that failed."""
        row.attempt += 1
        session.flush()

    @staticmethod
    def locked(session: Session, received_id: str) -> ReceivedRow | None:
        """Give it for changing, if it still waits."""
        row = session.get(ReceivedRow, received_id, with_for_update=True)
        return row if row is not None and row.state == WAITING else None

    @staticmethod
    def advance(row: ReceivedRow, number: int, outcomes: Sequence[str]) -> None:
        """Note that so many more of its pieces are over, and what became of them."""
        counts = Counter(row.result)
        counts.update(outcomes)
        row.taken, row.result = row.taken + number, dict(counts)

    @staticmethod
    def finish(session: Session, row: ReceivedRow, refusals: Sequence[Refusal], state: str) -> None:
        """Write that a body is done, or refused as a whole, with what was set aside of it.

        What was refused before is not kept twice, and what could be taken by now is forgotten.
        """
        row.state, row.finished_at = state, datetime.now(UTC)
        if refusals:
            row.result = {**row.result, REFUSED: len(refusals)}
        here, of_this = (
            RefusedItemRow.account_id == row.account_id,
            RefusedItemRow.batch_id == row.id,
        )
        session.execute(delete(RefusedItemRow).where(here, of_this))
        Ingest.set_aside(session, row.account_id, row.token_id, refusals, row.id)

    @staticmethod
    def set_aside(
        session: Session,
        account_id: str,
        token_id: str,
        refusals: Sequence[Refusal],
        body: str = "",
    ) -> None:
        """Keep pieces of a body with the reason; one that was refused before is not kept twice."""
        here = RefusedItemRow.account_id == account_id
        same = RefusedItemRow.content_hash.in_([one.content_hash for one in refusals])
        session.execute(delete(RefusedItemRow).where(here, same))
        once = {one.content_hash: one for one in refusals}
        session.add_all(
            RefusedItemRow(
                id=str(uuid.uuid4()), account_id=account_id, device_id=token_id, batch_id=body,
                position=one.position, why=one.why, next_step=one.next_step,
                content_hash=one.content_hash, content_blob=one.blob,
                received_at=datetime.now(UTC),
            )
            for one in once.values()
        )  # fmt: skip

    @staticmethod
    def whole(body: ReceivedRow, sentence: str, next_step: str) -> Refusal:
        """Refuse a body as a whole: its bytes are kept already."""
        return Refusal(0, sentence, next_step, body.content_hash, body.content_blob)

    @staticmethod
    def piece(position: int, why: FitGlueError, content: bytes, blob: str) -> Refusal:
        """Refuse a piece of a body."""
        return Refusal(position, why.sentence, why.next_step, key_of(content), blob)

    def recent(self, account_id: str, token_id: str = "", limit: int = 20) -> list[ReceivedRow]:
        """Give what a person's apps, or one of them, posted, newest first."""
        mine = select(ReceivedRow).where(ReceivedRow.account_id == account_id)
        if token_id:
            mine = mine.where(ReceivedRow.token_id == token_id)
        newest = mine.order_by(ReceivedRow.received_at.desc(), ReceivedRow.id).limit(limit)
        with self._transactions.reading() as session:
            return list(session.scalars(newest))


def _known(session: Session, account_id: str, content_hash: str) -> ReceivedRow | None:
    return session.scalar(
        select(ReceivedRow).where(
            ReceivedRow.account_id == account_id, ReceivedRow.content_hash == content_hash
        )
    )
