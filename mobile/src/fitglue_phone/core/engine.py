"""The engine: everything the app does with Health and the server, whoever wakes it.

A wake reads what changed, asks what the server has if this phone is new to it, reads the parts that
are due and begins to send. It may be killed at any moment. Who told of a change hears as soon as
that is queued: a system that waits for us waits for nothing else.
"""

import random
import threading
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from fitglue_phone.core import aside, belonging, history, pairing
from fitglue_phone.core.asking import Asking
from fitglue_phone.core.backoff import Backoff
from fitglue_phone.core.history import Estimate
from fitglue_phone.core.metrics import Metrics
from fitglue_phone.core.pairing import Invitation
from fitglue_phone.core.ports import (
    ONLY_WHILE_OPEN,
    TOO_OFTEN,
    Answer,
    HealthFailure,
    Locked,
    Ports,
)
from fitglue_phone.core.queue import Queue
from fitglue_phone.core.reading import Reading
from fitglue_phone.core.sending import Sending
from fitglue_phone.core.state import State, for_the_server, state_of
from fitglue_phone.core.writing_back import WritingBack

#: How long a wake reads; iOS grants about half a minute.
_WAKE_S = 20.0
_SOON_S, _LATER_S = 60.0, 4 * 3600.0
#: How long after a workout was sent its boosted one is looked for at short intervals.
_BOOSTED_WITHIN_S = 1800.0
#: What passes by itself, or by a person's doing, is not asked for every minute.
_PATIENCE_S = {TOO_OFTEN: 900.0, ONLY_WHILE_OPEN: _LATER_S}


class Engine:
    """One phone, from its start to its end."""

    def __init__(self, ports: Ports, folder: Path, chance: random.Random | None = None) -> None:
        self._ports = ports
        self._queue = Queue(folder)
        self._backoff = Backoff(self._queue, chance or random.Random())  # noqa: S311 - no secret
        self._reading = Reading(ports, self._queue)
        self._asking = Asking(ports, self._queue, self._backoff)
        self._metrics = Metrics(ports, self._queue)
        self._writing_back = WritingBack(ports, self._queue, self._backoff)
        self._sending = Sending(ports, self._queue, self._backoff, self._told_state)
        self._one_at_a_time = threading.Lock()
        self._sending_now = threading.Lock()
        self._is_asked_to_send = False
        self._waiting: deque[Callable[[], None]] = deque()

    def start(self) -> None:
        """Be ready for answers and wakes; cheap, and asks nobody anything."""
        self._sending.batches.sweep()
        self._ports.uploader.when_answered(self.answered)

    def close(self) -> None:
        """Close the queue's file."""
        self._queue.close()

    def changed(self, queued: Callable[[], None]) -> None:
        """Take note that Health has changed, from any thread: `queued` is called once that is.

        It is called when reading failed, too: the anchor is then where it was, and the next wake
        reads on from there. A wake has to follow, or be under way.
        """
        self._waiting.append(queued)

    def wake(self, for_s: float = _WAKE_S) -> None:
        """Read and send what there is; a wake during another one adds nothing."""
        if not self._one_at_a_time.acquire(blocking=False):
            return
        try:
            self._wake(for_s)
        finally:
            self._one_at_a_time.release()

    def protected_data_came_back(self) -> None:
        """Read what was out of reach: the phone was unlocked."""
        self.wake()

    def answered(self, name: str, answer: Answer) -> None:
        """Take the answer to an upload, and go on sending."""
        self._sending.answered(name, answer)
        self._send()

    def pair(self, invitation: Invitation) -> None:
        """Pair by a code. Raises NotPaired, and Locked."""
        belonging.settle(self._queue, self._ports.keychain)
        pairing.pair(self._ports, self._queue, invitation)

    def sign_in(self, server: str, email: str, password: str) -> None:
        """Pair by signing in. Raises NotPaired, and Locked."""
        belonging.settle(self._queue, self._ports.keychain)
        pairing.sign_in(self._ports, self._queue, server, (email, password))

    def sign_out(self) -> None:
        """Send nothing any more; what waits stays."""
        pairing.sign_out(self._ports, self._queue)

    def estimate_history(self, since_s: float = 0.0) -> Estimate:
        """Tell what sending history since a time would be."""
        return history.estimate(self._queue, since_s)

    def send_history(self, since_s: float = 0.0) -> None:
        """Send what began since a time and is not there, after everything new."""
        history.choose(self._queue, since_s, self._ports.clock.now_s())

    def pause_history(self, *, paused: bool = True) -> None:
        """Stop sending history, or go on."""
        history.pause(self._queue, paused=paused)

    def read_aside_again(self) -> None:
        """Have what was set aside read at the next wake: workouts that met a mistake of ours."""
        aside.read_again(self._queue)

    def anchors(self) -> dict[str, bytes]:
        """Give the anchors, each behind what was read and queued."""
        return dict(self._queue.rows("SELECT kind, anchor FROM anchors"))

    @property
    def device_id(self) -> str:
        """Give the name under which this phone's batches go."""
        return self._queue.note("device_id") or ""

    def state(self) -> State:
        """Give the facts."""
        return state_of(self._ports, self._queue)

    def recent(self, most: int = 20) -> list[Mapping[str, Any]]:
        """Give the newest workouts with what became of them."""
        names = ("uuid", "activity_type", "start_s", "end_s", "app", "standing", "activity_id",
                 "sent_s", "waiting", "refused")  # fmt: skip
        rows = self._queue.rows(
            "SELECT uuid, activity_type, start_s, end_s, app, standing, activity_id, sent_s,"
            " (SELECT count(*) FROM items WHERE workout = uuid),"
            " (SELECT count(*) FROM refused WHERE workout = uuid)"
            " FROM workouts WHERE standing != 'gone' ORDER BY start_s DESC LIMIT ?",
            most,
        )
        return [dict(zip(names, row, strict=True)) for row in rows]

    def refused(self) -> list[Mapping[str, Any]]:
        """Give what the server will not take, newest first, with its reasons."""
        names = ("workout", "part", "why", "next_step", "at_s")
        rows = self._queue.rows(
            "SELECT workout, part, why, next_step, at_s FROM refused ORDER BY number DESC LIMIT 500"
        )
        return [dict(zip(names, row, strict=True)) for row in rows]

    def _wake(self, for_s: float) -> None:
        now_s = self._ports.clock.now_s()
        self._queue.put_notes(wake_s=now_s)
        try:
            belonging.settle(self._queue, self._ports.keychain)
            self._read(now_s + for_s)
        except HealthFailure as failure:
            self._queue.put_notes(health_error=failure.code)
        self._send()
        self._write_back(now_s + for_s)
        self._ports.scheduler.wake_after(self._next_s())

    def _write_back(self, until_s: float) -> None:
        """Write what the server wants written, behind what is read and sent."""
        with suppress(Locked):  # the keychain, before the first unlock: the next wake writes
            self._writing_back.write_if_due(until_s)

    def _read(self, until_s: float) -> None:
        self._read_changes()
        self._asking.ask_if_due()
        self._metrics.read_if_due(until_s, lambda: bool(self._waiting))
        while not self._reading.read_parts(until_s, lambda: bool(self._waiting)):
            if self._waiting:
                self._read_changes()
            elif not self._send() or self._ports.clock.now_s() >= until_s:
                return

    def _read_changes(self) -> None:
        """Read what changed, and let those know who wait for that."""
        told = [self._waiting.popleft() for _ in range(len(self._waiting))]
        try:
            self._reading.read_changes()
        finally:
            for queued in told:
                queued()

    def _send(self) -> bool:
        """Begin sending; whoever asks while another thread does so is served by that one."""
        self._is_asked_to_send = True
        begun = False
        while self._is_asked_to_send and self._sending_now.acquire(blocking=False):
            self._is_asked_to_send = False
            try:
                while self._sending.begin():
                    begun = True
            except Locked:
                pass  # the keychain, before the first unlock: the next wake sends
            finally:
                self._sending_now.release()
        return begun

    def _next_s(self) -> float:
        """Tell when to come back: soon for what waits or was out of reach, else for late parts."""
        state = self.state()
        left_s = self._backoff.left_s(self._ports.clock.now_s())
        if state.waiting or state.reading or state.health_error is not None:
            return max(left_s, _PATIENCE_S.get(state.health_error or 0, _SOON_S))
        sent_s = state.answered_s if state.wants_writing else None
        if sent_s is not None and self._ports.clock.now_s() - sent_s < _BOOSTED_WITHIN_S:
            return _SOON_S
        return _LATER_S

    def _told_state(self) -> dict[str, Any]:
        return for_the_server(self.state())
