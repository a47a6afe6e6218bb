"""A person's phones: what each said of itself, another name, and letting one send nothing more."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from fitglue.api.auth import Caller, Reader, TheInstance, Writer
from fitglue.domain.errors import Gone
from fitglue.instance import Instance
from fitglue.people import pairing
from fitglue.people.acting import Acting

router = APIRouter(tags=["phones"])


class PhoneOut(BaseModel):
    """A phone."""

    id: str
    name: str
    app_version: str
    os_version: str
    paired_at: datetime
    seen_at: datetime | None
    revoked_at: datetime | None
    state: dict[str, Any] = Field(description="What it said last: queue, permissions, power.")


class NameIn(BaseModel):
    """What to call it."""

    name: str = Field(max_length=100)


@router.get("/phones")
def list_phones(caller: Reader, instance: TheInstance) -> list[PhoneOut]:
    """List them, those that may send first."""
    return [
        PhoneOut(**{name: getattr(row, name) for name in PhoneOut.model_fields})
        for row in instance.store.phones.of_account(caller.account.id)
    ]


@router.patch("/phones/{phone_id}", status_code=204)
def rename_phone(caller: Writer, instance: TheInstance, phone_id: str, told: NameIn) -> None:
    """Call a phone something else."""
    pairing.rename(_acting(caller, instance), phone_id, told.name)


@router.delete("/phones/{phone_id}", status_code=204)
def revoke_phone(caller: Writer, instance: TheInstance, phone_id: str) -> None:
    """Let a phone send nothing from now on; what it has sent stays."""
    if not pairing.revoke(_acting(caller, instance), phone_id):
        raise Gone("There is no such phone.")


def _acting(caller: Caller, instance: Instance) -> Acting:
    return Acting(instance, caller.account, caller.visit)
