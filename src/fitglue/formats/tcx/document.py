"""A TCX document: its activities with their laps and points.

Garmin's Training Center Database v2 and ActivityExtension v2
(https://www8.garmin.com/xmlschemas/TrainingCenterDatabasev2.xsd). Names count without a prefix.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fitglue.domain.errors import TooBig
from fitglue.formats.own_extension import ELEMENT, LAP_ELEMENT, figure
from fitglue.formats.recorded_points import PLACE, PointRows, instant_s, number
from fitglue.formats.recorded_xml import tell

#: Where each element of a point goes.
_COLUMN_OF = {
    "Time": "time_s", "LatitudeDegrees": "latitude_deg", "LongitudeDegrees": "longitude_deg",
    "AltitudeMeters": "altitude_m", "DistanceMeters": "travelled_m", "Value": "heart_rate_bpm",
    "Cadence": "cadence_per_min", "RunCadence": "cadence_per_min", "Speed": "speed_m_per_s",
    "Watts": "power_w",
}  # fmt: skip
#: What a lap says, by the name of its element; a heart rate has its value inside.
_OF_LAP = {
    "TotalTimeSeconds", "DistanceMeters", "Calories", "Intensity", "TriggerMethod", "Notes",
    "AverageHeartRateBpm", "MaximumHeartRateBpm",
}  # fmt: skip
#: Which method takes the beginning of an element.
_BEGINS = {
    "MultiSportSession": "_begin_session", "Course": "_begin_planned", "Workout": "_begin_planned",
    "Activity": "_begin_activity", "Transition": "_begin_transition", "Lap": "_begin_lap",
    "Track": "_begin_track", "Trackpoint": "_begin_point", ELEMENT: "_own_of_activity",
    LAP_ELEMENT: "_own_of_lap",
}  # fmt: skip
_HEART_RATES = ("AverageHeartRateBpm", "MaximumHeartRateBpm")
_OF_CREATOR = {"Name", "VersionMajor", "VersionMinor"}
_LONGEST_TEXT = 20_000
_MOST_LAPS = 20_000


@dataclass(eq=False, slots=True)
class LapRead:
    """One lap as the file says it; figures as text, by the names of their elements."""

    start_s: float
    said: dict[str, str] = field(default_factory=dict)
    own: Mapping[str, str] = field(default_factory=dict)  # what we wrote into it ourselves
    pieces: list[int] = field(default_factory=list)

    def figure(self, name: str) -> float | None:
        """Give a figure of the lap that is a number and not negative."""
        return figure(self.said.get(name, ""))


@dataclass(eq=False, slots=True)
class ActivityRead:
    """One activity, alone or as a sport of a session."""

    sport: str = ""
    session: int = 0  # which multi-sport session it belongs to, 0 for none
    said: dict[str, str] = field(default_factory=dict)
    creator: dict[str, str] = field(default_factory=dict)
    own: Mapping[str, str] = field(default_factory=dict)
    laps: list[LapRead] = field(default_factory=list)
    rows: PointRows = field(default_factory=PointRows)


@dataclass(eq=False, slots=True)
class Document:
    """What a TCX file holds; not `whole` when it breaks off."""

    is_tcx: bool = False
    whole: bool = True
    planned: bool = False  # it holds a course or a workout to follow
    activities: list[ActivityRead] = field(default_factory=list)
    session_notes: dict[int, str] = field(default_factory=dict)
    author: str = ""


def read_document(xml: bytes) -> Document:
    """Read a document in UTF-8, all of it that can be read. Raises Hostile and TooBig."""
    listener = _Listener()
    listener.document.whole = tell(xml, listener, _LONGEST_TEXT)
    return listener.document


class _Listener:
    """Where the document stands: which activity, which lap, which point."""

    def __init__(self) -> None:
        self.document = Document()
        self._path: list[str] = []
        self._activity: ActivityRead | None = None
        self._lap: LapRead | None = None
        self._point: list[float] | None = None
        self._session = self._piece = self._laps = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if not self._path:
            self.document.is_tcx = name == "TrainingCenterDatabase"
        self._path.append(name)
        if self._point is not None:
            return
        if name in _BEGINS:
            getattr(self, _BEGINS[name])(attributes)

    def _begin_session(self, _: Mapping[str, str]) -> None:
        self._session += 1

    def _begin_planned(self, _: Mapping[str, str]) -> None:
        self.document.planned = True

    def _begin_activity(self, attributes: Mapping[str, str]) -> None:
        session = self._session if "MultiSportSession" in self._path else 0
        self._activity = ActivityRead(attributes.get("Sport", "").strip(), session)
        self.document.activities.append(self._activity)
        self._count()

    def _begin_transition(self, attributes: Mapping[str, str]) -> None:
        """Take the lap between two sports for an activity of its own."""
        self._begin_activity({"Sport": "transition"})
        self._begin_lap(attributes)

    def _begin_lap(self, attributes: Mapping[str, str]) -> None:
        if self._activity is not None:
            self._lap = LapRead(instant_s(attributes.get("StartTime", "")))
            self._activity.laps.append(self._lap)
            self._count()

    def _count(self) -> None:
        self._laps += 1
        if self._laps > _MOST_LAPS:
            raise TooBig(f"This TCX file has more than {_MOST_LAPS:,} laps.")

    def _begin_track(self, _: Mapping[str, str]) -> None:
        self._piece += 1
        if self._lap is not None:
            self._lap.pieces.append(self._piece)

    def _begin_point(self, _: Mapping[str, str]) -> None:
        self._point = PointRows.empty()
        self._point[PLACE["piece"]] = self._piece

    def _own_of_activity(self, attributes: Mapping[str, str]) -> None:
        if self._activity is not None:
            self._activity.own = attributes

    def _own_of_lap(self, attributes: Mapping[str, str]) -> None:
        if self._lap is not None:
            self._lap.own = attributes

    def end(self, name: str, text: str) -> None:
        self._path.pop()
        if self._point is not None:
            self._end_in_point(self._point, name, text)
        elif name in ("Activity", "Transition"):
            self._activity = self._lap = None
        elif name == "Lap":
            self._lap = None
        elif self._path and text:
            self._said(self._path[-1], name, text.strip())

    def _end_in_point(self, point: list[float], name: str, text: str) -> None:
        if name == "Trackpoint":
            if self._activity is not None:
                self._activity.rows.add(point)
            self._point = None
            return
        column = _COLUMN_OF.get(name)
        # Of two elements of one meaning the first counts; NaN alone is not itself.
        if column and point[PLACE[column]] != point[PLACE[column]]:
            point[PLACE[column]] = instant_s(text) if name == "Time" else number(text)

    def _said(self, parent: str, name: str, text: str) -> None:
        if self._lap is not None:
            self._lap_said(self._lap, parent, name, text)
        elif self._activity is not None and parent == "Activity":
            self._activity.said.setdefault(name, text)
        elif self._activity is not None and name in _OF_CREATOR and "Creator" in self._path:
            self._activity.creator.setdefault(name, text)
        elif parent == "MultiSportSession" and name == "Notes":
            self.document.session_notes[self._session] = text
        elif parent == "Author" and name == "Name":
            self.document.author = text

    def _lap_said(self, lap: LapRead, parent: str, name: str, text: str) -> None:
        if name == "Value" and parent in _HEART_RATES:
            lap.said.setdefault(parent, text)
        elif name in _OF_LAP and parent in ("Lap", "Transition"):
            lap.said.setdefault(name, text)
