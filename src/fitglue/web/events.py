"""Server-sent events: what a page that is open is told without asking again.

The format is https://html.spec.whatwg.org/multipage/server-sent-events.html.
"""

from collections.abc import AsyncIterator

from fastapi.responses import StreamingResponse


def event(name: str, text: str, key: str) -> str:
    """Write one event; a browser that comes back names the last `key` that it got."""
    lines = "".join(f"data: {line}\n" for line in text.splitlines() or [""])
    return f"event: {name}\nid: {key}\n{lines}\n"


def retry(after_ms: int) -> str:
    """Say when a browser shall come back after the connection has ended."""
    return f"retry: {after_ms}\n\n"


def quiet() -> str:
    """Say nothing, so that nobody on the way thinks that the connection is dead."""
    return ":\n\n"


def stream(told: AsyncIterator[str]) -> StreamingResponse:
    """Answer with events as they come; no proxy keeps them back."""
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(told, media_type="text/event-stream", headers=headers)
