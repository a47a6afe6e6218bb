"""Forms of plugins' settings: which fields there are, what they show, and what was filled in.

All of it comes from the JSON schema of a plugin's pydantic model. `json_schema_extra` may name a
`unit`, say `"kind": "long_text"`, or mark a setting `private`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from fitglue.pipeline.editing import is_private

_TYPES = {"boolean": "yes_no", "integer": "whole", "number": "number", "string": "text"}
_FORMATS = {"date": "date", "time": "time", "password": "secret", "textarea": "long_text"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingField:
    """One setting, as a form asks for it.

    `kind` is text, long_text, number, whole, yes_no, choice, choices, lines, secret, date, time,
    or json for what has no form of its own. `default` is a plain value.
    """

    name: str
    title: str
    help: str
    kind: str
    default: Any
    unit: str = ""
    least: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()
    can_be_none: bool = False

    def shown(self, value: Any) -> str:
        """Write a value into its field. What is not a value of its kind is shown as it came."""
        if value is None:
            return ""
        match self.kind:
            case "lines" if isinstance(value, list):
                return "\n".join(str(one) for one in value)
            case "json" if not isinstance(value, str):
                return json.dumps(value, ensure_ascii=False, indent=1)
            case "number" | "whole" if isinstance(value, float):
                return f"{value:g}"
            case _:
                return str(value)

    def read(self, filled: Sequence[str]) -> Any:
        """Give the plain value of what was filled in; pydantic says whether it is any good."""
        text = filled[-1].strip() if filled else ""
        match self.kind:
            case "yes_no":
                return bool(filled)
            case "choices":
                return list(filled)
            case "lines":
                return [line.strip() for line in text.splitlines() if line.strip()]
            case "json" if text:
                return _json(text)
            case _ if self.can_be_none and not text:
                return None
            case _:
                return text


def fields_of(settings: type[BaseModel]) -> tuple[SettingField, ...]:
    """Give a plugin's settings in the order in which it describes them."""
    schema = settings.model_json_schema()
    known = schema.get("$defs", {})
    return tuple(
        _field(name, _resolved(told, known), secret=is_private(settings.model_fields[name]))
        for name, told in schema.get("properties", {}).items()
    )


def settings_from(
    fields: Sequence[SettingField], filled: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """Give the settings of a filled-in form; a secret that nobody typed is not among them."""
    answers = [(field, field.read(filled.get(field.name, ()))) for field in fields]
    return {field.name: value for field, value in answers if value or field.kind != "secret"}


def _field(name: str, told: Mapping[str, Any], *, secret: bool) -> SettingField:
    items = told.get("items", {})
    return SettingField(
        name=name,
        title=told.get("title", name),
        help=told.get("description", ""),
        kind="secret" if secret else _kind(told, items),
        default=told.get("default"),
        unit=told.get("unit", ""),
        least=told.get("minimum", told.get("exclusiveMinimum")),
        most=told.get("maximum", told.get("exclusiveMaximum")),
        choices=tuple(str(one) for one in told.get("enum", items.get("enum", ()))),
        can_be_none=bool(told.get("can_be_none")),
    )


def _kind(told: Mapping[str, Any], items: Mapping[str, Any]) -> str:
    if "kind" in told:
        return str(told["kind"])
    if "enum" in told:
        return "choice"
    if told.get("type") == "array" and "enum" in items:
        return "choices"
    if told.get("type") == "array":
        return "lines" if items.get("type") == "string" else "json"
    if told.get("format") in _FORMATS:
        return _FORMATS[told["format"]]
    return _TYPES.get(str(told.get("type")), "json")


def _resolved(told: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Follow references, and take `None` out of what may be absent."""
    plain = dict(told)
    if "$ref" in plain:
        plain = {**_resolved(known[plain["$ref"].rsplit("/", 1)[-1]], known), **plain}
    options = plain.get("anyOf", ())
    real = [one for one in options if one.get("type") != "null"]
    if len(real) == 1:
        plain = {**_resolved(real[0], known), **plain, "can_be_none": len(options) > 1}
    items = plain.get("items")
    return {**plain, "items": _resolved(items, known)} if isinstance(items, dict) else plain


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text  # pydantic says what it wants instead
