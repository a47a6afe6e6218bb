"""When a recording began and how long it lasted, and what its timer says about pauses."""

from collections.abc import Iterator
from dataclasses import dataclass

from fitglue.domain.workout import Mark, Pause, PauseKind
from fitglue.formats.fit.reading.messages import Messages, Row

_TIMER, _USER_MARKER = 0, 32
_START = 0
_STOPS = (1, 4, 8, 9)  # stop, stop all, and both of them with "disable"
_AUTO = 1
#: A timer that stops within the last second has not stopped before the end.
_AT_THE_END_S = 1.0


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time: `start` in FIT's seconds, and its length."""

    start: float
    elapsed_s: float

    @property
    def end(self) -> float:
        """Give the end in FIT's seconds."""
        return self.start + self.elapsed_s

    def within(self, pause: Pause) -> Pause | None:
        """Cut a pause to this span; None where nothing of it is left."""
        start_s, end_s = max(pause.start_s, 0.0), min(pause.end_s, self.elapsed_s)
        return Pause(start_s, end_s, pause.kind) if end_s > start_s else None


def pauses(events: Messages, span: Span) -> tuple[Pause, ...]:
    """Give the times in which the timer stood, and who stopped it.

    A timer that a device stopped by itself is a motion pause: the trigger of the stop says so.
    """
    cut = (span.within(pause) for pause in _stops(events, span))
    return tuple(pause for pause in cut if pause is not None)


def _stops(events: Messages, span: Span) -> Iterator[Pause]:
    stopped: tuple[float, PauseKind] | None = None
    for at, row in _events(events, _TIMER):
        what = row.get("event_type")
        if what in _STOPS and stopped is None:
            auto = row.get("data", row.get("data16")) == _AUTO
            stopped = at - span.start, PauseKind.MOTION if auto else PauseKind.MANUAL
        elif what == _START and stopped is not None:
            yield Pause(stopped[0], at - span.start, stopped[1])
            stopped = None
    if stopped is not None and stopped[0] < span.elapsed_s - _AT_THE_END_S:
        yield Pause(stopped[0], span.elapsed_s, stopped[1])


def marks(events: Messages, span: Span) -> tuple[Mark, ...]:
    """Give the moments that the person marked."""
    found = (at - span.start for at, _ in _events(events, _USER_MARKER))
    return tuple(Mark(at_s) for at_s in found if 0 <= at_s <= span.elapsed_s)


def _events(events: Messages, about: int) -> list[tuple[float, Row]]:
    rows = [row for row in events.rows if row.get("event") == about and "timestamp" in row]
    return sorted(((row["timestamp"], row) for row in rows), key=lambda one: one[0])
