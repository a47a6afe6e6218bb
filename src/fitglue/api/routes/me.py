"""Whom a token acts for."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from fitglue.api.auth import AnyCaller, Caller, TheInstance, Writer
from fitglue.domain.clock import is_zone
from fitglue.domain.errors import NeedsUser
from fitglue.people.acting import Acting
from fitglue.people.moving import rename
from fitglue.store.accounts import Account

router = APIRouter(tags=["me"])


class Token(BaseModel):
    """The token that asks."""

    name: str
    scopes: list[str]
    expires_at: datetime | None


class Me(BaseModel):
    """A person, and the token with which a program asks about them."""

    id: str
    name: str
    email: str
    units: str
    zone: str
    theme: str
    week_start: int = Field(description="0 is Monday, 6 Sunday.")
    is_admin: bool
    token: Token


class Wishes(BaseModel):
    """What to change; what is left out stays as it is."""

    name: Annotated[str | None, Field(min_length=1, max_length=100)] = None
    units: Literal["metric", "imperial"] | None = None
    zone: str | None = None
    theme: Literal["auto", "light", "dark"] | None = None
    week_start: Annotated[int | None, Field(ge=0, le=6)] = None


@router.get("/me")
def me(caller: AnyCaller) -> Me:
    """Tell whom this token acts for, and what it may do. Any scope will do."""
    return _me(caller, caller.account)


@router.patch("/me")
def change_me(caller: Writer, instance: TheInstance, wishes: Wishes) -> Me:
    """Change the name, or how things are shown."""
    account, accounts = caller.account, instance.store.accounts
    if wishes.zone is not None and not is_zone(wishes.zone):
        raise NeedsUser(f"“{wishes.zone}” is no time zone.", "Choose one such as Europe/Paris.")
    if wishes.name is not None:
        rename(Acting(instance, account, caller.visit), wishes.name)
    accounts.prefer(
        account.id, units=wishes.units or account.units, zone=wishes.zone or account.zone,
        theme=wishes.theme or account.theme, tile_url=account.tile_url,
    )  # fmt: skip
    if wishes.week_start is not None:
        accounts.begin_week(account.id, wishes.week_start)
    return _me(caller, accounts.get(account.id))


def _me(caller: Caller, account: Account) -> Me:
    return Me(
        id=account.id, name=account.name, email=account.email, units=account.units,
        zone=account.zone, theme=account.theme, week_start=account.week_start,
        is_admin=account.is_admin,
        token=Token(
            name=caller.token_name, scopes=sorted(caller.scopes), expires_at=caller.expires_at
        ),
    )  # fmt: skip
