"""`fitglue people plan`."""

import typer

from fitglue.config import Settings
from fitglue.domain.errors import Refused
from fitglue.domain.tiers import Tier
from fitglue.instance import open_instance


def run_plan(email: str, tier: Tier) -> None:
    """Give somebody a plan; runs that were held go on when a server works on them."""
    instance = open_instance(Settings())
    try:
        account = instance.store.accounts.by_email(email.strip())
        if account is None:
            raise Refused(f"Nobody here has the address {email}.", "Check how it is written.")
        instance.releasing.give(account.id, tier)
        typer.echo(f"{account.name} is {'an' if tier is Tier.ATHLETE else 'a'} {tier.label}.")
        if not instance.current.plans:
            typer.echo("Plans are off here, so everybody is an Athlete: FITGLUE_PLANS=on")
    finally:
        instance.close()
