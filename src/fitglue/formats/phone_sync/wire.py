"""Version 1 of the wire format: what stands in a batch of the phone, as JSON.

A workout comes in parts: its envelope (`workout`), its routes and its series, in any order and in
any batches. A part may come again; the one with more samples wins, then the one of the higher
`revision`. Beside workouts stand health metrics, when the server says that it wants them: samples
with their UUIDs, day sums of what is counted, and deletions. Names and numbers are HealthKit's
own: activity types and event types by their raw number, quantities by the name of their type
without its prefix, values with the unit that the phone asked HealthKit for. Every time is in Unix
seconds with fractions. Fields that a reader does not know are passed over, so later versions may
add some.

An Android phone says `"platform": "health_connect"` in every item. Activity types are then the
framework's own numbers, quantities its record types without "Record" ("HeartRate", "Distance"),
and pauses are told as events of type 1 and 2.
"""

from typing import Annotated, Generic, Literal, TypeVar

from msgspec import UNSET, Meta, Struct, UnsetType, field

VERSION = 1
MOST_ITEMS = 500
MOST_SAMPLES = 100_000
MOST_DAYS = 4000
_YEAR_3000_S = 32_503_680_000.0

# PostgreSQL keeps no text with a NUL in it.
_NO_NUL = r"^[^\u0000]*$"
Text = Annotated[str, Meta(max_length=1000, pattern=_NO_NUL)]
Name = Annotated[str, Meta(min_length=1, max_length=128, pattern=_NO_NUL)]
Unit = Annotated[str, Meta(max_length=40, pattern=_NO_NUL)]
Uuid = Annotated[str, Meta(pattern=r"^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$")]
Moment = Annotated[float, Meta(ge=0, le=_YEAR_3000_S, description="Unix seconds.")]
Seconds = Annotated[float, Meta(ge=0, le=366 * 86400.0)]
Revision = Annotated[
    int,
    Meta(
        ge=0,
        le=2**53,
        description="Grows with every reading of a part: the Unix time of the reading in "
        "milliseconds is a good one.",
    ),
]
Raw = Annotated[int, Meta(ge=0, le=100_000, description="HealthKit's raw value.")]
Seal = Annotated[str, Meta(max_length=16)]
Month = Annotated[str, Meta(pattern=r"^[12]\d{3}-(0[1-9]|1[0-2])$")]
Count = Annotated[int, Meta(ge=0, le=10**9)]
Platform = Annotated[
    Literal["healthkit", "health_connect"],
    Meta(description="Whose numbers and names these are; HealthKit's where nothing is said."),
]
Column = Annotated[list[float | None], Meta(max_length=MOST_SAMPLES)]
Moments = Annotated[list[Moment], Meta(max_length=MOST_SAMPLES)]


class App(Struct, frozen=True):
    """The program that wrote something: HealthKit's source and its revision."""

    name: Text
    bundle_id: Text = ""
    version: Text = ""


class Device(Struct, frozen=True):
    """The thing that measured: an HKDevice."""

    name: Text = ""
    manufacturer: Text = ""
    model: Text = ""
    hardware: Text = ""
    software: Text = ""


class Quantity(Struct, frozen=True):
    """A value with its unit, spelled as HKUnit spells it."""

    value: float
    unit: Unit


Metadata = Annotated[dict[Name, bool | int | float | Text | Quantity], Meta(max_length=300)]


class Event(Struct, frozen=True):
    """An HKWorkoutEvent; one without a later `end_s` is a moment."""

    type: Raw
    start_s: Moment
    end_s: Moment | None = None
    metadata: Metadata = field(default_factory=dict)


class Statistic(Struct, frozen=True):
    """HKStatistics of one quantity over the workout, or over a leg."""

    quantity: Name
    unit: Unit
    sum: float | None = None
    average: float | None = None
    minimum: float | None = None
    maximum: float | None = None


Events = Annotated[list[Event], Meta(max_length=10_000)]
Statistics = Annotated[list[Statistic], Meta(max_length=300)]


class Leg(Struct, frozen=True, kw_only=True):
    """An HKWorkoutActivity with its own configuration: a leg, an interval, or a copy of all."""

    start_s: Moment
    end_s: Moment | None = None
    duration_s: Seconds | None = None
    uuid: Text = ""
    activity_type: Raw | None = None
    location_type: Raw | None = None
    swimming_location_type: Raw | None = None
    lap_length: Quantity | None = None
    events: Events = []
    statistics: Statistics = []
    metadata: Metadata = field(default_factory=dict)


class Workout(Struct, frozen=True, kw_only=True, tag_field="kind", tag="workout"):
    """The envelope of a workout: all that HealthKit tells of it without its samples."""

    uuid: Uuid
    revision: Revision
    activity_type: Raw
    start_s: Moment
    end_s: Moment
    app: App
    duration_s: Seconds | None = None
    time_zone: Annotated[Text, Meta(description="An IANA name, if anybody knows it.")] = ""
    device: Device = Device()
    legs: Annotated[list[Leg], Meta(max_length=300)] = []
    events: Events = []
    statistics: Statistics = []
    metadata: Metadata = field(default_factory=dict)
    platform: Platform | UnsetType = UNSET


class Route(Struct, frozen=True, kw_only=True, tag_field="kind", tag="route"):
    """The points of an HKWorkoutRoute, in columns of one length.

    Negative accuracy, speed and course mean "invalid", as Core Location says it. A long route is
    sent in numbered pieces.
    """

    workout: Uuid
    route: Uuid
    revision: Revision
    app: App
    time_s: Moments
    latitude_deg: Column
    longitude_deg: Column
    altitude_m: Column
    horizontal_accuracy_m: Column
    vertical_accuracy_m: Column
    speed_m_per_s: Column
    course_deg: Column
    piece: Annotated[int, Meta(ge=0, le=1000)] = 0
    device: Device = Device()
    platform: Platform | UnsetType = UNSET


class Series(Struct, frozen=True, kw_only=True, tag_field="kind", tag="series"):
    """The samples of one quantity by one source during a workout, in columns of one length.

    Without `end_s` each value is of its moment. A long series is sent in numbered pieces.
    """

    workout: Uuid
    quantity: Name
    revision: Revision
    unit: Unit
    app: App
    start_s: Moments
    value: Column
    end_s: Annotated[list[Moment], Meta(max_length=MOST_SAMPLES)] | None = None
    piece: Annotated[int, Meta(ge=0, le=1000)] = 0
    device: Device = Device()
    platform: Platform | UnsetType = UNSET


class Deleted(Struct, frozen=True, kw_only=True, tag_field="kind", tag="deleted"):
    """A workout that is not in Health any more. It does not come back."""

    uuid: Uuid
    platform: Platform | UnsetType = UNSET


class Metric(Struct, frozen=True, kw_only=True, tag_field="kind", tag="metric"):
    """Samples of one health metric by one source, in columns of one length.

    HealthKit never changes a sample, so one that comes again is the same. Of `SleepAnalysis` the
    value is the stage's raw number and the unit `count`; percentages are fractions, as HealthKit
    has them. Steps do not come this way, but as `metric_sums`.
    """

    quantity: Name
    unit: Unit
    app: App
    uuid: Annotated[list[Uuid], Meta(max_length=MOST_SAMPLES)]
    start_s: Moments
    value: Annotated[list[float], Meta(max_length=MOST_SAMPLES)]
    end_s: Annotated[list[Moment], Meta(max_length=MOST_SAMPLES)] | None = None
    time_zone: Annotated[Text, Meta(description="Where the days begin: an IANA name.")] = ""
    device: Device = Device()


class MetricSums(Struct, frozen=True, kw_only=True, tag_field="kind", tag="metric_sums"):
    """A quantity's sums by local day over all sources, as HKStatisticsCollectionQuery gives them.

    HealthKit counts once what several devices counted. A day's sum may come again, as more is
    counted or deleted; the one of the highest `revision` wins.
    """

    quantity: Name
    unit: Unit
    revision: Revision
    day: Annotated[
        list[Annotated[str, Meta(pattern=r"^[12]\d{3}-[01]\d-[0-3]\d$")]],
        Meta(max_length=MOST_DAYS),
    ]
    value: Annotated[list[float], Meta(max_length=MOST_DAYS)]


class MetricDeleted(Struct, frozen=True, kw_only=True, tag_field="kind", tag="metric_deleted"):
    """Samples of a health metric that are not in Health any more. They do not come back."""

    quantity: Name
    uuid: Annotated[list[Uuid], Meta(max_length=MOST_SAMPLES)]


MetricItem = Metric | MetricSums | MetricDeleted
Item = Workout | Route | Series | Deleted | Metric | MetricSums | MetricDeleted


class PhoneState(Struct, frozen=True, kw_only=True):
    """What the phone says about itself; HealthKit never tells whether reading was denied."""

    os_version: Text = ""
    request_status: (
        Annotated[int, Meta(ge=0, le=9, description="0 unknown, 1 never asked, 2 asked.")] | None
    ) = None
    background_refresh: Annotated[
        Literal["available", "denied", "restricted", ""], Meta(description="iOS's own word.")
    ] = ""
    low_power: bool | None = None
    last_wake_s: Moment | None = None
    queue_depth: Count | None = None
    workouts_seen: Count | None = None
    platform: Platform | UnsetType = UNSET
    permissions: Annotated[
        dict[Name, bool],
        Meta(
            max_length=50,
            description="What Health Connect lets the app do, by the name of the permission "
            'without "android.permission.health.": READ_EXERCISE_ROUTES.',
        ),
    ] = field(default_factory=dict)
    last_error: Annotated[Text, Meta(description="A code and a sentence, no health data.")] = ""


One = TypeVar("One")


class Batch(Struct, Generic[One], frozen=True, kw_only=True):
    """What is sent at once. Sent again under the same id it has to hold the same items."""

    version: Literal[1]
    batch_id: Name
    device_id: Name
    items: Annotated[list[One], Meta(max_length=MOST_ITEMS)]
    app_version: Text = ""
    state: PhoneState = PhoneState()


class Digest(Struct, frozen=True, kw_only=True):
    """What a phone has: each workout's UUID with the seal of its parts, or an empty one.

    A seal is the first 16 hexadecimal digits of the SHA-256 of one line for each part, sorted:
    the part's name, a space, its number of samples, and a line feed. `metrics` has the same for
    health metrics: a quantity, a month in UTC, and a seal of one line for each sample that starts
    in it, sorted: its UUID, upper case, and a line feed. Day sums are sent again as they are.
    """

    version: Literal[1]
    workouts: Annotated[list[tuple[Uuid, Seal]], Meta(max_length=20_000)]
    metrics: Annotated[list[tuple[Name, Month, Seal]], Meta(max_length=5_000)] = []
