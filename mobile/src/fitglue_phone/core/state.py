"""How things are: facts for the screens, for diagnosis, and for the server that shows them too."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fitglue_phone import __version__
from fitglue_phone.core import aside
from fitglue_phone.core.ledger import Standing
from fitglue_phone.core.ports import HealthFailure, Locked, PhoneFacts, Ports
from fitglue_phone.core.queue import Queue
from fitglue_phone.core.server import Server

_NOT_TOLD = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What holds now. Nothing here says what Health lets the app read: iOS tells nobody."""

    platform: str = "healthkit"
    phone: PhoneFacts = field(default_factory=PhoneFacts)
    request_status: int = 0
    permissions: Mapping[str, bool] = field(default_factory=dict)
    server: str = ""
    is_paired: bool = False
    is_let_in: bool = True
    has_asked: bool = False  # what the server has
    workouts_seen: int = 0
    newest_s: float | None = None
    absent: int = 0
    waiting: int = 0
    reading: int = 0
    missing: int = 0
    refused: int = 0
    history_paused: bool = False
    wake_s: float | None = None
    read_s: float | None = None
    answered_s: float | None = None
    status: int | None = None
    problem: str = ""
    next_try_s: float | None = None
    health_error: int | None = None
    wants_metrics: bool = False  # the server's word
    metrics_error: int | None = None
    aside: int = 0  # workouts that a mistake of ours keeps from being read
    aside_why: str = ""
    wants_writing: bool = False  # the server's word
    writes_waiting: int = 0
    write_error: int | None = None

    @property
    def is_up_to_date(self) -> bool:
        """Tell whether everything that is wanted was sent, and acknowledged."""
        has_begun = self.is_paired and self.has_asked and self.read_s is not None
        return has_begun and not (self.waiting or self.reading)


def state_of(ports: Ports, queue: Queue) -> State:
    """Collect the facts."""
    notes = queue.notes()
    server, token = _server(ports)
    request_status, permissions = _asked(ports)
    now_s = ports.clock.now_s()
    wait_s = notes.get("wait_s")
    set_aside, why = aside.told(queue)
    return State(
        platform=ports.health.platform,
        phone=ports.phone.facts(),
        request_status=request_status,
        permissions=permissions,
        server=server,
        is_paired=bool(token),
        has_asked=not notes.get("digest_due"),
        is_let_in=not notes.get("not_let_in"),
        workouts_seen=_count(queue, "workouts WHERE standing != 'gone'"),
        newest_s=queue.value("SELECT max(start_s) FROM workouts WHERE standing != 'gone'"),
        absent=notes.get("absent") or 0,
        waiting=queue.depth(),
        reading=queue.value(
            "SELECT count(*) FROM readings WHERE (looks = 0 OR ? >= asked_s + wait_s)"
            " AND (is_live OR NOT ?)"
            " AND workout NOT IN"
            " (SELECT workout FROM aside WHERE mistakes >= ? AND app_version = ?)",
            now_s, bool(notes.get("history_paused")), aside.MOST_MISTAKES,
            __version__,
        ),
        missing=_count(queue, f"workouts WHERE standing = '{Standing.MISSING}'"),
        refused=_count(queue, "refused"),
        history_paused=bool(notes.get("history_paused")),
        wake_s=notes.get("wake_s"),
        read_s=notes.get("read_s"),
        answered_s=notes.get("answered_s"),
        status=notes.get("status"),
        problem=notes.get("problem") or "",
        next_try_s=None if wait_s is None else notes["failed_s"] + wait_s,
        health_error=notes.get("health_error"),
        wants_metrics=bool(notes.get("wants_metrics")),
        metrics_error=notes.get("metrics_error"),
        aside=set_aside,
        aside_why=why,
        wants_writing=bool(notes.get("wants_writing")),
        writes_waiting=notes.get("writes_waiting") or 0,
        write_error=notes.get("write_error"),
    )  # fmt: skip


def for_the_server(state: State) -> dict[str, Any]:
    """Give the state that goes along with each batch, for the page of the phone."""
    error = "" if state.health_error is None else f"Health answered with {state.health_error}."
    if state.aside:
        error = f"{error} Set aside, unread: {state.aside} ({state.aside_why}).".strip()
    told = {
        "os_version": state.phone.os_version,
        "request_status": None if state.request_status == _NOT_TOLD else state.request_status,
        "background_refresh": state.phone.background_refresh,
        "low_power": state.phone.low_power,
        "last_wake_s": state.wake_s,
        "queue_depth": state.waiting,
        "workouts_seen": state.workouts_seen,
        "platform": state.platform,
        "permissions": dict(state.permissions),
        "last_error": error,
    }
    return {name: value for name, value in told.items() if value not in (None, "", {})}


def _server(ports: Ports) -> tuple[str, str]:
    try:
        server = Server.known(ports.keychain)
    except Locked:  # nobody looks at a screen then, and the server is not spoken to
        return "", ""
    return (server.address, server.token) if server else ("", "")


def _asked(ports: Ports) -> tuple[int, Mapping[str, bool]]:
    try:
        return ports.health.request_status(), ports.health.permissions()
    except HealthFailure:  # the code of what failed is told by what reads
        return _NOT_TOLD, {}


def _count(queue: Queue, which: str) -> int:
    return queue.value(f"SELECT count(*) FROM {which}")  # noqa: S608 - our own words
