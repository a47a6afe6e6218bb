"""The part of FIT's global profile (21.218) that we write, as facts: numbers, types, scales.

https://developer.garmin.com/fit/protocol/ and /fit/file-types/activity/
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

PROTOCOL_VERSION = 0x20
PROFILE_VERSION = 21218
#: 1989-12-31T00:00:00Z in Unix seconds.
EPOCH = 631_065_600
HALF_TURN = 2**31  # semicircles
SEMICIRCLES_PER_DEGREE = HALF_TURN / 180
#: "development": we pose as no maker.
MANUFACTURER_DEVELOPMENT = 255


@dataclass(frozen=True, slots=True)
class BaseType:
    """A base type: its code, numpy's name, what stands for "missing", and the range of the rest."""

    code: int
    dtype: str
    invalid: int
    lowest: int
    highest: int


ENUM = BaseType(0x00, "u1", 0xFF, 0, 0xFE)
SINT8 = BaseType(0x01, "i1", 0x7F, -0x80, 0x7E)
UINT8 = BaseType(0x02, "u1", 0xFF, 0, 0xFE)
UINT16 = BaseType(0x84, "<u2", 0xFFFF, 0, 0xFFFE)
SINT32 = BaseType(0x85, "<i4", 0x7FFF_FFFF, -0x8000_0000, 0x7FFF_FFFE)
UINT32 = BaseType(0x86, "<u4", 0xFFFF_FFFF, 0, 0xFFFF_FFFE)
UINT32Z = BaseType(0x8C, "<u4", 0, 1, 0xFFFF_FFFF)
STRING = BaseType(0x07, "S", 0, 0, 0)
BYTE = BaseType(0x0D, "S", 0xFF, 0, 0xFF)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a message: stored as `(value + offset) * scale`."""

    number: int
    type: BaseType
    scale: float = 1
    offset: float = 0


@dataclass(frozen=True, slots=True)
class Message:
    """A message: its global number, and its fields by the profile's names.

    `developer` are fields of our own making, which a file describes before it uses them.
    """

    number: int
    fields: Mapping[str, Field]
    developer: Mapping[str, Field] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Field:
        """Give a field by its name. Raises KeyError."""
        return self.fields[name] if name in self.fields else self.developer[name]


class Event(IntEnum):
    """What an event is about."""

    TIMER = 0
    SESSION = 8
    LAP = 9
    ACTIVITY = 26
    LENGTH = 28
    USER_MARKER = 32


class EventType(IntEnum):
    """What happened."""

    START = 0
    STOP = 1
    MARKER = 3
    STOP_ALL = 4


class LapTrigger(IntEnum):
    """What ended a lap."""

    MANUAL = 0
    SESSION_END = 7


class SessionTrigger(IntEnum):
    """What ended a session."""

    ACTIVITY_END = 0
    AUTO_MULTI_SPORT = 2


class LengthType(IntEnum):
    """Whether a length was swum."""

    IDLE = 0
    ACTIVE = 1


class SetType(IntEnum):
    """Whether a set was lifted."""

    REST = 0
    ACTIVE = 1


class Intensity(IntEnum):
    """What a step of a structured workout is for."""

    WARMUP = 2
    COOLDOWN = 3


class SwimStroke(IntEnum):
    """FIT's strokes; a kickboard is a drill."""

    FREESTYLE = 0
    BACKSTROKE = 1
    BREASTSTROKE = 2
    BUTTERFLY = 3
    DRILL = 4
    MIXED = 5


FILE_ACTIVITY = 4
WEATHER_NOW = 0
KILOGRAM = 1
#: A step of a structured workout that ends, and is aimed at, as its maker knows and we do not.
OPEN_DURATION, OPEN_TARGET = 5, 2
_TIMESTAMP = Field(253, UINT32)
_INDEX = Field(254, UINT16)
_ALTITUDE = (UINT32, 5, 500)

FILE_ID = Message(0, {
    "type": Field(0, ENUM), "manufacturer": Field(1, UINT16), "product": Field(2, UINT16),
    "serial_number": Field(3, UINT32Z), "time_created": Field(4, UINT32),
    "product_name": Field(8, STRING),
})  # fmt: skip
FILE_CREATOR = Message(49, {"software_version": Field(0, UINT16)})
DEVICE_INFO = Message(23, {
    "timestamp": _TIMESTAMP, "device_index": Field(0, UINT8), "manufacturer": Field(2, UINT16),
    "serial_number": Field(3, UINT32Z), "product": Field(4, UINT16),
    "software_version": Field(5, UINT16, 100), "descriptor": Field(19, STRING),
    "product_name": Field(27, STRING),
})  # fmt: skip
DEVELOPER_DATA_ID = Message(207, {
    "application_id": Field(1, BYTE), "developer_data_index": Field(3, UINT8),
    "application_version": Field(4, UINT32),
})  # fmt: skip
FIELD_DESCRIPTION = Message(206, {
    "developer_data_index": Field(0, UINT8), "field_definition_number": Field(1, UINT8),
    "fit_base_type_id": Field(2, UINT8), "field_name": Field(3, STRING),
})  # fmt: skip
WORKOUT = Message(26, {
    "sport": Field(4, ENUM), "sub_sport": Field(11, ENUM), "num_valid_steps": Field(6, UINT16),
    "wkt_name": Field(8, STRING),
})  # fmt: skip
WORKOUT_STEP = Message(27, {
    "message_index": _INDEX, "duration_type": Field(1, ENUM), "target_type": Field(3, ENUM),
    "intensity": Field(7, ENUM),
})  # fmt: skip
WEATHER_CONDITIONS = Message(128, {
    "timestamp": _TIMESTAMP, "weather_report": Field(0, ENUM), "temperature": Field(1, SINT8),
    "relative_humidity": Field(7, UINT8),
})  # fmt: skip
EVENT = Message(21, {
    "timestamp": _TIMESTAMP, "event": Field(0, ENUM), "event_type": Field(1, ENUM),
    "event_group": Field(4, UINT8),
})  # fmt: skip
RECORD = Message(20, {
    "timestamp": _TIMESTAMP, "position_lat": Field(0, SINT32), "position_long": Field(1, SINT32),
    "distance": Field(5, UINT32, 100), "enhanced_altitude": Field(78, *_ALTITUDE),
    "enhanced_speed": Field(73, UINT32, 1000), "heart_rate": Field(3, UINT8),
    "cadence": Field(4, UINT8), "fractional_cadence": Field(53, UINT8, 128),
    "power": Field(7, UINT16), "step_length": Field(85, UINT16, 10),
    "vertical_oscillation": Field(39, UINT16, 10), "stance_time": Field(41, UINT16, 10),
    "temperature": Field(13, SINT8), "depth": Field(92, UINT32, 1000),
})  # fmt: skip
LENGTH = Message(101, {
    "message_index": _INDEX, "timestamp": _TIMESTAMP, "event": Field(0, ENUM),
    "event_type": Field(1, ENUM), "start_time": Field(2, UINT32),
    "total_elapsed_time": Field(3, UINT32, 1000), "total_timer_time": Field(4, UINT32, 1000),
    "total_strokes": Field(5, UINT16), "avg_speed": Field(6, UINT16, 1000),
    "swim_stroke": Field(7, ENUM), "avg_swimming_cadence": Field(9, UINT8),
    "length_type": Field(12, ENUM),
})  # fmt: skip
#: The one message with its timestamp at 254 and its index at 10.
SET = Message(225, {
    "timestamp": Field(254, UINT32), "message_index": Field(10, UINT16),
    "start_time": Field(6, UINT32), "duration": Field(0, UINT32, 1000),
    "set_type": Field(5, UINT8), "repetitions": Field(3, UINT16), "weight": Field(4, UINT16, 16),
    "weight_display_unit": Field(9, UINT16), "category": Field(7, UINT16),
    "category_subtype": Field(8, UINT16),
})  # fmt: skip
EXERCISE_TITLE = Message(264, {
    "message_index": _INDEX, "exercise_category": Field(0, UINT16),
    "exercise_name": Field(1, UINT16), "wkt_step_name": Field(2, STRING),
})  # fmt: skip
LAP = Message(19, {
    "message_index": _INDEX, "timestamp": _TIMESTAMP, "event": Field(0, ENUM),
    "event_type": Field(1, ENUM), "start_time": Field(2, UINT32),
    "start_position_lat": Field(3, SINT32), "start_position_long": Field(4, SINT32),
    "end_position_lat": Field(5, SINT32), "end_position_long": Field(6, SINT32),
    "total_elapsed_time": Field(7, UINT32, 1000), "total_timer_time": Field(8, UINT32, 1000),
    "total_moving_time": Field(52, UINT32, 1000), "total_distance": Field(9, UINT32, 100),
    "total_cycles": Field(10, UINT32), "total_calories": Field(11, UINT16),
    "metabolic_calories": Field(155, UINT16), "avg_heart_rate": Field(15, UINT8),
    "max_heart_rate": Field(16, UINT8), "min_heart_rate": Field(63, UINT8),
    "avg_cadence": Field(17, UINT8), "max_cadence": Field(18, UINT8),
    "avg_fractional_cadence": Field(80, UINT8, 128),
    "max_fractional_cadence": Field(81, UINT8, 128), "avg_power": Field(19, UINT16),
    "max_power": Field(20, UINT16), "total_ascent": Field(21, UINT16),
    "total_descent": Field(22, UINT16), "lap_trigger": Field(24, ENUM), "sport": Field(25, ENUM),
    "sub_sport": Field(39, ENUM), "num_lengths": Field(32, UINT16),
    "first_length_index": Field(35, UINT16), "swim_stroke": Field(38, ENUM),
    "num_active_lengths": Field(40, UINT16), "avg_swolf": Field(73, UINT16),
    "avg_strokes_per_length": Field(90, UINT16, 10), "avg_temperature": Field(50, SINT8),
    "max_temperature": Field(51, SINT8), "min_temperature": Field(124, SINT8),
    "avg_depth": Field(122, UINT32, 1000), "max_depth": Field(123, UINT32, 1000),
    "intensity": Field(23, ENUM), "wkt_step_index": Field(71, UINT16),
    "avg_vertical_oscillation": Field(77, UINT16, 10),
    "avg_stance_time": Field(79, UINT16, 10), "avg_step_length": Field(120, UINT16, 10),
    "enhanced_avg_speed": Field(110, UINT32, 1000), "enhanced_max_speed": Field(111, UINT32, 1000),
    "enhanced_avg_altitude": Field(112, *_ALTITUDE),
    "enhanced_min_altitude": Field(113, *_ALTITUDE),
    "enhanced_max_altitude": Field(114, *_ALTITUDE),
}, {"WOIntervalStepKeyPath": Field(0, STRING)})  # fmt: skip
SESSION = Message(18, {
    "message_index": _INDEX, "timestamp": _TIMESTAMP, "event": Field(0, ENUM),
    "event_type": Field(1, ENUM), "start_time": Field(2, UINT32),
    "start_position_lat": Field(3, SINT32), "start_position_long": Field(4, SINT32),
    "end_position_lat": Field(38, SINT32), "end_position_long": Field(39, SINT32),
    "nec_lat": Field(29, SINT32), "nec_long": Field(30, SINT32), "swc_lat": Field(31, SINT32),
    "swc_long": Field(32, SINT32), "sport": Field(5, ENUM), "sub_sport": Field(6, ENUM),
    "total_elapsed_time": Field(7, UINT32, 1000), "total_timer_time": Field(8, UINT32, 1000),
    "total_moving_time": Field(59, UINT32, 1000), "total_distance": Field(9, UINT32, 100),
    "total_cycles": Field(10, UINT32), "total_calories": Field(11, UINT16),
    "metabolic_calories": Field(196, UINT16), "avg_heart_rate": Field(16, UINT8),
    "max_heart_rate": Field(17, UINT8), "min_heart_rate": Field(64, UINT8),
    "avg_cadence": Field(18, UINT8), "max_cadence": Field(19, UINT8),
    "avg_fractional_cadence": Field(92, UINT8, 128),
    "max_fractional_cadence": Field(93, UINT8, 128), "avg_power": Field(20, UINT16),
    "max_power": Field(21, UINT16), "total_ascent": Field(22, UINT16),
    "total_descent": Field(23, UINT16), "first_lap_index": Field(25, UINT16),
    "num_laps": Field(26, UINT16), "trigger": Field(28, ENUM), "num_lengths": Field(33, UINT16),
    "swim_stroke": Field(43, ENUM), "pool_length": Field(44, UINT16, 100),
    "pool_length_unit": Field(46, ENUM), "num_active_lengths": Field(47, UINT16),
    "avg_swolf": Field(80, UINT16), "avg_strokes_per_length": Field(79, UINT16, 10),
    "avg_temperature": Field(57, SINT8), "max_temperature": Field(58, SINT8),
    "min_temperature": Field(150, SINT8), "avg_depth": Field(140, UINT32, 1000),
    "max_depth": Field(141, UINT32, 1000),
    "avg_vertical_oscillation": Field(89, UINT16, 10), "avg_stance_time": Field(91, UINT16, 10),
    "avg_step_length": Field(134, UINT16, 10), "enhanced_avg_speed": Field(124, UINT32, 1000),
    "enhanced_max_speed": Field(125, UINT32, 1000),
    "enhanced_avg_altitude": Field(126, *_ALTITUDE),
    "enhanced_min_altitude": Field(127, *_ALTITUDE),
    "enhanced_max_altitude": Field(128, *_ALTITUDE), "workout_rpe": Field(193, UINT8),
    "training_load_peak": Field(168, SINT32, 65536),
}, {
    "apple_health_uuid": Field(1, STRING), "SESSION ACTIVITY TYPE": Field(2, UINT32),
    "SESSION INDOOR": Field(3, UINT8), "SESSION VIRTUAL ROUTE": Field(4, UINT8),
})  # fmt: skip
ACTIVITY = Message(34, {
    "timestamp": _TIMESTAMP, "total_timer_time": Field(0, UINT32, 1000),
    "num_sessions": Field(1, UINT16), "type": Field(2, ENUM), "event": Field(3, ENUM),
    "event_type": Field(4, ENUM), "local_timestamp": Field(5, UINT32),
})  # fmt: skip
#: All messages that we write, by name.
MESSAGES: Mapping[str, Message] = {
    "file_id": FILE_ID, "file_creator": FILE_CREATOR, "device_info": DEVICE_INFO,
    "developer_data_id": DEVELOPER_DATA_ID, "field_description": FIELD_DESCRIPTION,
    "workout": WORKOUT, "workout_step": WORKOUT_STEP, "weather_conditions": WEATHER_CONDITIONS,
    "event": EVENT, "record": RECORD, "length": LENGTH, "set": SET,
    "exercise_title": EXERCISE_TITLE, "lap": LAP, "session": SESSION, "activity": ACTIVITY,
}  # fmt: skip
