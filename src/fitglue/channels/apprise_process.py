"""The process in which Apprise works: it sends one message, says what came of it, and ends.

Apprise takes 40 MB and most of a second to load, does its own networking, and can be told by an
address to do more than send. So it is never loaded where people's data is: this process knows
nothing but the address and the message, which come by its input; reaches no host inside
(`security.safe_fetch`); and can neither run programs, nor write files, nor read any but those of
Python itself (an audit hook, PEP 578).
"""

import json
import os
import sys
from dataclasses import dataclass, field
from http import HTTPStatus
from importlib import import_module
from pathlib import Path
from typing import Any

from fitglue.channels.apprise_addresses import LATER, REFUSED, SENT, UNKNOWN, way_of
from fitglue.domain.errors import NeedsUser
from fitglue.security.safe_fetch import AllowedHosts, guarded

_PROGRAMS = {
    "subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn",
    "os.spawn", "os.startfile", "pty.spawn",
}  # fmt: skip
_READABLE = ("/etc/ssl", "/usr/share", "/etc/mime.types", "/etc/resolv.conf", "/etc/hosts")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_PATIENCE_S = 12.0  # for a connection, and for each silence in an answer


@dataclass(slots=True)
class Seen:
    """What the requests of one message led to."""

    statuses: list[int] = field(default_factory=list)
    unreachable: bool = False
    lost: bool = False

    def watch(self, requests: Any) -> None:
        """Note the answer of every request from now on."""
        send = requests.Session.send

        def watched(session: Any, request: Any, **options: Any) -> Any:
            try:
                answer = send(session, request, **options)
            except requests.RequestException as problem:
                has_left = not _never_left(problem)
                self.lost, self.unreachable = self.lost or has_left, not has_left
                raise
            self.statuses.append(answer.status_code)
            return answer

        requests.Session.send = watched


def main() -> None:
    """Read one message, send it, and write what came of it."""
    order = json.load(sys.stdin)
    json.dump(_sent(order), sys.stdout)


def _sent(order: dict[str, str]) -> dict[str, str]:
    try:
        plugin = _plugin(order["address"])
    except ImportError:
        return _outcome(REFUSED, "Apprise is not installed here.", "Ask the operator to add it.")
    if plugin is None:
        return _outcome(REFUSED, "The address is not complete.", "Remove it, and add it anew.")
    seen = Seen()
    seen.watch(import_module("requests"))
    sys.addaudithook(_guard_machine(_roots()))
    try:
        with guarded(AllowedHosts.of(order["allowed_hosts"])):
            has_sent = plugin.notify(body=order["text"], title=order["title"])
    except NeedsUser as problem:
        return _outcome(REFUSED, problem.sentence, problem.next_step)
    return _judged(seen, has_sent=bool(has_sent))


def _plugin(address: str) -> Any:
    way = way_of(address)
    module = import_module(f"apprise.plugins.{way.module}")
    asset = import_module("apprise.asset").AppriseAsset(
        app_id="FitGlue", app_desc="FitGlue", app_url="", storage_mode="memory",
        http_redirects=False, async_mode=False, allow_templates=False,
        default_service_retry=0,
    )  # fmt: skip
    plugin = getattr(module, way.plugin)
    known = plugin.parse_url(address)
    if not known:
        return None
    try:
        made = plugin(**known, asset=asset)
    except TypeError:  # how Apprise says that a part is missing
        return None
    made.redirects = False  # whatever the address says
    made.socket_connect_timeout = made.socket_read_timeout = _PATIENCE_S
    return made


def _judged(seen: Seen, *, has_sent: bool) -> dict[str, str]:
    if has_sent:
        return _outcome(SENT)
    arrived = any(HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES for status in seen.statuses)
    if seen.lost or arrived:  # some of it may be there
        return _outcome(UNKNOWN, "No answer came back.")
    if not seen.statuses:
        why = "It cannot be reached." if seen.unreachable else "Apprise could not send to it."
        return _outcome(LATER if seen.unreachable else REFUSED, why, "Look at its address.")
    return _answered(seen.statuses[-1])


def _answered(status: int) -> dict[str, str]:
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _outcome(LATER, f"It answered {status}.")
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        why = f"It does not let FitGlue in ({status})."
        return _outcome(REFUSED, why, "Look at the token or the password in the address.")
    if status < HTTPStatus.BAD_REQUEST:
        return _outcome(REFUSED, f"It sends on to elsewhere ({status}).", "Use the new address.")
    return _outcome(REFUSED, f"It answered {status}.", "Look at the address.")


def _outcome(outcome: str, why: str = "", next_step: str = "") -> dict[str, str]:
    return {"outcome": outcome, "why": why, "next_step": next_step}


def _never_left(problem: Exception) -> bool:
    """Tell whether a request failed before it had left: no address, no connection, no trust."""
    names = {type(one).__name__ for one in _chain(problem)}
    return bool(names & {"NewConnectionError", "NameResolutionError", "ConnectTimeout", "SSLError"})


def _chain(problem: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while problem is not None and problem not in found:
        found.append(problem)
        inner = [one for one in problem.args if isinstance(one, BaseException)]
        problem = getattr(problem, "reason", None) or next(iter(inner), problem.__cause__)
    return found


def _roots() -> tuple[str, ...]:
    own = {sys.prefix, sys.base_prefix, *(path for path in sys.path if path)}
    return (*_READABLE, *(str(Path(path).resolve()) for path in own))


def _guard_machine(roots: tuple[str, ...]) -> Any:
    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _PROGRAMS:
            raise PermissionError("no programs run here")
        if event == "open":
            _check_file(arguments, roots)

    return hook


def _check_file(arguments: tuple[Any, ...], roots: tuple[str, ...]) -> None:
    path, _, flags = arguments
    if isinstance(path, int):  # open already
        return
    there = os.path.realpath(os.fsdecode(path))
    if flags & _WRITING or not there.startswith(roots):
        raise PermissionError("no files but Python's own are opened here")


if __name__ == "__main__":
    main()
