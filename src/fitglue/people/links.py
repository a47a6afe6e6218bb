"""One-time links: what they make, and handing them over."""

import re
from dataclasses import dataclass

from fitglue.config import Settings
from fitglue.domain.audit import Event
from fitglue.domain.clock import is_zone
from fitglue.domain.errors import Denied, FitGlueError, NeedsUser, Refused
from fitglue.domain.visit import NOWHERE, Visit
from fitglue.instance import Instance
from fitglue.people import mail
from fitglue.people.acting import Acting
from fitglue.people.signing_in import check_password, open_session, refuse_if_closed
from fitglue.security import passwords, tokens
from fitglue.security.throttle import Throttle
from fitglue.store.accounts import Account
from fitglue.store.links import Link, LinkKind

_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+")
_PATHS = {LinkKind.WELCOME: "welcome", LinkKind.INVITATION: "welcome", LinkKind.RESET: "reset"}
_FIRST = "Start FitGlue: fitglue serve. It prints the link for it."
_LETTERS = {
    LinkKind.INVITATION: (
        "You are invited to FitGlue",
        (
            "Somebody who runs FitGlue, which glues workouts together, invites you to it.\n"
            "This link makes your account. It works once, within 7 days:"
        ),
    ),
    LinkKind.RESET: (
        "A new password for FitGlue",
        "This link lets you choose a new password. It works once, within an hour:",
    ),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A link to hand over: its address, whom it is for, and whether a mail with it went out."""

    kind: LinkKind
    email: str
    url: str
    mailed: bool
    mail_problem: FitGlueError | None = None

    @property
    def lasts(self) -> str:
        """Say how long it works: "7 days"."""
        return "an hour" if self.kind is LinkKind.RESET else "7 days"


@dataclass(frozen=True, slots=True)
class NewPerson:
    """The form that makes an account, filled in."""

    name: str
    email: str
    password: str
    zone: str

    def check(self) -> None:
        """Raise NeedsUser when something is missing."""
        if not self.name.strip():
            raise NeedsUser("A name is missing.", "Fill in what FitGlue may call you.")
        check_email(self.email)
        check_password(self.password)
        if not is_zone(self.zone):
            raise NeedsUser(
                f"“{self.zone}” is not a time zone.", "Choose one such as Europe/Paris."
            )


def check_email(email: str) -> None:
    """Raise NeedsUser when something cannot be an address to sign in with."""
    if not _EMAIL.fullmatch(email.strip()):
        raise NeedsUser("This is not an e-mail address.", "Fill in an address with an @.")


def invite(
    instance: Instance, email: str, origin: str, *, by: str | None = None, visit: Visit = NOWHERE
) -> Offer:
    """Make a link with which somebody makes an account; `origin` is where it leads.

    Raises NeedsUser when this is no address or has an account already, Denied while nobody has one.
    """
    check_email(email)
    if not instance.store.accounts.count():
        raise Denied("Nobody has made the first account yet.", _FIRST)
    if instance.store.accounts.by_email(email.strip()):
        raise NeedsUser(
            f"{email.strip()} has an account already.", "Make a link for a new password instead."
        )
    offer = _offer(instance, LinkKind.INVITATION, email.strip(), origin)
    instance.store.audit.note(
        Event.INVITED, account_id=None, by=by, visit=visit, email=email.strip()
    )
    return offer


def withdraw(instance: Instance, link_id: str, *, by: str, visit: Visit) -> bool:
    """Take an invitation back; false when it is gone already."""
    email = instance.store.links.withdraw(link_id)
    if email is None:
        return False
    instance.store.audit.note(
        Event.INVITATION_WITHDRAWN, account_id=None, by=by, visit=visit, email=email
    )
    return True


def offer_reset(
    instance: Instance, account: Account, origin: str, *,
    by: str | None = None, visit: Visit = NOWHERE,
) -> Offer:  # fmt: skip
    """Make a link with which somebody chooses a new password. Raises Denied if closed."""
    if account.closed_at is not None:
        raise Denied("Access to this account is closed.", "Open it again first.")
    if not account.email:
        raise Denied("Nobody has made this account theirs yet.", _FIRST)
    offer = _offer(instance, LinkKind.RESET, account.email, origin, account.id)
    instance.store.audit.note(Event.RESET_OFFERED, account_id=account.id, by=by, visit=visit)
    return offer


def opened(instance: Instance, token: str, visit: Visit) -> Link | None:
    """Give the link of a token while it works. Raises TooManyTries after many wrong ones."""
    throttle = Throttle(instance.store.tries)
    throttle.check(visit, "links")
    link = instance.store.links.find(tokens.token_hash(token))
    if link is None:
        throttle.admit(visit, "links")
    elif link.kind is LinkKind.WELCOME and instance.store.accounts.count():
        return None
    return link


def accept(instance: Instance, token: str, form: NewPerson, visit: Visit) -> str:
    """Make the account of a welcome or an invitation, and give a session token.

    Raises NeedsUser when the form is incomplete, which keeps the link; Refused when it is used.
    """
    link = opened(instance, token, visit)
    if link is None or link.kind not in {LinkKind.WELCOME, LinkKind.INVITATION}:
        raise _used_up()
    form.check()
    owner = instance.store.accounts.first()
    known = instance.store.accounts.by_email(form.email.strip())
    if known and not (link.kind is LinkKind.WELCOME and known == owner):
        raise NeedsUser("This address has an account already.", "Sign in, or use another one.")
    if not instance.store.links.take(tokens.token_hash(token)):
        raise _used_up()
    account = _made(instance, form, is_first=link.kind is LinkKind.WELCOME)
    Acting(instance, account, visit).note(Event.ACCOUNT_MADE)
    return open_session(instance, account, visit, "link")


def reset_password(instance: Instance, token: str, password: str, visit: Visit) -> str:
    """Set a new password, end every session, and give a token of a new one.

    Raises NeedsUser when the password is too short, which keeps the link; Refused when it is used.
    """
    link = opened(instance, token, visit)
    if link is None or link.account_id is None or link.kind is not LinkKind.RESET:
        raise _used_up()
    check_password(password)
    account = instance.store.accounts.get(link.account_id)
    refuse_if_closed(account)
    if not instance.store.links.take(tokens.token_hash(token)):
        raise _used_up()
    instance.store.accounts.set_password(account.id, passwords.hashed(password))
    instance.store.sessions.end_all(account.id)
    Acting(instance, account, visit).note(Event.PASSWORD_RESET)
    return open_session(instance, account, visit, "link")


def _offer(
    instance: Instance, kind: LinkKind, email: str, origin: str, account_id: str | None = None
) -> Offer:
    token = tokens.new_token()
    instance.store.links.offer(kind, tokens.token_hash(token), email=email, account_id=account_id)
    url = f"{origin.rstrip('/')}/{_PATHS[kind]}/{token}"
    mailed, problem = _mailed(instance.settings, kind, email, url)
    return Offer(kind, email, url, mailed, problem)


def _mailed(
    settings: Settings, kind: LinkKind, email: str, url: str
) -> tuple[bool, FitGlueError | None]:
    if not settings.smtp_url:
        return False, None
    subject, words = _LETTERS[kind]
    try:
        mail.send(settings, email, subject, f"{words}\n\n{url}\n")
    except FitGlueError as problem:  # the link is shown as well, with what went wrong
        return False, problem
    return True, None


def _made(instance: Instance, form: NewPerson, *, is_first: bool) -> Account:
    name, email = form.name.strip(), form.email.strip()
    if not is_first:
        return instance.add_account(name=name, email=email, password=form.password, zone=form.zone)
    account, accounts = instance.owner(), instance.store.accounts
    accounts.claim(
        account.id, name=name, email=email, password_hash=passwords.hashed(form.password)
    )
    accounts.prefer(
        account.id, units=account.units, zone=form.zone, theme=account.theme,
        tile_url=account.tile_url,
    )  # fmt: skip
    return accounts.get(account.id)


def _used_up() -> Refused:
    return Refused("This link has been used or is too old.", "Sign in, or ask for a new one.")
