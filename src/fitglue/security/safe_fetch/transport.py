"""Connections of httpx2 that are made to checked addresses only.

The check sits where a connection is made, below everything that parses addresses, follows them or
keeps connections: whatever httpx2 makes of a text is what is checked. It is the network backend of
httpcore2, by its public interface: https://www.encode.io/httpcore/network-backends/.
"""

import os
import ssl
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpcore2
import httpx2

from fitglue.domain.errors import NeedsUser
from fitglue.security.safe_fetch.allowed import AllowedHosts
from fitglue.security.safe_fetch.client import Limits
from fitglue.security.safe_fetch.resolving import Resolve, checked
from fitglue.security.safe_fetch.unpacking import Unpacking

_SCHEMES = {"http", "https"}
_TYPE_ANOTHER = "Type an address that begins with https:// or http://."
_CONNECTIONS = 10
_KEPT_S = 5.0
#: When the answer that this thread waits for has to be there, by the steady clock.
_due: ContextVar[float] = ContextVar("due")


class SafeClient(httpx2.Client):
    """Keeps nothing of one request for the next, and takes nothing from the environment.

    A proxy would resolve names once more and connect to what it likes; a cookie would tell one
    person's session to the next one's request.
    """

    def __init__(self, transport: "SafeTransport", **options: Any) -> None:
        no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=()))
        super().__init__(transport=transport, trust_env=False, cookies=no_cookies, **options)

    def build_request(self, method: str, url: httpx2.URL | str, **options: Any) -> httpx2.Request:
        """Put a request together. Raises NeedsUser for an address that makes no sense."""
        try:
            return super().build_request(method, url, **options)
        except httpx2.InvalidURL as problem:  # not shown: there may be a password in it
            raise NeedsUser(
                "FitGlue cannot read the address that it is to connect to.", _TYPE_ANOTHER
            ) from problem


class SafeTransport(httpx2.BaseTransport):
    """Sends requests to addresses that were checked, and reads answers within limits."""

    def __init__(self, allowed: AllowedHosts, limits: Limits, resolve: Resolve) -> None:
        self._limits = limits
        self._pool = httpcore2.ConnectionPool(
            ssl_context=_trusting(*map(os.environ.get, ("SSL_CERT_FILE", "SSL_CERT_DIR"))),
            network_backend=_CheckedBackend(allowed, resolve),
            max_connections=_CONNECTIONS,
            keepalive_expiry=_KEPT_S,
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request and give its answer, whose body is still to be read."""
        if request.url.scheme not in _SCHEMES:
            raise NeedsUser(
                f"FitGlue speaks only HTTP, not {request.url.scheme or 'this'}.", _TYPE_ANOTHER
            )
        request.headers["accept-encoding"] = "gzip"  # no more than Unpacking keeps within limits
        due = time.monotonic() + self._limits.whole_s
        with _before(due), _in_words_of_httpx2():
            answer = self._pool.handle_request(_of_httpcore(request))
        body = _Body(answer.stream, due, self._limits.largest)
        return _judged(request, answer, body)

    def close(self) -> None:
        """Let go of every connection."""
        self._pool.close()


@cache
def _trusting(*_where: str | None) -> ssl.SSLContext:
    """Give what checks certificates; reading those of all authorities takes a tenth of a second.

    `_where` are the places that OpenSSL looks into, which the operator may have set.
    """
    return httpx2.create_ssl_context()


def _of_httpcore(request: httpx2.Request) -> httpcore2.Request:
    return httpcore2.Request(
        method=request.method,
        url=httpcore2.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        ),
        headers=request.headers.raw,
        content=request.stream,
        extensions=request.extensions,
    )


def _judged(request: httpx2.Request, answer: httpcore2.Response, body: "_Body") -> httpx2.Response:
    response = httpx2.Response(
        answer.status, headers=answer.headers, stream=body, extensions=answer.extensions
    )
    if response.has_redirect_location:
        body.close()
        raise NeedsUser(
            f"{request.url.host} sends on to another address, where FitGlue does not follow.",
            "Type the address that it leads to.",
        )
    packing = response.headers.pop("content-encoding", "identity").strip().lower()
    if packing != "identity":
        response.headers.pop("content-length", None)
        body.unpack(packing)
    return response


class _Body(httpx2.SyncByteStream):
    """An answer's body, unpacked; it ends with an error where it leaves its limits."""

    def __init__(self, stream: Any, due: float, largest: int) -> None:
        self._stream, self._due, self._largest = stream, due, largest
        self._unpacking: Unpacking | None = None

    def unpack(self, packing: str) -> None:
        """Unpack what comes. Raises httpx2.DecodingError for a packing that was not asked for."""
        if packing not in {"gzip", "x-gzip"}:
            self.close()
            raise httpx2.DecodingError("The answer is packed in a way that was not asked for.")
        self._unpacking = Unpacking()

    def __iter__(self) -> Generator[bytes]:
        taken = 0
        with _in_words_of_httpx2():
            for piece in self._timed():
                taken += len(piece)
                if taken > self._largest:
                    raise httpx2.RemoteProtocolError("The answer is far too large.")
                yield piece

    def _timed(self) -> Generator[bytes]:
        pieces: Iterator[bytes] = iter(self._stream)
        while True:
            with _before(self._due):  # not around a yield: it would leak into whoever reads
                piece = next(pieces, None)
            if piece is None:
                break
            if self._unpacking is None:
                yield piece
            else:
                yield from self._unpacking.pieces(piece)
        if self._unpacking is not None:
            self._unpacking.check_end()

    def close(self) -> None:
        """Let go of the connection, or hand it back when the answer was read to its end."""
        with _in_words_of_httpx2():
            self._stream.close()


@contextmanager
def _before(due: float) -> Generator[None]:
    token = _due.set(due)
    try:
        yield
    finally:
        _due.reset(token)


@contextmanager
def _in_words_of_httpx2() -> Generator[None]:
    """Raise httpcore2's errors as those of httpx2, which have the same names."""
    try:
        yield
    except (
        httpcore2.TimeoutException,
        httpcore2.NetworkError,
        httpcore2.ProtocolError,
        httpcore2.UnsupportedProtocol,
    ) as problem:
        raise getattr(httpx2, type(problem).__name__)(str(problem)) from problem


class _CheckedBackend(httpcore2.SyncBackend):
    """Connects to what it checked: a name that changes its mind afterwards is not asked again."""

    def __init__(self, allowed: AllowedHosts, resolve: Resolve) -> None:
        self._allowed, self._resolve = allowed, resolve

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first of a host's addresses that answers."""
        del local_address, socket_options  # nobody here asks for any
        try:
            addresses = checked(host, port, self._allowed, self._resolve)
        except OSError as problem:
            raise httpcore2.ConnectError(f"{host} has no address.") from problem
        return _Timed(self._first(addresses, port, timeout))

    def _first(
        self, addresses: Iterable[str], port: int, timeout: float | None
    ) -> httpcore2.NetworkStream:
        last: Exception = httpcore2.ConnectError("It has no address.")
        for address in addresses:
            try:
                return super().connect_tcp(address, port, _left(timeout), socket_options=())
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as problem:
                last = problem
        raise last

    def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore2.NetworkStream:
        """Refuse: a socket of this machine is inside."""
        raise httpcore2.ConnectError("Sockets of this machine are not reached.")


class _Timed(httpcore2.NetworkStream):
    """A connection whose reads and writes end when the answer is due, however it dribbles."""

    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, timeout)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, _left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(timeout: float | None) -> float | None:
    """Give what is left until the answer is due, if that is less than the patience asked for."""
    due = _due.get(None)
    if due is None:
        return timeout
    left = due - time.monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout("The answer takes too long.")
    return left if timeout is None else min(left, timeout)
