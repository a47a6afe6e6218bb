"""Passkeys: adding, naming and removing them, and signing in with one."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from fitglue.people import passkeys
from fitglue.people.passkeys import Party
from fitglue.people.visitor import visit_of
from fitglue.web.pages import TheActing, ThePages
from fitglue.web.routes.signing_in import own_path, with_session

router = APIRouter()
_LONGEST_ANSWER = 64 * 1024


async def answer_of(request: Request) -> bytes:
    """Read what the browser's passkey said; anything as large as no passkey is refused."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST_ANSWER:
            raise HTTPException(413)
    return bytes(body)


def party_of(request: Request) -> Party:
    """Give the host that a browser opened FitGlue as."""
    return Party(request.url.netloc)


@router.post("/settings/passkeys/options")
def begin_adding(request: Request, acting: TheActing) -> Response:
    """Say what a new passkey must be like."""
    return _json(passkeys.begin_adding(acting, party_of(request)))


@router.post("/settings/passkeys")
async def finish_adding(request: Request, acting: TheActing, name: str = "") -> Response:
    """Keep a new passkey."""
    party, answer = party_of(request), await answer_of(request)
    passkey_id = await run_in_threadpool(passkeys.finish_adding, acting, party, answer, name)
    return JSONResponse({"id": passkey_id}, 201)


@router.post("/settings/passkeys/{passkey_id}/name")
def rename(acting: TheActing, passkey_id: str, name: Annotated[str, Form()] = "") -> Response:
    """Name a passkey."""
    if not passkeys.rename(acting, passkey_id, name):
        raise HTTPException(404)
    return RedirectResponse("/settings/sign-in", 303)


@router.post("/settings/passkeys/{passkey_id}/remove")
def remove(acting: TheActing, passkey_id: str) -> Response:
    """Forget a passkey."""
    if not passkeys.remove(acting, passkey_id):
        raise HTTPException(404)
    return RedirectResponse("/settings/sign-in", 303)


@router.post("/sign-in/passkey/options")
def begin_signing_in(request: Request, pages: ThePages) -> Response:
    """Give a challenge for any passkey of this host."""
    visit = visit_of(request)
    return _json(passkeys.begin_signing_in(pages.instance, party_of(request), visit))


@router.post("/sign-in/passkey")
async def finish_signing_in(request: Request, pages: ThePages) -> Response:
    """Let in whoever's passkey answered, and say where they wanted to go."""
    answer, party = await answer_of(request), party_of(request)
    session = await run_in_threadpool(
        passkeys.finish_signing_in, pages.instance, party, answer, visit_of(request)
    )
    led_to = JSONResponse({"url": own_path(request.query_params.get("next", ""))})
    return with_session(request, led_to, session)


def _json(text: str) -> Response:
    return Response(text, media_type="application/json", headers={"cache-control": "no-store"})
