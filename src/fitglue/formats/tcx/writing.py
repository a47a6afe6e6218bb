"""An activity as a TCX file: Garmin's older XML, with the figures of our FIT file.

Laps, sessions and their totals are those that the FIT file has, for both formats are Garmin's and
mean the same by them. Pauses part the tracks of a lap. TCX knows three sports and no time but the
timer's, so an extension of ours says the rest; everybody else passes over it.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from fitglue.domain.activity import Activity
from fitglue.domain.measures import timer_at
from fitglue.domain.sport import Sport
from fitglue.domain.workout import Workout
from fitglue.formats.fit.activity_file import device_name, serial_number
from fitglue.formats.fit.parts import Part, Session, divided
from fitglue.formats.fit.profile import EPOCH
from fitglue.formats.fit.summaries import Told, lap_row, retold, session_row
from fitglue.formats.own_extension import activity_element, lap_element, leg_element
from fitglue.formats.recorded_xml import escaped
from fitglue.formats.sport_names import TRANSITION
from fitglue.formats.tcx.points import is_on_foot, points_of
from fitglue.formats.written_columns import Texts, begins_piece, whole_second

_GARMIN = "http://www.garmin.com/xmlschemas"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<TrainingCenterDatabase xmlns="{_GARMIN}/TrainingCenterDatabase/v2"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    f' xmlns:ns3="{_GARMIN}/ActivityExtension/v2"'
    f' xsi:schemaLocation="{_GARMIN}/TrainingCenterDatabase/v2'
    f' {_GARMIN}/TrainingCenterDatabasev2.xsd">\n<Activities>\n'
)
_TAIL = "</Activities>\n</TrainingCenterDatabase>\n"
_SPORTS = {"running": "Running", "cycling": "Biking", "hand_cycling": "Biking"}
_MOST = 65_535
Figures = Mapping[str, float | str | None]


def encode_tcx(activity: Activity) -> bytes:
    """Write an activity as a TCX file; the same activity gives the same bytes.

    Several sports make a multi-sport session. Every second at which something was known is a
    point; heart rate, cadence and power are whole numbers there. The first line of the notes is
    the title, the rest the description.
    """
    told = retold(activity.workout)
    sessions = divided(activity.workout, told.clock)
    rows = _Rows(told)
    if len(sessions) == 1:
        body = _activity(activity, told, sessions[0], rows)
    else:
        body = _session(activity, told, sessions, rows)
    return "".join([_HEAD, *body, _TAIL]).encode()


class _Rows:
    """The points of a file as text, taken lap by lap."""

    def __init__(self, told: Told) -> None:
        self._points: Texts = points_of(told)
        self._stamps = told.clock.stamps(told.rows.time_s)
        self._breaks = begins_piece(told.workout, told.rows)

    def tracks(self, part: Part, *, last: bool) -> Iterator[str]:
        """Write the tracks of a part; a point on the border belongs to the later part."""
        side = "right" if last else "left"
        first = int(np.searchsorted(self._stamps, part.start))
        after = int(np.searchsorted(self._stamps, part.end, side))
        bounds = [first, *(row for row in self._breaks if first < row < after), after]
        for begin, end in zip(bounds[:-1], bounds[1:], strict=True):
            if end > begin:
                yield "<Track>\n"
                yield from self._points[begin:end]
                yield "</Track>\n"


def _session(
    activity: Activity, told: Told, sessions: Sequence[Session], rows: _Rows
) -> Iterator[str]:
    """Write sports after one another, a transition with the sport that it leads to."""
    yield f"<MultiSportSession>\n<Id>{_instant(sessions[0].part.start)}</Id>\n"
    left = list(sessions)
    opening, closing = "<FirstSport>\n", "</FirstSport>\n"
    while left:
        yield opening
        if opening == "<NextSport>\n" and len(left) > 1 and _is_transition(left[0]):
            session = left.pop(0)
            yield from _lap(told, session, session.laps[0], rows, tag="Transition")
        yield from _activity(activity, told, left.pop(0), rows)
        yield closing
        opening, closing = "<NextSport>\n", "</NextSport>\n"
    yield f"{_notes(activity)}</MultiSportSession>\n"


def _is_transition(session: Session) -> bool:
    leg = session.part.leg
    return leg is not None and leg.sport.key == TRANSITION and len(session.laps) == 1


def _activity(activity: Activity, told: Told, session: Session, rows: _Rows) -> Iterator[str]:
    workout, leg = activity.workout, session.part.leg
    sport = leg.sport if leg else workout.sport
    yield f'<Activity Sport="{_sport(sport)}">\n<Id>{_instant(session.part.start)}</Id>\n'
    for part in session.laps:
        yield from _lap(told, session, part, rows, tag="Lap")
    first = session.first_lap == 0
    own = leg_element(workout, leg, first=first) if leg else activity_element(workout)
    yield "" if leg else _notes(activity)
    yield f"{_creator(workout)}<Extensions>{own}</Extensions>\n</Activity>\n"


def _sport(sport: Sport) -> str:
    return _SPORTS.get(sport.key, "Other")


def _notes(activity: Activity) -> str:
    notes = "\n\n".join(part for part in (activity.title, activity.description) if part)
    return f"<Notes>{escaped(notes)}</Notes>\n" if notes else ""


def _creator(workout: Workout) -> str:
    """Name the device, under no maker's product number."""
    numbers = [*workout.device.software.split("."), "0", "0"]
    major, minor = (number if number.isdecimal() and int(number) <= _MOST else "0" for number in numbers[:2])
    return (
        f'<Creator xsi:type="Device_t"><Name>{escaped(device_name(workout))}</Name>'
        f"<UnitId>{serial_number(workout)}</UnitId><ProductID>0</ProductID><Version>"
        f"<VersionMajor>{major}</VersionMajor><VersionMinor>{minor}</VersionMinor>"
        "<BuildMajor>0</BuildMajor><BuildMinor>0</BuildMinor></Version></Creator>\n"
    )


def _instant(stamp: int) -> str:
    return whole_second(stamp + EPOCH)


def _lap(told: Told, session: Session, part: Part, rows: _Rows, *, tag: str) -> Iterator[str]:
    last = part.end == told.clock.stamp(told.workout.elapsed_s)
    figures = _figures(told, session, part)
    yield f'<{tag} StartTime="{_instant(part.start)}">\n'
    yield f"<TotalTimeSeconds>{part.timer_s:.3f}</TotalTimeSeconds>\n"
    yield f"<DistanceMeters>{_number(figures, 'total_distance') or 0.0:.3f}</DistanceMeters>\n"
    yield _optional(figures, "enhanced_max_speed", "<MaximumSpeed>%.3f</MaximumSpeed>\n")
    yield f"<Calories>{_calories(told, session, part, figures)}</Calories>\n"
    for name, element in (("avg_heart_rate", "Average"), ("max_heart_rate", "Maximum")):
        template = f"<{element}HeartRateBpm><Value>%d</Value></{element}HeartRateBpm>\n"
        yield _optional(figures, name, template, lowest=1, highest=254)
    yield f"<Intensity>Active</Intensity>\n{_cadence(told, figures)}"
    yield "<TriggerMethod>Manual</TriggerMethod>\n"
    yield from rows.tracks(part, last=last)
    if part.lap is not None and part.lap.label:
        yield f"<Notes>{escaped(part.lap.label)}</Notes>\n"
    yield f"<Extensions>{_extensions(told, part, figures)}</Extensions>\n</{tag}>\n"


def _figures(told: Told, session: Session, part: Part) -> Figures:
    """Give the figures of a lap; those of the whole session where it is all of it."""
    if len(session.laps) > 1:
        return lap_row(told, part, 0, last=False)
    only = session.part.leg is None
    stated = lap_row(told, part, 0, last=False) if part.lap is not None else {}
    return session_row(told, session, 0, only=only) | stated


def _number(figures: Figures, name: str) -> float | None:
    found = figures.get(name)
    return float(found) if isinstance(found, float | int) and np.isfinite(found) else None


def _optional(
    figures: Figures, name: str, template: str, *, lowest: float = 0.0, highest: float = 1e6
) -> str:
    """Write a figure that a lap may have, when the element can hold it."""
    found = _number(figures, name)
    if found is None:
        return ""
    value = round(found) if "%d" in template else found
    return template % value if lowest <= value <= highest else ""


def _calories(told: Told, session: Session, part: Part, figures: Figures) -> int:
    """Give the energy of a lap, or its share by the timer of what the workout states."""
    stated = _number(figures, "total_calories")
    if stated is None:
        whole = _number(session_row(told, session, 0, only=session.part.leg is None), "total_calories")
        stated = (whole or 0.0) * _share(told, session, part)
    return min(round(stated), _MOST)


def _share(told: Told, session: Session, part: Part) -> float:
    timers = timer_at(
        np.array([*told.seconds(session.part), *told.seconds(part)]), told.workout.pauses
    )
    whole = float(timers[1] - timers[0])
    return float(timers[3] - timers[2]) / whole if whole > 0 else 0.0


def _cadence(told: Told, figures: Figures) -> str:
    """Write the cadence of a lap of pedalling; that of feet is in the extension."""
    if is_on_foot(told.workout):
        return ""
    return _optional(figures, "avg_cadence", "<Cadence>%d</Cadence>\n", highest=254)


def _extensions(told: Told, part: Part, figures: Figures) -> str:
    """Write what ActivityExtension v2 holds, in its order, and what we say of a lap ourselves."""
    feet = is_on_foot(told.workout)
    inside = [
        _optional(figures, "enhanced_avg_speed", "<ns3:AvgSpeed>%.3f</ns3:AvgSpeed>"),
        "" if feet else _optional(figures, "max_cadence", "<ns3:MaxBikeCadence>%d</ns3:MaxBikeCadence>", highest=254),
        _optional(figures, "avg_cadence", "<ns3:AvgRunCadence>%d</ns3:AvgRunCadence>", highest=254) if feet else "",
        _optional(figures, "max_cadence", "<ns3:MaxRunCadence>%d</ns3:MaxRunCadence>", highest=254) if feet else "",
        _optional(figures, "avg_power", "<ns3:AvgWatts>%d</ns3:AvgWatts>", highest=_MOST),
        _optional(figures, "max_power", "<ns3:MaxWatts>%d</ns3:MaxWatts>", highest=_MOST),
    ]  # fmt: skip
    garmin = f"<ns3:LX>{''.join(inside)}</ns3:LX>" if any(inside) else ""
    return garmin + (lap_element(part.lap) if part.lap is not None else "")
