"""Names to addresses, each checked before anybody connects to it."""

import socket
from collections.abc import Callable, Sequence

from fitglue.security.safe_fetch.allowed import AllowedHosts

#: From a host and a port to all its addresses, best first. Raises OSError.
Resolve = Callable[[str, int], Sequence[str]]


def resolved(host: str, port: int) -> Sequence[str]:
    """Ask this machine's resolver, which also reads 127.1, 0x7f000001 and their like."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def checked(host: str, port: int, allowed: AllowedHosts, resolve: Resolve) -> Sequence[str]:
    """Resolve a host once and give its addresses.

    Raises NeedsUser when any of them is inside and not allowed: an honest name does not point to
    both sides, and whichever is tried must not depend on luck. Raises OSError.
    """
    addresses = resolve(host, port)
    for address in addresses:
        allowed.check(host, port, address)
    return addresses
