"""A stand-in for the server in this process: reads what phones send as the server does, in memory.

It answers at an address of its own, so that a phone that is a process can be killed and come back.
Replies can be lost and failures put in front of answers, as networks and full disks do.
"""

import json
import threading
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from fitglue.domain.errors import FitGlueError
from fitglue.formats.phone_sync import Part, Sent, read_batch, read_item, wire, writes
from fitglue.formats.phone_sync.reading import part_of, read_digest, read_writes_asked, seal_of

TOKEN = "a token of the stand-in"  # noqa: S105 - it opens nothing
_NOT_LET_IN = 401


@dataclass
class PhoneServer:
    """What was kept, and how often each thing was asked."""

    address: str = ""
    parts: dict[str, dict[str, tuple[Part, wire.Item]]] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    batches: dict[tuple[str, str], tuple[str, list[dict[str, str]]]] = field(default_factory=dict)
    claims: list[str] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    order: list[str] = field(default_factory=list)  # UUIDs, as their envelopes came
    failures: list[int] = field(default_factory=list)  # statuses to answer with next
    lose_replies: int = 0
    refuse: set[str] = field(default_factory=set)  # UUIDs that are not taken
    largest: int = 0
    wants_metrics: bool = False
    metrics: list[wire.MetricItem] = field(default_factory=list)
    states: list[wire.PhoneState] = field(default_factory=list)
    wants_writing: bool = False
    to_write: dict[str, bytes] = field(default_factory=dict)  # writes as they are sent, by id
    write_receipts: list[writes.WriteReceipt] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, Any]]:
        """Answer a request."""
        self.asked[path] += 1
        if self.failures:
            return self.failures.pop(0), {"sentence": "Not now.", "next_step": "Wait."}
        if path == "/pair":
            self.claims.append(json.loads(body)["claim"])
            return 200, {"token": TOKEN}
        if headers.get("authorization") != f"Bearer {TOKEN}":
            return _NOT_LET_IN, {"sentence": "Nobody we know.", "next_step": "Pair again."}
        encoding = headers.get("content-encoding", "")
        if path.startswith("/sync/"):
            return 200, self._beside(path, body, encoding)
        self.largest = max(self.largest, len(body))
        try:
            return self._take(read_batch(body, encoding))
        except FitGlueError as problem:
            return 400, {"sentence": problem.sentence, "next_step": problem.next_step}

    def _beside(self, path: str, body: bytes, encoding: str) -> dict[str, Any]:
        """Answer what is asked beside batches."""
        if path == "/sync/digest":
            return self._digest(read_digest(body, encoding).workouts)
        _, _, name = path.partition("/sync/writes/")
        if name:
            told: dict[str, Any] = json.loads(self.to_write[name.removesuffix("/fetch")])
            return told
        return self._take_writes(read_writes_asked(body, encoding))

    def _take_writes(self, asked: writes.WritesAsked) -> dict[str, Any]:
        for receipt in asked.receipts:
            self.write_receipts.append(receipt)
            if receipt.verdict != "not_allowed":
                self.to_write.pop(receipt.write_id, None)
        return {
            "writes": [_waiting(json.loads(one)) for one in self.to_write.values()],
            "more": False, "wants_writing": self.wants_writing,
        }  # fmt: skip

    def forgets_all(self) -> None:
        """Become a new server."""
        for kept in (self.parts, self.deleted, self.batches, self.claims, self.asked, self.order):
            kept.clear()
        for some in (self.metrics, self.to_write, self.write_receipts):
            some.clear()

    def items(self, workout_uuid: str) -> list[wire.Item]:
        """Give what is kept of a workout."""
        return [item for _, item in self.parts.get(workout_uuid, {}).values()]

    def _take(self, sent: Sent) -> tuple[int, dict[str, Any]]:
        self.states.append(sent.state)
        key = sent.device_id, sent.batch_id
        content_hash, receipts = self.batches.get(key, (sent.content_hash, []))
        if content_hash != sent.content_hash:
            return 409, {"sentence": "Other items under this id.", "next_step": "Send them anew."}
        if not receipts:
            receipts = [self._receipt(read_item(raw)) for raw in sent.items]
            self.batches[key] = sent.content_hash, receipts
        told = {"batch_id": sent.batch_id, "receipts": receipts}
        return 200, {
            **told,
            "wants_metrics": self.wants_metrics,
            "wants_writing": self.wants_writing,
        }

    def _receipt(self, item: wire.Item) -> dict[str, str]:
        if isinstance(item, wire.Deleted):
            self.deleted.add(item.uuid)
            self.parts.pop(item.uuid, None)
            return _receipt("stored", item.uuid, "")
        if not isinstance(item, wire.Workout | wire.Route | wire.Series):
            return self._metric(item)
        part = part_of(item)
        if part.workout_uuid in self.refuse:
            return _receipt("refused", part.workout_uuid, part.name)
        if part.workout_uuid in self.deleted:
            return _receipt("already_had_it", part.workout_uuid, part.name)
        if isinstance(item, wire.Workout):
            self.order.append(part.workout_uuid)
        known = self.parts.setdefault(part.workout_uuid, {})
        if part.name in known and known[part.name][0].rank >= part.rank:
            return _receipt("already_had_it", part.workout_uuid, part.name)
        verdict = "updated" if part.name in known else "stored"
        known[part.name] = part, item
        return _receipt(verdict, part.workout_uuid, part.name)

    def _metric(self, item: wire.MetricItem) -> dict[str, str]:
        if not self.wants_metrics:
            return _receipt("not_wanted", "", "")
        self.metrics.append(item)
        return _receipt("stored", "", f"metric:{item.quantity}")

    def _digest(self, asked: list[tuple[str, str]]) -> dict[str, Any]:
        seals = {
            uuid: seal_of((part.name, part.samples) for part, _ in parts.values())
            for uuid, parts in self.parts.items()
        }
        return {
            "missing": [one for one, _ in asked if one not in seals and one not in self.deleted],
            "differing": [one for one, seal in asked if seal and seals.get(one, seal) != seal],
            "deleted": [one for one, _ in asked if one in self.deleted],
            "metrics": [],
            "wants_metrics": self.wants_metrics,
        }


@contextmanager
def phone_server() -> Generator[PhoneServer]:
    """Serve on a free port of this machine."""
    server = PhoneServer()
    listening = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    listening.daemon_threads = True
    server.address = f"http://127.0.0.1:{listening.server_port}"
    serving = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
    serving.start()
    try:
        yield server
    finally:
        listening.shutdown()
        serving.join()
        listening.server_close()


def _handler(server: PhoneServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            with server.lock:
                status, told = server.answer(self.path.removeprefix("/api/v1"), headers, body)
                is_lost, server.lose_replies = server.lose_replies > 0, server.lose_replies - 1
            if is_lost:
                self.connection.close()
                return
            content = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            try:
                self.wfile.write(content)
            except OSError:
                return  # the phone was killed while it waited

        def log_message(self, *_: Any, **__: Any) -> None:
            """Say nothing."""

    return Handler


def _waiting(write: dict[str, Any]) -> dict[str, Any]:
    return {
        "write_id": write["write_id"], "write_version": write["write_version"],
        "start_s": write["workout"]["start_s"], "end_s": write["workout"]["end_s"],
    }  # fmt: skip


def _receipt(verdict: str, workout: str, part: str) -> dict[str, str]:
    why = "Not this one." if verdict == "refused" else ""
    return {
        "verdict": verdict, "workout": workout, "part": part,
        "activity_id": f"activity of {workout}", "why": why, "next_step": "",
    }  # fmt: skip
