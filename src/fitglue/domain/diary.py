"""A diary of days at a service: what may be written there, and what is left to whoever wrote it.

A field is ours where nothing stands, or what we wrote. What anybody else wrote stays, and so does
a day that its owner has locked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, runtime_checkable

from fitglue.domain.asking import Connection
from fitglue.domain.metrics import DayValue

#: What stands, or shall stand, in a day: the service's names of its fields, and their values.
Fields = Mapping[str, float]
_SAME = 1e-4


@runtime_checkable
class KeepsDiary(Protocol):
    """A service that keeps a diary of days. Raises Delivery."""

    def wants_days(self, settings: Mapping[str, object]) -> bool:
        """Tell by a connection's settings whether its owner wants days written there."""
        ...

    def fields(self, values: Sequence[DayValue]) -> Fields:
        """Put the values of one day in the service's words."""
        ...

    def days(self, connection: Connection, first: date, last: date) -> Mapping[date, "Page"]:
        """Read what stands in the days of a span; days without anything may be left out."""
        ...

    def write(self, connection: Connection, days: Mapping[date, Fields]) -> None:
        """Write fields of days, and touch no other; writing the same twice changes nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Page:
    """A day as it stands there; of one that `is_locked` nothing may be changed."""

    fields: Fields = field(default_factory=dict)
    is_locked: bool = False


@dataclass(frozen=True, slots=True)
class Remembered:
    """What we know of a day: the values by our hand, and those of ours that gave way.

    A field has several values while one is on its way, for nobody knows which of them arrived.
    """

    wrote: Mapping[str, Sequence[float]] = field(default_factory=dict)
    left_alone: Fields = field(default_factory=dict)

    def differing(self, ours: Fields) -> Fields:
        """Give what is new since we last wrote or gave way."""
        return {
            name: value
            for name, value in ours.items()
            if list(self.wrote.get(name, ())) != [value] and self.left_alone.get(name) != value
        }

    def allowed(self, new: Fields, there: Page) -> Fields:
        """Give what of `new` may be written over what stands there."""
        if there.is_locked:
            return {}
        return {
            name: value
            for name, value in new.items()
            if name not in there.fields or self._is_ours(name, there.fields[name])
        }

    def beginning(self, new: Fields, allowed: Fields) -> "Remembered":
        """Note what is about to be written, and what gives way."""
        gives_way = {name: value for name, value in new.items() if name not in allowed}
        wrote = {name: kept for name, kept in self.wrote.items() if name not in gives_way}
        on_its_way = {
            name: list(dict.fromkeys([*self.wrote.get(name, ()), value]))
            for name, value in allowed.items()
        }
        left = {name: kept for name, kept in self.left_alone.items() if name not in allowed}
        return Remembered({**wrote, **on_its_way}, {**left, **gives_way})

    def written(self, allowed: Fields) -> "Remembered":
        """Note that it has arrived."""
        return Remembered(
            {**self.wrote, **{name: [value] for name, value in allowed.items()}}, self.left_alone
        )

    def _is_ours(self, name: str, value: float) -> bool:
        ours = self.wrote.get(name, ())
        return any(abs(value - one) <= _SAME * max(abs(one), 1.0) for one in ours)
