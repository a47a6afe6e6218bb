"""Other addresses of the API: one short enough to type, and those of the original FitGlue."""

from collections.abc import Mapping

from starlette.types import ASGIApp, Receive, Scope, Send

from fitglue.people.sending_apps import ADDRESS, HOOK

#: Each with its path in the API.
OTHERS: Mapping[str, str] = {
    ADDRESS: "/ingest",
    "/api/v2/users/me/mobile/sync": "/mobile/sync",
    "/api/mobile/sync": "/mobile/sync",
    "/api/v2/users/me/mobile/activities": "/mobile/activities",
    "/api/mobile/activities": "/mobile/activities",
}


class OtherAddresses:
    """Hands requests on as if they had come to the API's own address."""

    def __init__(self, app: ASGIApp, real: str) -> None:
        self.app, self.real = app, real

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        known = _known(scope["path"].rstrip("/")) if scope["type"] == "http" else None
        if known is not None:
            path = self.real + known
            scope = {**scope, "path": path, "raw_path": path.encode()}
        await self.app(scope, receive, send)


def _known(path: str) -> str | None:
    if path.startswith(f"{HOOK}/"):  # the rest names whose it is
        return f"/ingest/hook/{path.removeprefix(f'{HOOK}/')}"
    return OTHERS.get(path)
