"""Answers of Google's: JSON or a file, and errors as `google.rpc.Status`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_STATES = {
    400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 503: "UNAVAILABLE",
}  # fmt: skip
_JSON = "application/json; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its status, its content (bytes go as they are, all else as JSON), its headers."""

    status: int
    content: Any
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        """Give the bytes as they go over the wire."""
        return (
            self.content if isinstance(self.content, bytes) else json.dumps(self.content).encode()
        )

    @property
    def told(self) -> dict[str, str]:
        """Give the headers, names in small letters."""
        own = {name.lower(): value for name, value in self.headers.items()}
        return {"content-type": _JSON, **own}


def trouble(status: int, message: str, reason: str = "", retry_after_s: int = 0) -> Reply:
    """Make an error of Google's; with `retry_after_s` it says when to come back."""
    error: dict[str, Any] = {"code": status, "message": message, "status": _STATES[status]}
    if reason:
        kind = "type.googleapis.com/google.rpc.ErrorInfo"
        error["details"] = [{"@type": kind, "reason": reason, "domain": "health.googleapis.com"}]
    headers = {"Retry-After": str(retry_after_s)} if retry_after_s else {}
    return Reply(status, {"error": error}, headers)


def page(content: str, status: int = 200) -> Reply:
    """Make a page for a browser."""
    whole = f"<!doctype html><html lang=en><title>Sign in</title><body>{content}</body></html>"
    return Reply(status, whole.encode(), {"Content-Type": "text/html; charset=utf-8"})
