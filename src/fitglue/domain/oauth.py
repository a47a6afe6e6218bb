"""OAuth 2 as services speak it: what a person signs in with there, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from fitglue.domain.secret import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What OAuth 2 gave (RFC 6749, 5.1); without `expires_at` the access token lasts."""

    access: Secret
    refresh: Secret = field(default_factory=Secret)
    expires_at: datetime | None = None
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuth:
    """How a service's OAuth 2 goes: the code grant of RFC 6749, with PKCE (RFC 7636) where it can.

    `scopes` are asked for, `needed` have to be granted; `extra` is added to the address that a
    person is sent to. `revoke_url` takes a token as RFC 7009 says.
    """

    authorize_url: str
    token_url: str
    client_id: str
    client_secret: Secret
    scopes: tuple[str, ...]
    needed: frozenset[str] = frozenset()
    scope_separator: str = " "
    revoke_url: str = ""
    pkce: bool = True
    extra: Mapping[str, str] = field(default_factory=dict)
