"""A GPX document: its tracks with their points, whatever dialect it is written in.

GPX 1.1 (https://www.topografix.com/GPX/1/1/) and 1.0, with what people put into the extensions of
a point: Garmin's TrackPointExtension v1 and v2 and PowerExtension, Cluetrust's gpxdata, and bare
names as Strava and Apple write them. Names count without their prefix, so any prefix will do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fitglue.domain.errors import TooBig
from fitglue.domain.streams import FloatArray
from fitglue.formats.xml_tracks.extension import ELEMENT
from fitglue.formats.xml_tracks.points import PLACE, PointRows, instant_s, number
from fitglue.formats.xml_tracks.untrusted import tell

#: Stands in a document for points that were read in another way, by their numbers.
READ_POINTS = "fitglue-read-points"
_VALUES = {
    "ele": "altitude_m", "speed": "speed_m_per_s", "course": "course_deg",
    "hAcc": "horizontal_accuracy_m", "vAcc": "vertical_accuracy_m",
    "hr": "heart_rate_bpm", "heartrate": "heart_rate_bpm", "heart_rate": "heart_rate_bpm",
    "cad": "cadence_per_min", "cadence": "cadence_per_min",
    "atemp": "air_temperature_deg_c", "temp": "air_temperature_deg_c",
    "temperature": "air_temperature_deg_c", "wtemp": "water_temperature_deg_c",
    "depth": "underwater_depth_m", "power": "power_w", "PowerInWatts": "power_w",
    "watts": "power_w", "distance": "travelled_m",
}  # fmt: skip
#: Where each element of a point goes.
COLUMN_OF = _VALUES | {"time": "time_s"}
_LONGEST_TEXT = 20_000
_TRACKS, _SEGMENTS, _POINTS = ("trk", "rte"), ("trkseg", "rte"), ("trkpt", "rtept")
_DESCRIBED = ("name", "desc", "cmt", "src", "type")
_MOST_TRACKS = 10_000


@dataclass(eq=False, slots=True)
class Track:
    """One track or route: what it says of itself, and its points."""

    planned: bool = False  # a route to follow, not one that was covered
    said: dict[str, str] = field(default_factory=dict)
    own: Mapping[str, str] = field(default_factory=dict)  # what we wrote into it ourselves
    rows: PointRows = field(default_factory=PointRows)


@dataclass(eq=False, slots=True)
class Document:
    """What a GPX file holds; not `whole` when it breaks off."""

    is_gpx: bool = False
    whole: bool = True
    creator: str = ""
    said: dict[str, str] = field(default_factory=dict)
    tracks: list[Track] = field(default_factory=list)


def read_document(xml: bytes, read_points: Mapping[str, FloatArray] | None = None) -> Document:
    """Read a document in UTF-8, all of it that can be read. Raises Hostile.

    With `read_points`, an element `READ_POINTS` of the document stands for some of them.
    """
    listener = _Listener(read_points or {})
    listener.document.whole = tell(xml, listener, _LONGEST_TEXT)
    return listener.document


class _Listener:
    """Where the document stands: which track, which point."""

    def __init__(self, read_points: Mapping[str, FloatArray]) -> None:
        self.document = Document()
        self._read_points = read_points
        self._path: list[str] = []
        self._track: Track | None = None
        self._piece = 0
        self._point: list[float] | None = None

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if not self._path:
            self.document.is_gpx = name == "gpx"
            self.document.creator = attributes.get("creator", "")
        self._path.append(name)
        if self._point is not None:
            return
        if name in _POINTS:
            self._begin_point(attributes)
        elif name in _TRACKS or (name == "trkseg" and self._track is None):
            self._begin_track(planned=name == "rte")
        elif self._track is not None:
            self._within(self._track, name, attributes)
        if name in _SEGMENTS:
            self._piece += 1

    def _begin_track(self, *, planned: bool) -> None:
        if len(self.document.tracks) >= _MOST_TRACKS:
            raise TooBig(f"This GPX file has more than {_MOST_TRACKS:,} tracks.")
        self._track = Track(planned=planned)
        self.document.tracks.append(self._track)

    def _begin_point(self, attributes: Mapping[str, str]) -> None:
        point = PointRows.empty()
        point[PLACE["piece"]] = self._piece
        point[PLACE["latitude_deg"]] = number(attributes.get("lat", ""))
        point[PLACE["longitude_deg"]] = number(attributes.get("lon", ""))
        self._point = point

    def _within(self, track: Track, name: str, attributes: Mapping[str, str]) -> None:
        if name == ELEMENT:
            track.own = attributes
        elif name == READ_POINTS and self._read_points:
            some = slice(int(attributes["first"]), int(attributes["after"]))
            columns = {key: column[some] for key, column in self._read_points.items()}
            track.rows.add_block(columns, self._piece)

    def end(self, name: str, text: str) -> None:
        self._path.pop()
        if self._point is not None:
            self._end_in_point(self._point, name, text)
        elif name in _TRACKS:
            self._track = None
        elif name in _DESCRIBED and self._path:
            self._described(name, text.strip())

    def _end_in_point(self, point: list[float], name: str, text: str) -> None:
        if name in _POINTS:
            if self._track is not None:
                self._track.rows.add(point)
            self._point = None
            return
        column = COLUMN_OF.get(name)
        # Of two elements of one meaning the first counts; NaN alone is not itself.
        if column and point[PLACE[column]] != point[PLACE[column]]:
            point[PLACE[column]] = instant_s(text) if name == "time" else number(text)

    def _described(self, name: str, text: str) -> None:
        parent = self._path[-1]
        if self._track is not None and parent in _TRACKS:
            self._track.said.setdefault(name, text)
        elif parent in ("gpx", "metadata"):
            self.document.said.setdefault(name, text)
