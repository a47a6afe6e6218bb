"""Public services that boosters ask: within their pace, and never twice the same."""

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import msgspec

from fitglue.domain.errors import NeedsUser, Paced, Refused, Transient
from fitglue.domain.pace import Window
from fitglue.store import Store

if TYPE_CHECKING:
    import httpx2

_PATIENCE_S = 10.0
_LARGEST = 4 << 20
_AGENT = {"user-agent": f"FitGlue/{version('fitglue')} (self-hosted)"}
_AFTER_TOO_MANY_S = 60.0
_MOST_QUIET_S = 86_400.0


@dataclass(frozen=True, slots=True)
class PublicWeb:
    """The `Web` of boosters. Answers and pace are the store's, for all workers together.

    `web` gives a client that reaches what is outside (`security.safe_fetch`).
    """

    store: Store
    web: Callable[[], "httpx2.Client"]

    def json(
        self,
        url: str,
        params: Mapping[str, str],
        *,
        keep: timedelta,
        pace: Sequence[Window] = (),
    ) -> Any:
        """Get a JSON document. Raises Transient, Refused."""
        name = _name(url, params)
        known = self.store.web_answers.known(name, keep)
        if known is not None:
            return msgspec.json.decode(known)
        host = urlsplit(url).netloc
        self._take_turn(host, pace)
        body = self._get(host, _address(url, params))
        answer = _decoded(host, body)
        self.store.web_answers.put(name, body)
        return answer

    def _take_turn(self, host: str, pace: Sequence[Window]) -> None:
        with self.store.transactions.writing("ask a service") as session:
            wait_s = self.store.pace.wait_s(session, f"web:{host}", pace)
        if wait_s > 0:
            raise Paced(f"{host} is asked no faster than it allows.", retry_after_s=wait_s)

    def _get(self, host: str, address: str) -> bytes:
        import httpx2  # noqa: PLC0415 - 0.1 s of every start, for boosters that ask the web

        try:
            with self.web().stream("GET", address, headers=_AGENT, timeout=_PATIENCE_S) as answer:
                self._check(host, answer.status_code, answer.headers.get("retry-after", ""))
                return _body(host, answer.iter_bytes())
        except NeedsUser as problem:  # an address inside, which is the operator's to allow
            raise Refused(problem.sentence, problem.next_step) from problem
        except httpx2.HTTPError as problem:
            raise Transient(f"{host} does not answer.") from problem

    def _check(self, host: str, status: int, wait: str) -> None:
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            self._keep_quiet(host, _wait_s(wait))
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Transient(f"{host} is out of order ({status}).")
        if status != HTTPStatus.OK:
            raise Refused(f"{host} refused ({status}).", "Try again later.")

    def _keep_quiet(self, host: str, wait_s: float) -> None:
        with self.store.transactions.writing("a service wants quiet") as session:
            self.store.pace.hold(session, f"web:{host}", wait_s)
        raise Transient(f"{host} was asked too often.", retry_after_s=wait_s)


@dataclass(frozen=True, slots=True)
class KeptAnswers:
    """The `Web` of rehearsals: what was answered before, and nobody is asked."""

    store: Store

    def json(
        self,
        url: str,
        params: Mapping[str, str],
        *,
        keep: timedelta,
        pace: Sequence[Window] = (),
    ) -> Any:
        """Give an answer that is kept. Raises Transient where there is none."""
        del pace
        known = self.store.web_answers.known(_name(url, params), keep)
        if known is None:
            host = urlsplit(url).netloc
            raise Transient(f"It would ask {host}, which nobody does just to try it.")
        return msgspec.json.decode(known)


def _name(url: str, params: Mapping[str, str]) -> str:
    return hashlib.sha256(_address(url, params).encode()).hexdigest()


def _address(url: str, params: Mapping[str, str]) -> str:
    return f"{url}?{urlencode(sorted(params.items()))}"


def _wait_s(said: str) -> float:
    return min(float(said), _MOST_QUIET_S) if said.isdecimal() else _AFTER_TOO_MANY_S


def _body(host: str, pieces: Iterable[bytes]) -> bytes:
    """Join an answer's pieces, as long as they come soon and are not too many."""
    body, until = bytearray(), time.monotonic() + _PATIENCE_S
    for piece in pieces:
        body += piece
        if len(body) > _LARGEST:
            raise Refused(f"{host} answered far too much.", "Try again later.")
        if time.monotonic() > until:
            raise Transient(f"{host} answers too slowly.")
    return bytes(body)


def _decoded(host: str, body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except msgspec.DecodeError as problem:
        raise Transient(f"{host} answered something that is no JSON.") from problem
