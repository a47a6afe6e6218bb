"""`fitglue people`."""

import json
from collections.abc import Generator
from contextlib import contextmanager

import typer

from fitglue.config import Settings
from fitglue.domain.errors import Denied
from fitglue.instance import Instance, open_instance
from fitglue.people import links, roles
from fitglue.store.accounts import Account


def run_list(*, as_json: bool) -> None:
    """Print who has an account, and who was invited."""
    with _opened() as instance:
        people = instance.store.accounts.everybody()
        invited = [link.email for link in instance.store.links.invitations()]
    if as_json:
        plain = {"people": [_plain(one) for one in people], "invited": invited}
        typer.echo(json.dumps(plain, ensure_ascii=False, indent=2))
        return
    if not people:
        typer.echo("Nobody has an account yet. Start FitGlue: it prints a link for the first one.")
    for one in people:
        typer.echo(f"{one.email or '(no address yet)':32} {one.name:24} {_standing(one)}".rstrip())
    for email in invited:
        typer.echo(f"{email:32} {'':24} invited")


def run_invite(email: str) -> None:
    """Print an invitation."""
    with _opened() as instance:
        _hand_over(instance, links.invite(instance, email, instance.current.own_address))


def run_reset(email: str) -> None:
    """Print a link for a new password."""
    with _opened() as instance:
        account = _found(instance, email)
        _hand_over(instance, links.offer_reset(instance, account, instance.current.own_address))


def run_admin(email: str) -> None:
    """Make somebody an admin."""
    with _opened() as instance:
        account = _found(instance, email)
        roles.make_admin(instance, account)
        typer.echo(f"{account.name} is an admin.")


@contextmanager
def _opened() -> Generator[Instance]:
    instance = open_instance(Settings())
    try:
        yield instance
    finally:
        instance.store.close()


def _found(instance: Instance, email: str) -> Account:
    account = instance.store.accounts.by_email(email.strip())
    if account is None:
        raise Denied(f"Nobody here has the address {email}.", "See: fitglue people list")
    return account


def _hand_over(instance: Instance, offer: links.Offer) -> None:
    if offer.mailed:
        typer.echo(f"The link went to {offer.email} by e-mail. It is also here:")
    elif offer.mail_problem:
        typer.echo(f"{offer.mail_problem.sentence}\n{offer.mail_problem.next_step}", err=True)
    else:
        typer.echo(f"Hand this link to {offer.email}; it works once, within {offer.lasts}:")
    typer.echo(f"  {offer.url}")
    if not instance.current.address:
        typer.echo("If they open FitGlue at another address, set FITGLUE_ADDRESS to it first.")


def _standing(account: Account) -> str:
    if account.closed_at is not None:
        return "closed"
    return "admin" if account.is_admin else ""


def _plain(account: Account) -> dict[str, object]:
    return {
        "id": account.id, "name": account.name, "email": account.email,
        "is_admin": account.is_admin, "is_closed": account.closed_at is not None,
    }  # fmt: skip
