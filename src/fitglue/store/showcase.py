"""Pages of the Showcase: shown, found by their link, given a new one, taken down.

A page belongs to a delivery, so that two pipelines that hide different things have two pages, and
none shows what the other hides. It is there as long as its activity and its owner are.
"""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from fitglue.domain.draft import Draft
from fitglue.domain.errors import Gone, Withdrawn
from fitglue.domain.ledger import IN_FLIGHT, DeliveryState
from fitglue.domain.showcase import Audience, Look, PageLink, ShowcasePage
from fitglue.formats import draft_document, stream_blob
from fitglue.store.accounts import Account, account_of
from fitglue.store.blobs import Blobs
from fitglue.store.deliveries import Deliveries
from fitglue.store.showcase_profiles import Profiles
from fitglue.store.showcase_rows import there
from fitglue.store.tables import AccountRow, DeliveryRow, ShowcasePageRow, ShowcaseProfileRow
from fitglue.store.transactions import Transactions

_TOOK_DOWN = "You took its page down."
_LIFTS = "“Send again” makes a new page, with a new link."


@dataclass(frozen=True, slots=True)
class Shown:
    """A page that somebody may see, whose it is, and the handle of their profile if it is on."""

    id: str
    token: str
    page: ShowcasePage
    account: Account
    handle: str
    changed_at: datetime


class ShowcasePages:
    """Questions and changes of pages, and of the profiles that list them."""

    def __init__(self, transactions: Transactions, blobs: Blobs) -> None:
        self._transactions, self._blobs = transactions, blobs
        self.profiles = Profiles(transactions)

    def of(self, delivery_id: str) -> "PageOfDelivery":
        """Give what a target may do with the page of a delivery."""
        return PageOfDelivery(self._transactions, self._blobs, delivery_id)

    def shown(self, token: str) -> Shown | None:
        """Find a page by the secret of its link; the activity is what may be seen of it."""
        found = (
            select(ShowcasePageRow, AccountRow, ShowcaseProfileRow)
            .join(AccountRow, AccountRow.id == ShowcasePageRow.account_id)
            .outerjoin(
                ShowcaseProfileRow, ShowcaseProfileRow.account_id == ShowcasePageRow.account_id
            )
            .where(ShowcasePageRow.token == token)
        )
        with self._transactions.reading() as session:
            row = session.execute(there(found)).one_or_none()
            return None if row is None else self._shown(row)

    def _shown(self, found: Row[*tuple[Any, ...]]) -> Shown:
        row, account, profile = found
        streams = stream_blob.unpack(self._blobs.get(row.streams_blob))
        draft = draft_document.decode(self._blobs.get(row.document_blob), streams)
        page = ShowcasePage(
            activity=draft.activity, audience=Audience(row.audience), look=Look(row.look),
            tells_time=row.tells_time,
        )  # fmt: skip
        handle = profile.handle if profile is not None and profile.is_on else ""
        return Shown(row.id, row.token, page, account_of(account), handle, row.changed_at)

    def of_account(self, account_id: str) -> list[tuple[ShowcasePageRow, str]]:
        """Give the pages that a person shows, newest activity first, each with its activity."""
        mine = there(select(ShowcasePageRow, DeliveryRow.activity_id)).where(
            ShowcasePageRow.account_id == account_id
        )
        newest = mine.order_by(ShowcasePageRow.day.desc(), ShowcasePageRow.id)
        with self._transactions.reading() as session:
            return [(row, activity_id) for row, activity_id in session.execute(newest)]

    def renew_link(self, account_id: str, page_id: str) -> bool:
        """Give a page another link; the old one leads nowhere. False if it is not theirs."""
        with self._transactions.writing("another link") as session:
            row = _locked(session, account_id, page_id)
            if row is None or row.withdrawn_at is not None:
                return False
            row.token = _new_token()
            session.get_one(DeliveryRow, row.delivery_id).url = _link(row).address
            return True

    def take_down(self, account_id: str, page_ids: Sequence[str]) -> int:
        """Take pages down, at once and until their owner sends them again; count them."""
        with self._transactions.writing("take pages down") as session:
            rows = [_locked(session, account_id, one) for one in page_ids]
            shown = [row for row in rows if row is not None and row.withdrawn_at is None]
            for row in shown:
                _withdraw(session, row)
            return len(shown)

    @staticmethod
    def allow(session: Session, delivery_id: str) -> None:
        """Let a page that was taken down be shown again, by another link."""
        row = _of_delivery(session, delivery_id)
        if row is not None and row.withdrawn_at is not None:
            row.withdrawn_at, row.token = None, _new_token()


@dataclass(frozen=True, slots=True)
class PageOfDelivery:
    """The page of one delivery: `domain.showcase.Showcase`."""

    transactions: Transactions
    blobs: Blobs
    delivery_id: str

    def put(self, page: ShowcasePage) -> PageLink:
        """Show it under its link, a new one the first time. Raises Withdrawn or Gone."""
        document = self.blobs.put(draft_document.encode(Draft(page.activity)))
        streams = self.blobs.put(stream_blob.pack(page.activity.workout.streams))
        with self.transactions.writing("show a page") as session:
            row = _of_delivery(session, self.delivery_id) or self._new(session)
            if row.withdrawn_at is not None:
                raise Withdrawn(_TOOK_DOWN, _LIFTS)
            for name, value in _written(page).items():
                setattr(row, name, value)
            row.document_blob, row.streams_blob = document, streams
            row.changed_at = datetime.now(UTC)
            session.add(row)
            return _link(row)

    def _new(self, session: Session) -> ShowcasePageRow:
        delivery = session.get(DeliveryRow, self.delivery_id)
        if delivery is None:
            raise Gone("What was to be shown is gone.")
        return ShowcasePageRow(
            id=str(uuid.uuid4()), account_id=delivery.account_id, delivery_id=delivery.id,
            token=_new_token(), created_at=datetime.now(UTC), withdrawn_at=None,
        )  # fmt: skip

    def find(self) -> PageLink | None:
        """Give its link, if it is shown."""
        with self.transactions.reading() as session:
            row = _of_delivery(session, self.delivery_id, locks=False)
            return _link(row) if row is not None and row.document_blob else None

    def remove(self) -> None:
        """Forget the page and its link; one that is gone already is no mistake."""
        with self.transactions.writing("forget a page") as session:
            row = _of_delivery(session, self.delivery_id)
            if row is not None:
                session.delete(row)


def _of_delivery(
    session: Session, delivery_id: str, *, locks: bool = True
) -> ShowcasePageRow | None:
    found = select(ShowcasePageRow).where(ShowcasePageRow.delivery_id == delivery_id)
    return session.scalar(found.with_for_update() if locks else found)


def _locked(session: Session, account_id: str, page_id: str) -> ShowcasePageRow | None:
    row = session.get(ShowcasePageRow, page_id, with_for_update=True)
    return row if row is not None and row.account_id == account_id else None


def _withdraw(session: Session, row: ShowcasePageRow) -> None:
    """Take a page down, and say so at its delivery; one that is under way finds out by itself."""
    row.withdrawn_at = datetime.now(UTC)
    row.document_blob = row.streams_blob = row.title = ""
    row.distance_m, row.timer_s = None, 0.0
    delivery = session.get_one(DeliveryRow, row.delivery_id, with_for_update=True)
    delivery.remote_id = delivery.url = ""
    if delivery.state not in (*IN_FLIGHT, DeliveryState.WAITING):
        Deliveries.withdraw(delivery, _TOOK_DOWN, _LIFTS)


def _written(page: ShowcasePage) -> dict[str, Any]:
    activity, workout = page.activity, page.activity.workout
    return {
        "audience": page.audience.value, "look": page.look.value, "tells_time": page.tells_time,
        "title": activity.title, "sport": workout.sport.key, "day": page.day,
        "distance_m": workout.distance_m, "timer_s": workout.timer_s,
    }  # fmt: skip


def _new_token() -> str:
    return secrets.token_urlsafe(24)  # 192 bits


def _link(row: ShowcasePageRow) -> PageLink:
    return PageLink(row.id, f"/s/{row.token}")
