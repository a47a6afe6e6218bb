"""What a condition may ask about, and the ways of asking that make sense for each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

#: How a span is written; a hyphen, "to" and "and" are read as well.
DASH = "\u2013"


class Aspect(StrEnum):
    """Something about an activity that a condition asks."""

    SPORT = "sport"
    TITLE = "title"
    DESCRIPTION = "description"
    TAGS = "tags"
    APP = "app"
    DEVICE = "device"
    DISTANCE = "distance"
    ELAPSED = "elapsed"
    TIMER = "timer"
    MOVING = "moving"
    AVG_HEART_RATE = "average_heart_rate"
    MAX_HEART_RATE = "maximum_heart_rate"
    ASCENT = "ascent"
    ACTIVE_ENERGY = "active_energy"
    EFFORT = "effort"
    INDOORS = "indoors"
    HAS_ROUTE = "has_route"
    HAS_HEART_RATE = "has_heart_rate"
    VIRTUAL_ROUTE = "virtual_route"
    USER_ENTERED = "user_entered"
    WEEKDAY = "weekday"
    DATE = "date"
    STARTS_AT = "starts_at"
    ENDS_AT = "ends_at"
    STARTS_IN = "starts_in"
    ENDS_IN = "ends_in"
    PASSES = "passes"


class Op(StrEnum):
    """How a condition asks."""

    IS = "is"
    IS_NOT = "is_not"
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    CONTAINS_ANY = "contains_any"
    CONTAINS_NONE = "contains_none"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN = "between"
    INSIDE = "inside"
    OUTSIDE = "outside"
    YES = "yes"
    NO = "no"


class ValueKind(StrEnum):
    """What the value of a condition is."""

    SPORTS = "sports"
    TEXTS = "texts"
    LENGTH = "length"
    DURATION = "duration"
    RATE = "rate"
    ENERGY = "energy"
    EFFORT = "effort"
    DAYS = "days"
    CLOCK = "clock"
    DATES = "dates"
    PLACE = "place"
    NOTHING = "nothing"


#: The opposite of each way of asking that has one.
OPPOSITES: Mapping[Op, Op] = {
    one: other
    for pair in (
        (Op.IS, Op.IS_NOT), (Op.ONE_OF, Op.NONE_OF), (Op.CONTAINS_ANY, Op.CONTAINS_NONE),
        (Op.INSIDE, Op.OUTSIDE), (Op.YES, Op.NO),
    )
    for one, other in (pair, pair[::-1])
}  # fmt: skip
#: Those that say what must not be.
NEGATIVE = frozenset({Op.IS_NOT, Op.NONE_OF, Op.CONTAINS_NONE, Op.OUTSIDE, Op.NO})

_CHOOSING = (Op.IS, Op.IS_NOT, Op.ONE_OF, Op.NONE_OF)
_CONTAINING = (Op.CONTAINS_ANY, Op.CONTAINS_NONE)
_MEASURING = (Op.AT_LEAST, Op.AT_MOST, Op.BETWEEN)
_LYING = (Op.INSIDE, Op.OUTSIDE)
_ANSWERING = (Op.YES, Op.NO)


@dataclass(frozen=True, slots=True)
class Manner:
    """How an aspect is asked: its name in a list of choices, its values, an example of one."""

    label: str
    kind: ValueKind
    ops: tuple[Op, ...]
    example: str = ""


_A, _K = Aspect, ValueKind
MANNERS: Mapping[Aspect, Manner] = {
    _A.SPORT: Manner("Sport", _K.SPORTS, _CHOOSING, "Run, Ride"),
    _A.TITLE: Manner("Title", _K.TEXTS, (*_CONTAINING, *_CHOOSING), "tempo, race"),
    _A.DESCRIPTION: Manner("Description", _K.TEXTS, _CONTAINING, "#private"),
    _A.TAGS: Manner("Tags", _K.TEXTS, _CONTAINING, "commute"),
    _A.APP: Manner("Recording app", _K.TEXTS, (*_CHOOSING, *_CONTAINING), "Strava, Garmin"),
    _A.DEVICE: Manner("Device", _K.TEXTS, (*_CHOOSING, *_CONTAINING), "Apple Watch"),
    _A.DISTANCE: Manner("Distance", _K.LENGTH, _MEASURING, "5 km"),
    _A.ELAPSED: Manner("Time from start to end", _K.DURATION, _MEASURING, "45 min"),
    _A.TIMER: Manner("Time without pauses", _K.DURATION, _MEASURING, "45 min"),
    _A.MOVING: Manner("Moving time", _K.DURATION, _MEASURING, "1 h 30 min"),
    _A.AVG_HEART_RATE: Manner("Average heart rate", _K.RATE, _MEASURING, "140 bpm"),
    _A.MAX_HEART_RATE: Manner("Maximum heart rate", _K.RATE, _MEASURING, "170 bpm"),
    _A.ASCENT: Manner("Ascent", _K.LENGTH, _MEASURING, "300 m"),
    _A.ACTIVE_ENERGY: Manner("Active energy", _K.ENERGY, _MEASURING, "300 kcal"),
    _A.EFFORT: Manner("Effort", _K.EFFORT, _MEASURING, "7"),
    _A.INDOORS: Manner("Indoors", _K.NOTHING, _ANSWERING),
    _A.HAS_ROUTE: Manner("Has a route", _K.NOTHING, _ANSWERING),
    _A.HAS_HEART_RATE: Manner("Has a heart rate", _K.NOTHING, _ANSWERING),
    _A.VIRTUAL_ROUTE: Manner("Route is drawn, not measured", _K.NOTHING, _ANSWERING),
    _A.USER_ENTERED: Manner("Typed in by hand", _K.NOTHING, _ANSWERING),
    _A.WEEKDAY: Manner("Day of the week", _K.DAYS, _CHOOSING, "Mon, Wed"),
    _A.DATE: Manner("Date", _K.DATES, (Op.IS, Op.IS_NOT, *_MEASURING), "2026-05-03"),
    _A.STARTS_AT: Manner("Starts at", _K.CLOCK, _LYING, f"06:00{DASH}09:00"),
    _A.ENDS_AT: Manner("Ends at", _K.CLOCK, _LYING, f"17:00{DASH}20:00"),
    _A.STARTS_IN: Manner("Starts in", _K.PLACE, _LYING, "45.76, 4.84, 500 m"),
    _A.ENDS_IN: Manner("Ends in", _K.PLACE, _LYING, "Lyon"),
    _A.PASSES: Manner("Passes through", _K.PLACE, _LYING, "45.76, 4.84, 500 m"),
}
OP_LABELS: Mapping[Op, str] = {
    Op.IS: "is", Op.IS_NOT: "is not", Op.ONE_OF: "is one of", Op.NONE_OF: "is none of",
    Op.CONTAINS_ANY: "contains any of", Op.CONTAINS_NONE: "contains none of",
    Op.AT_LEAST: "is at least", Op.AT_MOST: "is at most", Op.BETWEEN: "is between",
    Op.INSIDE: "is inside", Op.OUTSIDE: "is outside", Op.YES: "yes", Op.NO: "no",
}  # fmt: skip
#: Aspects that need a position: whoever counts many activities has to read their routes.
ABOUT_PLACES = frozenset({Aspect.STARTS_IN, Aspect.ENDS_IN, Aspect.PASSES})
