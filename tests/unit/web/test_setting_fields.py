"""Every kind of setting has its form, and what is filled in comes back as what the plugin wants."""

from enum import StrEnum
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field, SecretStr, ValidationError

from fitglue.domain.plan import Plan, TargetUse
from fitglue.pipeline.editing import plain_settings, with_secrets_of
from fitglue.pipeline.faults import sentence_of
from fitglue.web.setting_fields import fields_of
from fitglue.web.setting_values import settings_from
from fitglue.web.setting_view import written


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class Loop(BaseModel):
    inner: "list[Loop]" = []


class Everything(BaseModel):
    name: str = Field(default="", title="Its name", description="Whatever you like.")
    text: str = Field(default="", json_schema_extra={"kind": "long_text"})
    hours: float = Field(default=1.5, ge=0, le=24, json_schema_extra={"unit": "h"})
    count: int = 3
    maybe: int | None = None
    wait: bool = True
    colour: Colour = Colour.RED
    mode: Literal["allow", "block"] = "allow"
    colours: list[Colour] = []
    words: list[str] = []
    key: SecretStr = SecretStr("")
    loops: list[Loop] = []


FIELDS = {field.name: field for field in fields_of(Everything)}


def test_every_setting_has_its_kind_of_field() -> None:
    assert {name: field.kind for name, field in FIELDS.items()} == {
        "name": "text", "text": "long_text", "hours": "number", "count": "whole",
        "maybe": "whole", "wait": "yes_no", "colour": "choice", "mode": "choice",
        "colours": "choices", "words": "lines", "key": "secret", "loops": "rows",
    }  # fmt: skip
    hours = FIELDS["hours"]
    assert (hours.unit, hours.least, hours.most) == ("h", 0, 24)
    assert (FIELDS["name"].title, FIELDS["name"].help) == ("Its name", "Whatever you like.")
    assert [one.label for one in FIELDS["colours"].choices] == ["Red", "Green"]


def test_a_model_within_itself_is_written_as_json() -> None:
    (row,) = FIELDS["loops"].parts
    assert [(part.name, part.kind) for part in row.parts] == [("inner", "json")]


def test_what_is_filled_in_is_what_the_plugin_gets() -> None:
    filled = {
        "name": ["Kim"], "text": ["a\nb"], "hours": [" 2.5 "], "count": ["7"], "maybe": [""],
        "colour": ["green"], "mode": ["block"], "colours": ["red", "green"],
        "words": ["one\r\n\r\n two "], "key": ["hush"],
    }  # fmt: skip
    made = Everything.model_validate(settings_from(fields_of(Everything), filled))
    assert (made.hours, made.count, made.maybe, made.wait) == (2.5, 7, None, False)
    assert made.colours == [Colour.RED, Colour.GREEN]
    assert made.words == ["one", "two"]
    assert made.text == "a\nb"


@pytest.mark.parametrize(("value", "text"), [(12.0, "12"), (0.1, "0.1"), (1e-7, "1e-07")])
def test_a_number_is_written_as_short_as_it_is_exact(value: float, text: str) -> None:
    assert written(FIELDS["hours"], value) == text


def test_a_secret_is_kept_readable_for_the_plugin_and_stays_when_nobody_types_it() -> None:
    assert plain_settings(Everything(key=SecretStr("hush")))["key"] == "hush"
    assert "key" not in settings_from(fields_of(Everything), {"key": [""]})


def test_a_secret_belongs_to_its_part_and_plugin() -> None:
    def plan(plugin: str, **settings: Any) -> Plan:
        use = TargetUse(key="t", plugin=plugin, settings=settings)
        return Plan(id="", name="x", sources=("s",), targets=(use,))

    before = plan("not_installed", key="hush")
    assert with_secrets_of(plan("not_installed"), before).targets[0].settings == {"key": "hush"}
    assert with_secrets_of(plan("folder"), before).targets[0].settings == {}


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"hours": -1}, "At least 0 h."),
        ({"hours": 25}, "At most 24 h."),
        ({"hours": "long"}, "Write a number, such as 12."),
        ({"count": "1.5"}, "Write a whole number, such as 12."),
        ({"colour": "blue"}, "Choose one of the list."),
        ({"mode": "no"}, "Choose one of the list."),
    ],
)
def test_what_is_wrong_is_a_sentence(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Everything.model_validate(settings)
    assert sentence_of(caught.value.errors()[0], " h") == sentence
