"""Signed-in browsers."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select, update

from fitglue.store.accounts import Account, account_of
from fitglue.store.tables import AccountRow, SessionRow
from fitglue.store.transactions import Transactions

LASTS = timedelta(days=60)  # since it was last seen
_SEEN_EVERY = timedelta(minutes=5)  # not a write for every page


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An open session and whose it is."""

    session_id: str
    account: Account


class Sessions:
    """Who is signed in where. Tokens come as hashes and never leave again; ids may be shown."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def open(self, account_id: str, token_hash: str, client: str) -> str:
        """Remember a signed-in browser and give the session's id."""
        now = datetime.now(UTC)
        row = SessionRow(
            token_hash=token_hash, id=str(uuid.uuid4()), account_id=account_id, client=client,
            created_at=now, seen_at=now, expires_at=now + LASTS,
        )  # fmt: skip
        with self._transactions.writing() as session:
            session.execute(delete(SessionRow).where(SessionRow.expires_at < now))
            session.add(row)
        return row.id

    def of_token(self, token_hash: str) -> SignedIn | None:
        """Find whose browser this is, and keep its session alive; a closed account has none."""
        now = datetime.now(UTC)
        found = (
            select(SessionRow, AccountRow)
            .join(AccountRow, SessionRow.account_id == AccountRow.id)
            .where(SessionRow.token_hash == token_hash, SessionRow.expires_at > now)
            .where(AccountRow.closed_at.is_(None))
        )
        with self._transactions.reading() as session:
            row = session.execute(found).one_or_none()
        if row is None:
            return None
        if now - row.SessionRow.seen_at > _SEEN_EVERY:
            self._see(token_hash, now)
        return SignedIn(row.SessionRow.id, account_of(row.AccountRow))

    def of_account(self, account_id: str) -> list[SessionRow]:
        """Give a person's open sessions, the one seen last first."""
        rows = (
            select(SessionRow)
            .where(SessionRow.account_id == account_id, SessionRow.expires_at > datetime.now(UTC))
            .order_by(SessionRow.seen_at.desc(), SessionRow.id)
        )
        with self._transactions.reading() as session:
            return list(session.scalars(rows))

    def last_seen(self) -> dict[str, datetime]:
        """Give when each person who is signed in somewhere was last here, by account id."""
        latest = select(SessionRow.account_id, func.max(SessionRow.seen_at))
        with self._transactions.reading() as session:
            rows = session.execute(latest.group_by(SessionRow.account_id))
            return {account_id: at for account_id, at in rows}  # noqa: C416 - rows are no pairs

    def end(self, account_id: str, session_id: str) -> str | None:
        """End one of a person's sessions and name its browser; None when it is not theirs."""
        ended = (
            delete(SessionRow)
            .where(SessionRow.account_id == account_id, SessionRow.id == session_id)
            .returning(SessionRow.client)
        )
        with self._transactions.writing() as session:
            return session.scalar(ended)

    def end_all(self, account_id: str, *, but: str = "") -> int:
        """End every session of a person, except the one of id `but`; give how many there were."""
        ended = (
            delete(SessionRow)
            .where(SessionRow.account_id == account_id, SessionRow.id != but)
            .returning(SessionRow.id)
        )
        with self._transactions.writing() as session:
            return len(session.scalars(ended).all())

    def _see(self, token_hash: str, now: datetime) -> None:
        seen = update(SessionRow).where(SessionRow.token_hash == token_hash)
        with self._transactions.writing() as session:
            session.execute(seen.values(seen_at=now, expires_at=now + LASTS))
