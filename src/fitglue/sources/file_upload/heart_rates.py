"""Heart rates of Google Takeout, as recordings beside the workouts that lack one.

A day of heart rates is no workout. What of it falls into a workout that is here, and that has no
heart rate or one with holes, becomes a recording of the same times: it is matched and merged as
that of any second device is, and the rest of the day is not kept. See
docs/decisions/0028-heart-rate-of-takeout.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import numpy as np

from fitglue.domain.arrival import Arrival, Progress, SetAside, SourceTools
from fitglue.domain.better_heart_rate import WHOLE
from fitglue.domain.clock import from_epoch
from fitglue.domain.coverage import coverage, span_of
from fitglue.domain.errors import Unreadable
from fitglue.domain.heart_rate import heart_rate, measured, with_heart_rate
from fitglue.domain.streams import Stream
from fitglue.domain.workout import App, Device, Note, Workout
from fitglue.formats.file_archive import Packed
from fitglue.formats.takeout_heart_rate import DayOfBeats, read_day
from fitglue.sources.file_upload.noticing import Noticed

_A_DAY = timedelta(days=1)
#: A wearer's day begins and ends so far from that of UTC at most.
_OFF = timedelta(hours=14)
#: A heart rate for less of the time is not worth a recording.
_LEAST_SHARE = 0.1
_TRACKER = "Fitbit"
_NOTE = Note(
    "heart-rate-beside",
    "Its times are those of your workout; its heart rate is what your Fitbit measured then.",
)
_NOTHING = DayOfBeats(np.empty(0), np.empty(0))


def heart_rates_alone(content: bytes, tools: SourceTools, noticed: Noticed) -> Iterator[Arrival]:
    """Read a file by itself. Raises Damaged."""
    beats = read_day(content)
    noticed.day_of_heart_rates()
    if not len(beats.at_s):
        return
    first, last = from_epoch(beats.at_s[0]), from_epoch(beats.at_s[-1])
    for workout in tools.workouts(first, last + timedelta(seconds=1)):
        yield from _beside(workout, beats, noticed)


def heart_rates_beside(
    days: Mapping[date, Packed], tools: SourceTools, noticed: Noticed
) -> Iterator[Arrival | SetAside]:
    """Read as many days as workouts ask for, oldest first."""
    shelf = _Shelf(days)
    done: set[tuple[datetime, datetime]] = set()
    for number, day in enumerate(sorted(days)):
        noticed.day_of_heart_rates()
        tools.tell(Progress(min(number / len(days), 0.999), f"Reading heart rates of {day}"))
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        for workout in tools.workouts(midnight - _OFF, midnight + _A_DAY + _OFF):
            span = workout.start, workout.end
            if span not in done:
                done.add(span)
                yield from _beside(workout, shelf.around(workout), noticed)
    yield from shelf.broken


@dataclass(slots=True)
class _Shelf:
    """The days of an archive; the last few that were read lie open."""

    days: Mapping[date, Packed]
    broken: list[SetAside] = field(default_factory=list)
    _open: dict[date, DayOfBeats] = field(default_factory=dict)

    def around(self, workout: Workout) -> DayOfBeats:
        """Give the samples of every day that a workout may reach into."""
        first, last = workout.start.date() - _A_DAY, workout.end.date() + _A_DAY
        wanted = [first + _A_DAY * number for number in range((last - first).days + 1)]
        self._open = {day: self._day(day) for day in wanted}
        found = self._open.values()
        at_s = np.concatenate([one.at_s for one in found])
        return DayOfBeats(at_s, np.concatenate([one.bpm for one in found]))

    def _day(self, day: date) -> DayOfBeats:
        if day in self._open or day not in self.days:
            return self._open.get(day, _NOTHING)
        one = self.days[day]
        try:
            return read_day(one.read())
        except Unreadable as why:
            if all(one.path != known.what for known in self.broken):
                self.broken.append(SetAside(one.path, why))
            return _NOTHING


def _beside(workout: Workout, beats: DayOfBeats, noticed: Noticed) -> Iterator[Arrival]:
    """Give a recording, if the tracker knows more of a workout's heart than the workout does."""
    stream = heart_rate(beats.at_s - workout.start.timestamp(), beats.bpm, workout.elapsed_s)
    has, knows = _share(workout, measured(workout)), _share(workout, stream)
    if has >= WHOLE or knows <= max(has, _LEAST_SHARE):
        return
    noticed.heart_rate()
    yield Arrival(_name(workout), with_heart_rate(_times(workout), stream, _TRACKER))


def _share(workout: Workout, stream: Stream | None) -> float:
    return 0.0 if stream is None else coverage(stream.time_s, span_of(workout)).share


def _times(workout: Workout) -> Workout:
    """Take over when it was and what it was, and nothing that somebody measured."""
    return Workout(
        sport=workout.sport,
        start=workout.start,
        end=workout.end,
        zone=workout.zone,
        elapsed_s=workout.elapsed_s,
        timer_s=workout.timer_s,
        pauses=workout.pauses,
        app=App("Google Takeout"),
        device=Device(_TRACKER, _TRACKER),
        notes=(_NOTE,),
    )


def _name(workout: Workout) -> str:
    return f"takeout-heart-rate-{workout.start:%Y%m%dT%H%M%SZ}"
