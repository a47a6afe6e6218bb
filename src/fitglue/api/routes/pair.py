"""Letting a phone in."""

from fastapi import APIRouter, Request

from fitglue.api.auth import TheInstance
from fitglue.api.sync_models import PairIn, PairOut, SignInIn
from fitglue.domain.visit import Visit
from fitglue.people.pairing import Coming, SigningIn, come, sign_in
from fitglue.people.visitor import address_of

router = APIRouter(tags=["sync"])


@router.post("/pair")
def pair(request: Request, instance: TheInstance, coming: PairIn) -> PairOut:
    """Exchange the code of Settings, Phones, for a token of this phone alone.

    A code works for one phone, within 20 minutes, and not after five wrong tries at it.
    """
    visit = Visit(address_of(request), "A phone")
    return PairOut(token=come(instance, Coming(**coming.model_dump()), visit))


@router.post("/pair/sign-in")
def pair_by_signing_in(request: Request, instance: TheInstance, asked: SignInIn) -> PairOut:
    """Exchange an e-mail and password for a token of this phone alone.

    They are not kept on the phone. Tries count as those at the page's own sign-in; who signs in
    with a passkey pairs with a code.
    """
    phone = Coming("", asked.claim, asked.name, asked.app_version, asked.os_version)
    visit = Visit(address_of(request), "A phone")
    return PairOut(token=sign_in(instance, SigningIn(asked.email, asked.password, phone), visit))
