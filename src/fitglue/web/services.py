"""What the pages ask of the rest of FitGlue: plain frozen answers, and one protocol.

Every call is synchronous and may touch the disk; routes make it in a worker thread. Whatever is
asked for is scoped by the person who asks: another's activity is as absent as one that never was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from fitglue.domain.activity import Activity
from fitglue.domain.arrival import Skipped
from fitglue.domain.sport import Sport

Units = Literal["metric", "imperial"]
Theme = Literal["auto", "light", "dark"]
DeliveryState = Literal[
    "waiting", "sending", "sent", "skipped", "needs_you", "refused", "unknown"
]  # fmt: skip
ImportState = Literal["waiting", "running", "done", "refused"]


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in, and how they like their pages. No tiles are fetched for `tile_url=""`."""

    id: str
    name: str
    email: str
    units: Units
    zone: str
    theme: Theme
    tile_url: str


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """An activity in a list. `local_start` is the wall clock at the workout, without a zone."""

    id: str
    title: str
    sport: Sport
    indoor: bool | None
    is_open_water: bool
    local_start: datetime
    zone: str
    elapsed_s: float
    timer_s: float
    distance_m: float | None
    active_kcal: float | None
    avg_hr_bpm: float | None
    ascent_m: float | None
    has_route: bool
    app: str
    sent: int
    waiting: int
    refused: int


@dataclass(frozen=True, slots=True)
class ActivityQuery:
    """What to list: words of the title, a sport's key, and an opaque cursor for older ones."""

    text: str = ""
    sport: str = ""
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """A page of a list, newest first; `next_cursor` is empty at the end, `total` counts all."""

    lines: tuple[ActivityLine, ...]
    next_cursor: str
    total: int


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """One activity at one target. `why` and `next_step` are sentences.

    `url` opens it: `/deliveries/{id}/file` for a file that FitGlue keeps, or a link outside.
    """

    id: str
    target_id: str
    target_name: str
    state: DeliveryState
    why: str
    next_step: str
    url: str
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class RecordingLine:
    """One of the recordings that an activity is made of."""

    id: str
    source_name: str
    app: str
    device: str
    received_at: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class ActivityDetail:
    """Everything about one activity, streams included; `overlaps` share its time."""

    activity: Activity
    deliveries: tuple[DeliveryLine, ...]
    recordings: tuple[RecordingLine, ...]
    overlaps: tuple[ActivityLine, ...]
    previous_id: str
    next_id: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something in an import that was not taken: what, why, and what to do about it."""

    what: str
    why: str
    next_step: str


@dataclass(frozen=True, slots=True)
class ImportLine:
    """A file on its way in: how far (`share` of 1.0), what came of it, what was left out."""

    id: str
    name: str
    size_bytes: int
    state: ImportState
    share: float
    doing: str
    new: int
    changed: int
    unchanged: int
    refused: tuple[Refusal, ...]
    warnings: tuple[str, ...]
    found: Mapping[str, int]
    skipped: tuple[Skipped, ...]
    created_at: datetime
    finished_at: datetime | None


class Upload(Protocol):
    """A file being received. Write to `path`, then `finish` or `abandon`."""

    @property
    def path(self) -> Path:
        """Give the file to write to."""
        ...

    def finish(self, *, lone_routes: bool) -> str:
        """Queue the import and give its id."""
        ...

    def abandon(self) -> None:
        """Leave no trace of it."""
        ...


class Services(Protocol):
    """The door between the pages and everything else."""

    @property
    def version(self) -> str:
        """Give FitGlue's version."""
        ...

    def welcome_is_open(self, token: str) -> bool:
        """Tell whether `token` still makes the first account."""
        ...

    def create_first_account(
        self, token: str, name: str, email: str, password: str, zone: str
    ) -> str:
        """Make the account and give a session token. Raises FitGlueError."""
        ...

    def sign_in(self, email: str, password: str, client: str) -> str:
        """Give a session token; `client` is the address to throttle. Raises FitGlueError."""
        ...

    def sign_out(self, session_token: str) -> None:
        """End a session."""
        ...

    def person(self, session_token: str) -> Person | None:
        """Give the person of a session that is still good."""
        ...

    def has_account(self) -> bool:
        """Tell whether anybody can sign in yet."""
        ...

    def save_preferences(
        self, person_id: str, *, units: Units, zone: str, theme: Theme, tile_url: str
    ) -> None:
        """Keep how a person likes their pages. Raises FitGlueError."""
        ...

    def activities(self, person_id: str, query: ActivityQuery) -> ActivityPage:
        """List activities, newest first, 50 at most."""
        ...

    def sports(self, person_id: str) -> tuple[tuple[Sport, int], ...]:
        """Count the activities of every sport there is, the most frequent first."""
        ...

    def activity(self, person_id: str, activity_id: str) -> ActivityDetail | None:
        """Give one activity with its streams."""
        ...

    def delivered_file(self, person_id: str, delivery_id: str) -> Path | None:
        """Give the file that a delivery left, if it left one and it is still there."""
        ...

    def new_upload(self, person_id: str, name: str, size_bytes: int) -> Upload:
        """Make room for a file. Raises TooBig, or Misconfigured when the disk is full."""
        ...

    def imports(self, person_id: str) -> tuple[ImportLine, ...]:
        """List imports, newest first."""
        ...

    def import_(self, person_id: str, import_id: str) -> ImportLine | None:
        """Give one import as it stands now."""
        ...
