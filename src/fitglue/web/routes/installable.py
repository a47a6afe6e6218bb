"""What a phone or a desktop asks for before it keeps FitGlue as an app of its own.

The manifest: https://www.w3.org/TR/appmanifest/. There is no service worker: docs/decisions/0033.
"""

from pathlib import PurePosixPath

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from fitglue.web.languages import gettext, spoken
from fitglue.web.share_picture.mark import app_icon

router = APIRouter()
_A_DAY = "public, max-age=86400"
_PAPER = "#faf9f6"


@router.get("/manifest.webmanifest")
def manifest() -> JSONResponse:
    """Describe the app."""
    told = {
        "id": "/", "name": "FitGlue", "short_name": "FitGlue", "start_url": "/", "scope": "/",
        "description": gettext("Your workouts, made better and brought where you want them."),
        "lang": spoken().tag, "dir": spoken().direction, "display": "standalone",
        "background_color": _PAPER, "theme_color": _PAPER, "icons": _icons(),
        "shortcuts": [
            {"name": gettext("Activities"), "url": "/activities"},
            {"name": gettext("Questions"), "url": "/inputs"},
            {"name": gettext("Import"), "url": "/imports"},
        ],
    }  # fmt: skip
    headers = {"cache-control": "no-cache", "vary": "accept-language, cookie"}
    return JSONResponse(told, headers=headers, media_type="application/manifest+json")


@router.get("/icons/180.png")
@router.get("/icons/192.png")
@router.get("/icons/512.png")
def icon(request: Request) -> Response:
    """Give the app's icon, as many pixels wide and high as its name says."""
    size = int(PurePosixPath(request.url.path).stem)
    return Response(app_icon(size), media_type="image/png", headers={"cache-control": _A_DAY})


def _icons() -> list[dict[str, str]]:
    return [
        {
            "src": f"/icons/{size}.png", "sizes": f"{size}x{size}", "type": "image/png",
            "purpose": purpose,
        }
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]  # fmt: skip
