"""Who asks, and what they may be told.

The way in finds out who it is and says so with `asked_by` around the request; a tool gets them with
`asking`. All that a tool reads is asked for by that person's id, so another's things are as absent
as things that never were.
"""

import json
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any

from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, TextContent

from fitglue.domain.errors import Denied, FitGlueError, Gone, Stranger
from fitglue.domain.scopes import Scope
from fitglue.domain.visit import Visit
from fitglue.instance import Instance
from fitglue.people.programs import granted
from fitglue.pipeline.staying import whether_it_stays
from fitglue.store import Store
from fitglue.store.accounts import Account

_ASSISTANT = "An assistant"


@dataclass(frozen=True, slots=True)
class Asking:
    """The person an assistant reads for, in an open installation."""

    instance: Instance
    account: Account
    token_id: str

    @property
    def own(self) -> str:
        """Give the person's id, by which everything is asked for."""
        return self.account.id

    @property
    def store(self) -> Store:
        """Give the store."""
        return self.instance.store

    def may_be_told(self, activity_ids: Iterable[str]) -> set[str]:
        """Leave out what is read under terms that let no AI see it (docs/decisions/0032)."""
        why = whether_it_stays(self.store)
        return {one for one in activity_ids if not why(one)}

    def check(self, activity_id: str) -> None:
        """Raise Gone for an activity that is not there, another's, or not to be told."""
        if self.store.activities.get(self.own, activity_id) is None:
            raise Gone("There is no such activity.", "Look for it with list_activities.")
        if why := whether_it_stays(self.store)(activity_id):
            raise Gone(why, "Its owner can look at it in FitGlue.")


_ASKING: ContextVar[Asking] = ContextVar("asking")


def asking() -> Asking:
    """Give who asks just now."""
    return _ASKING.get()


@contextmanager
def asked_by(who: Asking) -> Generator[None]:
    """Let everything in the block be asked by somebody."""
    before = _ASKING.set(who)
    try:
        yield
    finally:
        _ASKING.reset(before)


def let_in(instance: Instance, token: str, address: str) -> Asking:
    """Find who asks, by their token. Raises Stranger, Denied, or TooManyTries."""
    found = granted(instance, token, Visit(address, _ASSISTANT)) if token else None
    if found is None:
        raise Stranger(
            "This token does not work: it is missing, mistyped, revoked or too old.",
            "Make one with the scope “read” in FitGlue under Settings, Tokens for programs.",
        )
    if Scope.READ not in found.scopes:
        raise Denied(
            "This token has no scope “read”, so it may not read.",
            "Make a token with that scope in FitGlue under Settings, Tokens for programs.",
        )
    return Asking(instance, found.account, found.token_id)


def in_sentences(tool: Callable[..., dict[str, Any]]) -> Callable[..., Any]:
    """Let a tool's answer be short, and its errors a sentence and what to do next."""

    @wraps(tool)
    def told(**named: Any) -> CallToolResult:
        try:
            answer = tool(**named)
        except FitGlueError as error:
            raise ToolError(f"{error.sentence} {error.next_step}") from error
        text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        return CallToolResult(content=[TextContent(text=text)], structured_content=answer)

    return told
