"""Forms of plugins' settings: which fields there are, and how each of them is asked for.

All of it comes from the JSON schema of a plugin's pydantic model. `json_schema_extra` may name a
`unit`, give `labels` to choices, mark a setting `private`, or say a `kind`: `long_text`, `file`
(with the endings that it `accepts`), or `spot` for a model that is one place. Several settings in a
row whose titles begin alike, as “Match: days” and “Match: place” do, share a drawer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import PydanticUndefined, to_jsonable_python

from fitglue.domain.secret import Secret
from fitglue.pipeline.editing import is_private
from fitglue.web.languages import gettext

_TYPES = {"boolean": "yes_no", "integer": "whole", "number": "number", "string": "text"}
_FORMATS = {
    "date": "date", "time": "time", "password": "secret", "textarea": "long_text",
}  # fmt: skip
_PARTED = {"group", "spot"}
_FOR_READERS = {"title", "description"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several: what a form sends, what it shows, and the value that it stands for."""

    key: str
    label: str
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingField:
    """One setting, as a form asks for it. `default` is a plain value.

    `kind` is text, long_text, number, whole, yes_no, choice, choices, lines, secret, date, time,
    file, group, spot, rows, or json for what has no form of its own. A group and a spot
    have `parts`; rows have one, which is asked for in each.
    """

    name: str
    title: str
    help: str
    kind: str
    default: Any = None
    unit: str = ""
    least: float | None = None
    most: float | None = None
    choices: tuple[Choice, ...] = ()
    accepts: tuple[str, ...] = ()
    parts: tuple["SettingField", ...] = ()
    can_be_none: bool = False

    def choice(self, key: str) -> Any:
        """Give the value of a choice; what is none stays as it came, for pydantic to refuse."""
        return next((one.value for one in self.choices if one.key == key), key)

    def label(self, value: Any) -> str:
        """Name a value as its choice does."""
        return next((one.label for one in self.choices if one.value == value), str(value))


class _InOrder(GenerateJsonSchema):
    """Leaves labels in the order in which a plugin gives them."""

    def sort(self, value: JsonSchemaValue, parent_key: str | None = None) -> JsonSchemaValue:
        del parent_key
        return value


def fields_of(settings: type[BaseModel]) -> tuple[SettingField, ...]:
    """Give a plugin's settings in the order in which it describes them."""
    schema = settings.model_json_schema(schema_generator=_InOrder)
    known = _Known(schema.get("$defs", {}))
    return tuple(
        known.field(name, _with_default(told, settings.model_fields[name]))
        for name, told in schema.get("properties", {}).items()
    )


def _with_default(told: Mapping[str, Any], field: FieldInfo) -> dict[str, Any]:
    """Tell also what a factory makes, and whether the setting is its owner's alone."""
    default = field.get_default(call_default_factory=True)
    is_nothing = default is PydanticUndefined or isinstance(default, Secret)  # nobody is shown one
    plain = None if is_nothing else to_jsonable_python(default)
    return {**told, "default": told.get("default", plain), "is_private": is_private(field)}


@dataclass(frozen=True, slots=True)
class _Known:
    """The models that a schema refers to, and those within which we are."""

    models: Mapping[str, Any]
    inside: frozenset[str] = frozenset()

    def field(self, name: str, written: Mapping[str, Any]) -> SettingField:
        """Read one setting's part of the schema."""
        within, told = self.followed(written)
        within_items, items = within.followed(told.get("items") or {})
        kind, can_be_none = _kind(told, items), bool(told.get("can_be_none"))
        asked_in_rows = (within_items.field("", items),) if kind == "rows" else ()
        parts = within.fields(told) if kind in _PARTED else asked_in_rows
        return SettingField(
            name=name,
            title=told.get("title") or name.replace("_", " ").capitalize(),
            help=told.get("description", ""),
            kind=kind,
            default=told.get("default") if can_be_none else _default(told, kind, parts),
            unit=told.get("unit", items.get("unit", "")),
            least=told.get("minimum", told.get("exclusiveMinimum")),
            most=told.get("maxItems", told.get("maximum", told.get("exclusiveMaximum"))),
            choices=_choices(told, items),
            accepts=tuple(told.get("accepts", ())),
            parts=parts,
            can_be_none=can_be_none,
        )

    def fields(self, model: Mapping[str, Any]) -> tuple[SettingField, ...]:
        """Read the fields of a model."""
        return tuple(self.field(name, one) for name, one in model["properties"].items())

    def followed(self, told: Mapping[str, Any]) -> tuple["_Known", dict[str, Any]]:
        """Follow a reference, and take `None` out of what may be absent.

        A model within itself has no form; what it says of itself is for those who read its code.
        """
        if "$ref" in told:
            name = str(told["$ref"]).rsplit("/", 1)[-1]
            within = _Known(self.models, self.inside | {name})
            model = {"kind": "json"} if name in self.inside else self.models[name]
            of_model = {key: one for key, one in model.items() if key not in _FOR_READERS}
            return within, {**of_model, **{k: one for k, one in told.items() if k != "$ref"}}
        options = told.get("anyOf", ())
        real = [one for one in options if one.get("type") != "null"]
        if len(real) != 1:
            return self, dict(told)
        within, one = self.followed(real[0])
        return within, {**one, **told, "can_be_none": len(options) > 1}


def _default(told: Mapping[str, Any], kind: str, parts: tuple[SettingField, ...]) -> Any:
    default = told.get("default")
    if default is None and kind == "rows":
        return []
    if default is None and kind in _PARTED:
        return {part.name: part.default for part in parts}
    return default


def _kind(told: Mapping[str, Any], items: Mapping[str, Any]) -> str:
    if told.get("is_private") and told.get("type") == "string" and told.get("kind") != "file":
        return "secret"
    if "kind" in told:
        return str(told["kind"])
    match told.get("type"):
        case "object":
            return "group" if "properties" in told else "json"
        case "array":
            return _kind_of_list(told, items)
    if _values(told) or "labels" in told or _is_open(told):
        return "choice"
    return _FORMATS.get(str(told.get("format"))) or _TYPES.get(str(told.get("type")), "json")


def _kind_of_list(told: Mapping[str, Any], items: Mapping[str, Any]) -> str:
    if _values(items) or "labels" in told or "labels" in items:
        return "choices"
    if _kind(items, {}) in _PARTED:
        return "rows"
    return "lines" if items.get("type") in {"string", "integer", "number"} else "json"


def _is_open(told: Mapping[str, Any]) -> bool:
    return told.get("type") == "boolean" and bool(told.get("can_be_none"))


def _values(told: Mapping[str, Any]) -> list[Any]:
    return told["enum"] if "enum" in told else [told["const"]] if "const" in told else []


def _choices(told: Mapping[str, Any], items: Mapping[str, Any]) -> tuple[Choice, ...]:
    if _is_open(told):
        return Choice("yes", gettext("Yes"), value=True), Choice("no", "No", value=False)
    labels = {str(key): label for key, label in told.get("labels", items.get("labels", {})).items()}
    values = _values(told) or _values(items) or list(labels)
    return tuple(
        Choice(str(one), labels.get(str(one)) or str(one).replace("_", " ").capitalize(), one)
        for one in values
    )
