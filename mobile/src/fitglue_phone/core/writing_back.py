"""Writes into Health what the server wants there, once, whenever the app is killed.

Nothing of it is written down here: what is in Health tells what was done. The server is asked what
waits, Health is asked what is there of it, what is missing is written, and the server told. Cut off
anywhere, the next wake begins at the first of these.
"""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fitglue_phone.core import server as api
from fitglue_phone.core.backoff import Backoff
from fitglue_phone.core.boosted import Boosted, Written, boosted_of
from fitglue_phone.core.moments import passes
from fitglue_phone.core.ports import (
    NEVER_ASKED,
    NOT_AUTHORIZED,
    HealthFailure,
    HealthWriter,
    NotNow,
    Ports,
)
from fitglue_phone.core.queue import Queue
from fitglue_phone.core.server import Server

_PATH = "/sync/writes"
_SOON_S, _SELDOM_S = 30.0, 4 * 3600.0
_INVALID = 3  # HKErrorInvalidArgument: what Health will never take
_NOT_ALLOWED = {
    "why": "FitGlue may not write workouts into Health on this phone.",
    "next_step": "Open FitGlue on it and choose what it may write, or turn it on under Settings, "
    "Privacy & Security, Health, FitGlue.",
}
Receipt = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A write that waits for this phone."""

    write_id: str
    version: int
    start_s: float
    end_s: float


class WritingBack:
    """From the server into the health store."""

    def __init__(self, ports: Ports, queue: Queue, backoff: Backoff) -> None:
        self._ports, self._queue, self._backoff = ports, queue, backoff

    def write_if_due(self, until_s: float) -> None:
        """Write what waits, until a time. Raises Locked, of the keychain."""
        writer, server = self._ports.writer, Server.known(self._ports.keychain)
        if writer is None or server is None or not self._is_due():
            return
        receipts: list[Receipt] = []
        done: set[Asked] = set()
        while waiting := [one for one in self._ask(server, receipts) if one not in done]:
            done.update(waiting)  # whatever the answer says, nothing is done twice in a wake
            receipts = self._done(writer, server, waiting, until_s)

    def _is_due(self) -> bool:
        """Ask at each wake what is likely to wait, and now and then what is not."""
        notes, now_s = self._queue.notes(), self._ports.clock.now_s()
        if notes.get("not_let_in") or notes.get("digest_due") or self._backoff.left_s(now_s) > 0:
            return False
        asked_s = notes.get("writes_asked_s")
        every_s = _SOON_S if notes.get("wants_writing") else _SELDOM_S
        return asked_s is None or not asked_s <= now_s < asked_s + every_s

    def _ask(self, server: Server, receipts: Sequence[Receipt]) -> list[Asked]:
        """Hand over receipts, and ask what waits; nothing when no answer came."""
        body = json.dumps({"version": 1, "receipts": list(receipts)}).encode()
        question = server.question(_PATH, gzip.compress(body, mtime=0))
        passes("before writes asked")
        answer = self._ports.uploader.ask(question)
        passes("writes asked")
        now_s, said = self._ports.clock.now_s(), api.told(answer)
        if answer.status != api.OK or not isinstance(said.get("writes"), list):
            self._queue.put_notes(writes_asked_s=now_s)  # an older server has no such address
            return []
        waiting = [_asked(one) for one in said["writes"]]
        self._queue.put_notes(
            writes_asked_s=None if waiting else now_s,  # cut off, the next wake begins again
            wants_writing=1 if said.get("wants_writing") is True else None,
            writes_waiting=len(waiting) or None,
        )  # fmt: skip
        return waiting

    def _done(
        self, writer: HealthWriter, server: Server, waiting: Sequence[Asked], until_s: float
    ) -> list[Receipt]:
        """Do writes, and give receipts of those that an end was come to."""
        receipts: list[Receipt] = []
        try:
            may_write = writer.may_write()
            self._queue.put_notes(write_error=None if may_write else NOT_AUTHORIZED)
            if not may_write:
                return [_receipt(one, "not_allowed", **_NOT_ALLOWED) for one in waiting]
            for one in waiting:
                if self._ports.clock.now_s() >= until_s:
                    break
                receipts += self._write(writer, server, one)
        except NotNow:
            pass  # the phone is locked: what is written is told, the rest waits
        return receipts

    def _write(self, writer: HealthWriter, server: Server, asked: Asked) -> list[Receipt]:
        try:
            uuid = self._uuid(writer, server, asked)
        except NotNow:
            raise
        except HealthFailure as failure:
            self._queue.put_notes(write_error=failure.code)
            return _of_failure(asked, failure)
        self._queue.put_notes(write_error=None)
        return [_receipt(asked, "written", uuid=uuid)] if uuid else []

    def _uuid(self, writer: HealthWriter, server: Server, asked: Asked) -> str:
        """Have it in Health; give its UUID there, or nothing when it could not be fetched."""
        there = writer.written(asked.write_id, asked.start_s, asked.end_s)
        if there is not None and there.version >= asked.version and there.has_route:
            return there.uuid
        boosted = self._fetched(server, asked)
        return "" if boosted is None else _completed(writer, boosted, there)

    def _fetched(self, server: Server, asked: Asked) -> Boosted | None:
        question = server.question(f"{_PATH}/{asked.write_id}/fetch", gzip.compress(b"", mtime=0))
        answer = self._ports.uploader.ask(question)
        passes("write fetched")
        if answer.status != api.OK:
            return None
        try:
            return boosted_of(json.loads(_unpacked(answer.body)))
        except (ValueError, KeyError, TypeError, OSError, EOFError):
            return None


def _completed(writer: HealthWriter, boosted: Boosted, there: Written | None) -> str:
    """Write what is missing: all of it, the route of one that was cut off before it, or nothing."""
    if there is None or there.version < boosted.version:
        uuid = writer.write(boosted)
        passes("write done")
        return uuid
    if len(boosted.points) and not there.has_route:
        writer.add_route(there.uuid, boosted)
    return there.uuid


def _of_failure(asked: Asked, failure: HealthFailure) -> list[Receipt]:
    """Say what a person can do about it; what may pass by itself is tried again."""
    if failure.code in {NOT_AUTHORIZED, NEVER_ASKED}:
        next_step = _NOT_ALLOWED["next_step"]
        return [_receipt(asked, "not_allowed", why=str(failure), next_step=next_step)]
    return [_receipt(asked, "refused", why=str(failure))] if failure.code == _INVALID else []


def _asked(told: Mapping[str, Any]) -> Asked:
    return Asked(
        str(told["write_id"]), int(told["write_version"]), float(told["start_s"]),
        float(told["end_s"]),
    )  # fmt: skip


def _receipt(asked: Asked, verdict: str, **told: str) -> Receipt:
    return {
        "write_id": asked.write_id, "write_version": asked.version, "verdict": verdict, **told
    }  # fmt: skip


def _unpacked(body: bytes) -> bytes:
    """Unpack what the system did not: some unpack answers, some do not."""
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
