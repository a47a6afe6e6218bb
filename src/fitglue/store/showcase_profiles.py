"""Profiles of the Showcase: off until their owner wants one."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError

from fitglue.domain.errors import Conflict
from fitglue.domain.showcase import Audience, Look
from fitglue.store.accounts import Account, account_of
from fitglue.store.showcase_rows import there
from fitglue.store.tables import AccountRow, ShowcasePageRow
from fitglue.store.tables import ShowcaseProfileRow as Row
from fitglue.store.transactions import Transactions


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person's profile is called, how it looks, and whether anybody may see it."""

    handle: str
    name: str
    look: Look = Look.MOSS
    is_on: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A page on a profile, by its figures."""

    token: str
    title: str
    sport: str
    day: date
    distance_m: float | None
    timer_s: float


class Profiles:
    """Questions and changes of profiles."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def get(self, account_id: str) -> Profile | None:
        """Give a person's profile, on or off; none when they never had one."""
        with self._transactions.reading() as session:
            row = session.get(Row, account_id)
            return None if row is None else _profile(row)

    def save(self, account_id: str, profile: Profile) -> None:
        """Keep a profile. Raises Conflict when its handle is somebody else's."""
        try:
            with self._transactions.writing("save a profile") as session:
                session.merge(
                    Row(
                        account_id=account_id, handle=profile.handle, name=profile.name,
                        look=profile.look.value, is_on=profile.is_on, changed_at=datetime.now(UTC),
                    )
                )  # fmt: skip
        except IntegrityError as problem:
            raise Conflict(
                "Somebody here has this address already.", "Choose another one."
            ) from problem

    def shown(self, handle: str) -> tuple[Profile, Account, list[Listed]] | None:
        """Find a profile that is on, with the pages that are listed on it, newest first."""
        found = (
            select(Row, AccountRow)
            .join(AccountRow, AccountRow.id == Row.account_id)
            .where(Row.handle == handle, Row.is_on, AccountRow.closed_at.is_(None))
        )
        with self._transactions.reading() as session:
            row = session.execute(found).one_or_none()
            if row is None:
                return None
            profile, account = row
            pages = session.scalars(_listed(profile.account_id))
            return _profile(profile), account_of(account), [_line(one) for one in pages]


def _listed(account_id: str) -> Select[ShowcasePageRow]:
    pages = there(select(ShowcasePageRow)).where(
        ShowcasePageRow.account_id == account_id, ShowcasePageRow.audience == Audience.PROFILE
    )
    return pages.order_by(ShowcasePageRow.day.desc(), ShowcasePageRow.id)


def _line(row: ShowcasePageRow) -> Listed:
    return Listed(
        token=row.token, title=row.title, sport=row.sport, day=row.day,
        distance_m=row.distance_m, timer_s=row.timer_s,
    )  # fmt: skip


def _profile(row: Row) -> Profile:
    return Profile(row.handle, row.name, Look(row.look), row.is_on)
