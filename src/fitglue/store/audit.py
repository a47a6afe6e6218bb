"""The audit log: appended to, read, never changed."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import or_, select

from fitglue.domain.audit import Event
from fitglue.domain.visit import NOWHERE, Visit
from fitglue.store.tables import AuditRow
from fitglue.store.transactions import Transactions


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which lines somebody wants: of a person, of events whose names begin so, before a moment."""

    account_id: str = ""
    about: tuple[str, ...] = ()
    before: datetime | None = None


class Audit:
    """Who did what, when, from where."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def note(
        self,
        event: Event,
        *,
        account_id: str | None,
        by: str | None = None,
        visit: Visit = NOWHERE,
        **details: str,
    ) -> None:
        """Append one line.

        `account_id` is whose account it happened to (None: nobody's), `by` who did it (None: not
        known, or the machine's own command line), `visit` from where. Details fill the event's
        sentence and never hold a secret.
        """
        row = AuditRow(
            id=str(uuid.uuid4()), at=datetime.now(UTC), account_id=account_id, by=by,
            event=event.value, details=details, client=visit.client, address=visit.address,
        )  # fmt: skip
        with self._transactions.writing() as session:
            session.add(row)

    def of_account(self, account_id: str, limit: int = 200) -> list[AuditRow]:
        """Give what happened to a person's account, and what they did; newest first.

        Whoever took away a backup took what is theirs along, so that stands here, too.
        """
        theirs = or_(
            AuditRow.account_id == account_id, AuditRow.by == account_id,
            AuditRow.event == Event.BACKUP_DOWNLOADED,
        )  # fmt: skip
        with self._transactions.reading() as session:
            rows = select(AuditRow).where(theirs).order_by(AuditRow.at.desc()).limit(limit)
            return list(session.scalars(rows))

    def of_everybody(self, wanted: "Wanted | None" = None, limit: int = 500) -> list[AuditRow]:
        """Give what happened here, for admins; newest first."""
        asked = wanted or Wanted()
        rows = select(AuditRow).order_by(AuditRow.at.desc(), AuditRow.id)
        if asked.account_id:
            rows = rows.where(
                or_(AuditRow.account_id == asked.account_id, AuditRow.by == asked.account_id)
            )
        if asked.about:
            begins = [
                or_(AuditRow.event == one, AuditRow.event.startswith(f"{one}."))
                for one in asked.about
            ]
            rows = rows.where(or_(*begins))
        if asked.before is not None:
            rows = rows.where(AuditRow.at < asked.before)
        with self._transactions.reading() as session:
            return list(session.scalars(rows.limit(limit)))
