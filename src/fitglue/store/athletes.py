"""What people say of their bodies."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, select

from fitglue.domain.athlete import Athlete, ZonesBy
from fitglue.store.tables import AthleteRow
from fitglue.store.transactions import Transactions


class Athletes:
    """Keeps one body for each person."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def of(self, account_id: str) -> Athlete:
        """Give what a person said; nothing is known of who said nothing."""
        with self._transactions.reading() as session:
            row = session.execute(_OF, {"account_id": account_id}).first()
            return athlete_of(row) if row is not None else Athlete()

    def keep(self, account_id: str, athlete: Athlete) -> None:
        """Put it in place of what was said before."""
        values = asdict(athlete) | {
            "zones_by": athlete.zones_by.value,
            "heart_rate_bounds": list(athlete.heart_rate_bounds),
            "power_bounds": list(athlete.power_bounds),
        }
        with self._transactions.writing("keep a body") as session:
            session.merge(AthleteRow(account_id=account_id, changed_at=datetime.now(UTC), **values))


# Asked for every run, so made once, and of columns alone.
_T = AthleteRow.__table__
_OF = select(_T).where(_T.c.account_id == bindparam("account_id"))


def athlete_of(row: AthleteRow | Any) -> Athlete:
    """Give a row as what a person said."""
    return Athlete(
        highest_bpm=row.highest_bpm, resting_bpm=row.resting_bpm, threshold_bpm=row.threshold_bpm,
        threshold_w=row.threshold_w, weight_kg=row.weight_kg, born=row.born, sex=row.sex,
        zones_by=ZonesBy(row.zones_by), heart_rate_bounds=tuple(row.heart_rate_bounds),
        power_bounds=tuple(row.power_bounds),
    )  # fmt: skip
