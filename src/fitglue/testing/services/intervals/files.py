"""Files as Intervals.icu takes them, read by readers that are not ours.

FIT is read by fitdecode, GPX and TCX as XML. Each sport of a file is a recording of its own, for
multisport files are split (operation `uploadActivity` of the service's OpenAPI description).
"""

import gzip
import io
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from fastcrc import crc16

Row = Mapping[str, Any]

_FIT_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
_SMALLEST_FIT = 14
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_KINDS = (".fit", ".tcx", ".gpx")
_OF_SPORT = {
    1: "Run", 2: "Ride", 3: "Transition", 4: "Workout", 5: "Swim", 7: "Soccer", 8: "Tennis",
    11: "Walk", 12: "NordicSki", 13: "AlpineSki", 14: "Snowboard", 15: "Rowing", 17: "Hike",
    25: "Golf", 31: "RockClimbing", 32: "Sail", 33: "IceSkate", 35: "Snowshoe", 38: "Surfing",
    41: "Kayaking", 62: "HighIntensityIntervalTraining",
}  # fmt: skip
_OF_SUB_SPORT = {
    (1, 3): "TrailRun", (2, 8): "MountainBikeRide", (2, 46): "GravelRide", (2, 58): "VirtualRide",
    (4, 15): "Elliptical", (5, 18): "OpenWaterSwim", (10, 20): "WeightTraining", (10, 43): "Yoga",
    (10, 44): "Pilates",
}  # fmt: skip
_INDOOR_SUB_SPORTS = {1, 6, 14, 15, 25, 27, 45}
_OF_NAME = {"running": "Run", "biking": "Ride", "cycling": "Ride", "walking": "Walk"}


class NotReadable(ValueError):
    """A file that the service refuses, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One sport of a file; `content` is the file if it is FIT."""

    start: datetime
    elapsed_s: float
    type: str
    file_type: str
    fit_sport: int = 0
    fit_sub_sport: int = 0
    timer_s: float | None = None
    distance_m: float | None = None
    trainer: bool = False
    avg_hr_bpm: int | None = None
    calories: int | None = None
    content: bytes = field(default=b"", repr=False)

    def rows(self) -> list[Row]:
        """Read its samples, each with its moment, by the names of FIT's record message."""
        end = self.start + timedelta(seconds=self.elapsed_s + 1)
        found = ({**row, "timestamp": _moment(row["timestamp"])} for row in self._records())
        return [row for row in found if self.start <= row["timestamp"] <= end]

    def _records(self) -> Iterator[Row]:
        return _messages(self.content, "record") if self.content else iter(())


def recorded(content: bytes, name: str) -> list[Recorded]:
    """Read every recording of a file: FIT, TCX or GPX, gzipped or zipped. Raises NotReadable."""
    found = [one for plain, inner in _unpacked(content, name) for one in _read(plain, inner)]
    if not found:
        raise NotReadable("No activities found in file")
    return found


def _unpacked(content: bytes, name: str) -> Iterator[tuple[bytes, str]]:
    if content.startswith(_GZIP):
        try:
            yield gzip.decompress(content), name.removesuffix(".gz")
        except (OSError, EOFError, zlib.error) as problem:
            raise NotReadable("Invalid gzip file") from problem
    elif content.startswith(_ZIP):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            yield from (
                (packed.read(one), one) for one in packed.namelist() if one.lower().endswith(_KINDS)
            )
    else:
        yield content, name


def _read(content: bytes, name: str) -> list[Recorded]:
    if content[8:12] == b".FIT":
        return _read_fit(content)
    try:
        root = ET.fromstring(content)  # noqa: S314 - of our own tests
    except ET.ParseError as problem:
        raise NotReadable(f"Unsupported file type: {name}") from problem
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    if root.tag == "gpx":
        return [_read_gpx(root)]
    if root.tag == "TrainingCenterDatabase":
        return [_read_tcx(one) for one in root.iter("Activity")]
    raise NotReadable(f"Unsupported file type: {name}")


def _read_fit(content: bytes) -> list[Recorded]:
    if len(content) < _SMALLEST_FIT or crc16.arc(content):
        raise NotReadable("Invalid FIT file")
    return [_of_session(one, content) for one in _messages(content, "session")]


def _messages(content: bytes, name: str) -> Iterator[Row]:
    """Decode the messages of a name; times are FIT's seconds, sports its numbers.

    The checksum was checked before: in Python it takes as long as all the rest.
    """
    import fitdecode  # noqa: PLC0415 - there in tests alone

    class Reader(fitdecode.FitReader):
        """Passes over samples that nobody wants: those of a day take half a minute."""

        def _read_data_message_raw_values(self, def_mesg: Any) -> Any:
            if def_mesg.name == "record" != name:
                size = sum(one.size for one in def_mesg.all_field_defs)
                return [self._read_bytes(size)], []
            return super()._read_data_message_raw_values(def_mesg)

    unchecked = fitdecode.CrcCheck.DISABLED
    try:
        with Reader(io.BytesIO(content), processor=None, check_crc=unchecked) as reader:
            for frame in reader:
                if isinstance(frame, fitdecode.FitDataMessage) and frame.name == name:
                    yield _row(frame)
    except fitdecode.FitError as problem:
        raise NotReadable("Invalid FIT file") from problem


def _row(frame: Any) -> Row:
    told = {field.name: field.value for field in frame.fields}
    raw = ((name, frame.get_raw_value(name, fallback=0)) for name in ("sport", "sub_sport"))
    return told | {name: number or 0 for name, number in raw}


def _of_session(told: Row, content: bytes) -> Recorded:
    sport, sub_sport = told["sport"], told["sub_sport"]
    return Recorded(
        start=_moment(told["start_time"]),
        elapsed_s=float(told.get("total_elapsed_time") or 0),
        timer_s=told.get("total_timer_time"),
        type=_OF_SUB_SPORT.get((sport, sub_sport)) or _OF_SPORT.get(sport, "Workout"),
        file_type="fit",
        fit_sport=sport,
        fit_sub_sport=sub_sport,
        distance_m=told.get("total_distance"),
        trainer=sub_sport in _INDOOR_SUB_SPORTS,
        avg_hr_bpm=told.get("avg_heart_rate"),
        calories=told.get("total_calories"),
        content=content,
    )


def _moment(seconds: int) -> datetime:
    return _FIT_EPOCH + timedelta(seconds=seconds)


def _read_gpx(root: ET.Element) -> Recorded:
    times = [_instant(one.text) for one in root.iter("time") if one.text]
    if not times:
        raise NotReadable("No timestamps found in GPX file")
    name = next((one.text or "" for one in root.iter("type")), "")
    return Recorded(
        start=min(times),
        elapsed_s=(max(times) - min(times)).total_seconds(),
        type=_OF_NAME.get(name.lower(), "Workout"),
        file_type="gpx",
    )


def _read_tcx(activity: ET.Element) -> Recorded:
    laps = list(activity.iter("Lap"))
    if not laps:
        raise NotReadable("No laps found in TCX file")
    return Recorded(
        start=_instant(laps[0].get("StartTime")),
        elapsed_s=sum(_number(lap, "TotalTimeSeconds") for lap in laps),
        type=_OF_NAME.get(activity.get("Sport", "").lower(), "Workout"),
        file_type="tcx",
        distance_m=sum(_number(lap, "DistanceMeters") for lap in laps),
    )


def _number(lap: ET.Element, name: str) -> float:
    return float(lap.findtext(name) or 0)


def _instant(text: str | None) -> datetime:
    try:
        return datetime.fromisoformat(text or "").astimezone(UTC)
    except ValueError as problem:
        raise NotReadable("Invalid timestamp") from problem
