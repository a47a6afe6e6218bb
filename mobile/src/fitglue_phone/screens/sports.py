"""Raw activity types as words: HealthKit's numbers, and those of Android's framework.

Sports that are rare are told as "Workout": the server knows all of them by name.
"""

_RUN, _RIDE, _WALK, _SWIM, _HIKE = "Run", "Ride", "Walk", "Swim", "Hike"
_ROW, _SKI, _STRENGTH, _YOGA, _HIIT = "Row", "Ski", "Strength", "Yoga", "Intervals"

#: HKWorkoutActivityType
HEALTHKIT = {
    13: _RIDE, 16: "Elliptical", 20: _STRENGTH, 21: "Golf", 24: _HIKE, 35: _ROW, 37: _RUN,
    41: "Football", 46: _SWIM, 48: "Tennis", 50: _STRENGTH, 52: _WALK, 57: _YOGA,
    60: "Cross-country ski", 61: _SKI, 63: _HIIT, 66: "Pilates", 67: "Snowboard", 68: "Stairs",
    82: "Triathlon",
}  # fmt: skip
#: android.health.connect.datatypes.ExerciseSessionType
HEALTH_CONNECT = {
    4: _RIDE, 5: _RIDE, 16: "Golf", 20: _HIIT, 21: _HIKE, 27: "Pilates", 31: _ROW, 33: _RUN,
    34: _RUN, 38: _SKI, 39: "Snowboard", 41: "Football", 44: "Stairs", 45: _STRENGTH, 48: _SWIM,
    49: _SWIM, 51: "Tennis", 53: _WALK, 55: _STRENGTH, 57: _YOGA, 60: "Elliptical", 61: _ROW,
}  # fmt: skip


def sport(activity_type: int, platform: str) -> str:
    """Give the word for a type as the platform numbers it."""
    known = HEALTHKIT if platform == "healthkit" else HEALTH_CONNECT
    return known.get(activity_type, "Workout")
