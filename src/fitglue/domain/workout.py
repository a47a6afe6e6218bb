"""A workout: what one recording says, and what an activity holds.

All times inside (`start_s`, `end_s`, stream clocks) are seconds since `Workout.start`.
`None` means that nobody said; it never becomes 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from fitglue.domain.clock import Zone
from fitglue.domain.sport import Sport
from fitglue.domain.streams import Stream, StreamKind


class SwimLocation(StrEnum):
    """Where a swim took place."""

    POOL = "pool"
    OPEN_WATER = "open_water"


class PauseKind(StrEnum):
    """Who stopped: a person (counts against timer time) or the device (moving time only)."""

    MANUAL = "manual"
    MOTION = "motion"


class LapKind(StrEnum):
    """What made a lap."""

    INTERVAL = "interval"  # a step of a structured workout
    MANUAL = "manual"  # a press of the lap button
    LEG = "leg"  # a part of a multi-sport workout


class Stroke(StrEnum):
    """Swimming strokes, as HealthKit tells them apart."""

    UNKNOWN = "unknown"
    MIXED = "mixed"
    FREESTYLE = "freestyle"
    BACKSTROKE = "backstroke"
    BREASTSTROKE = "breaststroke"
    BUTTERFLY = "butterfly"
    KICKBOARD = "kickboard"


@dataclass(frozen=True, slots=True)
class Pause:
    """A span in which the workout stood still; one that never resumed ends with the workout."""

    start_s: float
    end_s: float
    kind: PauseKind = PauseKind.MANUAL


@dataclass(frozen=True, slots=True)
class Lap:
    """A part of a workout with its own figures, those that somebody gave."""

    start_s: float
    end_s: float
    kind: LapKind
    timer_s: float | None = None
    distance_m: float | None = None
    active_kcal: float | None = None
    avg_hr_bpm: float | None = None
    max_hr_bpm: float | None = None
    label: str = ""  # an interval's key path, such as "1.3.0"


@dataclass(frozen=True, slots=True)
class Length:
    """One length of the pool, swum; or, not `active`, a rest at its end."""

    start_s: float
    duration_s: float
    stroke: Stroke = Stroke.UNKNOWN
    swolf: float | None = None
    strokes: int | None = None
    active: bool = True


class SetKind(StrEnum):
    """What a set was."""

    ACTIVE = "active"
    REST = "rest"


class SetRole(StrEnum):
    """What an active set was there for."""

    NORMAL = "normal"
    WARM_UP = "warmup"
    DROP = "dropset"  # at once after another, with less weight
    FAILURE = "failure"  # until no repetition was left


@dataclass(frozen=True, slots=True)
class ExerciseSet:
    """One set of strength training, or the rest between two, in the order in which they were done.

    Sets that were written down and not timed have no `start_s`, and often no `duration_s`.
    `category` is FIT's exercise category, such as "bench_press"; `exercise` is its name as the
    source spells it. Exercises of one `superset` take turns. `rpe` is how hard it was, 1 to 10.
    """

    start_s: float | None
    duration_s: float | None
    kind: SetKind = SetKind.ACTIVE
    category: str = ""
    exercise: str = ""
    repetitions: int | None = None
    weight_kg: float | None = None
    role: SetRole = SetRole.NORMAL
    superset: int | None = None
    rpe: float | None = None
    distance_m: float | None = None
    steps: float | None = None  # or floors, on a stair machine
    muscles: tuple[str, ...] = ()  # groups, as the source names them; the main one first
    note: str = ""  # what the person wrote on the exercise, with its first set


@dataclass(frozen=True, slots=True)
class Leg:
    """One sport of a multi-sport workout, or the transition between two."""

    start_s: float
    end_s: float
    sport: Sport
    distance_m: float | None = None
    active_kcal: float | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment that the person marked."""

    at_s: float


@dataclass(frozen=True, slots=True)
class Statistic:
    """A total or average as the source gave it, in our unit."""

    kind: str  # HealthKit's quantity name without its prefix, such as "HeartRate"
    unit: str
    total: float | None = None
    average: float | None = None
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class App:
    """The program that wrote a recording; `name` is as the source spells it."""

    name: str
    version: str = ""
    bundle_id: str = ""


@dataclass(frozen=True, slots=True)
class Device:
    """The thing that measured."""

    name: str = ""
    manufacturer: str = ""
    model: str = ""
    hardware: str = ""
    software: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a field or stream comes from: who measured, and how we got it."""

    source: str
    how: "How"
    samples: int = 0


class How(StrEnum):
    """How a value was obtained."""

    STATED = "stated"  # the recording gives the figure itself
    SAMPLED = "sampled"  # it is the samples themselves
    COMPUTED = "computed"  # worked out from samples
    DRAWN = "drawn"  # nobody measured it: it is there to be looked at


@dataclass(frozen=True, slots=True)
class Note:
    """Something about this workout that its owner should know, in a sentence."""

    code: str  # stable, such as "route-incomplete"
    sentence: str


@dataclass(frozen=True, slots=True)
class Weather:
    """The weather that the recording names."""

    temperature_c: float | None = None
    humidity_percent: float | None = None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Workout:
    """One workout, complete with its streams.

    Three durations: `elapsed_s` from start to end, `timer_s` without manual pauses,
    `moving_s` without standing still. `provenance` is keyed by field name or stream kind.
    """

    sport: Sport
    start: datetime
    end: datetime
    zone: Zone
    elapsed_s: float
    timer_s: float
    moving_s: float | None = None
    indoor: bool | None = None
    swim_location: SwimLocation | None = None
    pool_length_m: float | None = None
    brand: str = ""  # the name that the recording gives the workout
    description: str = ""  # the text that the recording gives with it
    distance_m: float | None = None
    active_kcal: float | None = None
    basal_kcal: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    avg_hr_bpm: float | None = None
    min_hr_bpm: float | None = None
    max_hr_bpm: float | None = None
    avg_mets: float | None = None
    effort: float | None = None  # 1 (easy) to 10 (all out)
    training_load: float | None = None  # as its source reckons it
    virtual_route: bool = False  # the route was drawn, not measured
    weather: Weather = Weather()
    app: App = App("")
    device: Device = Device()
    external_id: str = ""
    healthkit_uuid: str = ""
    user_entered: bool = False
    pauses: tuple[Pause, ...] = ()
    laps: tuple[Lap, ...] = ()
    lengths: tuple[Length, ...] = ()
    legs: tuple[Leg, ...] = ()
    sets: tuple[ExerciseSet, ...] = ()
    marks: tuple[Mark, ...] = ()
    statistics: tuple[Statistic, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    provenance: Mapping[str, Origin] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    streams: Mapping[StreamKind, Stream] = field(default_factory=dict)

    @property
    def has_route(self) -> bool:
        """Tell whether there is a position to draw."""
        return self.route_points > 0

    @property
    def route_points(self) -> int:
        """Count the points of the route."""
        route = self.streams.get(StreamKind.ROUTE)
        return len(route) if route is not None else 0

    @property
    def is_open_water(self) -> bool:
        """Tell an open-water swim from one in a pool."""
        return self.swim_location is SwimLocation.OPEN_WATER

    @property
    def fit_sub_sport(self) -> int:
        """Give FIT's sub-sport, with where it happened."""
        return self.sport.fit_sub_sport_for(
            indoor=self.indoor is True, open_water=self.is_open_water
        )

    @property
    def manual_pauses(self) -> tuple[Pause, ...]:
        """Give the pauses that a person made: those that stop the timer."""
        return tuple(pause for pause in self.pauses if pause.kind is PauseKind.MANUAL)
