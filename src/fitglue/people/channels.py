"""A person's own channels: adding, trying and removing them."""

from collections.abc import Iterable

from fitglue.channels import apprise_addresses
from fitglue.channels.outbox import Outbox, seal_of
from fitglue.domain.audit import Event
from fitglue.domain.errors import Delivery, Gone, NeedsUser
from fitglue.domain.notification import Kind, Message
from fitglue.people.acting import Acting
from fitglue.store.channels import APPRISE, EMAIL, new_channel_id
from fitglue.store.tables import ChannelRow

_MOST = 20


def add_email(acting: Acting) -> str:
    """Let notifications go to the account's own address too, and give the channel's id."""
    if not acting.instance.settings.smtp_url:
        raise NeedsUser(
            "This FitGlue has no mail server.", "Ask the operator to set FITGLUE_SMTP_URL."
        )
    if any(row.way == EMAIL for row in _channels(acting)):
        raise NeedsUser("Your e-mail is there already.", "Choose below what it tells.")
    return _add(acting, EMAIL, "E-mail", "")


def add_apprise(acting: Acting, address: str) -> str:
    """Let notifications go to an address of Apprise too, and give the channel's id.

    Raises NeedsUser for an address that is none, or leads to something else than a service.
    """
    whole = apprise_addresses.checked(address)
    return _add(acting, APPRISE, apprise_addresses.shown(whole), whole)


def choose(acting: Acting, channel_id: str, kinds: Iterable[Kind]) -> None:
    """Let a channel tell some kinds. Raises Gone."""
    if not acting.instance.store.channels.choose(acting.account.id, channel_id, kinds):
        raise _gone()


def try_out(acting: Acting, channel_id: str) -> None:
    """Send a test. Raises Gone, and Delivery with what went wrong."""
    channel = acting.instance.store.channels.get(acting.account.id, channel_id)
    if channel is None:
        raise _gone()
    link = f"{acting.instance.current.own_address}/settings/notifications"
    message = Message("FitGlue can reach you here", "This is the test you asked for.", link)
    try:
        Outbox(acting.instance).send(channel, message)
    except Delivery as problem:
        acting.instance.store.channels.used(channel_id, problem.sentence)
        raise
    acting.instance.store.channels.used(channel_id, "")


def remove(acting: Acting, channel_id: str) -> None:
    """Let nothing go there any more, and forget its address. Raises Gone."""
    name = acting.instance.store.channels.remove(acting.account.id, channel_id)
    if name is None:
        raise _gone()
    acting.note(Event.CHANNEL_REMOVED, name=name)


def _add(acting: Acting, way: str, name: str, secret: str) -> str:
    if len(_channels(acting)) >= _MOST:
        raise NeedsUser(f"There are {_MOST} channels already.", "Remove one that you do not need.")
    key, instance = new_channel_id(), acting.instance
    sealed = instance.vault.seal(secret, seal_of(key)) if secret else b""
    instance.store.channels.add(acting.account.id, key, way, name, sealed)
    acting.note(Event.CHANNEL_ADDED, name=name)
    return key


def _channels(acting: Acting) -> list[ChannelRow]:
    return acting.instance.store.channels.of_account(acting.account.id)


def _gone() -> Gone:
    return Gone("There is no such channel.")
