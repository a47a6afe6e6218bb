"""A client for addresses that people type."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fitglue.security.safe_fetch.allowed import AllowedHosts
from fitglue.security.safe_fetch.resolving import Resolve, resolved

if TYPE_CHECKING:
    import httpx2

_NOBODY_INSIDE = AllowedHosts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long an answer may take in all, how long a silence in it may last, how large it may be.

    `largest` are bytes as they are when unpacked.
    """

    whole_s: float = 60.0
    silence_s: float = 15.0
    largest: int = 64 << 20


_USUAL = Limits()


def safe_client(
    allowed: AllowedHosts = _NOBODY_INSIDE,
    limits: Limits = _USUAL,
    resolve: Resolve = resolved,
    **options: Any,
) -> "httpx2.Client":
    """Give a client that reaches what is outside, and those inside that are allowed.

    `options` are httpx2's (`base_url`, `headers`…). Requests raise NeedsUser for a host inside,
    for what is no address of http or https, and for an answer that sends on to elsewhere;
    httpx2.ReadTimeout for an answer that takes too long, httpx2.RemoteProtocolError for one that
    is too large; all else is httpx2's own. Several threads and people may share one.
    """
    from fitglue.security.safe_fetch.transport import SafeClient, SafeTransport  # noqa: PLC0415 - 0.1 s of every start, for those who ask services

    transport = SafeTransport(allowed, limits, resolve)
    return SafeClient(transport, timeout=limits.silence_s, **options)
