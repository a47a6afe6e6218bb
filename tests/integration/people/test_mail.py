"""Links by e-mail, sent to a mail server that runs here."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from fitglue.config import Settings
from fitglue.domain.errors import Misconfigured, NeedsUser
from fitglue.instance import Instance
from fitglue.people import links, mail
from fitglue.testing.people import KIM, LEE, ORIGIN, account_of


class Postbox:
    """Takes every mail."""

    def __init__(self) -> None:
        self.mails: list[Message] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - the name that aiosmtpd calls
        self.mails.append(message_from_bytes(envelope.content))
        return "250 taken"


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, str]]:
    """A mail server and its address."""
    box = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, f"smtp://127.0.0.1:{port}"
    server.stop()


def with_mail(instance: Instance, url: str) -> Instance:
    """The same installation with a mail server, and with Kim in it."""
    account_of(instance, KIM)
    told = {"smtp_url": url, "mail_from": "FitGlue <fit@example.org>"}
    return replace(instance, settings=instance.settings.model_copy(update=told))


def test_an_invitation_goes_out_by_mail_and_is_shown_too(
    instance: Instance, postbox: tuple[Postbox, str]
) -> None:
    box, url = postbox
    offer = links.invite(with_mail(instance, url), LEE.email, ORIGIN)
    assert offer.mailed
    [sent] = box.mails
    assert (sent["To"], sent["From"]) == (LEE.email, "FitGlue <fit@example.org>")
    assert offer.url in str(sent.get_payload())


def test_without_a_mail_server_the_link_is_only_shown(instance: Instance) -> None:
    account_of(instance, KIM)
    offer = links.invite(instance, LEE.email, ORIGIN)
    assert not offer.mailed
    assert offer.mail_problem is None


@pytest.mark.parametrize("url", ["smtp://127.0.0.1:1", "http://mail.example.org", "nonsense"])
def test_a_mail_server_that_does_not_answer_is_said_and_the_link_works_all_the_same(
    instance: Instance, url: str
) -> None:
    offer = links.invite(with_mail(instance, url), LEE.email, ORIGIN)
    assert not offer.mailed
    assert offer.mail_problem is not None
    assert "FITGLUE_SMTP_URL" in offer.mail_problem.next_step
    assert offer.url.startswith(f"{ORIGIN}/welcome/")


def test_a_password_never_goes_out_in_the_clear(postbox: tuple[Postbox, str]) -> None:
    box, url = postbox
    settings = Settings(smtp_url=url.replace("//", "//kim:secret@"))
    with pytest.raises(Misconfigured, match="no encryption"):
        mail.send(settings, LEE.email, "Hello", "Hello")
    assert box.mails == []


@pytest.mark.parametrize(
    "address", ["a@example.org,eve@example.org", "a@b\nBcc: eve@example.org", "Lee <a@b>", "@", ""]
)
def test_an_address_is_one_address(instance: Instance, address: str) -> None:
    with pytest.raises(NeedsUser, match="not an e-mail address"):
        links.invite(instance, address, ORIGIN)
