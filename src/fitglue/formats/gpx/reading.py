"""Workouts out of a GPX file.

A track is a workout. Tracks that follow one another within ten minutes are one: of one sport with
a pause between, of several sports as its legs. Segments of a track are parted by pauses. A track
in which more than a day passes between two points becomes several workouts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from fitglue.domain.arrival import SourceTools
from fitglue.domain.errors import Damaged, NotAWorkout, Unreadable
from fitglue.domain.sport import Sport, by_key
from fitglue.domain.workout import App, Device, Leg, Workout
from fitglue.formats.gpx.document import Document, Track, read_document
from fitglue.formats.gpx.layouts import without_points
from fitglue.formats.own_extension import Own, own
from fitglue.formats.recorded_file import FileWorkouts
from fitglue.formats.recorded_points import (
    BREAK_S,
    Points,
    cleaned,
    cut_at_breaks,
    in_order,
    joined,
    pauses_between,
    pieces_of,
)
from fitglue.formats.recorded_workout import Said, source_id, workout_of
from fitglue.formats.recorded_xml import as_utf8, mended
from fitglue.formats.sport_names import MULTISPORT, is_indoor_name, sport_named

#: Tracks further apart are workouts of their own.
_ONE_WORKOUT_S = 600.0
_OURSELVES = "FitGlue"
_APPLE = "Apple Health Export"
_NO_TITLES = ("untitled", "unnamed")
_ROUTE_OF_APPLE = (
    "This is the route of an Apple Health workout, without its heart rate: give the whole zip of "
    "“Export All Health Data” for the workout itself."
)


@dataclass(frozen=True, eq=False, slots=True)
class _Part:
    """A stretch of one track, its points clean and in order."""

    track: Track
    points: Points
    sport: Sport | None

    @property
    def first_s(self) -> float:
        """Give its first moment, in Unix time."""
        return float(self.points["time_s"][0])

    @property
    def last_s(self) -> float:
        """Give its last moment."""
        return float(self.points["time_s"][-1])


def read_gpx(content: bytes, name: str, tools: SourceTools) -> FileWorkouts:  # noqa: ARG001 - readers are alike
    """Read the workouts of a GPX file; `name` is the file's and says nothing here.

    A file that breaks off gives what it had, with a warning. Raises NotAWorkout for another kind
    of file or a route without times, Damaged when nothing can be saved, Hostile and TooBig.
    """
    document = _document(as_utf8(content))
    tracks = _recorded(document)
    parts = [part for track in tracks for part in _parts(track)]
    groups = [group for group in _together(parts) if _is_a_way(group)]
    if not groups:
        raise _useless(document, tracks)
    workouts = [_workout(group, document, tools) for group in groups]
    titles = [_title(group, document, only=len(groups) == 1) for group in groups]
    return FileWorkouts(
        workouts=tuple(workouts),
        warnings=tuple(_warnings(document, tracks, groups)),
        source_ids=tuple(_source_id(group) for group in groups),
        titles=tuple(titles),
    )


def _document(xml: bytes) -> Document:
    document = read_document(*without_points(xml))
    if document.whole:
        return document
    repaired = mended(xml)
    if repaired == xml:
        return document
    again = read_document(repaired)
    return again if _count(again.tracks) >= _count(document.tracks) else document


def _count(tracks: Sequence[Track]) -> int:
    return sum(track.rows.count for track in tracks)


def _recorded(document: Document) -> list[Track]:
    """Give the tracks; where there are none, routes, which some devices record instead."""
    with_points = [track for track in document.tracks if track.rows.count]
    return [track for track in with_points if not track.planned] or with_points


def _parts(track: Track) -> Iterator[_Part]:
    points = in_order(cleaned(track.rows.points()))
    sport = own(track.own).sport or sport_named(track.said.get("type", ""))
    for stretch in cut_at_breaks(points):
        if np.isfinite(stretch["latitude_deg"]).any():
            yield _Part(track, stretch, sport)


def _together(parts: Sequence[_Part]) -> Iterator[list[_Part]]:
    """Gather the parts that are one workout."""
    ordered = sorted(parts, key=lambda part: part.first_s)
    group = ordered[:1]
    for part in ordered[1:]:
        if _is_one_workout(group[-1], part):
            group.append(part)
        else:
            yield group
            group = [part]
    if group:
        yield group


def _is_a_way(group: Sequence[_Part]) -> bool:
    """Look for two points: one alone is no way."""
    placed = [int(np.isfinite(part.points["latitude_deg"]).sum()) for part in group]
    return sum(placed) > 1


def _is_one_workout(before: _Part, after: _Part) -> bool:
    """Tell whether one part goes on with the workout of another; legs of our own say so."""
    ours = own(before.track.own).whole and own(after.track.own).whole
    between_s = after.first_s - before.last_s
    return 0 <= between_s <= (BREAK_S if ours else _ONE_WORKOUT_S)


def _workout(group: Sequence[_Part], document: Document, tools: SourceTools) -> Workout:
    points = in_order(joined([part.points for part in group]))
    ours = own(group[0].track.own)
    start_s, end_s = _span(group, ours)
    legs = _legs(group, start_s, end_s)
    app, device = _makers(document, group[0].track)
    said = Said(
        start_s=start_s,
        elapsed_s=end_s - start_s,
        sport=ours.whole or (by_key(MULTISPORT) if legs else group[0].sport),
        timer_s=ours.timer_s,
        distance_m=ours.distance_m,
        active_kcal=ours.active_kcal,
        basal_kcal=ours.basal_kcal,
        indoor=_indoor(group, ours),
        app=app,
        device=device,
        pauses=pauses_between(pieces_of(points), start_s) if ours.pauses is None else ours.pauses,
        legs=legs,
    )
    return workout_of(points, said, tools)


def _span(group: Sequence[_Part], ours: Own) -> tuple[float, float]:
    """Give the first and the last moment: those we wrote ourselves, or those of the points."""
    first_s, last_s = group[0].first_s, max(part.last_s for part in group)
    if ours.start_s is None or ours.elapsed_s is None:
        return first_s, last_s
    start_s, end_s = ours.start_s, ours.start_s + ours.elapsed_s
    believable = start_s - 1 <= first_s and last_s <= end_s + 1
    return (start_s, end_s) if believable else (first_s, last_s)


def _legs(group: Sequence[_Part], start_s: float, end_s: float) -> tuple[Leg, ...]:
    """Give a leg for each track when there are several sports; each reaches to the next."""
    known = [part for part in group if part.sport is not None]
    if len(known) < len(group) or len({part.sport for part in known}) < 2:  # noqa: PLR2004 - several
        return ()
    starts = [start_s, *(part.first_s for part in known[1:])]
    ends = [*starts[1:], end_s]
    return tuple(
        _leg(part, part.sport, first - start_s, last - start_s)
        for part, first, last in zip(known, starts, ends, strict=True)
        if part.sport is not None
    )


def _leg(part: _Part, sport: Sport, start_s: float, end_s: float) -> Leg:
    ours = own(part.track.own)
    return Leg(start_s, end_s, sport, ours.leg_distance_m, ours.leg_kcal)


def _indoor(group: Sequence[_Part], ours: Own) -> bool | None:
    if ours.indoor is not None:
        return ours.indoor
    return True if is_indoor_name(group[0].track.said.get("type", "")) else None


def _makers(document: Document, track: Track) -> tuple[App, Device]:
    """Tell the program and the device: Garmin's devices sign as creators themselves."""
    creator = document.creator.strip()
    if creator == _OURSELVES:
        return App(creator), Device(track.said.get("src", ""))
    if creator == _APPLE:
        return App("Apple Health"), Device()
    if creator.startswith("Garmin ") and creator != "Garmin Connect":
        return App(creator), Device(creator, manufacturer="Garmin")
    return App(creator), Device()


def _title(group: Sequence[_Part], document: Document, *, only: bool) -> str:
    if document.creator == _APPLE:  # "Route 2019-09-24 1:07pm" is a file's name
        return ""
    whole = document.said.get("name", "") if only else ""
    several = len(group) > 1
    found = group[0].track.said.get("name", "")
    title = (whole or found) if several else (found or whole)
    return "" if title.lower() in _NO_TITLES else " ".join(title.split())


def _source_id(group: Sequence[_Part]) -> str:
    points = joined([part.points for part in group])
    return source_id("gpx", points, *(part.sport and part.sport.key for part in group))


def _useless(document: Document, tracks: Sequence[Track]) -> Unreadable:
    """Say why there is no workout in the file, and what to do."""
    if not document.is_gpx:
        return NotAWorkout("This is not a GPX file.")
    if not tracks:
        if not document.whole:
            return Damaged("This GPX file is broken or cut short before its first point.")
        return NotAWorkout("This GPX file has no track points.", _EXPORT_THE_ACTIVITY)
    if any(np.isfinite(track.rows.points()["time_s"]).any() for track in tracks):
        return Damaged("No two points of this GPX file have a time and a place.")
    return NotAWorkout(
        "The points of this GPX file have no times: it is a route to follow, not a workout.",
        _EXPORT_THE_ACTIVITY,
    )


_EXPORT_THE_ACTIVITY = (
    "Export the recorded activity from the device or service that has it, best as FIT."
)


def _warnings(
    document: Document, tracks: Sequence[Track], groups: Sequence[Sequence[_Part]]
) -> Iterator[str]:
    if not document.whole:
        yield "The file is broken or cut short: the points before that were read."
    left_out = _count(tracks) - sum(len(part.points) for group in groups for part in group)
    if left_out == 1:
        yield "One point has no time, or none near the others, and was left out."
    elif left_out:
        yield f"{left_out:,} points have no time, or none near the others, and were left out."
    if document.creator == _APPLE:
        yield _ROUTE_OF_APPLE
