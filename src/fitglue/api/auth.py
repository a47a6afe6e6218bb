"""Who calls, by their personal token, and whether it may.

A route says what it needs by the type of its caller::

    def runs(caller: Reader) -> list[Run]: ...

and asks the store for `caller.account.id`'s things only. What asks no database is `async`: a step
into a thread takes longer than what it does.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi.security.utils import get_authorization_scheme_param

from fitglue.domain.errors import Denied, Stranger
from fitglue.domain.scopes import Scope
from fitglue.domain.visit import Visit
from fitglue.instance import Instance
from fitglue.people.programs import granted
from fitglue.people.visitor import address_of
from fitglue.security.rate import Rate
from fitglue.store.accounts import Account
from fitglue.store.tokens import Granted

_bearer = HTTPBearer(
    auto_error=False, scheme_name="Personal token", description="Made in FitGlue's settings."
)


@dataclass(frozen=True, slots=True)
class Caller:
    """The person a program acts for, and what its token lets it do."""

    account: Account
    token_name: str
    scopes: frozenset[str]
    expires_at: datetime | None
    visit: Visit
    token_id: str
    phone_id: str = ""  # empty for a program with a personal token


async def the_instance(request: Request) -> Instance:
    """Give the installation that this application answers for."""
    instance = request.app.state.instance
    assert isinstance(instance, Instance)  # noqa: S101 - create_api put it there
    return instance


TheInstance = Annotated[Instance, Depends(the_instance)]


def caller(
    request: Request,
    instance: TheInstance,
    sent: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Caller:
    """Give who calls. Raises Stranger without a token that works, or TooManyTries."""
    return _caller(request, instance, sent.credentials if sent is not None else "")


def _caller(request: Request, instance: Instance, token: str) -> Caller:
    if not token:
        raise Stranger(
            "This needs a personal token.",
            "Make one in FitGlue's settings and send it as “Authorization: Bearer fg_…”.",
        )
    address = address_of(request)
    found = granted(instance, token, Visit(address, "A program"))
    if found is None:
        raise Stranger(
            "This token does not work: it is mistyped, revoked or too old.",
            "Make a new one in FitGlue's settings.",
        )
    return _caller_of(found, address)


def _caller_of(found: Granted, address: str) -> Caller:
    """Give who calls with a token that works."""
    visit = Visit(address, f"Token “{found.name}”")
    return Caller(
        found.account, found.name, found.scopes, found.expires_at, visit, found.token_id,
        found.phone_id,
    )  # fmt: skip


AnyCaller = Annotated[Caller, Depends(caller)]


@dataclass(frozen=True)
class Allowed:
    """A caller whose token has `scope`, as a dependency. Raises Denied for others."""

    scope: Scope

    async def __call__(self, calling: AnyCaller) -> Caller:
        """Give the caller."""
        if self.scope not in calling.scopes:
            raise Denied(
                f"This token has no scope “{self.scope}”, so it may not do this.",
                "Make a token with that scope in FitGlue's settings.",
            )
        # Rights that were taken away are gone from tokens that were made before, too.
        if self.scope is Scope.ADMIN and not calling.account.is_admin:
            raise Denied("You are not an admin any more.", "Ask one to do this.")
        return calling


Reader = Annotated[Caller, Depends(Allowed(Scope.READ))]
Writer = Annotated[Caller, Depends(Allowed(Scope.WRITE))]
Syncer = Annotated[Caller, Depends(Allowed(Scope.SYNC))]


async def allowed_at_a_pace(request: Request, calling: Syncer) -> Caller:
    """Give a caller that syncs. Raises TooManyTries when it does so too often."""
    rate = request.app.state.sync_rate
    assert isinstance(rate, Rate)  # noqa: S101 - create_api put it there
    rate.admit(calling.token_id)
    return calling


Admin = Annotated[Caller, Depends(Allowed(Scope.ADMIN))]

#: What apps call the header that carries a token; a person may type any of them.
TOKEN_HEADERS = ("authorization", "x-api-key", "api-key", "x-auth-token")
_BEARER = "bearer "


def ingester(request: Request, instance: TheInstance) -> Caller:
    """Give an app that posts workouts, however it sends its token.

    Raises Stranger, TooManyTries, and Denied for a token that may not.
    """
    calling = _caller(request, instance, _typed_token(request))
    if not calling.scopes & {Scope.INGEST, Scope.SYNC}:
        raise Denied(
            "This token has neither of the scopes “ingest” and “sync”, so it may not send.",
            "Connect the app in FitGlue under Settings, Phones: it gets a token of its own.",
        )
    rate = request.app.state.sync_rate
    assert isinstance(rate, Rate)  # noqa: S101 - create_api put it there
    rate.admit(calling.token_id)
    return calling


def sent_token(request: Request) -> str:
    """Give the token of a program that sends it as it should; empty for any other."""
    kind, token = get_authorization_scheme_param(request.headers.get("authorization"))
    return token if kind.lower() == "bearer" else ""


def _typed_token(request: Request) -> str:
    """Find the token: “Bearer” is forgotten as easily as it is written twice."""
    said = next((told for name in TOKEN_HEADERS if (told := request.headers.get(name))), "")
    token = said.strip()
    while token.lower().startswith(_BEARER):
        token = token[len(_BEARER) :].strip()
    return token


Ingester = Annotated[Caller, Depends(ingester)]
