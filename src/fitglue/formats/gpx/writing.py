"""An activity as a GPX 1.1 file, with the extensions that training software reads.

Heart rate, cadence and temperature go into Garmin's TrackPointExtension v1, which everybody
reads; a measured speed and course into its v2. Power stands as Garmin's PowerExtension and once
more as the bare `power` that Strava and Intervals.icu look for, in a namespace of our own because
GPX allows no name of its own there. Distance is Cluetrust's.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from fitglue.domain.activity import Activity
from fitglue.domain.errors import Refused
from fitglue.domain.sport import Sport
from fitglue.domain.timeline import Timeline, timeline
from fitglue.domain.workout import Leg, Workout
from fitglue.formats.fit.activity_file import device_name
from fitglue.formats.fit.records import revolutions_per_min
from fitglue.formats.xml_tracks.columns import (
    Texts,
    begins_piece,
    course,
    measured_speed,
    row_times,
    side_by_side,
    texts,
    whole,
    whole_second,
    wrapped,
)
from fitglue.formats.xml_tracks.extension import NAMESPACE, activity_element, leg_element
from fitglue.formats.xml_tracks.untrusted import escaped

_GARMIN = "http://www.garmin.com/xmlschemas"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<gpx version="1.1" creator="FitGlue" xmlns="http://www.topografix.com/GPX/1/1"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    f' xmlns:gpxtpx="{_GARMIN}/TrackPointExtension/v1"'
    f' xmlns:gpxtpx2="{_GARMIN}/TrackPointExtension/v2"'
    f' xmlns:pwr="{_GARMIN}/PowerExtension/v1"'
    ' xmlns:gpxdata="http://www.cluetrust.com/XML/GPXDATA/1/0"'
    ' xsi:schemaLocation="http://www.topografix.com/GPX/1/1'
    ' http://www.topografix.com/GPX/1/1/gpx.xsd">\n'
)
_POWER = f'<pwr:PowerInWatts>%d</pwr:PowerInWatts><power xmlns="{NAMESPACE}">%d</power>'


def encode_gpx(activity: Activity) -> bytes:
    """Write an activity as a GPX file; the same activity gives the same bytes.

    Points stand at whole seconds, each with what was known there; a pause begins a new segment,
    and every leg of a multi-sport workout is a track. What was measured at no position is not in
    the file. Raises Refused for an activity without a route.
    """
    workout = activity.workout
    rows = timeline(workout)
    placed = np.isfinite(rows.columns.get("latitude_deg", np.full(len(rows), np.nan)))
    if np.count_nonzero(placed) < 2:  # noqa: PLR2004 - one point is no way
        raise Refused(
            "This activity has no route, and a GPX file is a route and nothing else.",
            "Choose FIT, which holds everything, or TCX.",
        )
    points = _points(workout, rows)
    written = [_HEAD, _metadata(activity)]
    for leg, first, after in _tracks(workout, rows):
        within = [row for row in range(first, after) if placed[row]]
        if within:
            written += _track(activity, leg, points, within, begins_piece(workout, rows))
    return "".join([*written, "</gpx>\n"]).encode()


def _metadata(activity: Activity) -> str:
    return (
        f"<metadata>{_element('name', activity.title)}{_element('desc', activity.text)}"
        f"<time>{whole_second(activity.workout.start.timestamp())}</time></metadata>\n"
    )


def _element(name: str, text: str) -> str:
    return f"<{name}>{escaped(text)}</{name}>" if text else ""


def _tracks(workout: Workout, rows: Timeline) -> Iterator[tuple[Leg | None, int, int]]:
    """Give the rows of each leg, or all of them; a row on a border belongs to the later leg."""
    legs = sorted(workout.legs, key=lambda leg: leg.start_s)
    if len(legs) < 2:  # noqa: PLR2004 - one leg is the whole
        yield None, 0, len(rows)
        return
    starts = [leg.start_s for leg in legs[1:]]
    bounds = [0, *np.searchsorted(rows.time_s, starts).tolist(), len(rows)]
    yield from zip(legs, bounds[:-1], bounds[1:], strict=True)


def _track(
    activity: Activity, leg: Leg | None, points: Texts, within: Sequence[int], breaks: Sequence[int]
) -> Iterator[str]:
    workout = activity.workout
    sport: Sport = leg.sport if leg else workout.sport
    first = leg is not None and leg is min(workout.legs, key=lambda one: one.start_s)
    own = leg_element(workout, leg, first=first) if leg else activity_element(workout)
    yield (
        f"<trk>{_element('name', activity.title)}{_element('desc', activity.text)}"
        f"{_element('src', device_name(workout))}{_element('type', sport.key)}"
        f"<extensions>{own}</extensions>\n<trkseg>\n"
    )
    left = list(breaks)
    for position, row in enumerate(within):
        new = False
        while left and left[0] <= row:
            new = left.pop(0) > within[0] and position > 0
        yield f"</trkseg>\n<trkseg>\n{points[row]}" if new else points[row]
    yield "</trkseg>\n</trk>\n"


def _points(workout: Workout, rows: Timeline) -> Texts:
    """Write every row as a point, as if it had a position."""
    known = rows.columns
    return side_by_side(
        (
            texts(np.nan_to_num(known["latitude_deg"]), '<trkpt lat="%.7f"'),
            texts(np.nan_to_num(known["longitude_deg"]), ' lon="%.7f">'),
            texts(known.get("altitude_m"), "<ele>%.3f</ele>"),
            wrapped(row_times(workout, rows), "<time>", "</time>"),
            wrapped(_extensions(workout, rows), "<extensions>", "</extensions>"),
            ["</trkpt>\n"] * len(rows),
        ),
        len(rows),
    )


def _extensions(workout: Workout, rows: Timeline) -> list[str]:
    known = rows.columns
    power = whole(known.get("power_w"), 0, 65_535)
    return side_by_side(
        (
            wrapped(_measured(workout, rows), *_within("gpxtpx")),
            wrapped(_under_way(workout, rows), *_within("gpxtpx2")),
            None if power is None else [_POWER % (watts, watts) if watts == watts else ""  # noqa: PLR0124 - NaN is not itself
                                        for watts in power.tolist()],
            texts(known.get("distance_m"), "<gpxdata:distance>%.3f</gpxdata:distance>"),
        ),
        len(rows),
    )  # fmt: skip


def _within(prefix: str) -> tuple[str, str]:
    return f"<{prefix}:TrackPointExtension>", f"</{prefix}:TrackPointExtension>"


def _measured(workout: Workout, rows: Timeline) -> list[str]:
    """Write what TrackPointExtension v1 holds, in its order."""
    known = rows.columns
    cadence = whole(revolutions_per_min(workout, known), 0, 254)
    columns = {
        "atemp": (known.get("air_temperature_deg_c"), "%.2f"),
        "wtemp": (known.get("water_temperature_deg_c"), "%.2f"),
        "depth": (known.get("underwater_depth_m"), "%.3f"),
        "hr": (whole(known.get("heart_rate_bpm"), 1, 254), "%d"),
        "cad": (cadence, "%d"),
    }
    return side_by_side(
        (
            texts(column, f"<gpxtpx:{name}>{template}</gpxtpx:{name}>")
            for name, (column, template) in columns.items()
        ),
        len(rows),
    )


def _under_way(workout: Workout, rows: Timeline) -> list[str]:
    """Write what TrackPointExtension v2 adds."""
    speed, heading = measured_speed(workout, rows), course(workout, rows)
    return side_by_side(
        (
            texts(speed, "<gpxtpx2:speed>%.3f</gpxtpx2:speed>"),
            texts(heading, "<gpxtpx2:course>%.2f</gpxtpx2:course>"),
        ),
        len(rows),
    )
