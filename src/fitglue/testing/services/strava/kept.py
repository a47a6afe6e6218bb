"""What the stand-in keeps: activities, uploads, and who was let in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

Streams = dict[str, list[Any]]

#: https://developers.strava.com/docs/authentication/
SCOPES = (
    "read", "read_all", "profile:read_all", "profile:write", "activity:read", "activity:read_all",
    "activity:write",
)  # fmt: skip
#: https://developers.strava.com/docs/reference/#api-models-SportType
SPORT_TYPES = frozenset({
    "AlpineSki", "BackcountrySki", "Badminton", "Basketball", "Canoeing", "Cricket", "Crossfit",
    "Dance", "EBikeRide", "EMountainBikeRide", "Elliptical", "Golf", "GravelRide", "Handcycle",
    "HighIntensityIntervalTraining", "Hike", "IceSkate", "InlineSkate", "Kayaking", "Kitesurf",
    "MountainBikeRide", "NordicSki", "Padel", "PhysicalTherapy", "Pickleball", "Pilates",
    "Racquetball", "Ride", "RockClimbing", "RollerSki", "Rowing", "Run", "Sail", "Skateboard",
    "Snowboard", "Snowshoe", "Soccer", "Squash", "StairStepper", "StandUpPaddling", "Surfing",
    "Swim", "TableTennis", "Tennis", "TrailRun", "Velomobile", "VirtualRide", "VirtualRow",
    "VirtualRun", "Volleyball", "Walk", "WeightTraining", "Wheelchair", "Windsurf", "Workout",
    "Yoga",
})  # fmt: skip


@dataclass
class Track:
    """What a file says, as a reader that is not ours reads it.

    One that `is_still` says nothing of a place: Strava takes it to be indoors.
    """

    start: datetime
    elapsed_s: float
    timer_s: float
    sport_type: str = "Workout"
    distance_m: float = 0.0
    utc_offset_s: int = 0
    device: str = ""
    is_still: bool = True
    known: Streams = field(default_factory=dict)
    later: Callable[[], Streams] | None = field(default=None, repr=False)

    @cached_property
    def streams(self) -> Streams:
        """Give what was measured, second by second, by Strava's names."""
        return self.later() if self.later else self.known


@dataclass
class Remote:
    """An activity that is there."""

    id: int
    upload_id: int
    external_id: str
    name: str
    description: str
    sport_type: str
    trainer: bool
    commute: bool
    track: Track
    file: bytes = field(repr=False)
    hide_from_home: bool = False
    is_private: bool = False
    gear_id: str | None = None
    is_manual: bool = False  # typed in: nothing was measured

    def is_like(self, track: Track, tolerance_s: float) -> bool:
        """Tell whether a file holds this activity again: it began and ended as this one did."""
        apart_s = abs((track.start - self.track.start).total_seconds())
        longer_s = abs(track.elapsed_s - self.track.elapsed_s)
        return apart_s <= tolerance_s and longer_s <= tolerance_s


@dataclass
class Upload:
    """A file that was taken, and what became of it; it is told after `polls_left` polls."""

    id: int
    external_id: str
    polls_left: int
    activity_id: int | None = None
    error: str | None = None


@dataclass
class Grant:
    """What a person allowed, and the tokens of it that work."""

    scopes: tuple[str, ...]
    access: str
    refresh: str
    expires_at: datetime

    def lasts(self, now: datetime) -> timedelta:
        """Tell how long the access token still works."""
        return self.expires_at - now
