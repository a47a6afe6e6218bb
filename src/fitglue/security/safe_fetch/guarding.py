"""Holds libraries to the same rule that do their own networking: smtplib, Apprise.

They reach the network through Python's `socket`: `getaddrinfo` gives addresses, `connect` goes
there. Both are wrapped once for the whole process and do something only within `guarded`, which
is known by a context variable: other threads, and threads that a library starts, are untouched.
"""

import socket
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, wraps
from typing import Any

from fitglue.domain.errors import NeedsUser
from fitglue.security.safe_fetch.addresses import inside
from fitglue.security.safe_fetch.allowed import AllowedHosts, not_allowed

_INTERNET = {socket.AF_INET, socket.AF_INET6}
_OF_THIS_MACHINE = "a socket of this machine"


@dataclass(slots=True)
class _Guard:
    """What is allowed in a block, which addresses inside passed, and what was refused."""

    allowed: AllowedHosts
    passed: set[str] = field(default_factory=set)
    refused: NeedsUser | None = None

    def resolved(self, host: str, port: int, address: str) -> None:
        """Let an address pass, or raise."""
        if not self.allowed.permit(host, port, address):
            raise self.refusal(host)
        self.passed.add(address)

    def connecting(self, address: str) -> None:
        """Let a connection pass to what was resolved here or is outside, or raise."""
        if address not in self.passed and inside(address):
            raise self.refusal(address)

    def refusal(self, host: str) -> OSError:
        """Note a refusal, and give it as the error that libraries expect of a name they ask for."""
        self.refused = not_allowed(host)
        return socket.gaierror(socket.EAI_FAIL, self.refused.sentence)


_guard: ContextVar[_Guard | None] = ContextVar("guard", default=None)


@contextmanager
def guarded(allowed: AllowedHosts) -> Generator[None]:
    """Let this thread reach no address inside during the block, but for those that are allowed.

    Raises NeedsUser at its end when something was refused, whatever the library made of that. A
    library that works in threads of its own has to be told not to.
    """
    _install()
    guard = _Guard(allowed)
    token = _guard.set(guard)
    try:
        yield
    except Exception as problem:
        if guard.refused is not None:
            raise guard.refused from problem
        raise
    finally:
        _guard.reset(token)
    if guard.refused is not None:
        raise guard.refused


@cache
def _install() -> None:
    """Wrap what leads to the network, once."""
    socket.getaddrinfo = _checking_names(socket.getaddrinfo)
    socket.socket.connect = _checking_connections(socket.socket.connect)
    socket.socket.connect_ex = _checking_connections(socket.socket.connect_ex)


def _checking_names(original: Any) -> Any:
    @wraps(original)
    def getaddrinfo(host: Any, port: Any, *args: Any, **options: Any) -> Any:
        found = original(host, port, *args, **options)
        guard = _guard.get()
        if guard is not None:
            for *_, address in found:
                guard.resolved(_text(host), address[1], address[0])
        return found

    return getaddrinfo


def _checking_connections(original: Any) -> Any:
    @wraps(original)
    def connect(self: socket.socket, address: Any) -> Any:
        guard = _guard.get()
        if guard is not None:
            guard.connecting(_text(address[0]) if self.family in _INTERNET else _OF_THIS_MACHINE)
        return original(self, address)

    return connect


def _text(host: Any) -> str:
    return host.decode("ascii", "replace") if isinstance(host, bytes) else str(host or "localhost")
