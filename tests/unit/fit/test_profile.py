"""Our part of the profile is Garmin's."""

from typing import Any

import pytest
from garmin_fit_sdk import Profile

from fitglue.formats.fit import profile
from fitglue.formats.fit.exercises import CATEGORIES, EXERCISES
from fitglue.formats.fit.profile import MESSAGES, Field

NAMES = {0x00: "enum", 0x01: "sint8", 0x02: "uint8", 0x84: "uint16", 0x85: "sint32",
         0x86: "uint32", 0x8C: "uint32z", 0x07: "string", 0x0D: "byte"}  # fmt: skip
EVERY_FIELD = [
    pytest.param(message.number, name, field, id=f"{kind}.{name}")
    for kind, message in MESSAGES.items()
    for name, field in message.fields.items()
]


@pytest.mark.parametrize(("number", "name", "field"), EVERY_FIELD)
def test_a_field_has_garmins_number_type_scale_and_offset(
    number: int, name: str, field: Field
) -> None:
    theirs: dict[str, Any] = Profile["messages"][number]["fields"][field.number]
    assert theirs["name"] == name
    assert theirs["base_type"] == NAMES[field.type.code]
    assert (theirs["scale"], theirs["offset"]) == ([field.scale], [field.offset])


@pytest.mark.parametrize("kind", MESSAGES)
def test_a_message_has_garmins_number(kind: str) -> None:
    assert Profile["messages"][MESSAGES[kind].number]["name"] == kind


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (profile.Event, "event"), (profile.EventType, "event_type"),
        (profile.LapTrigger, "lap_trigger"), (profile.SessionTrigger, "session_trigger"),
        (profile.SwimStroke, "swim_stroke"), (profile.LengthType, "length_type"),
        (profile.SetType, "set_type"), (profile.Intensity, "intensity"),
    ],
)  # fmt: skip
def test_an_enumeration_has_garmins_names(ours: Any, theirs: str) -> None:
    assert {Profile["types"][theirs][member.value]: member.name.lower() for member in ours} == {
        member.name.lower(): member.name.lower() for member in ours
    }


def test_exercise_categories_are_all_of_garmins() -> None:
    theirs = Profile["types"]["exercise_category"]
    assert {number: name for name, number in CATEGORIES.items()} == theirs


@pytest.mark.parametrize("category", EXERCISES)
def test_an_exercise_has_garmins_number(category: str) -> None:
    theirs = Profile["types"][f"{category}_exercise_name"]
    assert {name: theirs[number] for name, number in EXERCISES[category].items()} == {
        name: name for name in EXERCISES[category]
    }


def test_other_numbers_are_garmins() -> None:
    types = Profile["types"]
    assert types["weather_report"][profile.WEATHER_NOW] == "current"
    assert types["fit_base_unit"][profile.KILOGRAM] == "kilogram"
    assert types["wkt_step_duration"][profile.OPEN_DURATION] == "open"
    assert types["wkt_step_target"][profile.OPEN_TARGET] == "open"
