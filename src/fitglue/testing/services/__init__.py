"""Stand-ins for services: one per service, with its own rules and scriptable faults.

`connected` gives a `Connection` to one without any store; `served` puts one on a port.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from fitglue.connections.client import Client
from fitglue.domain.asking import Who
from fitglue.domain.errors import Delivery, NeedsUser
from fitglue.domain.oauth import Tokens
from fitglue.domain.pace import Heard
from fitglue.domain.plugins import Service

if TYPE_CHECKING:
    import httpx2


@dataclass
class OpenKeeper:
    """Keeps nothing: no pace, the same tokens for ever, or those that `renew` gives."""

    has: Tokens | None = None
    renew: Callable[[Tokens], Tokens] | None = None
    noted: list[tuple[Heard, Delivery | None]] = field(default_factory=list)
    turns: list[str] = field(default_factory=list)

    def take_turn(self, counts_as: str) -> None:
        """Count a request."""
        self.turns.append(counts_as)

    def tokens(self) -> Tokens | None:
        """Give the tokens."""
        return self.has

    def fresh_tokens(self, instead_of: Tokens) -> Tokens:
        """Give what `renew` gives; else it was revoked."""
        if self.renew is None:
            raise NeedsUser("It does not let FitGlue in any more.", "Press “Connect again”.")
        self.has = self.renew(instead_of)
        return self.has

    def note(self, heard: Heard, problem: Delivery | None) -> None:
        """Note what came of a request."""
        self.noted.append((heard, problem))


def connected(
    service: Service,
    settings: Mapping[str, Any],
    *,
    keeper: OpenKeeper | None = None,
    who: Who = Who("1", "Kim"),  # noqa: B008 - frozen
) -> Client:
    """Give a connection to a served stand-in; `settings` hold its address."""
    checked = service.about.settings.model_validate(dict(settings))
    return Client(service, checked, who, keeper or OpenKeeper(), plain_web())


@cache
def plain_web() -> "httpx2.Client":
    """Give a client that goes anywhere, for stand-ins live on this machine."""
    import httpx2  # noqa: PLC0415 - loads when it is used

    return httpx2.Client()
