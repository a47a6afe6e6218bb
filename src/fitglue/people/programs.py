"""Personal tokens, with which programs act for a person."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from fitglue.domain.audit import Event
from fitglue.domain.errors import Denied, NeedsUser
from fitglue.domain.scopes import Scope
from fitglue.domain.visit import Visit
from fitglue.instance import Instance
from fitglue.people.acting import Acting
from fitglue.security import tokens
from fitglue.security.throttle import Throttle
from fitglue.store.tokens import Granted

_MOST = 50


def make_token(acting: Acting, name: str, scopes: Collection[Scope], days: int | None) -> str:
    """Make a token and give it, for the only time. `days` is how long it lasts; None is for ever.

    Raises NeedsUser when the name or the scopes are missing, Denied when a scope is not theirs.
    """
    account, kept = acting.account, acting.instance.store.tokens
    name = " ".join(name.split())
    if not name:
        raise NeedsUser("The token has no name.", "Name the program that will use it.")
    if not scopes:
        raise NeedsUser("The token may do nothing.", "Choose at least one thing it may do.")
    if Scope.ADMIN in scopes and not account.is_admin:
        raise Denied("Only admins make tokens that look after people.", "Leave that scope out.")
    if len(kept.of_account(account.id)) >= _MOST:
        raise NeedsUser(f"There are {_MOST} tokens already.", "Revoke those that nothing uses.")
    token = tokens.new_personal_token()
    kept.add(
        account.id, token_hash=tokens.token_hash(token), prefix=tokens.beginning(token), name=name,
        scopes=scopes, expires_at=datetime.now(UTC) + timedelta(days=days) if days else None,
    )  # fmt: skip
    acting.note(Event.TOKEN_MADE, name=name)
    return token


def revoke_token(acting: Acting, token_id: str) -> bool:
    """Let a token do nothing from now on; false when it is not theirs."""
    name = acting.instance.store.tokens.revoke(acting.account.id, token_id)
    if name is None:
        return False
    acting.note(Event.TOKEN_REVOKED, name=name)
    return True


def granted(instance: Instance, token: str, visit: Visit) -> Granted | None:
    """Find what a token lets whom do; None, and one try more, when it lets nobody do anything.

    Raises TooManyTries after too many wrong ones that begin like it: then the right one is refused
    as well, while other programs at the same address go on.
    """
    found = _grant_of(instance, token, visit)
    if found is None:
        Throttle(instance.store.tries).admit(visit, tokens.beginning(token))
    elif found.is_worth_noting:  # apart, for who writes must not hold a view meanwhile
        kept = instance.store.phones if found.phone_id else instance.store.tokens
        kept.note_use(found.token_id)
    return found


def _grant_of(instance: Instance, token: str, visit: Visit) -> Granted | None:
    """Find what a token lets whom do, as `granted` does, and note nothing. Raises TooManyTries."""
    hashed, store = tokens.token_hash(token), instance.store
    with store.transactions.reading():  # all in one view: programs ask often
        Throttle(store.tries).check(visit, tokens.beginning(token))
        kept = (store.tokens, store.phones, store.ingest)
        return next((one for each in kept if (one := each.granted(hashed))), None)
