"""Dropbox, as its Stone description has it: upload, download, delete_v2, account, tokens.

https://github.com/dropbox/dropbox-api-spec (files.stone, auth.stone, MIT). Arguments of transfers
stand in `Dropbox-API-Arg`, in ASCII; names do not tell capital letters; 409 is an error of a
route. One application answers for both hosts. It reads the challenge of PKCE itself.
"""

import hashlib
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from fitglue.testing.services.faults import Answer, Faults, Receive, Scope, Send

APP_KEY = "appkeyoftests"
_PAGE = """<!doctype html><html lang="en"><title>Stand-in for Dropbox</title>
<h1>FitGlue wants to connect with your Dropbox account</h1><form method="post">
<button name="press" value="authorize">Allow</button>
<button name="press" value="cancel">Cancel</button></form></html>"""
ACCOUNT = {"account_id": "dbid:kim", "name": {"display_name": "Kim Example"}}


def _too_often() -> Answer:
    told = {"error_summary": "too_many_requests/..", "error": {"reason": "too_many_requests"}}
    return Answer(429, {"retry-after": "1"}, json.dumps(told).encode())


@dataclass
class DropboxServer:
    """One app's folder: `files` by path in small letters, with their `revisions`.

    `refuses_with` is the summary of an error that every route answers. `token` is the access token
    that works, `challenge` what a code was asked for with.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)
    token: str = "access-1"  # noqa: S105 - opens nothing but this
    code: str = "a-code"
    challenge: str = ""
    refuses_with: str = ""
    faults: Faults = field(default_factory=lambda: Faults(busy=_too_often))
    _given: int = 1

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer over HTTP."""
        await self.faults.around(self._pages, scope, receive, send)

    async def _pages(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        await self._answer(request, await request.body())(scope, receive, send)

    def _answer(self, request: Request, body: bytes) -> Response:
        path = request.url.path
        if path == "/oauth2/authorize":
            return self._ask(request, dict(parse_qsl(body.decode())))
        if path == "/oauth2/token":
            return self._tokens(dict(parse_qsl(body.decode(), keep_blank_values=True)))
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return _trouble("expired_access_token/", 401)
        if self.refuses_with:
            status = 401 if self.refuses_with.startswith("missing_scope") else 409
            return _trouble(self.refuses_with, status)
        return self._route(path.removeprefix("/2/"), request, body)

    def _route(self, name: str, request: Request, body: bytes) -> Response:
        match name:
            case "users/get_current_account":
                return JSONResponse(ACCOUNT)
            case "files/upload":
                return self._upload(_argument(request), body)
            case "files/download":
                return self._download(_argument(request)["path"])
            case "files/delete_v2":
                return self._delete(json.loads(body)["path"])
        return Response("Unknown API function", status_code=400)

    def _upload(self, told: dict[str, Any], body: bytes) -> Response:
        key = str(told["path"]).lower()
        there, mode = self.files.get(key), told["mode"]
        if there is not None and there != body:
            is_next = isinstance(mode, dict) and mode["update"] == self._revision(key)
            if not is_next:
                return _trouble("path/conflict/file/..")
        if there != body:
            self.files[key], self.revisions[key] = body, self.revisions.get(key, 0) + 1
        return JSONResponse(self._metadata(key))

    def _download(self, path: str) -> Response:
        content = self.files.get(path.lower())
        if content is None:
            return _trouble("path/not_found/..")
        told = json.dumps(self._metadata(path.lower()))
        return Response(content, headers={"dropbox-api-result": told})

    def _delete(self, path: str) -> Response:
        key = path.lower()
        if self.files.pop(key, None) is None:
            return _trouble("path_lookup/not_found/..")
        return JSONResponse({"metadata": self._metadata(key)})

    def _metadata(self, key: str) -> dict[str, Any]:
        return {"name": key.rpartition("/")[2], "path_lower": key, "rev": self._revision(key)}

    def _revision(self, key: str) -> str:
        return f"{self.revisions.get(key, 0):09x}"

    def _ask(self, request: Request, form: dict[str, str]) -> Response:
        """Show the page on which a person lets an app in, or take their answer back to it."""
        asked = dict(request.query_params)
        if asked.get("client_id") != APP_KEY or not asked.get("redirect_uri"):
            return HTMLResponse("Invalid client_id or redirect_uri", status_code=400)
        if request.method == "GET":
            return HTMLResponse(_PAGE)
        told = {"state": asked.get("state", ""), "error": "access_denied"}
        if form.get("press") == "authorize":
            self.challenge = asked.get("code_challenge", "")
            told = {"state": asked.get("state", ""), "code": self.code}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(told)}", status_code=303)

    def _tokens(self, form: dict[str, str]) -> Response:
        """Give tokens to a public client: one with PKCE, and without a secret."""
        if form.get("client_id") != APP_KEY or "client_secret" in form:
            return JSONResponse({"error": "invalid_client"}, status_code=400)
        if form["grant_type"] == "authorization_code" and not self._is_right(form):
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        self._given += 1
        self.token = f"access-{self._given}"
        told = {"access_token": self.token, "token_type": "bearer", "expires_in": 14400}
        scopes = {"scope": "account_info.read files.content.read files.content.write"}
        return JSONResponse({**told, **scopes, "refresh_token": "refresh-1"})

    def _is_right(self, form: dict[str, str]) -> bool:
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
        return form.get("code") == self.code and challenge == self.challenge


def _argument(request: Request) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(request.headers["dropbox-api-arg"])
    return told


def _trouble(summary: str, status: int = 409) -> Response:
    told = {"error_summary": summary, "error": {".tag": summary.partition("/")[0]}}
    return JSONResponse(told, status_code=status)
