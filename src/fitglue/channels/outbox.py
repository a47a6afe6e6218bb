"""Lets messages leave by the channels of people."""

from fitglue.channels import apprise, email
from fitglue.domain.errors import FitGlueError, Refused
from fitglue.domain.notification import Message
from fitglue.instance import Instance
from fitglue.pipeline.telling import Telling
from fitglue.store.channels import EMAIL
from fitglue.store.sealed import row_name
from fitglue.store.tables import ChannelRow


class Outbox:
    """Sends by an installation's mail server and through Apprise."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    def send(self, channel: ChannelRow, message: Message) -> None:
        """Send one message. Raises Delivery."""
        settings = self._instance.settings
        if channel.way == EMAIL:
            to = self._instance.store.accounts.get(channel.account_id).email
            email.send(settings, to, message)
            return
        try:
            address = self._instance.vault.open(channel.sealed, seal_of(channel.id))
        except FitGlueError as problem:
            raise Refused(problem.sentence, "Remove this channel, and add it anew.") from problem
        apprise.send(address, message, settings.allowed_hosts)


def telling_of(instance: Instance) -> Telling:
    """Make what sends people's notifications by their channels."""
    address = instance.current.own_address
    return Telling(instance.store, instance.engine, Outbox(instance), address)


def seal_of(channel_id: str) -> str:
    """Name a channel's row as the vault wants it."""
    return row_name("channels", channel_id)
