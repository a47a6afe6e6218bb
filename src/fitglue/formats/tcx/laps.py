"""Laps of a TCX file on one clock, and what follows from them: legs, pauses, totals."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fitglue.domain.sport import OTHER
from fitglue.domain.streams import HOLD_S
from fitglue.domain.workout import Lap, LapKind, Leg, Pause
from fitglue.formats.tcx.document import ActivityRead, LapRead
from fitglue.formats.xml_tracks.extension import figure, lap_kind, own
from fitglue.formats.xml_tracks.points import BREAK_S, Piece, Points, gaps, pieces_of
from fitglue.formats.xml_tracks.sport_names import sport_named

#: A timer that lacks less than this of its lap did not stop: figures are rounded.
_ROUNDING_S = 1.0
_LONGEST_LABEL = 200
#: How a lap of rest, and one that a device set off, are labelled.
RESTING, REST = "Resting", "rest"
TRIGGER_LABELS = {
    "Distance": "distance", "Location": "location", "Time": "time", "HeartRate": "heart rate",
}  # fmt: skip


@dataclass(frozen=True, eq=False, slots=True)
class TimedLap:
    """A lap with its start and end in Unix time, and the activity it is part of."""

    read: LapRead
    activity: int
    start_s: float
    end_s: float

    @property
    def stood_s(self) -> float:
        """Give how long the timer stood still in it; without a timer nobody knows: NaN."""
        timer = self.read.figure("TotalTimeSeconds")
        return math.nan if timer is None else self.end_s - self.start_s - timer


def timed_laps(group: Sequence[ActivityRead], points: Points) -> list[TimedLap]:
    """Give the laps that can be placed in time, in order; each reaches to the next of its sport."""
    pieces = {piece.number: piece for piece in pieces_of(points)}
    placed = [
        (lap, number, *_own_span(lap, pieces))
        for number, activity in enumerate(group)
        for lap in activity.laps
    ]
    near = [lap for lap in placed if _is_near(lap[2], points)]
    ordered = sorted(near, key=lambda lap: lap[2])
    found: list[TimedLap] = []
    for index, (lap, number, start_s, end_s) in enumerate(ordered):
        following = ordered[index + 1] if index + 1 < len(ordered) else None
        contiguous = following is not None and (following[1] == number or group[0].own)
        until_s = following[2] if following is not None and contiguous else end_s
        found.append(TimedLap(lap, number, start_s, max(until_s, start_s)))
    return found


def _own_span(lap: LapRead, pieces: dict[int, Piece]) -> tuple[float, float]:
    """Give a lap's start and end as it and its points say; NaN when neither does."""
    known = [pieces[number] for number in lap.pieces if number in pieces]
    first_s = min((piece.first_s for piece in known), default=math.nan)
    start_s = lap.start_s if math.isfinite(lap.start_s) else first_s
    end_s = start_s + (lap.figure("TotalTimeSeconds") or 0.0)
    return start_s, max([end_s, *(piece.last_s for piece in known)])


def _is_near(start_s: float, points: Points) -> bool:
    """Tell whether a lap starts on a day of the points, where there are any."""
    if not math.isfinite(start_s) or start_s < 0:
        return False
    time_s = points["time_s"]
    if not len(time_s):
        return True
    return bool(time_s[0] - BREAK_S <= start_s <= time_s[-1] + BREAK_S)


def total(laps: Sequence[TimedLap], name: str) -> float | None:
    """Add up a figure over laps; None when it is nowhere or nothing."""
    return sum(lap.read.figure(name) or 0.0 for lap in laps) or None


def timer_s(laps: Sequence[TimedLap]) -> float | None:
    """Add up the timers of laps; None unless all have one."""
    timers = [lap.read.figure("TotalTimeSeconds") for lap in laps]
    return total(laps, "TotalTimeSeconds") if all(timer is not None for timer in timers) else None


def laps_of(
    group: Sequence[ActivityRead], laps: Sequence[TimedLap], start_s: float
) -> tuple[Lap, ...]:
    """Give the laps that somebody or something made; a workout that is one lap has none.

    In our own files those are the ones that we marked: the others only fill the time between.
    """
    if group[0].own:
        return tuple(_lap(lap, start_s) for lap in laps if lap_kind(lap.read.own))
    return tuple(_lap(lap, start_s) for lap in laps) if len(laps) > len(group) else ()


def _lap(lap: TimedLap, start_s: float) -> Lap:
    read = lap.read
    kcal = figure(read.own.get("active_kcal", "")) if read.own else read.figure("Calories")
    return Lap(
        start_s=lap.start_s - start_s,
        end_s=lap.end_s - start_s,
        kind=lap_kind(read.own) or LapKind.MANUAL,
        timer_s=read.figure("TotalTimeSeconds"),
        distance_m=read.figure("DistanceMeters"),
        active_kcal=kcal or None,
        avg_hr_bpm=read.figure("AverageHeartRateBpm") or None,
        max_hr_bpm=read.figure("MaximumHeartRateBpm") or None,
        label=_label(read),
    )


def _label(lap: LapRead) -> str:
    """Name a lap by its notes, else as a rest, else by what set it off when no person did."""
    notes = " ".join(lap.said.get("Notes", "").split())[:_LONGEST_LABEL]
    if notes:
        return notes
    if lap.said.get("Intensity") == RESTING:
        return REST
    return TRIGGER_LABELS.get(lap.said.get("TriggerMethod", ""), "")


def legs_of(
    group: Sequence[ActivityRead], laps: Sequence[TimedLap], start_s: float, end_s: float
) -> tuple[Leg, ...]:
    """Give a leg for each activity of a session that has laps."""
    found: list[Leg] = []
    laps_by_activity: dict[int, list[TimedLap]] = {}
    for lap in laps:
        laps_by_activity.setdefault(lap.activity, []).append(lap)
    for number, own_laps in sorted(laps_by_activity.items()):
        activity = group[number]
        ours = own(activity.own)
        sport = ours.sport or sport_named(activity.sport) or OTHER
        distance_m, kcal = total(own_laps, "DistanceMeters"), total(own_laps, "Calories")
        if activity.own:
            distance_m, kcal = ours.leg_distance_m, ours.leg_kcal
        last_s = max(lap.end_s for lap in own_laps)
        found.append(Leg(own_laps[0].start_s - start_s, last_s - start_s, sport, distance_m, kcal))
    return tuple(_without_overlap(found, end_s - start_s))


def _without_overlap(legs: Sequence[Leg], elapsed_s: float) -> Iterator[Leg]:
    ordered = sorted(legs, key=lambda leg: leg.start_s)
    starts = [*(leg.start_s for leg in ordered[1:]), elapsed_s]
    for leg, following_s in zip(ordered, starts[: len(ordered)], strict=True):  # damaged: none
        end_s = max(min(leg.end_s, following_s), leg.start_s)
        yield Leg(leg.start_s, end_s, leg.sport, leg.distance_m, leg.active_kcal)


def pauses_of(laps: Sequence[TimedLap], points: Points, start_s: float) -> tuple[Pause, ...]:
    """Give the pauses: gaps between tracks, and between laps where a timer stood still."""
    lap_of = {piece: index for index, lap in enumerate(laps) for piece in lap.read.pieces}
    return tuple(
        Pause(before.last_s - start_s, after.first_s - start_s)
        for before, after in gaps(pieces_of(points))
        if _is_pause(laps, lap_of.get(before.number), lap_of.get(after.number), before, after)
    )


def _is_pause(
    laps: Sequence[TimedLap], first: int | None, last: int | None, before: Piece, after: Piece
) -> bool:
    if first is None or last is None or first >= last:
        return True
    stood = [lap.stood_s for lap in laps[first : last + 1]]
    if any(math.isnan(seconds) for seconds in stood):
        return after.first_s - before.last_s > HOLD_S
    return max(stood) > _ROUNDING_S
