"""Reads health metrics, when the server wants them: until then Health is not asked for any.

Whether they are wanted is said in every answer of the server. They are read a slice at a time, once
an hour, so that no workout waits long for them; each page is one transaction with its anchor.
"""

import sqlite3
from collections.abc import Callable

from fitglue_phone.core import ledger, metric_wire
from fitglue_phone.core.moments import passes
from fitglue_phone.core.ports import AnchorInvalid, HealthFailure, MetricStore, NotNow, Ports
from fitglue_phone.core.queue import Queue, Turn, put_anchor, put_item, put_notes

_IN_PAGE = 2000
_MOST_QUEUED = 1 << 20  # bytes of metrics: workouts do not wait behind more
_EVERY_S = 3600.0
_DAY_S = 86400.0
#: How far back sums are read at first, and later: a watch may tell of a day weeks after it.
_SUMS_AT_FIRST_S, _SUMS_AGAIN_S = 20 * 366 * _DAY_S, 35 * _DAY_S
#: Behind every workout that is new, and before history.
_TURN = Turn(is_live=True, start_s=0.0)
_QUEUED = "SELECT coalesce(sum(length(packed)), 0) FROM items WHERE workout = ''"


def are_wanted(queue: Queue, *, wanted: bool, anew: bool = False) -> None:
    """Take the server's word. What waits goes away when they are wanted no more.

    `anew` has everything sent again, as to a server that is new: it knows what it has already.
    """
    were_wanted = bool(queue.note("wants_metrics"))
    if wanted == were_wanted and not (anew and wanted):
        return
    with queue.writing("metrics chosen") as writing:
        writing.execute("DELETE FROM items WHERE workout = '' AND batch IS NULL")
        writing.execute("DELETE FROM parts WHERE workout = ''")
        writing.execute("DELETE FROM anchors WHERE kind LIKE 'metric:%'")
        put_notes(
            writing, wants_metrics=1 if wanted else None, metrics_read_s=None, metrics_error=None
        )


class Metrics:
    """From the health store's metrics into the queue."""

    def __init__(self, ports: Ports, queue: Queue) -> None:
        self._store, self._clock, self._queue = ports.metrics, ports.clock, queue

    def read_if_due(self, until_s: float, interrupted: Callable[[], bool]) -> None:
        """Read what changed. Raises NotNow; of another failure the code is noted."""
        if self._store is None or not self._is_due():
            return
        try:
            is_all = self._read(self._store, lambda: self._is_over(until_s) or interrupted())
        except NotNow:
            raise
        except HealthFailure as failure:
            self._queue.put_notes(metrics_error=failure.code, metrics_read_s=self._clock.now_s())
            return
        if is_all:
            self._queue.put_notes(metrics_error=None, metrics_read_s=self._clock.now_s())

    def _is_due(self) -> bool:
        notes, now_s = self._queue.notes(), self._clock.now_s()
        read_s = notes.get("metrics_read_s")
        is_time = read_s is None or not read_s <= now_s < read_s + _EVERY_S
        return bool(notes.get("wants_metrics")) and is_time and not notes.get("digest_due")

    def _is_over(self, until_s: float) -> bool:
        return self._clock.now_s() >= until_s or self._queue.value(_QUEUED) >= _MOST_QUEUED

    def _read(self, store: MetricStore, stops: Callable[[], bool]) -> bool:
        """Read every metric; tell whether that was all."""
        for quantity in store.told_by_sums:
            self._read_sums(store, quantity)
        for quantity in store.told_by_samples:
            more = True
            while more:
                if stops():
                    return False
                more = self._read_page(store, quantity)
        return True

    def _read_page(self, store: MetricStore, quantity: str) -> bool:
        kind = f"metric:{quantity}"
        anchor = self._queue.anchor(kind)
        try:
            page = store.changes(quantity, anchor, _IN_PAGE)
        except AnchorInvalid:
            if anchor is None:
                raise
            page = store.changes(quantity, None, _IN_PAGE)
        passes("metrics read")
        zone, platform = store.time_zone(), store.platform
        items = [
            item for one in page.samples for item in metric_wire.sample_items(one, zone, platform)
        ]
        items += metric_wire.deleted_items(quantity, page.deleted, platform)
        with self._queue.writing("metrics") as writing:
            for item in items:
                put_item(writing, item, _TURN)
            put_anchor(writing, kind, page.anchor)
        return page.more

    def _read_sums(self, store: MetricStore, quantity: str) -> None:
        """Read the sums of whole months, and queue those that are others than before."""
        now_s = self._clock.now_s()
        is_first = self._queue.anchor(f"metric:{quantity}") is None
        sums = store.sums(quantity, now_s - (_SUMS_AT_FIRST_S if is_first else _SUMS_AGAIN_S))
        items = list(metric_wire.sum_items(quantity, sums, store.platform, int(now_s * 1000)))
        with self._queue.writing("metric sums") as writing:
            for item in items:
                _put_sums(writing, item)
            put_anchor(writing, f"metric:{quantity}", str(int(now_s)).encode())


def _put_sums(writing: sqlite3.Connection, item: metric_wire.Item) -> None:
    """Queue a month's sums unless they are known; a part of a month is no news of it."""
    if ledger.samples_queued(writing, item.workout, item.part) <= item.samples:
        ledger.put_part(writing, item, _TURN)
