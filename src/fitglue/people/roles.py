"""Admins, and accounts that nobody gets into any more."""

from fitglue.domain.audit import Event
from fitglue.domain.visit import NOWHERE, Visit
from fitglue.instance import Instance
from fitglue.store.accounts import Account


def make_admin(
    instance: Instance, account: Account, *, by: str | None = None, visit: Visit = NOWHERE
) -> None:
    """Let somebody look after the people here."""
    instance.store.accounts.make_admin(account.id)
    instance.store.audit.note(Event.ADMIN_MADE, account_id=account.id, by=by, visit=visit)


def unmake_admin(instance: Instance, account: Account, *, by: str, visit: Visit) -> None:
    """Take that back. Raises Denied for the last admin."""
    instance.store.accounts.unmake_admin(account.id)
    instance.store.audit.note(Event.ADMIN_UNMADE, account_id=account.id, by=by, visit=visit)


def close(instance: Instance, account: Account, *, by: str, visit: Visit) -> None:
    """Let an account in no more: sessions, links, passkeys and tokens stop; all its data stays.

    Raises Denied for the last admin.
    """
    instance.store.accounts.close(account.id)
    instance.store.sessions.end_all(account.id)
    instance.store.links.end_resets(account.id)
    instance.store.audit.note(Event.ACCOUNT_CLOSED, account_id=account.id, by=by, visit=visit)


def reopen(instance: Instance, account: Account, *, by: str, visit: Visit) -> None:
    """Let an account in again, with its password, passkeys and tokens as they were."""
    instance.store.accounts.reopen(account.id)
    instance.store.audit.note(Event.ACCOUNT_REOPENED, account_id=account.id, by=by, visit=visit)
