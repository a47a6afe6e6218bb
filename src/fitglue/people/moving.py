"""Gives an account another name or e-mail address.

Where mail is set up, a new address has to answer first: a link goes there. Elsewhere the password
is enough, for nobody could send anything to it.
"""

from fitglue.domain.audit import Event
from fitglue.domain.errors import NeedsUser, Refused
from fitglue.domain.visit import Visit
from fitglue.instance import Instance
from fitglue.people import mail
from fitglue.people.acting import Acting
from fitglue.people.links import check_email, opened
from fitglue.people.reassured import check_password
from fitglue.security import tokens
from fitglue.store.links import Link, LinkKind

_SUBJECT = "Your new address at FitGlue"
_WORDS = (
    "Somebody wants to sign in to FitGlue with this address from now on.\n"
    "If that was you, open this link within an hour; otherwise leave it:"
)
_LONGEST_NAME = 100


def rename(acting: Acting, name: str) -> None:
    """Call somebody by another name. Raises NeedsUser for none."""
    name = " ".join(name.split())[:_LONGEST_NAME]
    if not name:
        raise NeedsUser("A name is missing.", "Fill in what FitGlue may call you.")
    if name != acting.account.name:
        acting.instance.store.accounts.rename(acting.account.id, name)
        acting.note(Event.RENAMED)


def ask_to_move(acting: Acting, email: str, password: str, origin: str) -> bool:
    """Begin to use another address; true when it is used already, false when a link went there.

    Raises NeedsUser, TooManyTries, or Misconfigured when the mail server does not take the link.
    """
    instance, email = acting.instance, email.strip().lower()
    check_email(email)
    _refuse_known(instance, email)
    check_password(acting, password)
    if not instance.settings.smtp_url:
        _move(acting, email)
        return True
    token = tokens.new_token()
    mail.send(instance.settings, email, _SUBJECT, f"{_WORDS}\n\n{_url(origin, token)}\n")
    instance.store.links.offer(
        LinkKind.EMAIL, tokens.token_hash(token), email=email, account_id=acting.account.id
    )
    return False


def asked(instance: Instance, token: str, visit: Visit) -> Link | None:
    """Give the link to a new address, if it works."""
    link = opened(instance, token, visit)
    return link if link is not None and link.kind is LinkKind.EMAIL else None


def move(instance: Instance, token: str, visit: Visit) -> str:
    """Use the address that a link was sent to, and give it. Raises Refused or NeedsUser."""
    link = asked(instance, token, visit)
    if link is None or link.account_id is None:
        raise Refused("This link has been used or is too old.", "Change your address again.")
    _refuse_known(instance, link.email)
    account = instance.store.accounts.get(link.account_id)
    if not instance.store.links.take(tokens.token_hash(token)):
        raise Refused("This link has been used or is too old.", "Change your address again.")
    _move(Acting(instance, account, visit), link.email)
    return link.email


def _move(acting: Acting, email: str) -> None:
    acting.instance.store.accounts.move(acting.account.id, email)
    acting.note(Event.EMAIL_CHANGED)


def _refuse_known(instance: Instance, email: str) -> None:
    if instance.store.accounts.by_email(email) is not None:
        raise NeedsUser("Somebody signs in with this address already.", "Take another one.")


def _url(origin: str, token: str) -> str:
    return f"{origin.rstrip('/')}/email/{token}"
