"""What a source hands over: workouts as they arrive, and what it found on the way."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from fitglue.domain.errors import Bug, FitGlueError, NotAWorkout, Unreadable
from fitglue.domain.metrics import MetricDay
from fitglue.domain.workout import Workout


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
    """Something that could not be read, while the rest goes on.

    `content` is its bytes, where it is a piece that can be told apart from the rest; `source_id`
    names it at its source, where that is known.
    """

    what: str
    why: Unreadable | Bug
    content: bytes = b""
    source_id: str = ""

    @property
    def is_broken(self) -> bool:
        """Tell whether something is wrong with it; otherwise it is no workout, and never was."""
        return not isinstance(self.why, NotAWorkout)


def read_or_set_aside(unread: "Unread", read: Callable[[], Arrival]) -> Arrival | SetAside:
    """Read one workout of many: what is wrong with it, or with us, keeps no other back.

    Raises Delivery and OSError, for those are not about the workout.
    """
    try:
        return read()
    except Unreadable as why:
        return unread.because(why)
    except (FitGlueError, OSError):
        raise
    except Exception as problem:  # noqa: BLE001 - whoever takes the page tells it to the log
        return unread.because(bug_with_a_workout(problem))


def bug_with_a_workout(problem: Exception) -> Bug:
    """Say that it is ours, and which mistake it was; nothing of what was read."""
    bug = Bug(
        f"FitGlue made a mistake with this workout ({type(problem).__name__}).",
        "It is kept, and read again after the next update; please report it.",
    )
    bug.__cause__ = problem
    return bug


@dataclass(frozen=True, slots=True)
class Unread:
    """A workout before it is read: what it is called, its id at the source, and its bytes."""

    what: str
    source_id: str = ""
    content: bytes = b""

    def because(self, why: Unreadable | Bug) -> SetAside:
        """Set it aside."""
        return SetAside(self.what, why, self.content, self.source_id)


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


@dataclass(frozen=True, slots=True)
class Span:
    """From an instant on, up to another."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of what a service has.

    `deleted` are source ids of what is gone there. With `more` the next page is asked for at once,
    by its `cursor`.
    """

    arrivals: Sequence[Arrival | SetAside] = ()
    deleted: Sequence[str] = ()
    cursor: Mapping[str, Any] = field(default_factory=dict)
    more: bool = False


class Reading(Protocol):
    """The workouts of one file, one at a time, and what reading it found."""

    findings: Findings

    def __iter__(self) -> Iterator[Arrival | SetAside]:
        """Give every workout once. Raises Unreadable when the file as a whole is none of ours."""
        ...


@dataclass(frozen=True, eq=False, slots=True)
class Here:
    """A recording of a source as it is kept: its figures, without streams."""

    source_id: str
    workout: Workout


@dataclass(frozen=True, kw_only=True)
class SourceTools:
    """What a source may use besides its input."""

    default_zone: str
    zone_at: Callable[[float, float], str | None]  # latitude, longitude in degrees → IANA name
    tell: Callable[[Progress], None] = lambda _: None
    keep_originals: bool = True
    name: str = ""  # what the file's owner calls it
    lone_routes: bool = False  # also take routes that belong to no workout
    #: Gives the workouts that share time with a span, as they are now, oldest first.
    workouts: Callable[[datetime, datetime], Sequence[Workout]] = lambda _start, _end: ()
    #: Gives the recordings of this source that are kept, for one that looks what is gone there.
    here: Callable[[], Sequence[Here]] = lambda: ()
    #: Takes health metrics, a few hundred days at a time; None: nobody wants them, none is read.
    metrics: Callable[[Sequence[MetricDay]], None] | None = None
