"""An activity as Intervals.icu keeps it, and how it is told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fitglue.testing.services.intervals.files import Recorded

_TYPE_NAMES = (
    "Ride Run Swim WeightTraining Hike Walk AlpineSki BackcountrySki Badminton Canoeing Crossfit "
    "EBikeRide EMountainBikeRide Elliptical Golf GravelRide TrackRide Handcycle "
    "HighIntensityIntervalTraining Hockey IceSkate InlineSkate Kayaking Kitesurf MountainBikeRide "
    "Cyclocross NordicSki OpenWaterSwim Padel Pilates Pickleball Racquetball Rugby RockClimbing "
    "RollerSki Rowing Sail Skateboard Snowboard Snowshoe Soccer Squash StairStepper "
    "StandUpPaddling Surfing TableTennis Tennis TrailRun Transition Velomobile VirtualRide "
    "VirtualRow VirtualRun VirtualSki WaterSport Wheelchair Windsurf Workout Yoga Other"
)
#: The types of the description (`SportSettings.types`).
TYPES = frozenset(_TYPE_NAMES.split())
#: What a person, or a program for them, may change, with the type of each.
EDITABLE: Mapping[str, type | tuple[type, ...]] = {
    "name": str, "description": str, "type": str, "sub_type": str, "commute": bool, "race": bool,
    "trainer": bool, "icu_rpe": int, "feel": int, "perceived_exertion": (int, float), "tags": list,
    "gear": dict, "kg_lifted": (int, float), "carbs_ingested": int, "external_id": str,
    "device_name": str,
}  # fmt: skip
_RANGES = {"icu_rpe": (1, 10), "feel": (1, 5)}
_STUB = ("id", "icu_athlete_id", "start_date_local", "source")


class NotEditable(ValueError):
    """A change that the service refuses, and why."""


@dataclass
class Kept:
    """One activity. `told` are its fields as the API names them; `content` is its file."""

    told: dict[str, Any]
    content: bytes = b""
    file_name: str = ""
    recorded: Recorded | None = None
    twin_of: str = field(default="", repr=False)  # the hash of its file

    @property
    def id(self) -> str:
        """Give its id."""
        return self.told["id"]

    @property
    def is_from_strava(self) -> bool:
        """Tell whether nobody may read it."""
        return self.told["source"] == "STRAVA"

    def shown(self, fields: Iterable[str] = ()) -> dict[str, Any]:
        """Tell of it: all, or those `fields` alone that have a value."""
        told = {name: self.told[name] for name in _STUB} if self.is_from_strava else self.told
        wanted = set(fields)
        if not wanted:
            return dict(told)
        return {name: value for name, value in told.items() if name in wanted and value is not None}

    def change(self, fields: Mapping[str, Any]) -> None:
        """Change fields. Raises NotEditable."""
        for name, value in fields.items():
            if name not in EDITABLE or not isinstance(value, EDITABLE[name]):
                raise NotEditable(f"Cannot set {name}")
            low, high = _RANGES.get(name, (None, None))
            if low is not None and high is not None and not low <= value <= high:
                raise NotEditable(f"{name} must be {low} to {high}")
        if fields.get("type", "Run") not in TYPES:
            raise NotEditable("Invalid type")
        self.told.update(fields)


def told_of(recorded: Recorded, zone: ZoneInfo, index: int, parts: int) -> dict[str, Any]:
    """Give the fields that the service makes of a file."""
    timer_s = recorded.timer_s or recorded.elapsed_s
    return {
        "type": recorded.type,
        "name": recorded.type,
        "description": None,
        "start_date": f"{recorded.start:%Y-%m-%dT%H:%M:%SZ}",
        "start_date_local": local(recorded.start, zone),
        "timezone": zone.key,
        "elapsed_time": round(recorded.elapsed_s),
        "moving_time": round(timer_s),
        "icu_recording_time": round(timer_s),
        "distance": recorded.distance_m,
        "icu_distance": recorded.distance_m,
        "trainer": recorded.trainer,
        "has_heartrate": recorded.avg_hr_bpm is not None,
        "average_heartrate": recorded.avg_hr_bpm,
        "calories": recorded.calories,
        "file_type": recorded.file_type,
        "file_sport_index": index if parts > 1 else None,
        "sub_type": "NONE",
        "commute": False,
        "race": False,
        "tags": None,
        "icu_rpe": None,
        "feel": None,
    }


def local(moment: datetime, zone: ZoneInfo) -> str:
    """Tell an instant by the clock on the wall."""
    return f"{moment.astimezone(zone):%Y-%m-%dT%H:%M:%S}"
