"""What pages show, as plain frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from fitglue.domain.activity import Activity
from fitglue.domain.arrival import Skipped
from fitglue.domain.figures import Units
from fitglue.domain.selection import Order, Selection, Sums
from fitglue.domain.sport import Sport
from fitglue.domain.terms import Terms
from fitglue.web.versions import Versions

Theme = Literal["auto", "light", "dark"]
DeliveryState = Literal[
    "waiting", "sending", "sent", "skipped", "needs_you", "refused", "unknown", "deleting",
    "deleted", "withdrawn",
]  # fmt: skip
ImportState = Literal["waiting", "running", "done", "refused", "cancelled"]
_ALL = Selection()


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
    is_admin: bool
    settle_s: int
    keeps_metrics: bool = False
    device_order: tuple[str, ...] = ()
    week_start: int = 0


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
    asking: int
    refused: int


@dataclass(frozen=True, slots=True)
class ActivityQuery:
    """What to list, in which order, and an opaque cursor for the next ones."""

    selection: Selection = _ALL
    order: Order = Order.NEWEST
    cursor: str = ""
    limit: int = 50


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """A page of a list; `next_cursor` is empty at the end, `sums` are of all that fit."""

    lines: tuple[ActivityLine, ...]
    next_cursor: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class RecordingLine:
    """One of the recordings that an activity is made of; `gave` names what is there from it."""

    id: str
    source: str
    source_name: str
    app: str
    device: str
    received_at: datetime
    revision: int
    by_phone: bool = False
    gave: tuple[str, ...] = ()
    terms: Terms | None = None  # it stays here
    source_id: str = ""
    has_original: bool = False


@dataclass(frozen=True, slots=True)
class ActivityDetail:
    """Everything about one activity, streams included; `overlaps` share its time."""

    activity: Activity
    versions: Versions
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
    stopping: bool = False
    sample: bool = False
    took_s: float | None = None
    figures: Mapping[str, Any] = field(default_factory=dict)
