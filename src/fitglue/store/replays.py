"""Batches that come again: all that their answer needs, in one question.

Only a clear yes is given. Who may not, who tried often of late, whose use of a token is to be
noted, and what is new finds nothing here: docs/decisions/0060.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Text, bindparam, cast, select, union_all

from fitglue.domain.receipts import Receipt
from fitglue.domain.shape import Shape
from fitglue.store import phones, tokens
from fitglue.store.health_writes import writes_may_come
from fitglue.store.tables import BatchRow
from fitglue.store.transactions import Transactions
from fitglue.store.tries import HAS_TRIED_OFTEN, hash_of_name

_RECEIPTS = Shape(list[Receipt])
_B = BatchRow.__table__.c
# An app's own token is not looked for: it may post workouts, but not sync.
_SENDER = union_all(phones.MAY_SYNC, tokens.MAY_SYNC).subquery("sender")
_KNOWN = (
    select(
        _SENDER.c.token_id,
        _B.batch_id,
        cast(_B.receipts, Text).label("receipts"),  # read by msgspec alone
        _SENDER.c.metrics_since.is_not(None).label("wants_metrics"),
        writes_may_come(_SENDER.c.account_id).label("wants_writing"),
    )
    .join_from(_SENDER, BatchRow.__table__, _B.account_id == _SENDER.c.account_id)
    .where(_B.body_hash == bindparam("body_hash"), ~HAS_TRIED_OFTEN)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Replay:
    """A batch that came before, and what its phone is told again."""

    token_id: str  # that it came with now
    batch_id: str
    receipts: list[Receipt]
    wants_metrics: bool
    wants_writing: bool


class Replays:
    """Finds batches that came before."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def find(self, token_hash: str, body_hash: str, *, visitor: str, often: int) -> Replay | None:
        """Give a batch of these bytes if it is the token's person's, and nothing speaks against it.

        `visitor` is the name under which tries of whoever asks are counted; `often` is how many of
        them are so many that this is not the place to decide.
        """
        now = datetime.now(UTC)
        row = self._transactions.ask(_KNOWN, {
            "token_hash": token_hash, "body_hash": body_hash,
            "key_hash": hash_of_name(visitor), "often": often,
            "now": now, "noted_since": now - tokens.NOTED_EVERY,
        })  # fmt: skip
        if row is None:
            return None
        receipts = _RECEIPTS.from_json(row.receipts)
        return Replay(row.token_id, row.batch_id, receipts, row.wants_metrics, row.wants_writing)
