"""What one workout says by itself, before its samples and its route are asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from fitglue.domain.sport import Sport
from fitglue.domain.workout import App, Device, Lap, Leg, Length, Note, Pause
from fitglue.formats.healthkit import events, metadata, names, parts, totals

#: Dates are whole seconds, so a duration may differ from them by one without any pause.
_ROUNDING_S = 1.0
_PAUSES_AGREE_S = 3.0


@dataclass(frozen=True, eq=False, slots=True)
class Told:
    """A workout's own words. Times inside are seconds since `start`.

    `distance_m` and `active_kcal` are totals said beside the statistics, as HealthKit did before
    iOS 16; `effort` is a rating, with who gave it.
    """

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
    notes: tuple[Note, ...] = ()
    distance_m: float | None = None
    active_kcal: float | None = None

    @property
    def source(self) -> str:
        """Give the recording source as a person reads it."""
        return names.spelled_nicely(self.app.name)

    @property
    def legs(self) -> tuple[Leg, ...]:
        """Give the legs of a multi-sport workout."""
        return parts.legs(list(self.parts), self.sport)

    @property
    def names_sports(self) -> bool:
        """Tell whether every part says its own sport."""
        return all(part.sport is not None for part in self.parts)

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


def elapsed(between_s: float, duration_s: float | None, found: Iterable[events.Event]) -> float:
    """Give the time from start to end, to the fraction that a duration without pauses adds."""
    paused = any(event.kind == "Resume" for event in found)
    if duration_s is None or paused or abs(duration_s - between_s) > _ROUNDING_S:
        return between_s
    return duration_s


def timed(
    elapsed_s: float, duration_s: float | None, pauses: tuple[Pause, ...]
) -> tuple[float, tuple[Note, ...]]:
    """Give the time without manual pauses: the stated one, held against the pauses."""
    manual = (pause for pause in pauses if pause.kind is events.PauseKind.MANUAL)
    paused_s = sum(pause.end_s - pause.start_s for pause in manual)
    if duration_s is None or not 0 <= duration_s <= elapsed_s + _ROUNDING_S:
        return max(elapsed_s - paused_s, 0.0), ()
    ran_s = min(duration_s, elapsed_s)
    stood_s = elapsed_s - ran_s
    if paused_s and abs(stood_s - paused_s) > _PAUSES_AGREE_S:
        return ran_s, (_pauses_disagree(paused_s, stood_s),)
    return ran_s, ()


def _pauses_disagree(paused_s: float, stood_s: float) -> Note:
    return Note(
        "pauses-disagree",
        f"The pauses of this workout add up to {paused_s:.0f} s, "
        f"but its own times leave {stood_s:.0f} s for them.",
    )
