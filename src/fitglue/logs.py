"""What the program says about itself: lines for a person on a terminal, JSON for anything else.

Private by construction, not by searching for what looks private: our own lines name no values of
people, a `Secret` prints as dots, libraries are heard from warnings upwards and with their first
line only, and an error is told by its type and place. Its own text is told only if it is one of
ours, written for a person, or the system's word about a file.
"""

import logging
import sys
import threading
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

from fitglue.config import LogLevel
from fitglue.domain.errors import FitGlueError

_OURS = "fitglue"


def configure(level: LogLevel, out: TextIO | None = None) -> None:
    """Send every line of this process to `out` (standard error); replaces what was set before."""
    out = out or sys.stderr
    handler = logging.StreamHandler(out)
    handler.setFormatter(_formatter(for_a_person=out.isatty()))
    handler.addFilter(_is_not_said_twice)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(_OURS).setLevel(level.upper())
    threading.excepthook = _a_thread_failed


def _formatter(*, for_a_person: bool) -> logging.Formatter:
    last = structlog.dev.ConsoleRenderer() if for_a_person else structlog.processors.JSONRenderer(
        default=repr
    )  # fmt: skip
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _first_line,
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.ExceptionRenderer(_told),
            last,
        ],
    )


def _first_line(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    # A library's further lines may repeat an error's text, or what somebody sent.
    if not str(event["logger"]).startswith(_OURS):
        event["event"] = str(event["event"]).partition("\n")[0]
    return event


def _is_not_said_twice(record: logging.LogRecord) -> bool:
    # The web application has told of it already, with the request's id.
    return not (record.name == "uvicorn.error" and "ASGI application" in record.getMessage())


def _a_thread_failed(failed: threading.ExceptHookArgs) -> None:
    logging.getLogger(_OURS).error("a thread failed", exc_info=failed.exc_value)


def _told(exc_info: Any) -> str:
    """Tell an error and its causes: types, places, and no text that may carry a value."""
    lines: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None:
        lines.append(_named(error))
        lines += [
            f"  {frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(lines)


def _named(error: BaseException) -> str:
    name = type(error).__qualname__
    if isinstance(error, FitGlueError):
        return f"{name}: {error.sentence}"
    return f"{name}: {error.strerror}" if isinstance(error, OSError) else name
