"""Phones: their tokens, what they said last, and the codes with which they come."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from fitglue.domain.receipts import Receipt
from fitglue.domain.scopes import Scope
from fitglue.formats.phone_sync.reading import Sent
from fitglue.store.accounts import account_of
from fitglue.store.tables import AccountRow, PairingRow, PhoneRow
from fitglue.store.tokens import NOTED_EVERY, Granted
from fitglue.store.transactions import Transactions

LASTS = timedelta(minutes=20)
TRIES = 5
# Asked with every request, so made once, and of the tables: no row is wanted as an object.
_A, _T = AccountRow.__table__.c, PhoneRow.__table__.c
_GRANTED = (
    select(*_A, _T.id.label("phone_id"), _T.name.label("phone_name"), _T.seen_at)
    .join_from(AccountRow.__table__, PhoneRow.__table__, _T.account_id == _A.id)
    .where(_T.token_hash == bindparam("token_hash"), _A.closed_at.is_(None))
)
#: Who may sync by such a token, when its use is noted already.
MAY_SYNC = _GRANTED.with_only_columns(
    _T.id.label("token_id"), _A.id.label("account_id"), _A.metrics_since
).where(_T.seen_at >= bindparam("noted_since"))


@dataclass(frozen=True, slots=True)
class NewPhone:
    """A phone that comes with a code: hashes of its token and of the claim it is known by."""

    name: str
    app_version: str
    os_version: str
    token_hash: str
    claim_hash: str


class Phones:
    """Keeps phones, and lets new ones in."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def offer(self, account_id: str, *, number: str, code_hash: str) -> PairingRow:
        """Keep a new code; the person's earlier one ends, and everybody's that are too old."""
        now = datetime.now(UTC)
        row = PairingRow(
            id=str(uuid.uuid4()), account_id=account_id, number=number, code_hash=code_hash,
            tries_left=TRIES, phone_id=None, claim_hash="", created_at=now, expires_at=now + LASTS,
        )  # fmt: skip
        over = (PairingRow.account_id == account_id) | (PairingRow.expires_at < now)
        with self._transactions.writing() as session:
            session.execute(delete(PairingRow).where(over | (PairingRow.number == number)))
            session.add(row)
        return row

    def pairing(self, account_id: str) -> PairingRow | None:
        """Give the code that a person's page shows, while it works."""
        mine = select(PairingRow).where(
            PairingRow.account_id == account_id, PairingRow.expires_at > datetime.now(UTC)
        )
        with self._transactions.reading() as session:
            return session.scalar(mine)

    def come(self, number: str, code_hash: str, phone: NewPhone) -> PhoneRow | None:
        """Let a phone in by a code. Exactly one wins it, and may ask again: its reply was lost.

        None for a wrong code, which counts, and for one that is locked, too old or another's.
        """
        with self._transactions.writing("pair a phone") as session:
            row = session.scalar(
                select(PairingRow).where(PairingRow.number == number).with_for_update()
            )
            if row is None or row.tries_left <= 0 or row.expires_at <= datetime.now(UTC):
                return None
            if row.code_hash != code_hash:
                row.tries_left -= 1
                return None
            if row.phone_id is None:
                return _paired(session, row, phone)
            if row.claim_hash != phone.claim_hash:
                return None
            return _paired_again(session, row.phone_id, phone)

    def sign_in(self, account_id: str, phone: NewPhone) -> PhoneRow:
        """Let a phone in whose owner has signed in on it."""
        row = _row(account_id, phone)
        row.claim_hash = phone.claim_hash
        with self._transactions.writing("pair a phone") as session:
            session.add(row)
        return row

    def again(self, account_id: str, phone: NewPhone) -> PhoneRow | None:
        """Give a phone that signs in once more its new token: the reply to the first was lost."""
        known = select(PhoneRow).where(
            PhoneRow.account_id == account_id,
            PhoneRow.claim_hash == phone.claim_hash,
            PhoneRow.token_hash.is_not(None),
        )
        with self._transactions.writing("pair a phone again") as session:
            row = session.scalar(known.with_for_update())
            if row is not None:
                row.token_hash = phone.token_hash
            return row

    def granted(self, token_hash: str) -> Granted | None:
        """Find whose phone has a token; a closed account's does nothing."""
        with self._transactions.reading() as session:
            row = session.execute(_GRANTED, {"token_hash": token_hash}).one_or_none()
        if row is None:
            return None
        is_news = row.seen_at is None or datetime.now(UTC) - row.seen_at > NOTED_EVERY
        return Granted(
            row.phone_id, row.phone_name, frozenset({Scope.SYNC}), None, account_of(row),
            phone_id=row.phone_id, is_worth_noting=is_news,
        )  # fmt: skip

    def of_account(self, account_id: str) -> list[PhoneRow]:
        """Give a person's phones, those that may still send first, then the newest."""
        mine = select(PhoneRow).where(PhoneRow.account_id == account_id)
        order = PhoneRow.revoked_at.is_not(None), PhoneRow.paired_at.desc(), PhoneRow.id
        with self._transactions.reading() as session:
            return list(session.scalars(mine.order_by(*order)))

    def rename(self, account_id: str, phone_id: str, name: str) -> bool:
        """Call one of a person's phones something else; false when it is not theirs."""
        mine = update(PhoneRow).where(PhoneRow.id == phone_id, PhoneRow.account_id == account_id)
        with self._transactions.writing() as session:
            changed = session.scalar(mine.values(name=name).returning(PhoneRow.id))
        return changed is not None

    def revoke(self, account_id: str, phone_id: str) -> str | None:
        """Let one of a person's phones do nothing more; give its name, None when it is not theirs.

        The code that it came with ends, too, so that it cannot ask again.
        """
        gone = update(PhoneRow).where(
            PhoneRow.id == phone_id,
            PhoneRow.account_id == account_id,
            PhoneRow.token_hash.is_not(None),
        )
        with self._transactions.writing() as session:
            mine = (PairingRow.account_id == account_id) & (PairingRow.phone_id == phone_id)
            session.execute(delete(PairingRow).where(mine))
            values = gone.values(token_hash=None, revoked_at=datetime.now(UTC))
            return session.scalar(values.returning(PhoneRow.name))

    def note_use(self, phone_id: str) -> None:
        """Write that a phone was here just now."""
        mine = update(PhoneRow).where(PhoneRow.id == phone_id)
        with self._transactions.writing() as session:
            session.execute(mine.values(seen_at=datetime.now(UTC)))

    @staticmethod
    def note(session: Session, phone_id: str, sent: Sent, receipts: Iterable[Receipt]) -> None:
        """Note what a phone has sent, and what it says about itself."""
        row = session.get(PhoneRow, phone_id) if phone_id else None
        if row is None:
            return
        row.seen_at, row.app_version = datetime.now(UTC), sent.app_version or row.app_version
        row.os_version = sent.state.os_version or row.os_version
        row.state = msgspec.to_builtins(sent.state)
        counts = Counter(row.sent)
        counts.update(_counted_as(one) for one in receipts)
        row.sent = dict(counts)


def _counted_as(receipt: Receipt) -> str:
    about = "metric_" if receipt.part.startswith("metric:") else ""
    return about + receipt.verdict.value


def _paired(session: Session, pairing: PairingRow, phone: NewPhone) -> PhoneRow:
    row = _row(pairing.account_id, phone)
    session.add(row)
    session.flush()
    pairing.phone_id, pairing.claim_hash = row.id, phone.claim_hash
    return row


def _row(account_id: str, phone: NewPhone) -> PhoneRow:
    return PhoneRow(
        id=str(uuid.uuid4()), account_id=account_id, token_hash=phone.token_hash,
        name=phone.name, app_version=phone.app_version, os_version=phone.os_version, state={},
        sent={}, paired_at=datetime.now(UTC), seen_at=None, revoked_at=None, claim_hash=None,
    )  # fmt: skip


def _paired_again(session: Session, phone_id: str, phone: NewPhone) -> PhoneRow | None:
    """Give the winner a new token in place of the one whose reply was lost."""
    row = session.get_one(PhoneRow, phone_id)
    if row.token_hash is None:
        return None
    row.token_hash = phone.token_hash
    return row
