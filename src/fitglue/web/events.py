"""Server-sent events: what a page that is open is told without asking again."""

from collections.abc import AsyncIterator

from fastapi.responses import StreamingResponse


def event(name: str, text: str) -> str:
    """Write one event."""
    lines = "".join(f"data: {line}\n" for line in text.splitlines())
    return f"event: {name}\n{lines}\n"


def stream(told: AsyncIterator[str]) -> StreamingResponse:
    """Answer with events as they come; no proxy keeps them back."""
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(told, media_type="text/event-stream", headers=headers)
