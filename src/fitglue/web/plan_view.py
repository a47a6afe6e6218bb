"""What a person's plan page shows."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from fitglue.billing.stripe import stripe_of
from fitglue.domain.tiers import Standing, Tier, month_of
from fitglue.instance import Instance


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """Someone's plan: `sent` of `limit` activities this month, and `held` runs that wait."""

    tier: Tier
    is_admin: bool
    trial_days_left: int
    can_try: bool
    is_paying: bool
    takes_payment: bool
    sent: int
    limit: int
    held: int
    month: datetime
    next_month: datetime

    @property
    def is_limited(self) -> bool:
        """Tell whether activities are counted for this person."""
        return self.tier is Tier.HOBBYIST

    @property
    def can_upgrade(self) -> bool:
        """Tell whether there is something to pay for; a trial need not be over for that."""
        return not (self.is_paying or self.is_admin) and (self.is_limited or self.on_trial)

    @property
    def on_trial(self) -> bool:
        """Tell whether the trial alone makes this person an Athlete."""
        return self.trial_days_left > 0 and not (self.is_paying or self.is_admin)


def plan_of(instance: Instance, account_id: str) -> PlanView:
    """Look up someone's plan. There are plans: the operator switched them on."""
    now, rules = datetime.now(UTC), instance.current.tier_rules
    standing = instance.admission.standing(account_id)
    month = month_of(now, standing.zone)
    payments = instance.store.billing.tier(account_id)
    with instance.store.transactions.reading() as session:
        sent = instance.store.tiers.sent(session, account_id, month)
    zone = ZoneInfo(standing.zone)
    return PlanView(
        tier=standing.tier(now),
        is_admin=standing.is_admin,
        trial_days_left=_trial_days_left(standing, now),
        can_try=_can_try(standing, rules.trial_days),
        is_paying=payments is not None and bool(payments.stripe_subscription),
        takes_payment=stripe_of(instance.settings) is not None,
        sent=sent,
        limit=rules.monthly_limit,
        held=instance.store.tiers.held(account_id),
        month=month.start.astimezone(zone),
        next_month=month.end.astimezone(zone),
    )


def _trial_days_left(standing: Standing, now: datetime) -> int:
    """Count them for somebody who is an Athlete by the trial alone."""
    return 0 if standing.stored is Tier.ATHLETE else standing.trial_days_left(now)


def _can_try(standing: Standing, trial_days: int) -> bool:
    had = standing.trial_ends is not None or standing.stored is Tier.ATHLETE or standing.is_admin
    return trial_days > 0 and not had
