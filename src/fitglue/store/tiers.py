"""Who has which tier, what counts against the month's limit, and which runs are held by it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Integer, Select, cast, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from fitglue.domain.runs import UNFINISHED, RunState
from fitglue.domain.tiers import Month, Standing, Tier
from fitglue.store.tables import AccountRow, DeliveryRow, RunRow, TierRow
from fitglue.store.transactions import Transactions

# A run that takes another's place takes over its place of the month, too.
_MAY_HOLD = (*UNFINISHED, RunState.SUPERSEDED)


class Tiers:
    """Questions and changes of tiers. Changes take part in the caller's transaction."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def is_paying(self, account_id: str) -> bool:
        """Tell whether Stripe takes somebody's money."""
        with self._transactions.reading() as session:
            row = session.get(TierRow, account_id)
            return row is not None and bool(row.stripe_subscription)

    def look(self, account_id: str, trial_days: int) -> Standing:
        """Give where a person stands; the first look gives them their one trial."""
        with self._transactions.reading() as session:
            row = session.get(TierRow, account_id)
            if row is not None:
                return self.standing(session, row)
        with self._transactions.writing("first look at a tier") as session:
            return self.standing(session, self.locked(session, account_id, trial_days))

    @staticmethod
    def locked(session: Session, account_id: str, trial_days: int) -> TierRow:
        """Give a person's row for changing; until the commit no other decides about their runs.

        It is made when it is not there yet, with a trial that begins now.
        """
        # The account is there always, so that it can be locked before there is a row.
        session.get_one(AccountRow, account_id, with_for_update={"key_share": True})
        row = session.get(TierRow, account_id, populate_existing=True)
        if row is None:
            row = TierRow(
                account_id=account_id, tier=Tier.HOBBYIST, trial_ends=_trial_end(trial_days),
                changes=0, stripe_customer="", stripe_subscription="",
            )  # fmt: skip
            session.add(row)
            session.flush()
        return row

    @staticmethod
    def begin_trial(row: TierRow, trial_days: int) -> bool:
        """Let the trial begin now; false when there is none, or it was had."""
        if row.trial_ends is not None or trial_days <= 0:
            return False
        row.trial_ends = _trial_end(trial_days)
        return True

    @staticmethod
    def standing(session: Session, row: TierRow) -> Standing:
        """Give where a person stands."""
        account = session.get_one(AccountRow, row.account_id)
        return Standing(
            stored=Tier(row.tier),
            is_admin=account.is_admin,
            trial_ends=row.trial_ends,
            zone=account.zone,
        )

    @staticmethod
    def sent(session: Session, account_id: str, month: Month) -> int:
        """Count the activities that arrived anywhere for the first time in a month."""
        return session.scalar(_sent(account_id, month)) or 0

    @staticmethod
    def taken(session: Session, account_id: str, month: Month) -> int:
        """Count the places of a month that are taken: by what arrived, and what is on its way.

        In one question, for what arrives between two would be counted in neither.
        """
        sent = _sent(account_id, month).scalar_subquery()
        on_their_way = _on_their_way(account_id).scalar_subquery()
        return session.scalar(select(sent + on_their_way)) or 0

    @staticmethod
    def is_counted(session: Session, activity_id: str) -> bool:
        """Tell whether an activity has its place already: this run of it takes no other."""
        return bool(session.scalar(select(or_(_was_sent(activity_id), _has_place(activity_id)))))

    @staticmethod
    def admit(session: Session, run: RunRow) -> None:
        """Let a run go: it holds a place until it is over; the one it superseded does no more."""
        session.execute(
            update(RunRow)
            .where(
                RunRow.activity_id == run.activity_id,
                RunRow.pipeline_id == run.pipeline_id,
                RunRow.state == RunState.SUPERSEDED,
                RunRow.admitted,
            )
            .values(admitted=False)
        )
        run.admitted = True

    @staticmethod
    def next_held(session: Session, account_id: str, places: int) -> Sequence[RunRow]:
        """Give held runs for changing: those of the next `places` activities, and of counted ones.

        What happens now goes before past workouts, and then the oldest goes first.
        """
        held = (RunRow.account_id == account_id, RunRow.state == RunState.BLOCKED)
        is_past = cast(RunRow.backfill, Integer)  # PostgreSQL has no smallest boolean
        in_turn = (func.min(is_past), func.min(RunRow.created_at))
        next_ones = (
            select(RunRow.activity_id)
            .where(*held)
            .group_by(RunRow.activity_id)
            .order_by(*in_turn)
            .limit(places)
        )
        activities = list(session.scalars(next_ones)) if places > 0 else []
        free = or_(_was_sent(RunRow.activity_id), _has_place(RunRow.activity_id))
        rows = select(RunRow).where(*held, or_(RunRow.activity_id.in_(activities), free))
        in_order = rows.order_by(RunRow.backfill, RunRow.created_at, RunRow.id)
        return session.scalars(in_order.with_for_update()).all()

    @staticmethod
    def held_runs(session: Session, account_id: str, limit: int) -> Sequence[RunRow]:
        """Give the runs that are held, in the order in which they go."""
        rows = select(RunRow).where(
            RunRow.account_id == account_id, RunRow.state == RunState.BLOCKED
        )
        in_order = rows.order_by(RunRow.backfill, RunRow.created_at, RunRow.id)
        return session.scalars(in_order.limit(limit)).all()

    def held(self, account_id: str) -> int:
        """Count the runs that are held."""
        counted = select(func.count()).where(
            RunRow.account_id == account_id, RunRow.state == RunState.BLOCKED
        )
        with self._transactions.reading() as session:
            return session.scalar(counted) or 0

    def with_held_runs(self) -> list[str]:
        """Give the accounts that have held runs."""
        found = select(RunRow.account_id).where(RunRow.state == RunState.BLOCKED).distinct()
        with self._transactions.reading() as session:
            return list(session.scalars(found))


def _trial_end(trial_days: int) -> datetime | None:
    return datetime.now(UTC) + timedelta(days=trial_days) if trial_days > 0 else None


def _sent(account_id: str, month: Month) -> Select[int]:
    earlier = aliased(DeliveryRow)
    return select(func.count(DeliveryRow.activity_id.distinct())).where(
        DeliveryRow.account_id == account_id,
        DeliveryRow.sent_at >= month.start,
        DeliveryRow.sent_at < month.end,
        ~exists().where(
            earlier.activity_id == DeliveryRow.activity_id, earlier.sent_at < month.start
        ),
    )


def _on_their_way(account_id: str) -> Select[int]:
    """Count the activities that were let go and have not arrived anywhere yet."""
    return select(func.count(RunRow.activity_id.distinct())).where(
        RunRow.account_id == account_id,
        RunRow.admitted,
        RunRow.state.in_(_MAY_HOLD),
        _goes_on(RunRow.activity_id),
        ~_was_sent(RunRow.activity_id),
    )


def _was_sent(activity_id: Any) -> Any:
    sent = aliased(DeliveryRow)
    return exists().where(sent.activity_id == activity_id, sent.sent_at.is_not(None))


def _goes_on(activity_id: Any) -> Any:
    run = aliased(RunRow)
    return exists().where(run.activity_id == activity_id, run.state.in_(UNFINISHED))


def _has_place(activity_id: Any) -> Any:
    run = aliased(RunRow)
    return exists().where(run.activity_id == activity_id, run.admitted, run.state.in_(_MAY_HOLD))
