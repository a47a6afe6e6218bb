"""What a plugin is: its description, and the contract of its kind.

A plugin's file opens with its description; forms, help and catalogue come from there.
Third-party packages register theirs under the entry point group `fitglue.plugins`, and so do we.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol, runtime_checkable

from pydantic import BaseModel

from fitglue.domain.activity import Activity
from fitglue.domain.errors import Unreadable
from fitglue.domain.workout import Workout


class PluginKind(StrEnum):
    """The three kinds, in the order an activity meets them."""

    SOURCE = "source"
    BOOSTER = "booster"
    TARGET = "target"


class Ability(StrEnum):
    """What a target can do beyond taking an activity."""

    UPDATE = "update"
    FIND = "find"
    DELETE = "delete"


class NoSettings(BaseModel):
    """For plugins with nothing to set."""


@dataclass(frozen=True, kw_only=True)
class About:
    """A plugin's description: one sentence of `summary`, a paragraph of `description`."""

    id: str
    kind: PluginKind
    name: str
    summary: str
    description: str
    settings: type[BaseModel] = NoSettings
    connection: str = ""  # the account it needs, if any
    tier: str = "hobbyist"
    abilities: frozenset[Ability] = frozenset()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a source is: `share` of 1.0, and a sentence such as "Reading heart rate"."""

    share: float
    doing: str


@dataclass(frozen=True, slots=True)
class Original:
    """Bytes a workout was read from, compressed with zstd."""

    name: str
    zstd: bytes


@dataclass(frozen=True, eq=False, slots=True)
class Arrival:
    """One workout that a source found. `source_id` names it at the source, for ever the same."""

    source_id: str
    workout: Workout
    originals: tuple[Original, ...] = ()


@dataclass(frozen=True, slots=True)
class SetAside:
    """Something that could not be read, while the rest goes on."""

    what: str
    why: Unreadable


@dataclass(frozen=True, slots=True)
class Skipped:
    """A kind of content that was left out on purpose."""

    kind: str
    count: int
    why: str


@dataclass(slots=True)
class Findings:
    """What reading found: complete once the iteration over a `Reading` has ended."""

    found: dict[str, int] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    partial: bool = False


class Reading(Protocol):
    """The workouts of one file, one at a time, newest memory of it only in `findings`."""

    findings: Findings

    def __iter__(self) -> Iterator[Arrival | SetAside]:
        """Give every workout once. Raises Unreadable when the file as a whole is none of ours."""
        ...


@dataclass(frozen=True, kw_only=True)
class SourceTools:
    """What a source may use besides its input."""

    default_zone: str
    zone_at: Callable[[float, float], str | None]  # latitude, longitude in degrees → IANA name
    tell: Callable[[Progress], None] = lambda _: None
    keep_originals: bool = True
    lone_routes: bool = False  # also take routes that belong to no workout


@runtime_checkable
class Source(Protocol):
    """Where recordings come from. Reading twice gives the same arrivals."""

    about: About

    def recognises(self, name: str, head: bytes) -> bool:
        """Tell from a file's name and first bytes whether `read` is worth calling."""
        ...

    def read(self, path: Path, tools: SourceTools) -> Reading:
        """Open a file. Raises Unreadable."""
        ...


@dataclass(frozen=True, slots=True)
class Receipt:
    """A target's word that it has an activity: its own id, and a link or path to open."""

    id: str
    url: str


@dataclass(frozen=True, kw_only=True)
class TargetTools:
    """What a target may use: settings checked against its description, and a place for files."""

    settings: BaseModel
    output: Path
    owner: str


@runtime_checkable
class Target(Protocol):
    """Where activities go. Delivering one twice leaves one."""

    about: About

    def deliver(self, activity: Activity, tools: TargetTools) -> Receipt:
        """Hand an activity over. Raises Delivery."""
        ...

    def update(self, activity: Activity, receipt: Receipt, tools: TargetTools) -> Receipt:
        """Bring what an earlier delivery left up to date. Raises Delivery."""
        ...

    def find(self, activity: Activity, tools: TargetTools) -> Receipt | None:
        """Ask whether the activity is there already. Raises Delivery."""
        ...


@runtime_checkable
class Booster(Protocol):
    """Makes an activity better. Its contract grows with the first boosters."""

    about: About


Plugin = Source | Booster | Target
Catalogue = Mapping[PluginKind, Mapping[str, Plugin]]
