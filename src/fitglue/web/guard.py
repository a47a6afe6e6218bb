"""What stands between any browser and any page: who may post, and what a page may load.

A page of another site cannot post here with our cookie: browsers say where a request comes from
(Sec-Fetch-Site, or Origin in older ones), and the session cookie is same-site besides. This is the
token-free defence of https://words.filippo.io/csrf/, which Go's net/http has too.
"""

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fitglue.web.languages import gettext

_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_LARGEST_FORM = 256 * 1024
#: A file of 20 MB beside one that is stored already; a larger file is told so at its place.
_LARGEST_WITH_FILES = 48 * 1024 * 1024
_WITH_FILES = re.compile(r"/pipelines/[^/]+|/inputs/[^/]+/answer")
#: Takes a file as a form, and writes it to the disk as it comes.
_TAKES_FILES = "/api/v1/imports"
_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d+)?")


def policy(tile_url: str = "") -> str:
    """Give the content security policy; map tiles may come from their one host."""
    tiles = f" {host}" if (host := tile_host(tile_url)) else ""
    return "; ".join((
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "font-src 'self'",
        f"img-src 'self' data: blob:{tiles}", f"connect-src 'self'{tiles}", "worker-src 'self'",
        "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "manifest-src 'self'",
    ))  # fmt: skip


def tile_host(tile_url: str) -> str:
    """Give the origin of a tile address, empty when it is none."""
    parts = urlsplit(tile_url)
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(parts.netloc):
        return ""
    return f"{parts.scheme}://{parts.netloc}"


_HEADERS = {
    "content-security-policy": policy(),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """Turns away posts of other sites and forms too large, and puts headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = _refusal(scope["method"], scope["path"], headers)
        app = refusal or self.app
        await app(scope, receive, _with_headers(send))


def comes_from_elsewhere(headers: Headers) -> bool:
    """Tell whether a browser says that a page of another site sent this."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = headers.get("origin")
    # A program that is no browser names no origin, and carries nobody's cookie by accident.
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


def _refusal(method: str, path: str, headers: Headers) -> PlainTextResponse | None:
    if method in _SAFE_METHODS:
        return None
    if comes_from_elsewhere(headers):
        return PlainTextResponse(
            gettext("This came from another site, so nothing was done.\n"), 403
        )
    length = headers.get("content-length", "")
    if path == _TAKES_FILES or not headers.get("content-type", "").startswith(_FORMS):
        return None
    largest = _LARGEST_WITH_FILES if _WITH_FILES.fullmatch(path) else _LARGEST_FORM
    if not length.isdigit() or int(length) > largest:
        return PlainTextResponse(gettext("This form is too large.\n"), 413)
    return None


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
