"""An activity as a TCX file: Garmin's older XML, with the figures of our FIT file.

Laps, sessions and their totals are those that the FIT file has, for both formats are Garmin's and
mean the same by them. Pauses part the tracks of a lap. TCX knows three sports and no time but the
timer's, so an extension of ours says the rest; everybody else passes over it.
"""

import re
from collections.abc import Iterator, Sequence

from fitglue.domain.activity import Activity
from fitglue.domain.sport import Sport
from fitglue.domain.workout import Workout
from fitglue.formats.fit.activity_file import device_name, serial_number
from fitglue.formats.fit.parts import Session, divided
from fitglue.formats.fit.summaries import retold
from fitglue.formats.tcx.lap_writing import TRANSITION_ELEMENT, LapWriter, instant
from fitglue.formats.xml_tracks.extension import activity_element, leg_element
from fitglue.formats.xml_tracks.sport_names import TRANSITION
from fitglue.formats.xml_tracks.untrusted import escaped

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


def encode_tcx(activity: Activity) -> bytes:
    """Write an activity as a TCX file; the same activity gives the same bytes.

    Several sports make a multi-sport session. Every second at which something was known is a
    point; heart rate, cadence and power are whole numbers there. The first line of the notes is
    the title, the rest the description.
    """
    told = retold(activity.workout)
    sessions = divided(activity.workout, told.clock)
    laps = LapWriter(told)
    if len(sessions) == 1:
        body = _activity(activity, sessions[0], laps)
    else:
        body = _session(activity, sessions, laps)
    return "".join([_HEAD, *body, _TAIL]).encode()


def _session(activity: Activity, sessions: Sequence[Session], laps: LapWriter) -> Iterator[str]:
    """Write sports after one another, a transition with the sport that it leads to."""
    yield f"<MultiSportSession>\n<Id>{instant(sessions[0].part.start)}</Id>\n"
    left = list(sessions)
    opening, closing = "<FirstSport>\n", "</FirstSport>\n"
    while left:
        yield opening
        if opening == "<NextSport>\n" and len(left) > 1 and _is_transition(left[0]):
            yield from laps.written(left.pop(0), tag=TRANSITION_ELEMENT)
        yield from _activity(activity, left.pop(0), laps)
        yield closing
        opening, closing = "<NextSport>\n", "</NextSport>\n"
    yield f"{_notes(activity)}</MultiSportSession>\n"


def _is_transition(session: Session) -> bool:
    leg = session.part.leg
    return leg is not None and leg.sport.key == TRANSITION and len(session.laps) == 1


def _activity(activity: Activity, session: Session, laps: LapWriter) -> Iterator[str]:
    workout, leg = activity.workout, session.part.leg
    sport = leg.sport if leg else workout.sport
    yield f'<Activity Sport="{_sport(sport)}">\n<Id>{instant(session.part.start)}</Id>\n'
    yield from laps.written(session, tag="Lap")
    first = session.first_lap == 0
    own = leg_element(workout, leg, first=first) if leg else activity_element(workout)
    yield "" if leg else _notes(activity)
    yield f"{_creator(workout)}<Extensions>{own}</Extensions>\n</Activity>\n"


def _version_part(text: str) -> int:
    found = re.match(r"\d{1,5}", text)
    return min(int(found[0]), _MOST) if found else 0


def _sport(sport: Sport) -> str:
    return _SPORTS.get(sport.key, "Other")


def _notes(activity: Activity) -> str:
    notes = "\n\n".join(part for part in (activity.title, activity.text) if part)
    return f"<Notes>{escaped(notes)}</Notes>\n" if notes else ""


def _creator(workout: Workout) -> str:
    """Name the device, under no maker's product number."""
    major, minor, *_ = [*map(_version_part, workout.device.software.split(".")), 0, 0]
    return (
        f'<Creator xsi:type="Device_t"><Name>{escaped(device_name(workout))}</Name>'
        f"<UnitId>{serial_number(workout)}</UnitId><ProductID>0</ProductID><Version>"
        f"<VersionMajor>{major}</VersionMajor><VersionMinor>{minor}</VersionMinor>"
        "<BuildMajor>0</BuildMajor><BuildMinor>0</BuildMinor></Version></Creator>\n"
    )
