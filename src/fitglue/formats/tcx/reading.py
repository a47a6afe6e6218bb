"""Workouts out of a TCX file.

An activity is a workout; the activities of a multi-sport session are one, with its legs. A gap
between two tracks is a pause; between two laps only where their timers say so too, because a
device also opens a new track for every lap.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from fitglue.domain.arrival import SourceTools
from fitglue.domain.errors import Damaged, NotAWorkout, Unreadable
from fitglue.domain.sport import Sport, by_key
from fitglue.domain.workout import App, Device, Workout
from fitglue.formats.recorded_file import FileWorkouts
from fitglue.formats.tcx.document import ActivityRead, Document, read_document
from fitglue.formats.tcx.laps import (
    TimedLap,
    laps_of,
    legs_of,
    pauses_of,
    timed_laps,
    timer_s,
    total,
)
from fitglue.formats.xml_tracks.extension import Own, own
from fitglue.formats.xml_tracks.points import Points, cleaned, cut_at_breaks, in_order, joined
from fitglue.formats.xml_tracks.sport_names import MULTISPORT, sport_named
from fitglue.formats.xml_tracks.untrusted import as_utf8, mended
from fitglue.formats.xml_tracks.workout import Said, source_id, workout_of

_LONGEST_TITLE = 200
_EXPORT_THE_ACTIVITY = (
    "Export the recorded activity from the device or service that has it, best as FIT."
)
Group = Sequence[ActivityRead]


@dataclass(frozen=True, eq=False, slots=True)
class _Recorded:
    """The activities that are one workout, and their points, clean and in order."""

    group: Group
    points: Points


def read_tcx(content: bytes, name: str, tools: SourceTools) -> FileWorkouts:  # noqa: ARG001 - readers are alike
    """Read the workouts of a TCX file; `name` is the file's and says nothing here.

    A file that breaks off gives what it had, with a warning. Raises NotAWorkout for another kind
    of file or a course, Damaged when nothing can be saved, Hostile and TooBig.
    """
    document = _document(as_utf8(content))
    recorded = [one for one in map(_recorded, _groups(document)) if _tells_something(one)]
    if not recorded:
        raise _useless(document)
    return FileWorkouts(
        workouts=tuple(_workout(one, document, tools) for one in recorded),
        warnings=tuple(_warnings(document, recorded)),
        source_ids=tuple(map(_source_id, recorded)),
        titles=tuple(_title(one.group, document) for one in recorded),
    )


def _document(xml: bytes) -> Document:
    document = read_document(xml)
    if document.whole:
        return document
    repaired = mended(xml)
    if repaired == xml:
        return document
    again = read_document(repaired)
    return again if _count(again.activities) >= _count(document.activities) else document


def _count(activities: Group) -> int:
    return sum(activity.rows.count for activity in activities)


def _groups(document: Document) -> Iterator[Group]:
    """Give the activities of each session together, and every other one alone."""
    numbered = enumerate(document.activities)
    for _, some in groupby(numbered, lambda pair: (pair[1].session, pair[1].session or pair[0])):
        yield [activity for _, activity in some]


def _recorded(group: Group) -> _Recorded:
    """Put the points in order; of several days that a wrong clock makes, take the fullest."""
    points = in_order(cleaned(joined([activity.rows.points() for activity in group])))
    return _Recorded(group, max(cut_at_breaks(points), key=len))


def _tells_something(recorded: _Recorded) -> bool:
    """Look for two points in time, or for a lap that took a while."""
    if len(recorded.points) > 1:
        return True
    return any(
        0 <= lap.start_s < math.inf and lap.figure("TotalTimeSeconds")
        for activity in recorded.group
        for lap in activity.laps
    )


def _workout(recorded: _Recorded, document: Document, tools: SourceTools) -> Workout:
    group, points = recorded.group, recorded.points
    laps = timed_laps(group, points)
    ours = own(group[0].own)
    start_s, end_s = _span(laps, points, ours)
    app, device = _makers(document, group[0])
    legs = legs_of(group, laps, start_s, end_s) if len(group) > 1 else ()
    said = Said(
        start_s=start_s,
        elapsed_s=end_s - start_s,
        sport=_sport(group, ours),
        timer_s=ours.timer_s if ours.timer_s is not None else timer_s(laps),
        distance_m=ours.distance_m if group[0].own else total(laps, "DistanceMeters"),
        active_kcal=ours.active_kcal if group[0].own else total(laps, "Calories"),
        basal_kcal=ours.basal_kcal,
        indoor=ours.indoor,
        app=app,
        device=device,
        pauses=pauses_of(laps, points, start_s) if ours.pauses is None else ours.pauses,
        laps=laps_of(group, laps, start_s),
        legs=legs,
    )
    return workout_of(points, said, tools)


def _span(laps: Sequence[TimedLap], points: Points, ours: Own) -> tuple[float, float]:
    """Give the first and the last moment, in Unix time: those we wrote, or those of laps."""
    time_s = points["time_s"].tolist()
    starts, ends = time_s[:1], time_s[-1:]
    starts += [lap.start_s for lap in laps[:1]]
    ends += [lap.end_s for lap in laps[-1:]]
    first_s, last_s = min(starts), max(ends)
    if ours.start_s is None or ours.elapsed_s is None:
        return first_s, last_s
    start_s, end_s = ours.start_s, ours.start_s + ours.elapsed_s
    believable = start_s - 1 <= first_s and last_s <= end_s + 1
    return (start_s, end_s) if believable else (first_s, last_s)


def _sport(group: Group, ours: Own) -> Sport | None:
    if len(group) > 1:
        return ours.whole or by_key(MULTISPORT)
    return ours.sport or sport_named(group[0].sport)


def _makers(document: Document, activity: ActivityRead) -> tuple[App, Device]:
    """Tell the program that wrote the file and the device that measured."""
    name = activity.creator.get("Name", "").strip()
    version = (
        f"{activity.creator.get('VersionMajor', '0')}.{activity.creator.get('VersionMinor', '0')}"
    )
    device = Device(
        name,
        manufacturer="Garmin" if name.startswith("Garmin") else "",
        software="" if version == "0.0" else version[:20],
    )
    author = "FitGlue" if activity.own else document.author.strip()
    return App(author or name), device


def _title(group: Group, document: Document) -> str:
    """Take the first line of the notes: there is no other place for a name."""
    notes = document.session_notes.get(group[0].session, "") if group[0].session else ""
    notes = notes or group[0].said.get("Notes", "")
    first = notes.strip().partition("\n")[0]
    return " ".join(first.split())[:_LONGEST_TITLE]


def _source_id(recorded: _Recorded) -> str:
    said = ((activity.sport, activity.said.get("Id", "")) for activity in recorded.group)
    return source_id("tcx", recorded.points, *(part for parts in said for part in parts))


def _useless(document: Document) -> Unreadable:
    """Say why there is no workout in the file, and what to do."""
    if not document.is_tcx:
        return NotAWorkout("This is not a TCX file.")
    if not document.whole:
        return Damaged("This TCX file is broken or cut short before anything in it can be used.")
    if document.planned:
        return NotAWorkout(
            "This TCX file holds a plan to follow, not a recorded workout.", _EXPORT_THE_ACTIVITY
        )
    return NotAWorkout("This TCX file has no activity with a time.", _EXPORT_THE_ACTIVITY)


def _warnings(document: Document, recorded: Sequence[_Recorded]) -> Iterator[str]:
    if not document.whole:
        yield "The file is broken or cut short: what came before that was read."
    left_out = sum(_count(one.group) - len(one.points) for one in recorded)
    if left_out == 1:
        yield "One point has no time, or none near the others, and was left out."
    elif left_out:
        yield f"{left_out:,} points have no time, or none near the others, and were left out."
