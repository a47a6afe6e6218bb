"""Checks of what people have: phones that are silent, pipelines that lead nowhere."""

from collections.abc import Iterator

from sqlalchemy import Engine

from fitglue.checkup import look_at_flow, look_at_phone
from fitglue.config import Settings
from fitglue.diagnosis.trouble import Trouble
from fitglue.doctor.finding import Finding, good, odd
from fitglue.instance import blobs_of
from fitglue.store import Store
from fitglue.store.accounts import Account


def people(settings: Settings, engine: Engine) -> Iterator[Finding]:
    """Look at everybody's phones and pipelines; with several people each finding says whose."""
    store = Store(engine, blobs_of(settings))
    accounts = [one for one in store.accounts.everybody() if one.closed_at is None]
    found = [
        one for account in accounts for one in _of_one(store, account, several=len(accounts) > 1)
    ]
    yield from found or [good("people", "Their phones and pipelines are well.")]


def _of_one(store: Store, account: Account, *, several: bool) -> Iterator[Finding]:
    whose = f" of {account.name}" if several else ""
    for row in store.phones.of_account(account.id):
        yield from _told(f"phone{whose}", look_at_phone(row))
    yield from _told(f"pipelines{whose}", look_at_flow(store, account.id))


def _told(about: str, troubles: list[Trouble]) -> Iterator[Finding]:
    # Nothing here is broken in the installation itself, so the command does not end with an error.
    for one in troubles:
        if not one.is_natural:
            said = " ".join(part for part in (one.sentence, one.cause) if part)
            yield odd(about, said, one.press.label if one.press else "Look at it in FitGlue.")
