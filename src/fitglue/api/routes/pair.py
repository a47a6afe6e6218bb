"""Letting a phone in."""

from fastapi import APIRouter, Request

from fitglue.api.auth import TheInstance
from fitglue.api.sync_models import PairIn, PairOut
from fitglue.domain.visit import Visit
from fitglue.people.pairing import Coming, come
from fitglue.people.visitor import address_of

router = APIRouter(tags=["sync"])


@router.post("/pair")
def pair(request: Request, instance: TheInstance, coming: PairIn) -> PairOut:
    """Exchange the code of Settings, Phones, for a token of this phone alone.

    A code works for one phone, within 20 minutes, and not after five wrong tries at it.
    """
    visit = Visit(address_of(request), "A phone")
    return PairOut(token=come(instance, Coming(**coming.model_dump()), visit))
