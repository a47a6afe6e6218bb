"""Mail, for installations that have a mail server."""

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

from fitglue.config import Settings
from fitglue.domain.errors import Misconfigured

_PATIENCE_S = 15
_PORTS = {"smtp": 587, "smtps": 465}


def send(settings: Settings, to: str, subject: str, text: str) -> None:
    """Hand one mail to the server of FITGLUE_SMTP_URL. Raises Misconfigured when it takes none.

    `smtps://` is encrypted from the first byte, `smtp://` as soon as the server offers it; a
    password never goes out in the clear.
    """
    mail = EmailMessage()
    mail["From"] = settings.mail_from or "fitglue@localhost"
    mail["To"], mail["Subject"] = to, subject
    mail.set_content(text)
    try:
        parts, safe = urlsplit(settings.smtp_url), ssl.create_default_context()
        with _connected(parts, safe) as server:
            _prepare(server, parts, safe)
            server.send_message(mail)
    except (OSError, smtplib.SMTPException, ValueError) as problem:
        raise Misconfigured(
            f"The mail server did not take the e-mail: {_plainly(problem)}.",
            "Check FITGLUE_SMTP_URL and FITGLUE_MAIL_FROM; the link below works all the same.",
        ) from problem


def _connected(parts: SplitResult, safe: ssl.SSLContext) -> smtplib.SMTP:
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("it needs an address such as smtp://name:password@mail.example.org:587")
    port = parts.port or _PORTS[parts.scheme]
    if parts.scheme == "smtps":
        return smtplib.SMTP_SSL(parts.hostname, port, timeout=_PATIENCE_S, context=safe)
    return smtplib.SMTP(parts.hostname, port, timeout=_PATIENCE_S)


def _prepare(server: smtplib.SMTP, parts: SplitResult, safe: ssl.SSLContext) -> None:
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=safe)
    if parts.username:
        _sign_in(server, unquote(parts.username), unquote(parts.password or ""))


def _sign_in(server: smtplib.SMTP, name: str, password: str) -> None:
    if not isinstance(server.sock, ssl.SSLSocket):
        raise ValueError("it offers no encryption, so the password was not sent")  # noqa: TRY004 - no type is wrong
    server.login(name, password)


def _plainly(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPResponseException):
        answer = problem.smtp_error
        return answer.decode(errors="replace") if isinstance(answer, bytes) else str(answer)
    return str(problem) or type(problem).__name__
