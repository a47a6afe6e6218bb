"""What the core asks of a phone: each port is made once for iOS, for Android and for a desktop.

Ports are called from one worker thread and may block it; what a platform tells through blocks or
listeners, its gateway waits for. Errors are raised as the classes here say, and as nothing else.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from fitglue_phone.core.boosted import Boosted, Written
from fitglue_phone.core.metric import DaySums, MetricChanges
from fitglue_phone.core.workout import Route, RouteSeen, Series, Workout

#: HealthKit's codes, which Android's gateway uses as well. HKError.h
NOT_AUTHORIZED, NEVER_ASKED, LOCKED = 4, 5, 6
#: Android's alone; other codes of Health Connect are told with 100 added.
ONLY_WHILE_OPEN, TOO_OFTEN = 201, 107


class HealthFailure(Exception):
    """The health store did not answer: a code of HealthKit's, and a sentence without any values."""

    def __init__(self, code: int, sentence: str = "") -> None:
        super().__init__(sentence or f"Health answered with error {code}.")
        self.code = code


class NotNow(HealthFailure):
    """Nothing can be read for now, whichever workout: nothing is wrong, it is read later."""


class Locked(NotNow):
    """The phone is locked, so its data cannot be read: nothing is wrong, it is read later."""

    def __init__(self, sentence: str = "The phone is locked.") -> None:
        super().__init__(LOCKED, sentence)


class AnchorInvalid(HealthFailure):
    """The store does not know this anchor (any more): reading begins anew."""

    def __init__(self, sentence: str = "Health does not know this anchor.") -> None:
        super().__init__(3, sentence)


class Kind(StrEnum):
    """What changes are asked for, each with an anchor of its own."""

    WORKOUTS = "workouts"
    ROUTES = "routes"


@dataclass(frozen=True, slots=True)
class Changes:
    """A page of what came, changed or went since an anchor.

    `anchor` is opaque and stands behind this page. `more` says that another page waits already.
    `are_brief` says that workouts come without their statistics: each is read before it is sent.
    """

    anchor: bytes
    workouts: tuple[Workout, ...] = ()
    routes: tuple[RouteSeen, ...] = ()
    deleted: tuple[str, ...] = ()  # UUIDs
    more: bool = False
    are_brief: bool = False


class HealthStore(Protocol):
    """HealthKit, Health Connect, or a simulated one.

    Every method that reads raises HealthFailure, and Locked among them. A denied permission is no
    error: what may not be read is absent.
    """

    @property
    def platform(self) -> str:
        """Give "healthkit" or "health_connect"."""
        ...

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Give the kinds that it tells changes of; where routes come with workouts, not theirs."""
        ...

    def changes(self, kind: Kind, anchor: bytes | None, limit: int) -> Changes:
        """Give what changed since an anchor, or everything. Raises AnchorInvalid."""
        ...

    def workout(self, uuid: str) -> Workout | None:
        """Give a workout as it is now, or nothing when it is not there."""
        ...

    def earliest_s(self) -> float:
        """Give since when workouts can be read: one that began before may be there unseen."""
        ...

    def routes(self, workout: Workout) -> Iterator[Route]:
        """Give a workout's routes, one after the other, each with all its points."""
        ...

    def series(self, workout: Workout) -> Iterator[Series]:
        """Give a workout's samples: one series for each quantity and app."""
        ...

    def request_status(self) -> int:
        """Tell whether a person was asked: 0 unknown, 1 never, 2 asked. Not what they said."""
        ...

    def permissions(self) -> Mapping[str, bool]:
        """Give what the app may do, where the platform tells: Android by name, iOS nothing."""
        ...


class MetricStore(Protocol):
    """The health metrics of a health store, which are asked for when the server wants them."""

    @property
    def platform(self) -> str:
        """Give "healthkit" or "health_connect"."""
        ...

    @property
    def told_by_samples(self) -> tuple[str, ...]:
        """Name the metrics that come as samples."""
        ...

    @property
    def told_by_sums(self) -> tuple[str, ...]:
        """Name those that come as sums of days, as several devices count them at once."""
        ...

    def time_zone(self) -> str:
        """Give the phone's zone, by its IANA name, or nothing."""
        ...

    def changes(self, quantity: str, anchor: bytes | None, limit: int) -> MetricChanges:
        """Give what changed since an anchor. Raises HealthFailure, AnchorInvalid among them."""
        ...

    def sums(self, quantity: str, since_s: float) -> DaySums:
        """Give the sums of the days since a time, the first one whole. Raises HealthFailure."""
        ...


class HealthWriter(Protocol):
    """Writes workouts into a health store, each under the id that marks it as ours.

    Every method raises HealthFailure, and Locked among them.
    """

    def may_write(self) -> bool:
        """Tell whether a person allowed workouts and routes to be written."""
        ...

    def written(self, delivery: str, start_s: float, end_s: float) -> Written | None:
        """Give what is there of a write, the newest version, by its id and about when it was."""
        ...

    def write(self, boosted: Boosted) -> str:
        """Write a workout, then its route, in the place of an earlier version; give its UUID."""
        ...

    def add_route(self, workout_uuid: str, boosted: Boosted) -> None:
        """Add the route of one of ours, of which nothing but the workout was written."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """A small request that is asked and waited for."""

    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to post. `name` is the batch's id: whoever is asked twice for one sends it once."""

    name: str
    url: str
    file: Path
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; status 0 says that nothing came back, and `why` says how."""

    status: int
    body: bytes = b""
    retry_after_s: float | None = None
    why: str = ""


class Uploader(Protocol):
    """Posts to the server: NSURLSession in the background, WorkManager, or urllib."""

    def ask(self, question: Question) -> Answer:
        """Post and wait for the answer. A network that fails is an answer of status 0."""
        ...

    def send(self, upload: Upload) -> None:
        """Begin to post a file; its answer is told, maybe in a later life of this process."""
        ...

    def under_way(self) -> frozenset[str]:
        """Name the uploads that were begun and not answered."""
        ...

    def when_answered(self, told: Callable[[str, Answer], None]) -> None:
        """Say whom to tell an upload's name and answer, before anything is sent."""
        ...


class Scheduler(Protocol):
    """Has the app woken later: BGTaskScheduler, WorkManager, or a loop."""

    def wake_after(self, seconds: float) -> None:
        """Ask for one wake, not before; it takes the place of what was asked before."""
        ...


class Keychain(Protocol):
    """Small secrets that stay on this device: they are never restored to another one.

    Readable after the first unlock, as background wakes need. Raises Locked before that.
    """

    def get(self, name: str) -> str | None:
        """Give a secret."""
        ...

    def put(self, name: str, value: str) -> None:
        """Keep a secret durably, in the place of an earlier one."""
        ...

    def forget(self, name: str) -> None:
        """Forget a secret, if there is one."""
        ...


class Clock(Protocol):
    """The phone's clock, which may be wrong and may jump."""

    def now_s(self) -> float:
        """Give Unix seconds."""
        ...


@dataclass(frozen=True, slots=True)
class PhoneFacts:
    """What a phone says of itself now; an empty or missing value says that it does not tell."""

    name: str = ""  # what its owner calls it
    os_version: str = ""
    has_health: bool = True
    background_refresh: str = ""  # "available", "denied" or "restricted": iOS's own words
    low_power: bool | None = None
    protected_data: bool = True  # false while the phone is locked
    online: bool | None = None


class PhoneItself(Protocol):
    """The phone beside its health store."""

    def facts(self) -> PhoneFacts:
        """Give what holds now."""
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    """A phone: all that the core works with."""

    health: HealthStore
    uploader: Uploader
    scheduler: Scheduler
    keychain: Keychain
    clock: Clock
    phone: PhoneItself
    metrics: MetricStore | None = None  # where there are none to be had
    writer: HealthWriter | None = None  # where nothing can be written
