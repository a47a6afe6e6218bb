"""What one `<Workout>` says by itself, before the rest of the export is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from xml.etree.ElementTree import Element

from fitglue.domain.errors import Damaged
from fitglue.domain.sport import Sport, from_healthkit
from fitglue.domain.workout import App, Device, Lap, Leg, Length, Note, Pause
from fitglue.formats.apple_export.workouts import events, metadata, parts, spelling, totals

#: Dates are whole seconds, so a duration may differ from them by one without any pause.
_ROUNDING_S = 1.0
_PAUSES_AGREE_S = 3.0


@dataclass(frozen=True, eq=False, slots=True)
class Told:
    """A workout's own element, read. Times inside are seconds since `start`."""

    element: Element
    sport: Sport
    start: datetime
    end: datetime
    elapsed_s: float
    timer_s: float
    app: App
    device: Device
    metadata: Mapping[str, str]
    statistics: totals.Statistics
    events: tuple[events.Event, ...]
    parts: tuple[parts.Part, ...]
    pauses: tuple[Pause, ...]
    notes: tuple[Note, ...]

    @property
    def source(self) -> str:
        """Give the recording source as a person reads it."""
        return spelling.spelled_nicely(self.app.name)

    @property
    def legs(self) -> tuple[Leg, ...]:
        """Give the legs of a multi-sport workout."""
        return parts.legs(list(self.parts), self.sport)

    @property
    def is_pool_swim(self) -> bool:
        """Tell whether `Lap` events are lengths of a pool."""
        where = metadata.swim_location(self.metadata)
        return self.sport.key == "swimming" and where is not metadata.SwimLocation.OPEN_WATER

    @property
    def lengths(self) -> tuple[Length, ...]:
        """Give the lengths of a pool swim."""
        return events.lengths(self.events) if self.is_pool_swim else ()

    @property
    def laps(self) -> tuple[Lap, ...]:
        """Give the steps of a structured workout, else the laps that somebody pressed."""
        steps = parts.interval_laps(list(self.parts), self.sport)
        if steps or self.is_pool_swim:
            return steps
        return events.manual_laps(self.events, self.elapsed_s)


def told(element: Element) -> Told:
    """Read a workout's element. Raises Damaged when it has no usable time."""
    start, end = _times(element)
    duration_s = events.seconds(element, "duration")
    between_s = (end - start).total_seconds()
    found = events.events(element, start)
    elapsed_s = _elapsed_s(between_s, duration_s, found)
    pauses = events.pauses(found, elapsed_s)
    timer_s, notes = _timer_s(elapsed_s, duration_s, pauses)
    return Told(
        element=element,
        sport=from_healthkit(element.get("workoutActivityType", "")),
        start=start,
        end=end,
        elapsed_s=elapsed_s,
        timer_s=timer_s,
        app=App(
            element.get("sourceName") or element.get("source", ""),
            element.get("sourceVersion", ""),
        ),
        device=spelling.device(element.get("device", "")),
        metadata=metadata.entries(element),
        statistics=totals.statistics(element),
        events=tuple(found),
        parts=tuple(parts.parts(element, start)),
        pauses=pauses,
        notes=notes,
    )


def _times(element: Element) -> tuple[datetime, datetime]:
    start = spelling.instant(element.get("startDate", ""))
    if start is None:
        raise Damaged("A workout in this export has no start.", _AGAIN)
    end = spelling.instant(element.get("endDate", ""))
    if end is None:
        end = start + timedelta(seconds=events.seconds(element, "duration") or 0.0)
    if end < start:
        raise Damaged(f"The workout that starts at {start:%Y-%m-%d %H:%M} UTC ends before.", _AGAIN)
    return start, end


_AGAIN = (
    "Look at the workout in the Health app on the iPhone: if it is right there, export again "
    "(your picture → Export All Health Data)."
)


def _elapsed_s(between_s: float, duration_s: float | None, found: list[events.Event]) -> float:
    """Give the time from start to end, to the fraction that a duration without pauses adds."""
    paused = any(event.kind == "Resume" for event in found)
    if duration_s is None or paused or abs(duration_s - between_s) > _ROUNDING_S:
        return between_s
    return duration_s


def _timer_s(
    elapsed_s: float, duration_s: float | None, pauses: tuple[Pause, ...]
) -> tuple[float, tuple[Note, ...]]:
    """Give the time without manual pauses: the stated one, held against the pauses."""
    manual = (pause for pause in pauses if pause.kind is events.PauseKind.MANUAL)
    paused_s = sum(pause.end_s - pause.start_s for pause in manual)
    if duration_s is None or not 0 <= duration_s <= elapsed_s + _ROUNDING_S:
        return max(elapsed_s - paused_s, 0.0), ()
    timer_s = min(duration_s, elapsed_s)
    stood_s = elapsed_s - timer_s
    if paused_s and abs(stood_s - paused_s) > _PAUSES_AGREE_S:
        return timer_s, (_pauses_disagree(paused_s, stood_s),)
    return timer_s, ()


def _pauses_disagree(paused_s: float, stood_s: float) -> Note:
    return Note(
        "pauses-disagree",
        f"The pauses of this workout add up to {paused_s:.0f} s, "
        f"but its own times leave {stood_s:.0f} s for them.",
    )
