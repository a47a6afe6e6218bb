"""Personal tokens of programs."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Text, bindparam, cast, delete, or_, select, update

from fitglue.domain.scopes import Scope
from fitglue.store.accounts import Account, account_of
from fitglue.store.tables import AccountRow, TokenRow
from fitglue.store.transactions import Transactions

#: How often it is noted that a token is used: not with a write for every request.
NOTED_EVERY = timedelta(minutes=1)
# Asked with every request, so made once, and of the tables: no row is wanted as an object.
_A, _T = AccountRow.__table__.c, TokenRow.__table__.c
_GRANTED = (
    select(
        *_A,
        _T.id.label("token_id"),
        _T.name.label("token_name"),
        _T.scopes,
        _T.expires_at,
        _T.used_at,
    )
    .join_from(AccountRow.__table__, TokenRow.__table__, _T.account_id == _A.id)
    .where(_T.token_hash == bindparam("token_hash"), _A.closed_at.is_(None))
    .where(or_(_T.expires_at.is_(None), _T.expires_at > bindparam("now")))
)
#: Who may sync by such a token, when its use is noted already. Scopes are our own words in a list,
#: so one that is looked for as text, between its quotes, is found there and nowhere else.
MAY_SYNC = _GRANTED.with_only_columns(
    _T.id.label("token_id"), _A.id.label("account_id"), _A.metrics_since
).where(
    _T.used_at >= bindparam("noted_since"),
    cast(_T.scopes, Text).contains(f'"{Scope.SYNC}"', autoescape=True),
)


@dataclass(frozen=True, slots=True)
class Granted:
    """What a token that works lets somebody do."""

    token_id: str
    name: str
    scopes: frozenset[str]
    expires_at: datetime | None
    account: Account
    phone_id: str = ""  # of a phone's own token
    is_worth_noting: bool = False  # that it is used: it was not for a while


class Tokens:
    """Keeps hashes of tokens, and what each may do."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def add(  # noqa: PLR0913 - what a token is made of
        self, account_id: str, *, token_hash: str, prefix: str, name: str, scopes: Iterable[str],
        expires_at: datetime | None,
    ) -> str:  # fmt: skip
        """Keep a token and give its id."""
        row = TokenRow(
            id=str(uuid.uuid4()), account_id=account_id, token_hash=token_hash, prefix=prefix,
            name=name, scopes=sorted(scopes), created_at=datetime.now(UTC), used_at=None,
            expires_at=expires_at,
        )  # fmt: skip
        with self._transactions.writing() as session:
            session.add(row)
        return row.id

    def of_account(self, account_id: str) -> list[TokenRow]:
        """Give a person's tokens, newest first, also those that are too old to work."""
        rows = (
            select(TokenRow)
            .where(TokenRow.account_id == account_id)
            .order_by(TokenRow.created_at.desc(), TokenRow.id)
        )
        with self._transactions.reading() as session:
            return list(session.scalars(rows))

    def granted(self, token_hash: str) -> Granted | None:
        """Find what a token lets whom do; a closed account's does nothing."""
        now = datetime.now(UTC)
        with self._transactions.reading() as session:
            row = session.execute(_GRANTED, {"token_hash": token_hash, "now": now}).one_or_none()
        if row is None:
            return None
        is_news = row.used_at is None or now - row.used_at > NOTED_EVERY
        return Granted(
            row.token_id, row.token_name, frozenset(row.scopes), row.expires_at, account_of(row),
            is_worth_noting=is_news,
        )  # fmt: skip

    def note_use(self, token_id: str) -> None:
        """Write that a token was used just now."""
        used = update(TokenRow).where(TokenRow.id == token_id)
        with self._transactions.writing() as session:
            session.execute(used.values(used_at=datetime.now(UTC)))

    def revoke(self, account_id: str, token_id: str) -> str | None:
        """Forget one of a person's tokens and give its name; None when it is not theirs."""
        gone = delete(TokenRow).where(TokenRow.account_id == account_id, TokenRow.id == token_id)
        with self._transactions.writing() as session:
            return session.scalar(gone.returning(TokenRow.name))
