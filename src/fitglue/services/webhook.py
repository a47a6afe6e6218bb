"""Webhook: any program that takes events as Standard Webhooks.

What answers mean stands in the specification under “Delivery success and failure”; all that is no
success is tried again, for days, but for what only a person can change.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlsplit

import msgspec
from pydantic import BaseModel

from fitglue.domain.asking import Connection, Reply, Who, retry_after_s
from fitglue.domain.errors import Delivery, NeedsUser, Refused, Transient
from fitglue.domain.oauth import OAuth, Tokens
from fitglue.domain.pace import Heard, Window
from fitglue.domain.plugins import About, PluginKind
from fitglue.domain.standard_webhooks import Receiver, signed_ask

ABOUT = About(
    id="webhook",
    kind=PluginKind.SERVICE,
    name="Webhook",
    summary="Tells a program of yours of every activity.",
    description=(
        "Events are posted as JSON and signed as Standard Webhooks, which many programs and "
        "libraries understand: n8n, Node-RED, Home Assistant, a script of your own."
    ),
    settings=Receiver,
    pace=(Window(60, 60.0),),
)
#: Under load: it is left alone for a while.
_LOADED = {
    HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}  # fmt: skip
_QUIET_S = 30.0


class Webhook:
    """A program at an address; events are signed one by one."""

    about = ABOUT
    signs_in = False

    def address(self, settings: BaseModel) -> str:
        """Give what was typed."""
        return _of(settings).address

    def headers(self, settings: BaseModel, tokens: Tokens | None) -> Mapping[str, str]:
        """Give none: a signature is of an event."""
        del settings, tokens
        return {}

    def oauth(self, settings: BaseModel) -> OAuth | None:
        """Give none: a secret is enough."""
        del settings

    def who(self, connection: Connection) -> Who:
        """Send an event that says nothing but that it works."""
        now = datetime.now(UTC)
        event = {"type": "webhook.connected", "timestamp": now, "data": {}}
        receiver, event_id = _of(connection.settings), f"fitglue-connected-{now.timestamp():.3f}"
        connection.ask(signed_ask(receiver, event_id, msgspec.json.encode(event), now))
        # One receiver is as good as another: it may move, and has nothing of ours to mix up.
        return Who("receiver", urlsplit(receiver.address).hostname or "")

    def judged(self, reply: Reply) -> Delivery | None:
        """Say what an answer means."""
        if HTTPStatus.OK <= reply.status < HTTPStatus.MULTIPLE_CHOICES:
            return None
        if reply.status < HTTPStatus.BAD_REQUEST:
            return NeedsUser(
                "The webhook's receiver has moved to another address.",
                "Correct the address of this connection.",
            )
        match reply.status:
            case HTTPStatus.GONE:
                return NeedsUser(
                    "The webhook's receiver wants no more events.",
                    "Press “Try again” if it should get them after all.",
                )
            case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
                return NeedsUser(
                    "The webhook's receiver does not accept FitGlue's signature.",
                    "Copy the secret to the receiver once more, then press “Try again”.",
                )
            case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                return Refused("The webhook's receiver takes no event of this size.")
        return Transient(
            f"The webhook's receiver did not take it ({reply.status}).",
            retry_after_s=retry_after_s(reply),
        )

    def heard(self, reply: Reply) -> Heard:
        """Leave one alone that says that it has too much to do."""
        is_loaded = reply.status in _LOADED
        return Heard(quiet_s=(retry_after_s(reply) or _QUIET_S) if is_loaded else 0.0)


def _of(settings: BaseModel) -> Receiver:
    assert isinstance(settings, Receiver)  # noqa: S101 - the contract says so
    return settings


plugin = Webhook()
