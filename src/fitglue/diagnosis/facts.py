"""What the server knows about a phone, about a person's pipelines, and about one activity."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from fitglue.domain.workout import Workout

HEALTHKIT, HEALTH_CONNECT = "healthkit", "health_connect"


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneFacts:
    """A phone: what is known here of it, and what it said about itself when it was last here.

    `permissions` are Health Connect's own words, by name; HealthKit never tells whether reading
    was denied.
    """

    name: str
    platform: str = HEALTHKIT
    paired_at: datetime
    seen_at: datetime | None = None
    revoked_at: datetime | None = None
    request_status: int | None = None
    background_refresh: str = ""
    low_power: bool | None = None
    last_wake: datetime | None = None
    queue_depth: int = 0
    workouts_seen: int | None = None
    last_error: str = ""
    permissions: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PipelineFacts:
    """A pipeline: whether new activities go through it, where from and where to."""

    id: str
    name: str
    enabled: bool
    sources: frozenset[str]
    targets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowFacts:
    """How a person's workouts come in and go on. Names of sources are by their id.

    `headless` workouts are those of which parts came and no envelope, for a while already.
    `kept_elsewhere` were deleted in Health and are still at a target.
    """

    pipelines: tuple[PipelineFacts, ...]
    arrived_from: Mapping[str, str]
    runs: Mapping[str, int] = field(default_factory=dict)
    deliveries: Mapping[str, int] = field(default_factory=dict)
    refused_items: int = 0
    set_aside: int = 0
    headless: int = 0
    kept_elsewhere: int = 0
    import_refused: tuple[str, str, str] | None = None  # id, name, why
    free_bytes: int | None = None
    least_free_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Other:
    """Another activity that shares time with the one that is looked at."""

    id: str
    title: str
    app: str
    has_heart_rate: bool
    has_route: bool


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class WorkoutFacts:
    """An activity: what it holds, when it came, and whether a phone sent it or a file held it."""

    workout: Workout
    by_phone: bool = False
    received_at: datetime | None = None
    others: tuple[Other, ...] = ()
