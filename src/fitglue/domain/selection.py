"""Which activities a person wants to see or act on, and in which order."""

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Literal

Sent = Literal["", "sent", "not_sent", "waiting", "needs_you"]
Missing = Literal["route", "heart_rate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Conditions that all have to hold; of several values of one, any may.

    `since` and `until` are local days of the workouts, both included. `sources` are ways in,
    `writers` names of apps and devices. `sent` is asked of one `target`, or of all when it is
    empty. `overlapping` are those that share some of their time with another one.
    """

    text: str = ""
    sports: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    least_m: float | None = None
    most_m: float | None = None
    least_s: float | None = None
    most_s: float | None = None
    sources: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    sent: Sent = ""
    target: str = ""
    without: tuple[Missing, ...] = ()
    overlapping: bool = False

    @property
    def is_everything(self) -> bool:
        """Tell whether no condition leaves anything out."""
        return all(getattr(self, field.name) == field.default for field in fields(self))


class Order(StrEnum):
    """How a list is ordered; what is alike in that is ordered by id."""

    NEWEST = "newest"
    OLDEST = "oldest"
    FARTHEST = "farthest"
    LONGEST = "longest"

    @property
    def is_by_time(self) -> bool:
        """Tell whether months follow each other."""
        return self in {Order.NEWEST, Order.OLDEST}


@dataclass(frozen=True, slots=True)
class Sums:
    """How many activities, how far, and how long (without pauses)."""

    number: int = 0
    distance_m: float = 0.0
    timer_s: float = 0.0

    def __add__(self, other: "Sums") -> "Sums":
        """Add up."""
        return Sums(
            self.number + other.number,
            self.distance_m + other.distance_m,
            self.timer_s + other.timer_s,
        )
