"""An activity with all that may be said of it in a title."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import numpy as np

from fitglue.domain import figures
from fitglue.domain.activity import Activity, Glance, glance
from fitglue.domain.booster_tools import History, NoHistory, Nowhere, Place, Places
from fitglue.domain.figures import Figure, Units
from fitglue.domain.sport import Rate
from fitglue.domain.streams import StreamKind
from fitglue.domain.whereabouts import Whereabouts, whereabouts
from fitglue.domain.workout import Workout


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days: moments with the same `key` are in one. At most so many are looked at."""

    key: Callable[[datetime], object]
    most: int


WEEK = Span(lambda day: day.isocalendar()[:2], 200)  # from Monday on
MONTH = Span(lambda day: (day.year, day.month), 600)
YEAR = Span(lambda day: day.year, 5_000)
EVER = Span(lambda _: None, 50_000)


@dataclass(frozen=True, eq=False)
class Scene:
    """An activity, its owner's units, a map and a past. What is not asked for is not looked up."""

    activity: Activity
    units: Units = "metric"
    places: Places = field(default_factory=Nowhere)
    history: History = field(default_factory=NoHistory)

    @property
    def workout(self) -> Workout:
        """Give what was recorded."""
        return self.activity.workout

    @cached_property
    def start(self) -> datetime:
        """Give the wall clock at the start, where it was."""
        return self.workout.zone.local(self.workout.start)

    @cached_property
    def way(self) -> Whereabouts | None:
        """Give the towns of the route, if one was measured."""
        return whereabouts(self.workout, self.places)

    @property
    def place(self) -> Place | None:
        """Give the town that most of the route lies in."""
        return self.way.most.place if self.way else None

    @property
    def is_swim(self) -> bool:
        """Tell whether its distance is told in metres or yards."""
        return self.workout.sport.key == "swimming"

    def rate(self, spoken: Rate | None = None) -> Figure | None:
        """Give pace or speed over the time without pauses, in the way of its sport or another."""
        workout = self.workout
        if not workout.distance_m or workout.timer_s <= 0 or workout.legs:
            return None
        words = figures.rate(spoken or workout.sport.rate, self.units)
        return words.figure(workout.distance_m / workout.timer_s)

    def mean(self, kind: StreamKind) -> float | None:
        """Give the mean of what a stream has; none without a value."""
        stream = self.workout.streams.get(kind)
        if stream is None or not np.isfinite(stream.values).any():
            return None
        return float(np.nanmean(stream.values))

    def with_this_one(self, span: Span) -> list[Glance] | None:
        """Give the activities of this sport in its span, up to and with this one, newest first.

        None without any past: then nobody knows whether this is the first.
        """
        past = self.history.past(self.workout.start, span.most)
        if not past:
            return None
        mine = glance(self.activity)
        same = [one for one in past if one.sport == mine.sport and one.id != mine.id]
        return [mine, *(one for one in same if span.key(one.start) == span.key(self.start))]
