"""What Stripe told us, so that an event that comes again changes nothing."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from fitglue.store.tables import AccountRow, StripeEventRow, TierRow
from fitglue.store.transactions import Transactions

_STRIPE_REPEATS_FOR = timedelta(days=60)  # three days by itself, thirty by hand


class Billing:
    """Questions and changes about payments. Changes take part in the caller's transaction."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def tier(self, account_id: str) -> TierRow | None:
        """Give what is known of a person's payments."""
        with self._transactions.reading() as session:
            return session.get(TierRow, account_id)

    def whose(self, account_id: str, customer: str) -> str | None:
        """Find the person that an event is about, by our name or by Stripe's."""
        with self._transactions.reading() as session:
            if account_id and session.get(AccountRow, account_id) is not None:
                return account_id
            found = select(TierRow.account_id).where(TierRow.stripe_customer == customer)
            return session.scalar(found.limit(1)) if customer else None

    def has_event(self, event_id: str) -> bool:
        """Tell whether an event was acted on."""
        with self._transactions.reading() as session:
            return session.get(StripeEventRow, event_id) is not None

    @staticmethod
    def note_event(session: Session, event_id: str) -> bool:
        """Write that an event is acted on; false when it was before."""
        if session.get(StripeEventRow, event_id) is not None:
            return False
        now = datetime.now(UTC)
        session.execute(delete(StripeEventRow).where(StripeEventRow.at < now - _STRIPE_REPEATS_FOR))
        session.add(StripeEventRow(id=event_id, at=now))
        return True
