"""The messages and fields of FIT that we read, as facts: numbers, scales, what means "missing".

Numbers follow FIT's global profile (https://developer.garmin.com/fit/protocol/). How a field is
stored is what each file's own definitions say; here stands only what its number means.
"""

from collections.abc import Mapping
from dataclasses import dataclass

#: 1989-12-31T00:00:00Z in Unix seconds.
EPOCH = 631_065_600
#: Smaller timestamps count from when a device was switched on, not from the epoch.
FIRST_DATE = 0x1000_0000
DEGREES_PER_SEMICIRCLE = 180 / 2**31
TIMESTAMP = 253


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its value is `stored / scale - offset`.

    `absent` are stored numbers that devices write for "missing" beside the type's own.
    """

    number: int
    scale: float = 1
    offset: float = 0
    absent: tuple[int, ...] = ()


Fields = Mapping[str, Field]

FILE_ID, SPORT, SESSION, LAP, RECORD, EVENT = 0, 12, 18, 19, 20, 21
DEVICE_INFO, WORKOUT, ACTIVITY, LENGTH = 23, 26, 34, 101
WEATHER, HEART_RATE, FIELD_DESCRIPTION, DEVELOPER_ID = 128, 132, 206, 207
STRENGTH_SET, EXERCISE_TITLE = 225, 264

_TIME = Field(TIMESTAMP)
_INDEX = Field(254)
_ZERO = (0,)
# 0 is -500 m; 65535 is a 16-bit "missing" that a converter carried into 32 bits.
_ALTITUDE = (5, 500, (0, 0xFFFF))

#: Every message we read, by its global number.
MESSAGES: Mapping[int, Fields] = {
    FILE_ID: {
        "type": Field(0), "manufacturer": Field(1), "product": Field(2),
        "serial_number": Field(3), "time_created": Field(4), "product_name": Field(8),
    },
    SPORT: {"sport": Field(0), "sub_sport": Field(1), "name": Field(3)},
    SESSION: {
        "timestamp": _TIME, "start_time": Field(2), "sport": Field(5), "sub_sport": Field(6),
        "total_elapsed_time": Field(7, 1000), "total_timer_time": Field(8, 1000),
        "total_distance": Field(9, 100), "total_calories": Field(11),
        "avg_heart_rate": Field(16, absent=_ZERO), "max_heart_rate": Field(17, absent=_ZERO),
        "min_heart_rate": Field(64, absent=_ZERO), "avg_power": Field(20),
        "max_power": Field(21), "normalized_power": Field(34), "total_ascent": Field(22),
        "total_descent": Field(23), "pool_length": Field(44, 100, absent=_ZERO),
        "avg_temperature": Field(57), "total_moving_time": Field(59, 1000, absent=_ZERO),
        "training_load": Field(168, 65536, absent=_ZERO), "workout_rpe": Field(193, absent=_ZERO),
        "metabolic_calories": Field(196),
    },
    LAP: {
        "timestamp": _TIME, "start_time": Field(2), "total_elapsed_time": Field(7, 1000),
        "total_timer_time": Field(8, 1000), "total_distance": Field(9, 100),
        "total_calories": Field(11), "avg_heart_rate": Field(15, absent=_ZERO),
        "max_heart_rate": Field(16, absent=_ZERO), "intensity": Field(23), "trigger": Field(24),
        "sport": Field(25),
        "sub_sport": Field(39), "step": Field(71), "metabolic_calories": Field(155),
    },
    RECORD: {
        "timestamp": _TIME, "position_lat": Field(0), "position_long": Field(1),
        "altitude": Field(2, *_ALTITUDE), "enhanced_altitude": Field(78, *_ALTITUDE),
        "heart_rate": Field(3, absent=_ZERO), "cadence": Field(4),
        "fractional_cadence": Field(53, 128), "cadence256": Field(52, 256),
        "distance": Field(5, 100), "speed": Field(6, 1000),
        "enhanced_speed": Field(73, 1000, absent=(0xFFFF,)), "power": Field(7),
        "speed_and_distance": Field(8), "temperature": Field(13), "gps_accuracy": Field(31),
        "vertical_oscillation": Field(39, 10, absent=_ZERO),
        "stance_time": Field(41, 10, absent=_ZERO), "step_length": Field(85, 10, absent=_ZERO),
        "depth": Field(92, 1000),
    },
    EVENT: {
        "timestamp": _TIME, "event": Field(0), "event_type": Field(1), "data16": Field(2),
        "data": Field(3),
    },
    DEVICE_INFO: {
        "timestamp": _TIME, "device_index": Field(0), "manufacturer": Field(2),
        "product": Field(4), "software_version": Field(5, 100), "descriptor": Field(19),
        "product_name": Field(27),
    },
    WORKOUT: {"name": Field(8)},
    ACTIVITY: {"timestamp": _TIME, "local_timestamp": Field(5)},
    LENGTH: {
        "timestamp": _TIME, "start_time": Field(2), "total_elapsed_time": Field(3, 1000),
        "total_strokes": Field(5), "swim_stroke": Field(7), "length_type": Field(12),
    },
    WEATHER: {"report": Field(0), "temperature": Field(1), "humidity": Field(7)},
    HEART_RATE: {
        "timestamp": _TIME, "fractional_timestamp": Field(0, 32768), "time256": Field(1, 256),
        "filtered_bpm": Field(6), "event_timestamp": Field(9, 1024),
        "event_timestamp_12": Field(10),
    },
    FIELD_DESCRIPTION: {
        "developer": Field(0), "number": Field(1), "base_type": Field(2), "name": Field(3),
        "scale": Field(6), "offset": Field(7), "native_message": Field(14),
        "native_field": Field(15),
    },
    DEVELOPER_ID: {"application": Field(1), "developer": Field(3)},
    STRENGTH_SET: {
        "duration": Field(0, 1000), "repetitions": Field(3, absent=_ZERO),
        "weight": Field(4, 16, absent=_ZERO), "set_type": Field(5), "start_time": Field(6),
        "category": Field(7), "category_subtype": Field(8), "timestamp": Field(254),
    },
    EXERCISE_TITLE: {"category": Field(0), "exercise": Field(1), "name": Field(2)},
}  # fmt: skip

#: What a FIT file may be instead of an activity.
FILE_TYPES: Mapping[int, str] = {
    1: "a description of a device", 2: "the settings of a device", 3: "the settings of a sport",
    5: "a planned workout", 6: "a course to follow", 7: "a schedule", 9: "a weight log",
    10: "the totals of a device", 11: "a list of goals", 14: "a blood pressure log",
    15: "all-day monitoring", 28: "all-day monitoring", 32: "all-day monitoring",
    34: "a segment", 35: "a list of segments", 40: "the layout of a display",
}  # fmt: skip
ACTIVITY_TYPES = (4, 20)
