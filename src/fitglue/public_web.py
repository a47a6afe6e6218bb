"""Public services that boosters ask: within their pace, and never twice the same."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec

from fitglue.domain.errors import Refused, Transient
from fitglue.domain.pace import Window
from fitglue.store import Store

_PATIENCE_S = 10.0
_LARGEST = 4 << 20
_AGENT = {"user-agent": "FitGlue (self-hosted; https://github.com/fitglue)"}
_AFTER_TOO_MANY_S = 60.0


@dataclass(frozen=True, slots=True)
class PublicWeb:
    """The `Web` of boosters. Answers and pace are the store's, for all workers together."""

    store: Store

    def json(
        self,
        url: str,
        params: Mapping[str, str],
        *,
        keep: timedelta,
        pace: Sequence[Window] = (),
    ) -> Any:
        """Get a JSON document. Raises Transient, Refused."""
        address = f"{url}?{urlencode(sorted(params.items()))}"
        name = hashlib.sha256(address.encode()).hexdigest()
        known = self.store.web_answers.known(name, keep)
        if known is not None:
            return msgspec.json.decode(known)
        host = urlsplit(url).netloc
        self._take_turn(host, pace)
        body = self._get(host, address)
        answer = _decoded(host, body)
        self.store.web_answers.put(name, body)
        return answer

    def _take_turn(self, host: str, pace: Sequence[Window]) -> None:
        with self.store.transactions.writing("ask a service") as session:
            wait_s = self.store.pace.wait_s(session, f"web:{host}", pace)
        if wait_s > 0:
            raise Transient(f"{host} is asked no faster than it allows.", retry_after_s=wait_s)

    def _get(self, host: str, address: str) -> bytes:
        import httpx2  # noqa: PLC0415 - 0.1 s of every start, for boosters that ask the web

        try:
            answer = httpx2.get(
                address, headers=_AGENT, timeout=_PATIENCE_S, follow_redirects=False
            )
        except httpx2.HTTPError as problem:
            raise Transient(f"{host} does not answer.") from problem
        if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            self._keep_quiet(host, _wait_s(answer.headers.get("retry-after", "")))
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Transient(f"{host} is out of order ({answer.status_code}).")
        if answer.status_code != HTTPStatus.OK:
            raise Refused(f"{host} refused ({answer.status_code}).", "Try again later.")
        return answer.content

    def _keep_quiet(self, host: str, wait_s: float) -> None:
        with self.store.transactions.writing("a service wants quiet") as session:
            self.store.pace.hold(session, f"web:{host}", wait_s)
        raise Transient(f"{host} was asked too often.", retry_after_s=wait_s)


def _wait_s(said: str) -> float:
    return float(said) if said.isdecimal() else _AFTER_TOO_MANY_S


def _decoded(host: str, body: bytes) -> Any:
    if len(body) > _LARGEST:
        raise Refused(f"{host} answered far too much.", "Try again later.")
    try:
        return msgspec.json.decode(body)
    except msgspec.DecodeError as problem:
        raise Transient(f"{host} answered something that is no JSON.") from problem
