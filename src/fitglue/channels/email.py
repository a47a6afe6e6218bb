"""Notifications by e-mail, through the operator's mail server."""

import smtplib
import socket
import ssl

from fitglue.config import Settings
from fitglue.domain.errors import Delivery, Misconfigured, Refused, Transient, Unknown
from fitglue.domain.notification import Message
from fitglue.people import mail

_FOR_GOOD = 500  # RFC 5321, 4.2.1: 5yz says that trying again helps nothing
_CLEAR = (smtplib.SMTPException, ConnectionRefusedError, socket.gaierror, ssl.SSLError, ValueError)


def send(settings: Settings, to: str, message: Message) -> None:
    """Send one mail. Raises Delivery."""
    if not settings.smtp_url:
        raise Refused(
            "This FitGlue has no mail server.", "Ask the operator to set FITGLUE_SMTP_URL."
        )
    text = "\n\n".join(part for part in (message.text, message.link) if part)
    try:
        mail.send(settings, to, message.title, f"{text}\n")
    except Misconfigured as problem:
        raise _judged(problem) from problem


def _judged(problem: Misconfigured) -> Delivery:
    cause, sentence = problem.__cause__, problem.sentence
    if isinstance(cause, smtplib.SMTPServerDisconnected) or not isinstance(cause, _CLEAR):
        return Unknown(sentence, "Look whether it arrived.")  # its last word was lost
    code = cause.smtp_code if isinstance(cause, smtplib.SMTPResponseException) else 0
    if code >= _FOR_GOOD:
        return Refused(sentence, "Ask the operator to look at the mail server.")
    return Transient(sentence)
