"""The Showcase: pages that anybody with their link may see, and profiles. They set no cookie."""

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from fitglue.domain.figures import units_of
from fitglue.domain.showcase import Audience
from fitglue.store.showcase import Shown
from fitglue.web.pages import Pages, ThePages, open_session
from fitglue.web.series import series
from fitglue.web.showcase_view import Pictures, public_activity, public_profile

router = APIRouter()
_PICTURES = Pictures()
#: What is taken down is gone at once, so nobody may keep it; and no search engine may list it.
_FOR_NOBODY = {"cache-control": "no-store", "x-robots-tag": "noindex, nofollow"}


@router.get("/s/{token}")
def activity(request: Request, pages: ThePages, token: str) -> Response:
    """Show an activity to whoever has its link."""
    shown = _shown(request, pages, token)
    if shown is None:
        return _gone(request, pages)
    origin = (pages.instance.current.address or str(request.base_url)).rstrip("/")
    view = public_activity(shown)
    return _quiet(pages.show(request, "showcase_activity.html", view=view, origin=origin))


@router.get("/s/{token}/series")
def activity_series(request: Request, pages: ThePages, token: str) -> Response:
    """Give the samples that its charts and map draw, as JSON."""
    shown = _shown(request, pages, token)
    if shown is None:
        return _gone(request, pages)
    drawn = series(shown.page.activity.workout, units_of(shown.account.units))
    return _quiet(Response(msgspec.json.encode(drawn), media_type="application/json"))


@router.get("/s/{token}/share.png")
def picture(request: Request, pages: ThePages, token: str) -> Response:
    """Give the picture that messengers show beside the link."""
    shown = _shown(request, pages, token)
    if shown is None:
        return _gone(request, pages)
    return _quiet(Response(_PICTURES.of(shown), media_type="image/png"))


@router.get("/u/{handle}")
def profile(request: Request, pages: ThePages, handle: str) -> Response:
    """Show a profile that its owner has switched on."""
    found = pages.instance.store.showcase.profiles.shown(handle)
    if found is None:
        return _gone(request, pages)
    return _quiet(pages.show(request, "showcase_profile.html", view=public_profile(*found)))


def _shown(request: Request, pages: Pages, token: str) -> Shown | None:
    """Find a page that may be seen by whoever asks."""
    shown = pages.instance.store.showcase.shown(token)
    if shown is None or shown.page.audience is not Audience.ME:
        return shown
    session = open_session(request, pages)
    return shown if session is not None and session.account.id == shown.account.id else None


def _gone(request: Request, pages: Pages) -> HTMLResponse:
    """Answer the same for what was taken down and what never was."""
    answer = pages.show(request, "showcase_gone.html", status=404)
    answer.headers.update(_FOR_NOBODY)
    return answer


def _quiet(answer: Response) -> Response:
    answer.headers.update(_FOR_NOBODY)
    return answer
