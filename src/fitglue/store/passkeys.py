"""Passkeys, and the challenges that wait for one."""

import uuid
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select, update

from fitglue.store.tables import ChallengeRow, PasskeyRow
from fitglue.store.transactions import Transactions

CHALLENGE_LASTS = timedelta(minutes=5)


class Passkeys:
    """Public keys of people's devices."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def challenge(self, challenge_hash: str, account_id: str | None) -> None:
        """Remember a challenge; for an account that adds a passkey, or for whoever signs in."""
        now = datetime.now(UTC)
        row = ChallengeRow(
            challenge_hash=challenge_hash, account_id=account_id, expires_at=now + CHALLENGE_LASTS
        )
        with self._transactions.writing() as session:
            session.execute(delete(ChallengeRow).where(ChallengeRow.expires_at < now))
            session.add(row)

    def take_challenge(self, challenge_hash: str, account_id: str | None) -> bool:
        """Use a challenge up; true for exactly one caller, and only for whom it was made."""
        used = (
            delete(ChallengeRow)
            .where(ChallengeRow.challenge_hash == challenge_hash)
            .where(ChallengeRow.expires_at > datetime.now(UTC))
            .where(ChallengeRow.account_id.is_not_distinct_from(account_id))
        )
        with self._transactions.writing() as session:
            return session.scalar(used.returning(ChallengeRow.challenge_hash)) is not None

    def add(  # noqa: PLR0913 - what a passkey is made of
        self, account_id: str, *, credential_id: str, public_key: bytes, sign_count: int,
        host: str, name: str,
    ) -> str:  # fmt: skip
        """Keep a passkey and give its id."""
        row = PasskeyRow(
            id=str(uuid.uuid4()), account_id=account_id, credential_id=credential_id,
            public_key=public_key, sign_count=sign_count, host=host, name=name,
            created_at=datetime.now(UTC), used_at=None,
        )  # fmt: skip
        with self._transactions.writing() as session:
            session.add(row)
        return row.id

    def of_account(self, account_id: str) -> list[PasskeyRow]:
        """Give a person's passkeys, the oldest first."""
        rows = (
            select(PasskeyRow)
            .where(PasskeyRow.account_id == account_id)
            .order_by(PasskeyRow.created_at, PasskeyRow.id)
        )
        with self._transactions.reading() as session:
            return list(session.scalars(rows))

    def by_credential(self, credential_id: str) -> PasskeyRow | None:
        """Find a passkey by what a browser calls it."""
        with self._transactions.reading() as session:
            return session.scalar(
                select(PasskeyRow).where(PasskeyRow.credential_id == credential_id)
            )

    def used(self, passkey_id: str, sign_count: int) -> None:
        """Note that somebody got in with it."""
        with self._transactions.writing() as session:
            session.execute(
                update(PasskeyRow)
                .where(PasskeyRow.id == passkey_id)
                .values(sign_count=sign_count, used_at=datetime.now(UTC))
            )

    def rename(self, account_id: str, passkey_id: str, name: str) -> bool:
        """Give one of a person's passkeys a name; false when it is not theirs."""
        renamed = update(PasskeyRow).where(
            PasskeyRow.account_id == account_id, PasskeyRow.id == passkey_id
        )
        with self._transactions.writing() as session:
            done = session.scalar(renamed.values(name=name).returning(PasskeyRow.id))
            return done is not None

    def remove(self, account_id: str, passkey_id: str) -> str | None:
        """Forget one of a person's passkeys and give its name; None when it is not theirs."""
        gone = delete(PasskeyRow).where(
            PasskeyRow.account_id == account_id, PasskeyRow.id == passkey_id
        )
        with self._transactions.writing() as session:
            return session.scalar(gone.returning(PasskeyRow.name))
