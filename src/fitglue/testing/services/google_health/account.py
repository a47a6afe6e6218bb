"""An account at the stand-in, as `Connection` promises it, without a socket."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from fitglue.domain.asking import Ask, Reply, Who, judged_by_status
from fitglue.domain.errors import Delivery
from fitglue.testing.services.google_health.signing_in import TOKEN

if TYPE_CHECKING:
    from fitglue.testing.services.google_health.service import GoogleHealth


@dataclass(frozen=True)
class GoogleHealthAccount:
    """Answers as errors of our tree, by `judged`; its token kept to itself."""

    service: "GoogleHealth"
    token: str = TOKEN
    judged: Callable[[Reply], Delivery | None] = field(
        default_factory=lambda: partial(judged_by_status, "Google Health")
    )
    settings: Any = field(
        default_factory=lambda: SimpleNamespace(exercises_a_page=25, trackers_only=False)
    )
    who: Who = field(default_factory=lambda: Who("", ""))

    def json(self, path: str, params: Mapping[str, str]) -> Any:
        """Get a JSON document; raises NeedsUser, Transient and Refused."""
        return self.ask(Ask(path=path, params=params)).json()

    def ask(self, ask: Ask) -> Reply:
        """Get an answer; raises NeedsUser, Transient and Refused."""
        answer = self.service.answer(f"v4/{ask.path}", ask.params, self.token)
        reply = Reply(status=answer.status, headers=answer.told, body=answer.body)
        if problem := self.judged(reply):
            raise problem
        return reply
