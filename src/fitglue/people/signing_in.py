"""Getting in with a password, getting out, and changing the password."""

from fitglue.domain.audit import Event
from fitglue.domain.errors import Denied, NeedsUser, TooManyTries
from fitglue.domain.visit import Visit
from fitglue.instance import Instance
from fitglue.people.acting import Acting
from fitglue.security import passwords, tokens
from fitglue.security.throttle import Throttle
from fitglue.store.accounts import Account

SHORTEST_PASSWORD = 10


def sign_in(instance: Instance, email: str, password: str, visit: Visit) -> str:
    """Give a session token for the right password. Raises NeedsUser, Denied or TooManyTries."""
    return open_session(instance, recognised(instance, email, password, visit), visit, "password")


def recognised(instance: Instance, email: str, password: str, visit: Visit) -> Account:
    """Give the account whose password this is. Raises NeedsUser, Denied or TooManyTries."""
    email = email.strip().lower()
    account = instance.store.accounts.by_email(email) if email else None
    admit(instance, visit, email, account)
    if not passwords.matches(password, account.password_hash if account else "") or not account:
        note_failure(instance, account, visit, "password")
        raise NeedsUser(
            "This e-mail and password do not belong together.", "Check both and try again."
        )
    refuse_if_closed(account)
    Throttle(instance.store.tries).forget(visit, email)
    return account


def sign_out(instance: Instance, session_token: str, visit: Visit) -> None:
    """End a session; one that is over already is none."""
    found = instance.store.sessions.of_token(tokens.token_hash(session_token))
    if found is None:
        return
    instance.store.sessions.end(found.account.id, found.session_id)
    Acting(instance, found.account, visit).note(Event.SIGNED_OUT)


def change_password(acting: Acting, current: str, new: str, session_id: str) -> None:
    """Replace the password of who knows it, and sign all browsers but `session_id` out.

    Raises NeedsUser when the current one is wrong or the new one too short, or TooManyTries.
    """
    instance, account, visit = acting.instance, acting.account, acting.visit
    check_password(new)
    admit(instance, visit, account.email, account)
    if not passwords.matches(current, account.password_hash):
        note_failure(instance, account, visit, "password")
        raise NeedsUser("That is not your current password.", "Check it and try again.")
    Throttle(instance.store.tries).forget(visit, account.email)
    instance.store.accounts.set_password(account.id, passwords.hashed(new))
    instance.store.sessions.end_all(account.id, but=session_id)
    instance.store.links.end_resets(account.id)
    acting.note(Event.PASSWORD_CHANGED)


def admit(instance: Instance, visit: Visit, what: str, account: Account | None) -> None:
    """Count a try to get in. Raises TooManyTries, which the log tells once in a while."""
    throttle = Throttle(instance.store.tries)
    try:
        throttle.admit(visit, what)
    except TooManyTries:
        if throttle.is_news(visit):
            owner_id = account.id if account else None
            instance.store.audit.note(Event.SIGN_IN_THROTTLED, account_id=owner_id, visit=visit)
        raise


def open_session(instance: Instance, account: Account, visit: Visit, way: str) -> str:
    """Sign somebody in who has shown who they are; `way` is how: "password", "passkey", "link"."""
    token = tokens.new_token()
    instance.store.sessions.open(account.id, tokens.token_hash(token), visit.client)
    Acting(instance, account, visit).note(Event.SIGNED_IN, way=way)
    return token


def refuse_if_closed(account: Account) -> None:
    """Raise Denied when an admin closed this account."""
    if account.closed_at is not None:
        raise Denied("Access to this account was closed.", "Ask an admin of this FitGlue.")


def check_password(password: str) -> None:
    """Raise NeedsUser when a password is too short to be one."""
    if len(password) < SHORTEST_PASSWORD:
        raise NeedsUser(
            f"The password has fewer than {SHORTEST_PASSWORD} characters.",
            "Choose a longer one; a few words in a row are good.",
        )


def note_failure(instance: Instance, account: Account | None, visit: Visit, way: str) -> None:
    """Log a failed try. What was typed is not kept: people type passwords into any field."""
    owner_id = account.id if account else None
    instance.store.audit.note(Event.SIGN_IN_FAILED, account_id=owner_id, visit=visit, way=way)
