"""Sessions: the sports of a recording with their figures; where a file lost them, made anew."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fitglue.domain.errors import Damaged
from fitglue.domain.sport import Sport, by_key
from fitglue.formats.fit.reading.decoding import Decoded
from fitglue.formats.fit.reading.developer import OURS, Value, applications, values
from fitglue.formats.fit.reading.fields import EVENT, FIRST_DATE, LAP, SESSION, SPORT
from fitglue.formats.fit.reading.messages import Row
from fitglue.formats.fit.reading.samples import times
from fitglue.formats.fit.reading.span import Span, pauses
from fitglue.formats.fit.reading.sports import Kind, kind

_MULTISPORT = "swim_bike_run"
#: A session that lies further than this from all records has a wrong clock.
_FAR_S = 3600.0
#: Records further than this from the middle one have a broken time.
_LONGEST_S = 30 * 86400.0


@dataclass(frozen=True, eq=False, slots=True)
class Session:
    """One sport of a recording: when, what, its numbers, and what apps added to them."""

    span: Span
    kind: Kind
    row: Row
    timer_s: float
    added: Mapping[str, Value]


@dataclass(frozen=True, eq=False, slots=True)
class Sessions:
    """All sessions in order of time; `lost` when the file has none and they were made anew."""

    each: tuple[Session, ...]
    lost: bool = False

    @property
    def span(self) -> Span:
        """Give the time from the first start to the last end."""
        if len(self.each) == 1:
            return self.each[0].span
        start = self.each[0].span.start
        return Span(start, max(session.span.end for session in self.each) - start)

    @property
    def sport(self) -> Sport:
        """Give the sport of the whole."""
        sports = {session.kind.sport for session in self.each}
        return self.each[0].kind.sport if len(sports) == 1 else by_key(_MULTISPORT)

    @property
    def timer_s(self) -> float:
        """Give the time with the timer running."""
        return min(sum(session.timer_s for session in self.each), self.span.elapsed_s)

    def known(self, name: str) -> list[float]:
        """Give a number of every session that has it."""
        return [session.row[name] for session in self.each if name in session.row]

    def joined(self, name: str, join: Callable[[Sequence[float]], float]) -> float | None:
        """Join a number of the sessions; None where no session has it."""
        known = self.known(name)
        return join(known) if known else None

    def added(self, *names: str) -> Value | None:
        """Give the first developer field of some names that any session has."""
        found = (session.added.get(name) for name in names for session in self.each)
        return next((value for value in found if value not in (None, "")), None)


def sessions(file: Decoded) -> Sessions:
    """Read the sessions of a recording. Raises Damaged when nothing in it has a time."""
    recorded = _recorded(file)
    added = values(file, SESSION)
    ours = OURS in applications(file)
    found = [
        _session(file, row, kind(row, more, ours=ours), more, recorded)
        for row, more in zip(file[SESSION].rows, added, strict=True)
    ]
    placed = sorted((one for one in found if one is not None), key=lambda one: one.span.start)
    if placed:
        return Sessions(tuple(placed))
    if recorded is None:
        raise Damaged("This FIT file has no workout in it: neither samples nor a summary.")
    row = _sport_of(file)
    made_anew = Session(recorded, kind(row, {}), row, _timer_s(file, recorded), {})
    return Sessions((made_anew,), lost=True)


def _recorded(file: Decoded) -> Span | None:
    """Give the time from the first record, or start of the timer, to the last one."""
    stamps = times(file)
    stamps = stamps[np.isfinite(stamps)]
    if not len(stamps):
        return None
    middle = np.partition(stamps, len(stamps) // 2)[len(stamps) // 2]
    near = stamps[np.abs(stamps - middle) <= _LONGEST_S]
    first, last = float(near.min()), float(near.max())
    events = [row["timestamp"] for row in file[EVENT].rows if "timestamp" in row]
    close = [at for at in events if first - _FAR_S <= at <= last + _FAR_S]
    first, last = min([first, *close]), max([last, *close])
    return Span(first, last - first)


def _session(
    file: Decoded, row: Row, what: Kind, added: Mapping[str, Value], recorded: Span | None
) -> Session | None:
    span = _span(row, recorded)
    if span is None:
        return None
    stated_s = row.get("total_timer_time", 0.0)
    timer_s = min(stated_s, span.elapsed_s) if stated_s > 0 else _timer_s(file, span)
    return Session(span, what, row, timer_s, added)


def _span(row: Row, recorded: Span | None) -> Span | None:
    """Give when a session was: by its own word, or when it was recorded if that cannot be."""
    start, end = row.get("start_time", 0.0), row.get("timestamp", 0.0)
    stated_s = row.get("total_elapsed_time", 0.0)
    elapsed_s = stated_s if stated_s > 0 else max(end - start, 0.0)
    if start < FIRST_DATE <= end:
        start = end - elapsed_s
    if start < FIRST_DATE:
        return recorded
    span = Span(start, elapsed_s)
    if recorded is None or (
        span.start <= recorded.end + _FAR_S and recorded.start <= span.end + _FAR_S
    ):
        return (
            span if elapsed_s or recorded is None else Span(start, max(recorded.end - start, 0.0))
        )
    return recorded


def _timer_s(file: Decoded, span: Span) -> float:
    """Work out the timer's time: by the laps, where they have one, else by the timer's stops."""
    inside = [row for row in file[LAP].rows if span.start <= row.get("start_time", 0) < span.end]
    timers = [row["total_timer_time"] for row in inside if row.get("total_timer_time", 0.0) > 0]
    if inside and len(timers) == len(inside):
        return min(sum(timers), span.elapsed_s)
    stood = sum(pause.end_s - pause.start_s for pause in pauses(file[EVENT], span))
    return span.elapsed_s - stood


def _sport_of(file: Decoded) -> Row:
    """Give the sport of a file that lost its session: from its settings, or from a lap."""
    for number in (SPORT, LAP):
        for row in file[number].rows:
            if "sport" in row:
                return {name: row[name] for name in ("sport", "sub_sport") if name in row}
    return {}
