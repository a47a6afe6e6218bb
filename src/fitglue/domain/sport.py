"""One table of sports: HealthKit ↔ ours ↔ FIT ↔ Strava.

HealthKit's 84 activity types with their raw numbers (HKWorkoutActivityType up to iOS 27; 81 is
unused), the FIT sport and sub-sport numbers of profile 21.218, and Strava's `sport_type` (56
values, 2026-06). Many HealthKit types share one FIT or Strava value, so the way back picks the
row named first in `_FIRST_CHOICE`, else the first of the table.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache


class Rate(StrEnum):
    """How people of this sport speak of speed."""

    PACE_KM = "pace_s_per_km"
    PACE_100M = "pace_s_per_100m"
    PACE_500M = "pace_s_per_500m"
    SPEED = "speed_m_per_s"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Sport:
    """A sport with its names elsewhere. `healthkit_raw` of an unknown future type is kept."""

    key: str
    label: str
    healthkit_raw: int
    healthkit_name: str
    fit_sport: int
    fit_sub_sport: int
    fit_indoor_sub_sport: int | None
    strava: str
    rate: Rate
    healthkit_distance: str

    def fit_sub_sport_for(self, *, indoor: bool, open_water: bool) -> int:
        """Give the FIT sub-sport that says where it happened."""
        if self.key == "swimming" and open_water:
            return FIT_OPEN_WATER
        if indoor and self.fit_indoor_sub_sport is not None:
            return self.fit_indoor_sub_sport
        return self.fit_sub_sport


FIT_OPEN_WATER = 18
_R = Rate


def _row(  # noqa: PLR0913, PLR0917 - the columns of the table below
    raw: int,
    name: str,
    label: str,
    fit: int,
    sub: int,
    indoor: int | None,
    strava: str,
    rate: Rate,
    distance: str,
) -> Sport:
    key = re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()
    return Sport(key, label, raw, name, fit, sub, indoor, strava, rate, distance)


# raw, HealthKit name, label, FIT sport, sub-sport, indoor sub-sport, Strava, rate, distance type
SPORTS: tuple[Sport, ...] = (
    _row(1, "americanFootball", "American Football", 9, 0, None, "Workout", _R.NONE, ""),
    _row(2, "archery", "Archery", 79, 0, None, "Workout", _R.NONE, ""),
    _row(3, "australianFootball", "Australian Football", 70, 0, None, "Workout", _R.NONE, ""),
    _row(4, "badminton", "Badminton", 64, 95, None, "Badminton", _R.NONE, ""),
    _row(5, "baseball", "Baseball", 49, 0, None, "Workout", _R.NONE, ""),
    _row(6, "basketball", "Basketball", 6, 0, None, "Basketball", _R.NONE, ""),
    _row(7, "bowling", "Bowling", 0, 0, None, "Workout", _R.NONE, ""),
    _row(8, "boxing", "Boxing", 47, 0, None, "Workout", _R.NONE, ""),
    _row(9, "climbing", "Climb", 31, 0, 68, "RockClimbing", _R.NONE, ""),
    _row(10, "cricket", "Cricket", 71, 0, None, "Cricket", _R.NONE, ""),
    _row(11, "crossTraining", "Cross Training", 10, 26, None, "Workout", _R.NONE, ""),
    _row(12, "curling", "Curling", 58, 0, None, "Workout", _R.NONE, ""),
    _row(13, "cycling", "Ride", 2, 0, 6, "Ride", _R.SPEED, "DistanceCycling"),
    _row(14, "dance", "Dance", 83, 0, None, "Dance", _R.NONE, ""),
    _row(15, "danceInspiredTraining", "Dance Workout", 83, 0, None, "Dance", _R.NONE, ""),
    _row(16, "elliptical", "Elliptical", 4, 15, None, "Elliptical", _R.NONE, ""),
    _row(17, "equestrianSports", "Horse Ride", 27, 0, None, "Workout", _R.SPEED, ""),
    _row(18, "fencing", "Fencing", 10, 23, None, "Workout", _R.NONE, ""),
    _row(19, "fishing", "Fishing", 29, 0, None, "Workout", _R.NONE, ""),
    _row(20, "functionalStrengthTraining", "Functional Strength", 10, 20, None, "WeightTraining", _R.NONE, ""),
    _row(21, "golf", "Golf", 25, 0, None, "Golf", _R.NONE, ""),
    _row(22, "gymnastics", "Gymnastics", 10, 23, None, "Workout", _R.NONE, ""),
    _row(23, "handball", "Handball", 70, 0, None, "Workout", _R.NONE, ""),
    _row(24, "hiking", "Hike", 17, 0, None, "Hike", _R.PACE_KM, "DistanceWalkingRunning"),
    _row(25, "hockey", "Hockey", 73, 0, None, "Workout", _R.NONE, ""),
    _row(26, "hunting", "Hunting", 28, 0, None, "Workout", _R.NONE, ""),
    _row(27, "lacrosse", "Lacrosse", 74, 0, None, "Workout", _R.NONE, ""),
    _row(28, "martialArts", "Martial Arts", 80, 0, None, "Workout", _R.NONE, ""),
    _row(29, "mindAndBody", "Mind and Body", 67, 0, None, "Workout", _R.NONE, ""),
    _row(30, "mixedMetabolicCardioTraining", "Metabolic Cardio", 10, 26, None, "Workout", _R.NONE, ""),
    _row(31, "paddleSports", "Paddle", 19, 0, None, "Kayaking", _R.SPEED, "DistancePaddleSports"),
    _row(32, "play", "Play", 0, 0, None, "Workout", _R.NONE, ""),
    _row(33, "preparationAndRecovery", "Recovery", 10, 19, None, "Workout", _R.NONE, ""),
    _row(34, "racquetball", "Racquetball", 64, 96, None, "Racquetball", _R.NONE, ""),
    _row(35, "rowing", "Row", 15, 0, 14, "Rowing", _R.PACE_500M, "DistanceRowing"),
    _row(36, "rugby", "Rugby", 72, 0, None, "Workout", _R.NONE, ""),
    _row(37, "running", "Run", 1, 0, 1, "Run", _R.PACE_KM, "DistanceWalkingRunning"),
    _row(38, "sailing", "Sail", 32, 0, None, "Sail", _R.SPEED, ""),
    _row(39, "skatingSports", "Skate", 33, 0, None, "IceSkate", _R.SPEED, "DistanceSkatingSports"),
    _row(40, "snowSports", "Snow Sport", 58, 0, None, "Workout", _R.NONE, ""),
    _row(41, "soccer", "Soccer", 7, 0, None, "Soccer", _R.NONE, ""),
    _row(42, "softball", "Softball", 70, 0, None, "Workout", _R.NONE, ""),
    _row(43, "squash", "Squash", 64, 94, None, "Squash", _R.NONE, ""),
    _row(44, "stairClimbing", "Stair Stepper", 4, 16, None, "StairStepper", _R.NONE, ""),
    _row(45, "surfingSports", "Surf", 38, 0, None, "Surfing", _R.SPEED, ""),
    _row(46, "swimming", "Swim", 5, 17, None, "Swim", _R.PACE_100M, "DistanceSwimming"),
    _row(47, "tableTennis", "Table Tennis", 64, 97, None, "TableTennis", _R.NONE, ""),
    _row(48, "tennis", "Tennis", 8, 0, None, "Tennis", _R.NONE, ""),
    _row(49, "trackAndField", "Track And Field", 10, 23, None, "Workout", _R.NONE, ""),
    _row(50, "traditionalStrengthTraining", "Strength Training", 10, 20, None, "WeightTraining", _R.NONE, ""),
    _row(51, "volleyball", "Volleyball", 75, 0, None, "Volleyball", _R.NONE, ""),
    _row(52, "walking", "Walk", 11, 0, 27, "Walk", _R.PACE_KM, "DistanceWalkingRunning"),
    _row(53, "waterFitness", "Water Fitness", 10, 26, None, "Workout", _R.NONE, ""),
    _row(54, "waterPolo", "Water Polo", 70, 0, None, "Workout", _R.NONE, ""),
    _row(55, "waterSports", "Water Sport", 78, 0, None, "Workout", _R.NONE, ""),
    _row(56, "wrestling", "Wrestling", 80, 0, None, "Workout", _R.NONE, ""),
    _row(57, "yoga", "Yoga", 10, 43, None, "Yoga", _R.NONE, ""),
    _row(58, "barre", "Barre", 10, 23, None, "Workout", _R.NONE, ""),
    _row(59, "coreTraining", "Core Training", 10, 20, None, "Workout", _R.NONE, ""),
    _row(60, "crossCountrySkiing", "Cross-Country Ski", 12, 0, 25, "NordicSki", _R.SPEED, "DistanceCrossCountrySkiing"),
    _row(61, "downhillSkiing", "Ski", 13, 0, None, "AlpineSki", _R.SPEED, "DistanceDownhillSnowSports"),
    _row(62, "flexibility", "Flexibility", 10, 19, None, "Workout", _R.NONE, ""),
    _row(63, "highIntensityIntervalTraining", "HIIT", 62, 70, None, "HighIntensityIntervalTraining", _R.NONE, ""),
    _row(64, "jumpRope", "Jump Rope", 84, 0, None, "Workout", _R.NONE, ""),
    _row(65, "kickboxing", "Kickboxing", 47, 0, None, "Workout", _R.NONE, ""),
    _row(66, "pilates", "Pilates", 10, 44, None, "Pilates", _R.NONE, ""),
    _row(67, "snowboarding", "Snowboard", 14, 0, None, "Snowboard", _R.SPEED, "DistanceDownhillSnowSports"),
    _row(68, "stairs", "Stairs", 48, 0, None, "StairStepper", _R.NONE, ""),
    _row(69, "stepTraining", "Step Training", 10, 26, None, "Workout", _R.NONE, ""),
    _row(70, "wheelchairWalkPace", "Wheelchair Walk", 65, 0, 86, "Wheelchair", _R.PACE_KM, "DistanceWheelchair"),
    _row(71, "wheelchairRunPace", "Wheelchair Run", 66, 0, 87, "Wheelchair", _R.PACE_KM, "DistanceWheelchair"),
    _row(72, "taiChi", "Tai Chi", 10, 19, None, "Workout", _R.NONE, ""),
    _row(73, "mixedCardio", "Mixed Cardio", 10, 26, None, "Workout", _R.NONE, ""),
    _row(74, "handCycling", "Handcycle Ride", 2, 12, 88, "Handcycle", _R.SPEED, "DistanceCycling"),
    _row(75, "discSports", "Disc Sport", 69, 0, None, "Workout", _R.NONE, ""),
    _row(76, "fitnessGaming", "Fitness Game", 63, 0, None, "Workout", _R.NONE, ""),
    _row(77, "cardioDance", "Cardio Dance", 83, 0, None, "Dance", _R.NONE, ""),
    _row(78, "socialDance", "Social Dance", 83, 0, None, "Dance", _R.NONE, ""),
    _row(79, "pickleball", "Pickleball", 64, 84, None, "Pickleball", _R.NONE, ""),
    _row(80, "cooldown", "Cooldown", 10, 19, None, "Workout", _R.NONE, ""),
    _row(82, "swimBikeRun", "Triathlon", 18, 78, None, "Workout", _R.NONE, ""),
    _row(83, "transition", "Transition", 3, 0, None, "Workout", _R.NONE, ""),
    _row(84, "underwaterDiving", "Dive", 53, 0, None, "Workout", _R.NONE, ""),
    _row(3000, "other", "Workout", 0, 0, None, "Workout", _R.NONE, ""),
)  # fmt: skip

#: Up to which speed over the moving time a sport is likely; people walk at 1.4 m/s.
_FASTEST_M_PER_S = (("walking", 2.2), ("running", 4.5), ("cycling", 14.0))
# Rows that win where several share a FIT or Strava value.
_FIRST_CHOICE = (
    "running", "cycling", "swimming", "walking", "hiking", "traditional_strength_training",
    "dance", "volleyball", "other", "stair_climbing", "cardio_dance", "mixed_cardio",
    "flexibility", "martial_arts", "boxing", "handball", "wheelchair_walk_pace",
)  # fmt: skip
# Strava types that HealthKit does not tell apart.
_STRAVA_ONLY = {
    "BackcountrySki": "cross_country_skiing", "Canoeing": "paddle_sports",
    "Crossfit": "cross_training", "EBikeRide": "cycling", "EMountainBikeRide": "cycling",
    "GravelRide": "cycling", "InlineSkate": "skating_sports", "Kitesurf": "surfing_sports",
    "MountainBikeRide": "cycling", "Padel": "tennis", "PhysicalTherapy": "preparation_and_recovery",
    "RollerSki": "cross_country_skiing", "Skateboard": "skating_sports", "Snowshoe": "snow_sports",
    "StandUpPaddling": "paddle_sports", "TrailRun": "running", "Velomobile": "cycling",
    "VirtualRide": "cycling", "VirtualRow": "rowing", "VirtualRun": "running",
    "Windsurf": "surfing_sports",
}  # fmt: skip

_BY_KEY = {sport.key: sport for sport in SPORTS}
_BY_RAW = {sport.healthkit_raw: sport for sport in SPORTS}
_BY_NAME = {sport.healthkit_name.lower(): sport for sport in SPORTS}
_PREFERRED = [_BY_KEY[key] for key in _FIRST_CHOICE] + list(SPORTS)
OTHER = _BY_KEY["other"]


def by_key(key: str) -> Sport:
    """Find a sport by our key. Raises KeyError."""
    return _BY_KEY[key]


@cache
def from_healthkit(spelling: str | int) -> Sport:
    """Find a sport by raw number or (prefixed) name; a future type becomes `other` that keeps it.

    >>> from_healthkit("HKWorkoutActivityTypeRunning").key
    'running'
    >>> from_healthkit(99).healthkit_raw
    99
    """
    name = str(spelling).removeprefix("HKWorkoutActivityType")
    if name.isdigit():
        return _BY_RAW.get(int(name)) or _unknown(int(name), name)
    return _BY_NAME.get(name.lower()) or _unknown(OTHER.healthkit_raw, name)


def _unknown(raw: int, name: str) -> Sport:
    return Sport(
        OTHER.key, OTHER.label, raw, name, OTHER.fit_sport, OTHER.fit_sub_sport, None,
        OTHER.strava, OTHER.rate, OTHER.healthkit_distance,
    )  # fmt: skip


@cache
def from_fit(sport: int, sub_sport: int = 0) -> Sport:
    """Find our sport for a FIT sport and sub-sport; the sport alone decides when no pair fits."""
    for found in _PREFERRED:
        subs = (found.fit_sub_sport, found.fit_indoor_sub_sport)
        if found.fit_sport == sport and sub_sport in subs:
            return found
    return next((found for found in _PREFERRED if found.fit_sport == sport), OTHER)


@cache
def from_strava(sport_type: str) -> Sport:
    """Find our sport for a Strava `sport_type`; an unknown one is `other`."""
    if sport_type in _STRAVA_ONLY:
        return _BY_KEY[_STRAVA_ONLY[sport_type]]
    if sport_type == OTHER.strava:
        return OTHER
    return next((found for found in _PREFERRED if found.strava == sport_type), OTHER)


def likely_at(speed_m_per_s: float) -> Sport:
    """Guess the sport of a way that was covered at this speed, standing still left out."""
    for key, fastest in _FASTEST_M_PER_S:
        if speed_m_per_s <= fastest:
            return _BY_KEY[key]
    return OTHER


def sport_words(sport: Sport, *, indoor: bool | None, is_open_water: bool) -> str:
    """Name a sport with where it took place: "Indoor Ride", "Pool Swim"."""
    if sport.key == "swimming":
        pool = "Pool Swim" if indoor is True else sport.label
        return "Open-Water Swim" if is_open_water else pool
    if indoor is True and sport.fit_indoor_sub_sport is not None:
        return f"Indoor {sport.label}"
    return sport.label
