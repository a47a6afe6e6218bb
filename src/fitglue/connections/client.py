"""A connection over HTTP: puts requests together, and understands what comes back."""

import re
import time
from dataclasses import dataclass
from http import HTTPStatus
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Protocol

from pydantic import BaseModel

from fitglue.connections.hushing import hushed, secrets_of
from fitglue.domain.asking import Ask, Reply, Who
from fitglue.domain.errors import Delivery, NeedsUser, Refused, Transient, Unknown
from fitglue.domain.oauth import Tokens
from fitglue.domain.pace import Heard
from fitglue.domain.plugins import Service

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import httpx2

#: A service that takes longer to answer is asked again later.
PATIENCE_S = 30.0
#: Longer than any recording of a day; more is no answer to us.
LARGEST_BYTES = 64 << 20
AGENT = f"FitGlue/{version('fitglue')} (self-hosted)"
#: The escape itself, and not a backslash that is escaped before four digits.
_NUL_IN_JSON = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")
_NOTHING_LEFT = ("ConnectError", "ConnectTimeout", "PoolTimeout", "UnsupportedProtocol")


class Keeper(Protocol):
    """What a connection knows between requests."""

    def take_turn(self, counts_as: str) -> None:
        """Count a request. Raises Paced before it would be too often, NeedsUser when it is over."""
        ...

    def tokens(self) -> Tokens | None:
        """Give tokens that are good now, if the service works with such. Raises Delivery."""
        ...

    def fresh_tokens(self, instead_of: Tokens) -> Tokens:
        """Give tokens in place of some that were refused. Raises Delivery."""
        ...

    def note(self, heard: Heard, problem: Delivery | None) -> None:
        """Note what came of a request."""
        ...


@dataclass(frozen=True, slots=True)
class Client:
    """A `Connection`. Each request takes its turn first; a refused token is renewed once."""

    service: Service
    settings: BaseModel
    who: Who
    keeper: Keeper
    web: "httpx2.Client"

    def ask(self, ask: Ask) -> Reply:
        """Ask the service as the person. Raises Delivery."""
        tokens = self.keeper.tokens()
        reply = self._send(ask, tokens)
        if reply.status == HTTPStatus.UNAUTHORIZED and tokens is not None:
            reply = self._send(ask, self.keeper.fresh_tokens(tokens))
        problem = self.service.judged(reply) or _moved(self.service, reply)
        self.keeper.note(self.service.heard(reply), problem)
        if problem is not None:
            raise problem
        return reply

    def json(self, path: str, params: "Mapping[str, str]") -> Any:
        """Get a JSON document. Raises Delivery."""
        return self.ask(Ask(path=path, params=params)).json()

    def _send(self, ask: Ask, tokens: Tokens | None) -> Reply:
        import httpx2  # noqa: PLC0415 - 0.1 s of every start, for those who ask a service

        self.keeper.take_turn(ask.counts_as)
        headers = self._headers(ask, tokens)
        try:
            with self.web.stream(
                ask.method,
                _joined(ask.address or self.service.address(self.settings), ask.path),
                headers=headers,
                timeout=PATIENCE_S,
                **_body(ask),
            ) as answer:
                reply = Reply(
                    status=answer.status_code,
                    headers={name.lower(): value for name, value in answer.headers.items()},
                    body=_without_nul(self._read(answer.iter_bytes())),
                    may_be_repeated=ask.may_be_repeated,
                )
                return hushed(reply, secrets_of(self.settings, tokens, headers))
        except NeedsUser as problem:  # an address inside, or one that sends on to elsewhere
            self.keeper.note(Heard(), problem)
            raise
        except httpx2.HTTPError as problem:
            raise self._lost(ask, problem) from problem
        except UnicodeEncodeError:
            raise _no_key(self.service) from None  # for that error holds the key

    def _headers(self, ask: Ask, tokens: Tokens | None) -> dict[str, str]:
        ours = {"user-agent": AGENT, "accept": "application/json"}
        return ours | {**self.service.headers(self.settings, tokens)} | {**ask.headers}

    def _read(self, pieces: "Iterator[bytes]") -> bytes:
        body, until = bytearray(), time.monotonic() + PATIENCE_S
        for piece in pieces:
            body += piece
            if len(body) > LARGEST_BYTES:
                raise Refused(f"{self.service.about.name} answered far too much.")
            if time.monotonic() > until:
                raise Transient(f"{self.service.about.name} answers too slowly.")
        return bytes(body)

    def _lost(self, ask: Ask, problem: Exception) -> Delivery:
        sentence = f"{self.service.about.name} does not answer."
        if ask.may_be_repeated or type(problem).__name__ in _NOTHING_LEFT:
            return Transient(sentence)
        return Unknown(sentence)


def _without_nul(body: bytes) -> bytes:
    """Leave out what JSON writes for NUL: no text has one, and PostgreSQL keeps none."""
    return _NUL_IN_JSON.sub(rb"\1", body) if rb"\u0000" in body else body


def _no_key(service: Service) -> NeedsUser:
    return NeedsUser(
        f"What {service.about.name} is given as a key has a letter that no key has.",
        "Open Connections, Settings, and paste it again.",
    )


def _joined(address: str, path: str) -> str:
    return f"{address.rstrip('/')}/{path.lstrip('/')}" if path else address


def _body(ask: Ask) -> "dict[str, Any]":
    """Put a request's parameters and body in the words of httpx2."""
    told: dict[str, Any] = {"params": dict(ask.params)} if ask.params else {}
    if ask.json is not None:
        told["json"] = ask.json
    if ask.form is not None:
        told["data"] = dict(ask.form)
    if ask.file is not None:
        one = ask.file
        told["files"] = {one.field: (one.name, one.content, one.media_type)}
    if ask.body is not None:
        told["content"] = ask.body
    return told


def _moved(service: Service, reply: Reply) -> Delivery | None:
    is_moved = HTTPStatus.MULTIPLE_CHOICES <= reply.status < HTTPStatus.BAD_REQUEST
    if not is_moved or reply.status == HTTPStatus.NOT_MODIFIED:
        return None
    return Refused(
        f"{service.about.name} has moved to another address.",
        "Correct the address of this connection.",
    )
