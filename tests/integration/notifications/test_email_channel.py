"""Notifications by e-mail: what its server says decides whether it is tried again."""

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from fitglue.channels import email
from fitglue.config import Settings
from fitglue.domain.errors import Delivery, Refused, Transient, Unknown
from fitglue.domain.notification import Message

MESSAGE = Message("Strava needs you", "Press “Connect again”.", "https://glue.example/x")


class Postbox:
    """Takes mails, or answers as it is told."""

    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.says = "250 taken"
        self.hangs_up = False

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - the name that aiosmtpd calls
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.hangs_up:
            server.transport.abort()
        return self.says


@pytest.fixture
def postbox(sqlite_settings: Settings) -> Iterator[tuple[Postbox, Settings]]:
    box = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, sqlite_settings.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{port}"})
    server.stop()


def test_a_mail_says_title_text_and_link(postbox: tuple[Postbox, Settings]) -> None:
    box, settings = postbox
    email.send(settings, "kim@example.org", MESSAGE)
    (mail,) = box.mails
    assert (mail["To"], mail["Subject"]) == ("kim@example.org", "Strava needs you")
    text = mail.get_content().replace("\r\n", "\n")
    assert text == "Press “Connect again”.\n\nhttps://glue.example/x\n"


@pytest.mark.parametrize(("says", "kind"), [("451 later", Transient), ("554 never", Refused)])
def test_a_server_that_takes_none_says_whether_to_try_again(
    postbox: tuple[Postbox, Settings], says: str, kind: type[Delivery]
) -> None:
    box, settings = postbox
    box.says = says
    with pytest.raises(kind):
        email.send(settings, "kim@example.org", MESSAGE)


def test_a_mail_whose_answer_is_lost_may_have_arrived(postbox: tuple[Postbox, Settings]) -> None:
    box, settings = postbox
    box.hangs_up = True
    with pytest.raises(Unknown):
        email.send(settings, "kim@example.org", MESSAGE)


def test_a_server_that_is_not_there_is_tried_again(sqlite_settings: Settings) -> None:
    settings = sqlite_settings.model_copy(update={"smtp_url": "smtp://127.0.0.1:9"})
    with pytest.raises(Transient):
        email.send(settings, "kim@example.org", MESSAGE)
