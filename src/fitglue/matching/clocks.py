"""Where two recordings lie in time, and by how much one clock may be wrong.

A clock is off by up to three minutes when nobody sets it, and by quarters of an hour up to 14 h
when an app writes local time as if it were UTC, or another zone's.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from fitglue.domain.workout import Workout

#: How far a clock may be off where no zone is to blame.
CLOCK_OFF_S = 180.0
#: The farthest that a place's clock lies from UTC.
FARTHEST_ZONE_S = 14 * 3600.0
#: Zones lie on quarters of an hour (Kathmandu +05:45, Chatham +12:45).
QUARTER_S = 900.0
#: How far two people's presses of a button may lie apart beside that.
_PRESSED_S = 120.0
#: A pause between two sessions that still makes them follow one another.
_BREATH_S = 900.0
_AS_GOOD_AS_S = 10.0
_WORTH_MOVING_S = 20.0


@dataclass(frozen=True, slots=True)
class Spans:
    """Two workouts on the clock of the first: [0, first_s], and [begins_s, begins_s + second_s]."""

    first_s: float
    second_s: float
    begins_s: float

    @property
    def shorter_s(self) -> float:
        """Give the length of the shorter one."""
        return min(self.first_s, self.second_s)

    @property
    def longer_s(self) -> float:
        """Give the length of the longer one."""
        return max(self.first_s, self.second_s)

    @property
    def ends_apart_s(self) -> float:
        """Give how much later the second ends."""
        return self.begins_s + self.second_s - self.first_s

    @property
    def overlap_s(self) -> float:
        """Give the time that both cover; negative is the gap between them."""
        return min(self.first_s, self.begins_s + self.second_s) - max(0.0, self.begins_s)

    @property
    def share(self) -> float:
        """Give the part of the shorter one that both cover."""
        return max(self.overlap_s, 0.0) / max(self.shorter_s, 1.0)

    @property
    def share_at_best(self) -> float:
        """Give the part of the shorter one that both would cover were a clock off."""
        room_s = min(CLOCK_OFF_S, self.shorter_s - self.overlap_s)
        return min((self.overlap_s + room_s) / max(self.shorter_s, 1.0), 1.0)

    @property
    def follow_one_another(self) -> bool:
        """Tell whether these may be two sessions, one right after the other."""
        together = -_BREATH_S <= self.overlap_s <= CLOCK_OFF_S
        return together and self.overlap_s < self.shorter_s / 2

    def moved(self, seconds: float) -> "Spans":
        """Add to the second's clock."""
        return Spans(self.first_s, self.second_s, self.begins_s + seconds)


def spans_of(first: Workout, second: Workout) -> Spans:
    """Lay two workouts on the first's clock."""
    begins_s = (second.start - first.start).total_seconds()
    return Spans(first.elapsed_s, second.elapsed_s, begins_s)


def zone_shifts(spans: Spans) -> Iterator[int]:
    """Give the seconds by which the second's zone may be off: 0, and what makes ends meet.

    A piece of a workout shares one end with it, so either end is enough.
    """
    if spans.overlap_s > -CLOCK_OFF_S:
        yield 0
    shifts = {round(-apart_s / QUARTER_S) for apart_s in (spans.begins_s, spans.ends_apart_s)}
    for quarters in sorted(shifts - {0}):
        shift_s = int(quarters * QUARTER_S)
        if abs(shift_s) <= FARTHEST_ZONE_S and _an_end_meets(spans.moved(shift_s)):
            yield shift_s


def _an_end_meets(spans: Spans) -> bool:
    nearest_s = min(abs(spans.begins_s), abs(spans.ends_apart_s))
    return nearest_s <= CLOCK_OFF_S + _PRESSED_S and spans.overlap_s > 0


def off_by_both_ends(spans: Spans) -> float:
    """Give what to add to the second's clock when both its ends are off alike; 0 when not."""
    apart_s = (spans.begins_s, spans.ends_apart_s)
    off_s = -sum(apart_s) / 2
    alike = abs(apart_s[0] - apart_s[1]) <= _AS_GOOD_AS_S
    return off_s if alike and _WORTH_MOVING_S <= abs(off_s) <= CLOCK_OFF_S else 0.0
