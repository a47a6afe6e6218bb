"""What a health store gives of a workout, in HealthKit's own words and numbers.

Times are Unix seconds with fractions. Activity types and event types are raw numbers, quantities
are named by their type without its prefix ("HeartRate"), and values are in the unit named beside
them. Health Connect's gateway gives the framework's own numbers and names instead, and says so by
its platform. Long columns are `array("d")`, so that twelve hours of points are 3 MB.
"""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

# Of typecode "d"; NaN stands for "no value".
if TYPE_CHECKING:
    Column = array[float]
else:
    Column = array  # takes no argument before Python 3.12


@dataclass(frozen=True, slots=True)
class WritingApp:
    """The program that wrote something: HealthKit's source and its revision."""

    name: str
    bundle_id: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Device:
    """The thing that measured: an HKDevice."""

    name: str = ""
    manufacturer: str = ""
    model: str = ""
    hardware: str = ""
    software: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with its unit, spelled as HKUnit spells it."""

    value: float
    unit: str


Metadata = Mapping[str, bool | int | float | str | Quantity]


@dataclass(frozen=True, slots=True)
class Event:
    """An HKWorkoutEvent; one without a later `end_s` is a moment."""

    type: int
    start_s: float
    end_s: float | None = None
    metadata: Metadata = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Statistic:
    """HKStatistics of one quantity over the workout, or over a leg."""

    quantity: str
    unit: str
    sum: float | None = None
    average: float | None = None
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """An HKWorkoutActivity with its own configuration: a leg, an interval, or a copy of all."""

    start_s: float
    end_s: float | None = None
    duration_s: float | None = None
    uuid: str = ""
    activity_type: int | None = None
    location_type: int | None = None
    swimming_location_type: int | None = None
    lap_length: Quantity | None = None
    events: tuple[Event, ...] = ()
    statistics: tuple[Statistic, ...] = ()
    metadata: Metadata = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workout:
    """A workout without its samples: all that comes with one query."""

    uuid: str
    activity_type: int
    start_s: float
    end_s: float
    app: WritingApp
    duration_s: float | None = None
    time_zone: str = ""  # an IANA name, if the store knows it
    device: Device = Device()
    legs: tuple[Leg, ...] = ()
    events: tuple[Event, ...] = ()
    statistics: tuple[Statistic, ...] = ()
    metadata: Metadata = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Points:
    """The points of a route, in columns of one length.

    Negative accuracy, speed and course mean "invalid", as Core Location says it.
    """

    time_s: Column = field(default_factory=lambda: array("d"))
    latitude_deg: Column = field(default_factory=lambda: array("d"))
    longitude_deg: Column = field(default_factory=lambda: array("d"))
    altitude_m: Column = field(default_factory=lambda: array("d"))
    horizontal_accuracy_m: Column = field(default_factory=lambda: array("d"))
    vertical_accuracy_m: Column = field(default_factory=lambda: array("d"))
    speed_m_per_s: Column = field(default_factory=lambda: array("d"))
    course_deg: Column = field(default_factory=lambda: array("d"))

    def __len__(self) -> int:
        return len(self.time_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """An HKWorkoutRoute with all its points. One that replaces another has a UUID of its own."""

    uuid: str
    app: WritingApp
    points: Points
    device: Device = Device()


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The samples of one quantity by one app during a workout, in columns of one length.

    Without `end_s` each value is of its moment.
    """

    quantity: str
    unit: str
    app: WritingApp
    start_s: Column
    value: Column
    end_s: Column | None = None
    device: Device = Device()


@dataclass(frozen=True, slots=True)
class RouteSeen:
    """A route that a store tells of without saying of which workout it is, as HealthKit does."""

    uuid: str
    start_s: float
    end_s: float
