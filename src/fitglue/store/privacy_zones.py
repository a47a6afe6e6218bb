"""Places where people do not want to be seen."""

import uuid
from datetime import UTC, datetime

from sqlalchemy import bindparam, delete, func, select

from fitglue.domain.spot import Spot
from fitglue.store.tables import ActivityRow, PrivacyZoneRow
from fitglue.store.transactions import Transactions


class PrivacyZones:
    """Keeps the zones of each person."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def of_account(self, account_id: str) -> list[PrivacyZoneRow]:
        """Give a person's zones, the oldest first."""
        with self._transactions.reading() as session:
            return list(
                session.scalars(
                    select(PrivacyZoneRow)
                    .where(PrivacyZoneRow.account_id == account_id)
                    .order_by(PrivacyZoneRow.made_at, PrivacyZoneRow.id)
                )
            )

    def spots(self, account_id: str) -> tuple[Spot, ...]:
        """Give them as places to hide."""
        with self._transactions.reading() as session:
            rows = session.execute(_SPOTS, {"account_id": account_id})
            return tuple(
                Spot(latitude_deg=latitude_deg, longitude_deg=longitude_deg, radius_m=radius_m)
                for latitude_deg, longitude_deg, radius_m in rows
            )

    def count(self, account_id: str) -> int:
        """Count a person's zones."""
        with self._transactions.reading() as session:
            mine = select(func.count()).where(PrivacyZoneRow.account_id == account_id)
            return session.scalar(mine) or 0

    def newest_with_route(self, account_id: str) -> str | None:
        """Name the newest activity that has a route: its place is one that somebody knows."""
        with self._transactions.reading() as session:
            return session.scalar(
                select(ActivityRow.id)
                .where(
                    ActivityRow.account_id == account_id, ActivityRow.route_points > 0,
                    ActivityRow.hidden_at.is_(None),
                )
                .order_by(ActivityRow.start.desc())
                .limit(1)
            )  # fmt: skip

    def put(self, account_id: str, name: str, spot: Spot, zone_id: str = "") -> str | None:
        """Keep a new zone, or change one; give its id, None when it is not theirs."""
        with self._transactions.writing("keep a privacy zone") as session:
            row = session.get(PrivacyZoneRow, zone_id) if zone_id else None
            if zone_id and (row is None or row.account_id != account_id):
                return None
            if row is None:
                row = PrivacyZoneRow(
                    id=str(uuid.uuid4()), account_id=account_id, made_at=datetime.now(UTC)
                )
                session.add(row)
            row.name, row.radius_m = name, spot.radius_m
            row.latitude_deg, row.longitude_deg = spot.latitude_deg, spot.longitude_deg
            session.flush()
            return row.id

    def remove(self, account_id: str, zone_id: str) -> bool:
        """Forget a zone; false when it is not theirs."""
        gone = delete(PrivacyZoneRow).where(
            PrivacyZoneRow.id == zone_id, PrivacyZoneRow.account_id == account_id
        )
        with self._transactions.writing("forget a privacy zone") as session:
            return session.scalar(gone.returning(PrivacyZoneRow.id)) is not None


# Asked for every run, so made once, and of columns alone.
_T = PrivacyZoneRow.__table__.c
_SPOTS = (
    select(_T.latitude_deg, _T.longitude_deg, _T.radius_m)
    .where(_T.account_id == bindparam("account_id"))
    .order_by(_T.made_at, _T.id)
)
