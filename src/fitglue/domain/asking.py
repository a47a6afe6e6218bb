"""Asking a service as somebody who has an account there.

::

    Ask ──► Connection ──► the service ──► Reply
             │  address, credentials, pace: plugins know nothing of these
             └─ an answer that is no success becomes one of our errors
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Protocol

import msgspec
from pydantic import BaseModel

from fitglue.domain.errors import Delivery, Gone, NeedsUser, Refused, Transient, Unknown

_REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PROPFIND"})


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a multipart form: the field it is in, its name, its type and its bytes."""

    field: str
    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request, in the service's words. `path` is joined to the address of the connection.

    A service at several addresses has the others in its settings, and names one as `address`. At
    most one of `json`, `form` and `body` is the body; `file` goes with `form`. `counts_as` names
    the windows of the service's pace that it counts in, besides those of all. What is `repeatable`
    may be asked again when its answer was lost: all that the method's meaning allows (RFC 9110,
    9.2.2; RFC 4918, 9.1), unless said otherwise.
    """

    path: str
    method: str = "GET"
    address: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    form: Mapping[str, str] | None = None
    file: Attachment | None = None
    body: bytes | None = field(default=None, repr=False)
    counts_as: str = ""
    repeatable: bool | None = None

    @property
    def may_be_repeated(self) -> bool:
        """Tell whether asking twice is asking once."""
        return self.method in _REPEATABLE if self.repeatable is None else self.repeatable


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer; names of headers are in small letters."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    may_be_repeated: bool = True

    def json(self) -> Any:
        """Read it as JSON. Raises Transient, or Unknown where asking again could do harm."""
        try:
            return msgspec.json.decode(self.body)
        except msgspec.DecodeError as problem:
            raise self.garbled() from problem

    def garbled(self) -> Delivery:
        """Say that the answer makes no sense, whatever it was meant to say."""
        sentence = "The service answered something that cannot be read."
        return Transient(sentence) if self.may_be_repeated else Unknown(sentence)


@dataclass(frozen=True, slots=True)
class Who:
    """Whose account it is at the service: its id there, and a name to show."""

    id: str
    name: str


class Lookup(Protocol):
    """Reads at a service as the person, and changes nothing: all that boosters may."""

    def json(self, path: str, params: Mapping[str, str]) -> Any:
        """Get a JSON document.

        Raises NeedsUser when it is not connected or was revoked, Transient when the service is
        busy (with its own word for how long), Refused when it says no.
        """
        ...


class Connection(Lookup, Protocol):
    """An account of the person's at a service, as sources and targets use it."""

    @property
    def settings(self) -> BaseModel:
        """Give the service's settings, checked."""
        ...

    @property
    def who(self) -> Who:
        """Tell whose account it is."""
        ...

    def ask(self, ask: Ask) -> Reply:
        """Ask the service as the person, and give its answer when that is a success.

        Raises NeedsUser when it is not connected, was revoked or wants something of its owner;
        Transient when it is busy (with its own word for how long) or does not answer, Paced before
        it would be too often; Refused and Gone when it says no; Unknown when the answer to
        something that must not be asked twice was lost.
        """
        ...


class _Nothing(BaseModel):
    """Nothing was filled in."""


class NotConnected:
    """No account is connected."""

    settings = _Nothing()
    who = Who("", "")

    def ask(self, ask: Ask) -> Reply:
        """Say that it is not there."""
        del ask
        raise NeedsUser(
            "The account that this needs is not connected.",
            "Press “Connect” under Settings, Connections.",
        )

    def json(self, path: str, params: Mapping[str, str]) -> Any:
        """Say that it is not there."""
        return self.ask(Ask(path=path, params=params)).json()


class NotAsked:
    """Nobody is asked: this is a rehearsal."""

    def json(self, path: str, params: Mapping[str, str]) -> Any:
        """Say so."""
        del path, params
        raise Transient("It would ask a service, which nobody does just to try it.")


def judged_by_status(name: str, reply: Reply) -> Delivery | None:
    """Understand an answer by its status alone (RFC 9110, 15), for services that mean nothing else.

    401 and 403 need their owner; 404 and 410 are gone; 408, 425, 429 and 5xx pass.
    """
    if reply.status < HTTPStatus.BAD_REQUEST:
        return None
    if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        kind = Transient if reply.may_be_repeated else Unknown
        sentence = f"{name} is out of order ({reply.status})."
        return kind(sentence, retry_after_s=retry_after_s(reply))
    return _refusal(name, reply)


def _refusal(name: str, reply: Reply) -> Delivery:
    match reply.status:
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            return NeedsUser(f"{name} does not let FitGlue in any more.", "Press “Connect again”.")
        case HTTPStatus.NOT_FOUND | HTTPStatus.GONE:
            return Gone(f"{name} does not have it.")
        case HTTPStatus.REQUEST_TIMEOUT | HTTPStatus.TOO_EARLY:
            return Transient(f"{name} was too slow.")
        case HTTPStatus.TOO_MANY_REQUESTS:
            after_s = retry_after_s(reply) or 60.0
            return Transient(f"{name} was asked too often.", retry_after_s=after_s)
    return Refused(f"{name} refused it ({reply.status}).")


def retry_after_s(reply: Reply) -> float | None:
    """Read Retry-After in its form of seconds (RFC 9110, 10.2.3)."""
    told = reply.headers.get("retry-after", "")
    return float(told) if told.isdecimal() else None
