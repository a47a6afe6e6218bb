"""What the made-up athlete did: every figure a reader has to find again.

Figures are in our units and already rounded as an export writes them, so that a test may compare
them with what was read. Series and routes keep seconds since the workout's start.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from fitglue.domain.sport import Sport
from fitglue.domain.streams import FloatArray
from fitglue.domain.workout import Lap, Leg, Length, Pause, PauseKind, SwimLocation, Weather

NO_WEATHER = Weather()


@dataclass(frozen=True, slots=True)
class Wrote:
    """Who writes into Apple Health, as an export spells it: curly quotes, no-break spaces."""

    name: str
    version: str
    device: str = ""


class Writer(Enum):
    """The athlete's devices and apps."""

    WATCH = Wrote(
        "Léa\u2019s Apple\u00a0Watch", "26.1",
        "name:Apple Watch, manufacturer:Apple Inc., model:Watch, hardware:Watch7,2, "
        "software:26.1, creation date:2025-09-16 21:04:12 +0000",
    )  # fmt: skip
    PHONE = Wrote(
        "Léa\u2019s iPhone", "26.1",
        "name:iPhone, manufacturer:Apple Inc., model:iPhone, hardware:iPhone16,1, software:26.1",
    )  # fmt: skip
    STRAVA = Wrote("Strava", "41523")
    SCALE = Wrote("Body Scale", "3.2.0")


@dataclass(frozen=True, eq=False, slots=True)
class Samples:
    """A series of one quantity: values in the export's `unit`, each for `for_s` from `at_s` on.

    `quantity` is HealthKit's name without its prefix; `places` is how many decimals it is
    written with, and the values are rounded to them.
    """

    quantity: str
    unit: str
    at_s: FloatArray
    for_s: FloatArray
    values: FloatArray
    places: int
    writer: Writer = Writer.WATCH

    def __len__(self) -> int:
        """Count the samples."""
        return len(self.at_s)


@dataclass(frozen=True, eq=False, slots=True)
class RoutePart:
    """The points of one route file, one a second."""

    at_s: FloatArray
    latitude_deg: FloatArray
    longitude_deg: FloatArray
    altitude_m: FloatArray
    speed_m_per_s: FloatArray
    course_deg: FloatArray
    horizontal_accuracy_m: FloatArray
    vertical_accuracy_m: FloatArray

    def __len__(self) -> int:
        """Count the points."""
        return len(self.at_s)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class PlannedWorkout:
    """One workout with all its truth. `None` means that the export does not say."""

    sport: Sport
    start: datetime
    elapsed_s: float
    timer_s: float
    zone: str
    writer: Writer = Writer.WATCH
    indoor: bool | None = None
    swim_location: SwimLocation | None = None
    pool_length_m: float | None = None
    brand: str = ""
    external_id: str = ""
    distance_m: float | None = None
    active_kcal: float | None = None
    basal_kcal: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    avg_hr_bpm: float | None = None
    min_hr_bpm: float | None = None
    max_hr_bpm: float | None = None
    avg_mets: float | None = None
    effort: float | None = None
    weather: Weather = NO_WEATHER
    pauses: tuple[Pause, ...] = ()
    laps: tuple[Lap, ...] = ()
    lengths: tuple[Length, ...] = ()
    legs: tuple[Leg, ...] = ()
    samples: tuple[Samples, ...] = ()
    recovery: Samples | None = None  # heart rate of the minutes after the end
    route: tuple[RoutePart, ...] = ()
    route_is_late: bool = False  # an older export names its file and does not have it

    @property
    def end(self) -> datetime:
        """Give the instant of the end."""
        return self.start + timedelta(seconds=self.elapsed_s)

    @property
    def route_points(self) -> int:
        """Count the points of all its route files."""
        return sum(len(part) for part in self.route)

    @property
    def is_copy(self) -> bool:
        """Tell whether another app wrote it a second time."""
        return self.writer is Writer.STRAVA

    @property
    def manual_pauses(self) -> tuple[Pause, ...]:
        """Give the pauses that stop the timer."""
        return tuple(pause for pause in self.pauses if pause.kind is PauseKind.MANUAL)

    def own(self, quantity: str) -> Samples | None:
        """Give the workout's own series of a quantity, not the phone's beside it."""
        mine = (s for s in self.samples if s.quantity == quantity and s.writer is self.writer)
        return next(mine, None)
