"""What the pages are made of: a still picture of the engine, taken on a thread of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any, Protocol, Self

from fitglue_phone.core.history import Estimate
from fitglue_phone.core.pairing import Invitation
from fitglue_phone.core.state import State


class Core(Protocol):
    """The engine, as far as a person reaches it."""

    def state(self) -> State:
        """Give the facts."""
        ...

    def recent(self, most: int = 20) -> list[Mapping[str, Any]]:
        """Give the newest workouts with what became of them."""
        ...

    def refused(self) -> list[Mapping[str, Any]]:
        """Give what the server will not take, newest first."""
        ...

    def wake(self) -> None:
        """Read and send what there is."""
        ...

    def pair(self, invitation: Invitation) -> None:
        """Pair by a code. Raises NotPaired, and Locked."""
        ...

    def sign_in(self, server: str, email: str, password: str) -> None:
        """Pair by signing in. Raises NotPaired, and Locked."""
        ...

    def sign_out(self) -> None:
        """Send nothing any more."""
        ...

    def estimate_history(self, since_s: float = 0.0) -> Estimate:
        """Tell what sending history since a time would be."""
        ...

    def send_history(self, since_s: float = 0.0) -> None:
        """Send what began since a time and is not there."""
        ...

    def read_aside_again(self) -> None:
        """Have what was set aside read at the next wake."""
        ...

    def pause_history(self, *, paused: bool = True) -> None:
        """Stop sending history, or go on."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A workout, and what became of it."""

    uuid: str
    activity_type: int
    start_s: float
    end_s: float
    app: str = ""
    standing: str = "taken"
    activity_id: str = ""
    sent_s: float | None = None
    waiting: int = 0
    refused: int = 0

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Read a row of the engine."""
        return cls(**row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A part that the server will not take, and what it said."""

    workout: str
    part: str
    why: str
    next_step: str = ""
    at_s: float = 0.0

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Read a row of the engine."""
        return cls(**row)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Earlier workouts that a person had sent: since when, and how many there were."""

    since_s: float
    workouts: int
    is_done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything a page may say."""

    state: State = field(default_factory=State)
    now_s: float = 0.0
    zone: tzinfo | None = None
    workouts: tuple[Kept, ...] = ()
    refused: tuple[Refused, ...] = ()
    estimates: Mapping[str, Estimate] = field(default_factory=dict)  # by the name of a range
    chosen: Chosen | None = None
    left: int = 0  # of the chosen ones
    can_share: bool = False

    @property
    def health(self) -> str:
        """Name the store as people know it."""
        return "Health" if self.state.platform == "healthkit" else "Health Connect"

    @property
    def saving(self) -> str:
        """Name what keeps the system from waking apps often."""
        return "Low Power Mode" if self.state.platform == "healthkit" else "Battery Saver"


def facts_of(
    core: Core, now_s: float, ranges: Mapping[str, float], chosen: Chosen | None, most: int
) -> Facts:
    """Take the picture. It asks the health store, so it may take a while."""
    return Facts(
        state=core.state(),
        now_s=now_s,
        workouts=_all(Kept, core.recent(most)),
        refused=_all(Refused, core.refused()),
        estimates={name: core.estimate_history(since_s) for name, since_s in ranges.items()},
        chosen=chosen,
        left=core.estimate_history(chosen.since_s).workouts if chosen else 0,
    )


def _all(kind: Any, rows: Sequence[Mapping[str, Any]]) -> tuple[Any, ...]:
    return tuple(kind.of(row) for row in rows)
