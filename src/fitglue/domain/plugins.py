"""What a plugin is: its description, and the contract of its kind.

A plugin's file opens with its description; forms, help and catalogue come from there.
Third-party packages register theirs under the entry point group `fitglue.plugins`, and so do we.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from pydantic import BaseModel

from fitglue.domain.activity import Activity
from fitglue.domain.arrival import Arrival, Page, Reading, SetAside, SourceTools, Span
from fitglue.domain.asking import Connection, NotConnected, Reply, Who
from fitglue.domain.boost import Boost
from fitglue.domain.booster_tools import BoosterTools
from fitglue.domain.conditions import Condition, Seen
from fitglue.domain.errors import Delivery
from fitglue.domain.health_writes import HealthOutbox, NoHealthOutbox
from fitglue.domain.oauth import OAuth, Tokens
from fitglue.domain.pace import Heard, Window
from fitglue.domain.parts import Parts
from fitglue.domain.showcase import NoShowcase, Showcase
from fitglue.domain.terms import Terms


class PluginKind(StrEnum):
    """The three kinds, in the order an activity meets them, and what two of them may need."""

    SOURCE = "source"
    BOOSTER = "booster"
    TARGET = "target"
    SERVICE = "service"


class Ability(StrEnum):
    """What a target can do beyond taking an activity."""

    UPDATE = "update"
    FIND = "find"
    DELETE = "delete"
    KNOWS_AGAIN = "knows_again"  # the same sent again leaves one, and is answered with that one


class Category(StrEnum):
    """Where a booster stands in the catalogue."""

    RULES = "Filters and rules"
    DATA = "Better data"
    TEXT = "Titles and text"
    INPUT = "Asking you"


class Stage(StrEnum):
    """When a booster likes to work. Gates first is advice; what draws on finished text is last."""

    GATE = "gate"
    ANY = "any"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Example:
    """Settings that somebody might choose, and what they do, in a sentence."""

    says: str
    settings: Mapping[str, Any] = field(default_factory=dict)


class NoSettings(BaseModel):
    """For plugins with nothing to set."""


@dataclass(frozen=True, kw_only=True)
class About:
    """A plugin's description: one sentence of `summary`, a paragraph of `description`.

    `changes` are the parts of an activity that a booster may change; it changes no other.
    `reaches_out` marks a booster that changes something outside, so that its work is written down
    before the next begins. `pace` is how often a target or a service may be asked. A source of a
    service that is `opt_in` is asked for nothing until a person wants that. What a source with
    `terms` reads stays here: it reaches no target and no booster.
    """

    id: str
    kind: PluginKind
    name: str
    summary: str
    description: str
    settings: type[BaseModel] = NoSettings
    connection: str = ""  # the service whose account it needs, if any
    tier: str = "hobbyist"
    abilities: frozenset[Ability] = frozenset()
    category: Category = Category.DATA
    stage: Stage = Stage.ANY
    changes: Parts = frozenset()
    examples: tuple[Example, ...] = ()
    reaches_out: bool = False
    opt_in: bool = False
    terms: Terms | None = None
    pace: tuple[Window, ...] = ()


@runtime_checkable
class Source(Protocol):
    """Where recordings come from. Reading twice gives the same arrivals."""

    about: About

    def recognises(self, path: Path, name: str) -> bool:
        """Tell whether `read` is worth calling: by what is inside, and by the name if need be.

        Sources are asked in turn, and the first that knows a file gets it: take only what is
        yours. `path` need not end as `name` does. Raises nothing but OSError.
        """
        ...

    def read(self, path: Path, tools: SourceTools) -> Reading:
        """Open a file; `tools.name` is what its owner calls it. Raises Unreadable."""
        ...


@runtime_checkable
class Polled(Protocol):
    """A source that is asked what is new, through the account at its service.

    Each question gives one page, and a cursor for the next; the same cursor gives the same page or
    a later state of it. A cursor is plain values.
    """

    about: About
    poll_every: timedelta

    def changes(
        self, connection: Connection, cursor: Mapping[str, Any], tools: SourceTools
    ) -> Page:
        """Give what came or went since a cursor; an empty one begins now. Raises Delivery."""
        ...

    def past(
        self, connection: Connection, span: Span, cursor: Mapping[str, Any], tools: SourceTools
    ) -> Page:
        """Give what began in a span, the newest first; an empty cursor begins. Raises Delivery."""
        ...

    def count(self, connection: Connection, span: Span) -> int | None:
        """Count what `past` would give; none where that cannot be told cheaply. Raises Delivery."""
        ...


@runtime_checkable
class AsksForOne(Polled, Protocol):
    """A polled source that can read one workout again, by its id: what was set aside is."""

    def one(self, connection: Connection, source_id: str, tools: SourceTools) -> Arrival | SetAside:
        """Give a workout as it is there now. Raises Gone when it was deleted, else Delivery."""
        ...


@dataclass(frozen=True, slots=True)
class Receipt:
    """A target's word that it has an activity: its own id, and a link or path to open.

    `wrote` is what the activity said when it was handed over (`Activity.said`): an update changes
    that alone, by `domain.text.renewed`. Targets need not fill it in.
    """

    id: str
    url: str
    wrote: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TargetTools:
    """What a target may use: settings checked against its description, and a place for files.

    `connection` is the person's account at its service. `ticket` is what an earlier try was given
    by `Processing`: the activity is there already, and only how far it is has to be asked.
    `wanted_at` is when somebody or something wanted this, the same for every try of it.
    `showcase` is the activity's own page on this server; `health` is what phones write into Health.
    """

    settings: BaseModel
    output: Path
    owner: str
    wanted_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    connection: Connection = field(default_factory=NotConnected)
    ticket: str = ""
    showcase: Showcase = field(default_factory=NoShowcase)
    health: HealthOutbox = field(default_factory=NoHealthOutbox)


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
class Deleting(Target, Protocol):
    """A target with the ability to delete."""

    def delete(self, receipt: Receipt, tools: TargetTools) -> None:
        """Delete what a delivery left; what is not there any more is deleted. Raises Delivery."""
        ...


@runtime_checkable
class Booster(Protocol):
    """Makes an activity better. The same activity and settings give the same boost."""

    about: About

    def boost(self, activity: Activity, tools: BoosterTools) -> Boost:
        """Say what to change, or why not. Raises FitGlueError when it cannot be done."""
        ...


@runtime_checkable
class Choosing(Booster, Protocol):
    """A booster that acts on some activities alone; forms count those of the past that it takes."""

    def asks(self, settings: Any) -> Sequence[Condition]:
        """Give every condition that it may ask."""
        ...

    def takes(self, settings: Any, seen: Seen) -> bool:
        """Tell whether an activity goes on, for a gate; or is changed, for any other."""
        ...


@runtime_checkable
class Service(Protocol):
    """A service: its description, and how to talk to it. The settings are what a person fills in.

    Settings of the type `Secret` are kept sealed, and shown as dots.
    """

    about: About
    signs_in: bool  # a person signs in at its page; else a key or a password is enough

    def address(self, settings: BaseModel) -> str:
        """Give the address that paths are joined to."""
        ...

    def headers(self, settings: BaseModel, tokens: Tokens | None) -> Mapping[str, str]:
        """Give the headers that let a request in."""
        ...

    def oauth(self, settings: BaseModel) -> OAuth | None:
        """Give how a person signs in there; none where a key or a password is enough."""
        ...

    def who(self, connection: Connection) -> Who:
        """Ask whose account it is: one request, which shows that the connection works."""
        ...

    def judged(self, reply: Reply) -> Delivery | None:
        """Say what an answer means; none for a success."""
        ...

    def heard(self, reply: Reply) -> Heard:
        """Say what an answer tells of the pace."""
        ...


Plugin = Source | Polled | Booster | Target | Service
