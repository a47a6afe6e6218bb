"""Which language this browser is shown. A cookie, for the door speaks before it knows who comes."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse

from fitglue.web.languages import COOKIE
from fitglue.web.pages import ThePages

router = APIRouter()
_A_YEAR_S = 365 * 24 * 3600


@router.post("/language")
def choose(
    request: Request, pages: ThePages, language: Annotated[str, Form()] = ""
) -> RedirectResponse:
    """Keep the choice; none, or one that is not here, leaves it to the browser's own wishes."""
    answer = RedirectResponse("/", 303)
    if language in pages.languages:
        secure = request.url.scheme == "https"
        answer.set_cookie(
            COOKIE, language, max_age=_A_YEAR_S, samesite="lax", httponly=True, secure=secure
        )
    else:
        answer.delete_cookie(COOKIE)
    return answer
