"""Pairs with a server: by the code of its page, or by signing in.

The phone makes a claim and keeps it before it asks. When the reply is lost it asks again with the
same claim, and is known.
"""

import ipaddress
import json
import secrets
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlsplit

from fitglue_phone import __version__
from fitglue_phone.core import server as api
from fitglue_phone.core.moments import passes
from fitglue_phone.core.ports import Ports, Question
from fitglue_phone.core.queue import Queue

_SHORTEST_CODE, _LONGEST_CODE, _LONGEST_NAME = 8, 40, 100
_LINK = "fitglue"
_SCAN = "Show the code in FitGlue under Settings, Phones, and scan that."


class NotPaired(Exception):
    """A sentence and what to do next; `again` says that the same may be tried once more."""

    def __init__(self, sentence: str, next_step: str, *, again: bool = False) -> None:
        super().__init__(sentence)
        self.sentence, self.next_step, self.again = sentence, next_step, again


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a QR code or a person says: where the server is, and the code of this pairing."""

    server: str
    code: str


def invitation_of(link: str) -> Invitation:
    """Read the content of the QR code. Raises NotPaired when it is another's."""
    parts = _parts(link.strip(), "This is not the code of a FitGlue server.")
    asked = parse_qs(parts.query)
    server, code = (asked.get(name, [""])[0] for name in ("server", "code"))
    if parts.scheme != _LINK or parts.netloc != "pair" or not server:
        raise NotPaired("This is not the code of a FitGlue server.", _SCAN)
    return invited(server, code)


def invited(server: str, code: str) -> Invitation:
    """Check an address and a code as somebody typed them. Raises NotPaired."""
    if not _SHORTEST_CODE <= len(code.strip()) <= _LONGEST_CODE:
        raise NotPaired("This code is too short or too long.", _SCAN)
    return Invitation(_checked(server), code.strip())


def pair(ports: Ports, queue: Queue, invitation: Invitation) -> None:
    """Exchange a code for this phone's own token. Raises NotPaired, and Locked."""
    _come(ports, queue, invitation.server, "/pair", {"code": invitation.code})


def sign_in(ports: Ports, queue: Queue, server: str, who: tuple[str, str]) -> None:
    """Exchange an e-mail and password, which are not kept, for a token. Raises NotPaired."""
    email, password = who
    address = _checked(server)
    _come(ports, queue, address, "/pair/sign-in", {"email": email, "password": password})


def sign_out(ports: Ports, queue: Queue) -> None:
    """Forget the token; what waits in the queue stays there."""
    ports.keychain.forget("token")
    queue.put_notes(problem=None)


def _come(ports: Ports, queue: Queue, server: str, path: str, asked: dict[str, str]) -> None:
    facts = ports.phone.facts()
    body = {
        **asked, "claim": _claim(ports, server, asked.get("code", "")),
        "name": facts.name[:_LONGEST_NAME], "app_version": __version__,
        "os_version": facts.os_version[:_LONGEST_NAME],
    }  # fmt: skip
    passes("before pairing")
    headers = {"content-type": "application/json"}
    question = Question(api.url(server, path), json.dumps(body).encode(), headers)
    answer = ports.uploader.ask(question)
    passes("after pairing")
    token = api.told(answer).get("token")
    if answer.status != api.OK or not isinstance(token, str):
        sentence, next_step = api.sentence(answer)
        again = answer.status not in {*api.NOT_LET_IN, *api.NOT_AS_IT_IS}
        raise NotPaired(sentence, next_step or "Try again in a moment.", again=again)
    queue.put_notes(digest_due=1, not_let_in=None, problem=None, failures=None, failed_s=None)
    ports.keychain.put("server", server)
    ports.keychain.put("token", token)
    passes("token kept")
    ports.keychain.forget("claim")


def _claim(ports: Ports, server: str, code: str) -> str:
    """Give the claim for a code, kept before anybody is asked."""
    kept = json.loads(ports.keychain.get("claim") or "{}")
    if (kept.get("server"), kept.get("code")) == (server, code):
        return kept["claim"]
    claim = secrets.token_urlsafe(32)
    ports.keychain.put("claim", json.dumps({"server": server, "code": code, "claim": claim}))
    return claim


def _checked(server: str) -> str:
    """Take https anywhere, and http at home only: a token must not cross the Internet in clear."""
    text = server.strip().rstrip("/")
    address = text if "://" in text else f"https://{text}"
    parts = _parts(address, "This is no address of a server.")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise NotPaired("This is no address of a server.", _SCAN)
    if parts.scheme == "http" and not _is_at_home(parts.hostname):
        raise NotPaired(
            "This server is not reached safely: its address begins with http.",
            "Use its address that begins with https.",
        )
    return address


def _parts(address: str, otherwise: str) -> SplitResult:
    """Take an address apart. Raises NotPaired where it is none: brackets may be anywhere."""
    try:
        return urlsplit(address)
    except ValueError as wrong:
        raise NotPaired(otherwise, _SCAN) from wrong


def _is_at_home(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith((".local", ".lan", ".home.arpa"))
    return address.is_private or address.is_loopback or address.is_link_local
