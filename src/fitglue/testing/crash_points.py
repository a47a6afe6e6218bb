"""Kills the process at a named moment, as a power cut or the kernel would: at once, for good.

A moment is `before` or `after` the commit of a transaction of some purpose, or the execution of a
statement: `before settled`, `after intake`, `statement CREATE TABLE deliveries`.
"""

import os
import signal
from dataclasses import dataclass

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session


@dataclass(slots=True)
class CrashPoint:
    """The moment, and how often it may pass before it kills."""

    moment: str
    left: int

    def passes(self, moment: str) -> None:
        """Note a moment."""
        if moment != self.moment:
            return
        self.left -= 1
        if self.left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


def arm(moment: str, hit: int = 1) -> None:
    """Kill this process when the moment comes for the `hit`-th time."""
    point = CrashPoint(moment, hit)
    if moment.startswith("statement "):
        _watch_statements(point, moment.removeprefix("statement "))
        return
    event.listen(Session, "before_commit", lambda session: point.passes(_at("before", session)))
    event.listen(Session, "after_commit", lambda session: point.passes(_at("after", session)))


def _at(when: str, session: Session) -> str:
    return f"{when} {session.info.get('purpose', '')}"


def _watch_statements(point: CrashPoint, beginning: str) -> None:
    def seen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().startswith(beginning):
            point.passes(point.moment)

    event.listen(Engine, "before_cursor_execute", seen)
