"""Sends batches, and does what their answers say: nothing is lost, and nothing asked for ever."""

from collections.abc import Callable
from typing import Any

from fitglue_phone.core import metrics
from fitglue_phone.core import server as api
from fitglue_phone.core.backoff import Backoff
from fitglue_phone.core.batches import Batches
from fitglue_phone.core.moments import passes
from fitglue_phone.core.ports import Answer, Ports, Upload
from fitglue_phone.core.queue import Queue
from fitglue_phone.core.server import Server

#: How many uploads are begun at once: in the background the system runs them one by one.
_AT_ONCE = 4


class Sending:
    """From the queue to the server."""

    def __init__(
        self,
        ports: Ports,
        queue: Queue,
        backoff: Backoff,
        state: Callable[[], dict[str, Any]],
    ) -> None:
        self._ports, self._queue, self._backoff, self._state = ports, queue, backoff, state
        self.batches = Batches(queue)

    def begin(self) -> bool:
        """Begin what may be begun now; tell whether anything was."""
        server = Server.known(self._ports.keychain)
        if server is None or not self._may_send():
            return False
        under_way = self._ports.uploader.under_way() & set(self.batches.names())
        waiting = [one for one in self.batches.names() if one not in under_way]
        begun = False
        for _ in range(_AT_ONCE - len(under_way)):
            name = waiting.pop(0) if waiting else self.batches.make(self._ports.clock.now_s())
            if name is None or not self._may_send():
                break
            self._send(server, name)
            begun = True
        return begun

    def answered(self, name: str, answer: Answer) -> None:
        """Take what the server said of a batch; one that was answered before is passed over."""
        passes("answer came")
        if name not in self.batches.names():
            return
        self._queue.put_notes(status=answer.status, status_s=self._ports.clock.now_s())
        if answer.status == api.OK:
            self._take(name, answer)
        elif answer.status in api.NOT_LET_IN:
            self._queue.put_notes(not_let_in=1, **_problem(answer))
        elif answer.status == api.CONFLICT:
            self.batches.rename(name, self._ports.clock.now_s())
        elif answer.status in api.NOT_AS_IT_IS:
            self._divide(name, answer)
        else:
            self._fail(answer)

    def _send(self, server: Server, name: str) -> None:
        file = self.batches.file(name, str(self._queue.note("device_id")), self._state())
        passes("before upload")
        headers = {**server.headers, "idempotency-key": name}
        self._ports.uploader.send(Upload(name, server.url("/sync"), file, headers))
        passes("after upload")

    def _may_send(self) -> bool:
        notes = self._queue.notes()
        is_held = notes.get("not_let_in") or notes.get("digest_due")
        return not is_held and self._backoff.left_s(self._ports.clock.now_s()) <= 0

    def _take(self, name: str, answer: Answer) -> None:
        """Take receipts; an answer that holds others than were asked for is a failure."""
        said = api.told(answer)
        receipts = said.get("receipts")
        if (
            not isinstance(receipts, list)
            or len(receipts) != self.batches.size(name)
            or not all(isinstance(one, dict) for one in receipts)
        ):
            self._fail(Answer(answer.status))
            return
        now_s = self._ports.clock.now_s()
        self.batches.take_receipts(name, receipts, now_s, answered_s=now_s, problem=None)
        metrics.are_wanted(self._queue, wanted=said.get("wants_metrics") is True)
        if said.get("wants_writing") is True and not self._queue.note("wants_writing"):
            self._queue.put_notes(wants_writing=1)
        self._backoff.worked()

    def _divide(self, name: str, answer: Answer) -> None:
        """Halve a batch that the server does not take, until the one item is found."""
        now_s = self._ports.clock.now_s()
        if self.batches.size(name) > 1:
            self.batches.halve(name, now_s)
            return
        why, next_step = api.sentence(answer)
        refused = {"verdict": "refused", "why": why, "next_step": next_step}
        self.batches.take_receipts(name, [refused], now_s)

    def _fail(self, answer: Answer) -> None:
        self._backoff.failed(self._ports.clock.now_s(), answer.status, answer.retry_after_s)
        self._queue.put_notes(**_problem(answer))


def _problem(answer: Answer) -> dict[str, Any]:
    return {"problem": " ".join(api.sentence(answer)).strip()}
