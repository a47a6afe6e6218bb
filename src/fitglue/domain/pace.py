"""How often a service may be asked: windows of requests, as services publish them."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

#: What comes now finds room, however much of the past is under way.
BACKFILL_SHARE = 0.9
#: Behind a service's name: why something waits for its turn.
IN_TURN = "is asked no faster than it allows."
#: A turn is used by then: what is due at one moment is done one after the other.
_USED_WITHIN = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Window:
    """At most `calls` in any `period_s` seconds, per connection.

    With `of` only requests that count as that (`Ask.counts_as`) are counted, else all are.
    """

    calls: int
    period_s: float
    of: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the headers of an answer say of the pace.

    `windows` take the place of the published ones; `quiet_s` is how long nothing may be asked.
    """

    windows: tuple[Window, ...] = ()
    quiet_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Call:
    """A request, as windows count it: what kind it is, and what it is made for."""

    counts_as: str = ""
    backfill: bool = False
    delivers: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """A window as those see it who wait for their turn: each needs `each` of its `calls`.

    `call` gives the moment of the call that so many newer ones followed, if there is one.
    """

    calls: int
    period_s: float
    each: float
    call: Callable[[int], datetime | None]

    @property
    def fits(self) -> int:
        """Count those who find room in one period."""
        return max(int(self.calls / self.each), 1)

    def free_at(self, ahead: Sequence[datetime]) -> datetime | None:
        """Tell when there is room behind the turns `ahead`, oldest first; none: at once."""
        period = timedelta(seconds=self.period_s)
        if len(ahead) >= self.fits:
            return ahead[-self.fits] + period + min(period, _USED_WITHIN)
        stay = max(self.calls - math.ceil(self.each * (len(ahead) + 1)), 0)
        leaves = self.call(stay)
        return leaves + period if leaves is not None else None


def turn(rooms: Sequence[Room], ahead: Sequence[datetime], earliest: datetime) -> datetime:
    """Give the first moment at which every window has room behind the turns `ahead`."""
    free = (room.free_at(ahead) for room in rooms)
    return max([earliest, *(moment for moment in free if moment is not None)])


def last_turn(rooms: Sequence[Room], number: int, earliest: datetime) -> datetime:
    """Give the turn of the last of a `number` who all wait."""
    turns: list[datetime] = []
    for _ in range(number):
        turns.append(turn(rooms, turns, earliest))
    return turns[-1] if turns else earliest
