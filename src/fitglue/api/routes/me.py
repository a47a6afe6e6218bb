"""Whom a token acts for."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel

from fitglue.api.auth import AnyCaller

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
    is_admin: bool
    token: Token


@router.get("/me")
def me(caller: AnyCaller) -> Me:
    """Tell whom this token acts for, and what it may do. Any scope will do."""
    account = caller.account
    return Me(
        id=account.id, name=account.name, email=account.email, units=account.units,
        zone=account.zone, is_admin=account.is_admin,
        token=Token(
            name=caller.token_name, scopes=sorted(caller.scopes), expires_at=caller.expires_at
        ),
    )  # fmt: skip
