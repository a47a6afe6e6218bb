"""Asks the server which workouts it has, before a phone that is new to it sends anything."""

import gzip
from collections.abc import Sequence

from fitglue_phone.core import ledger, metrics, wire
from fitglue_phone.core import server as api
from fitglue_phone.core.backoff import Backoff
from fitglue_phone.core.ledger import Standing
from fitglue_phone.core.ports import Ports
from fitglue_phone.core.queue import Queue, Turn, put_notes
from fitglue_phone.core.server import Server

_IN_DIGEST = 5000
#: What ended in these days before the app came counts as new: a person looks for it first.
_FRESH_S = 7 * 86400.0


class Asking:
    """The digest: a UUID and a seal for each workout."""

    def __init__(self, ports: Ports, queue: Queue, backoff: Backoff) -> None:
        self._ports, self._queue, self._backoff = ports, queue, backoff

    def ask_if_due(self) -> None:
        """Ask, once everything in Health was seen; what is missing there is then to be read."""
        notes = self._queue.notes()
        server = Server.known(self._ports.keychain)
        is_ready = notes.get("digest_due") and notes.get("swept_workouts")
        if server is None or not is_ready or notes.get("not_let_in"):
            return
        if self._backoff.left_s(self._ports.clock.now_s()) > 0:
            return
        asked = self._asked()
        parts = [asked[at : at + _IN_DIGEST] for at in range(0, len(asked), _IN_DIGEST)] or [[]]
        if all(self._ask(server, part) for part in parts):
            self._queue.put_notes(digest_due=None)

    def _asked(self) -> list[tuple[str, str]]:
        """Give every workout, with the seal of what this phone queued of it."""
        parts: dict[str, list[tuple[str, int]]] = {}
        for workout, name, samples in self._queue.rows("SELECT workout, name, samples FROM parts"):
            parts.setdefault(workout, []).append((name, samples))
        rows = self._queue.rows("SELECT uuid FROM workouts WHERE standing != ?", Standing.GONE)
        return [(uuid, wire.seal_of(parts[uuid]) if uuid in parts else "") for (uuid,) in rows]

    def _ask(self, server: Server, asked: Sequence[tuple[str, str]]) -> bool:
        body = gzip.compress(wire.digest_body(asked), mtime=0)
        answer = self._ports.uploader.ask(server.question("/sync/digest", body))
        said = api.told(answer)
        if answer.status == api.OK and isinstance(said.get("missing"), list):
            self._take([uuid for uuid, _ in asked], said)
            wanted = said.get("wants_metrics") is True
            metrics.are_wanted(self._queue, wanted=wanted, anew=True)
            self._backoff.worked()
            return True
        if answer.status in api.NOT_LET_IN:
            self._queue.put_notes(not_let_in=1)
        else:
            self._backoff.failed(self._ports.clock.now_s(), answer.status, answer.retry_after_s)
        self._queue.put_notes(problem=" ".join(api.sentence(answer)), status=answer.status)
        return False

    def _take(self, asked: Sequence[str], said: dict[str, list[str]]) -> None:
        """Note where each workout is, and have the missing ones read."""
        missing, differing = set(said["missing"]), set(said.get("differing", []))
        deleted = set(said.get("deleted", []))
        there = [one for one in asked if one not in missing | differing | deleted]
        now_s = self._ports.clock.now_s()
        with self._queue.writing("digest") as writing:
            ledger.begin_anew(writing, missing | differing)
            ledger.stands(writing, missing, Standing.MISSING)
            ledger.stands(writing, deleted, Standing.GONE)
            ledger.stands_if(writing, there, Standing.NEW, Standing.THERE)
            for uuid, start_s, end_s in ledger.spans(writing, missing | differing):
                is_live = uuid in differing or end_s >= now_s - _FRESH_S
                if is_live or self._is_wanted(start_s):
                    ledger.ask_to_read(writing, uuid, Turn(is_live, start_s), now_s)
            put_notes(writing, asked_s=now_s)

    def _is_wanted(self, start_s: float) -> bool:
        since_s = self._queue.note("history_since_s")
        return since_s is not None and start_s >= since_s
