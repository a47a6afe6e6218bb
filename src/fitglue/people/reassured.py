"""Whoever does what cannot be undone shows once more who they are."""

from datetime import UTC, datetime, timedelta

from fitglue.domain.errors import NeedsUser
from fitglue.people.acting import Acting
from fitglue.people.signing_in import admit, note_failure
from fitglue.security import passwords
from fitglue.security.throttle import Throttle
from fitglue.store.accounts import Account

FRESH_FOR = timedelta(minutes=5)


def is_fresh(acting: Acting, session_id: str) -> bool:
    """Tell whether somebody signed in a moment ago, with a passkey or otherwise."""
    sessions = acting.instance.store.sessions.of_account(acting.account.id)
    since = datetime.now(UTC) - FRESH_FOR
    return any(one.id == session_id and one.created_at > since for one in sessions)


def check_password(acting: Acting, password: str) -> None:
    """Raise NeedsUser for a wrong password, or TooManyTries."""
    instance, account, visit = acting.instance, acting.account, acting.visit
    admit(instance, visit, account.email, account)
    if not passwords.matches(password, account.password_hash):
        note_failure(instance, account, visit, "password")
        raise NeedsUser("That is not your password.", "Check it and try again.")
    Throttle(instance.store.tries).forget(visit, account.email)


def check_typed(account: Account, typed: str) -> None:
    """Raise NeedsUser when somebody did not type their own address."""
    if typed.strip().lower() != account.email:
        raise NeedsUser(
            "That is not your e-mail address, and nothing was erased.", f"Type {account.email}."
        )
