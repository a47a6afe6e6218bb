"""Settings in their fields: what stands in each, and what is wrong with it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fitglue.web.setting_fields import SettingField

#: What is wrong below a setting: the way there, and a sentence.
Wrong = Sequence[tuple[tuple[str, ...], str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSetting:
    """A setting's field with what stands in it and what is wrong with that.

    `path` names it among the settings of its part. `told` says what a stored file is. `parts` are
    what is inside, or its rows.
    """

    field: SettingField
    path: str
    title: str
    text: str
    chosen: tuple[str, ...] = ()
    is_on: bool = False
    is_stored: bool = False
    told: str = ""
    fault: str = ""
    parts: tuple["ShownSetting", ...] = ()

    @property
    def can_grow(self) -> bool:
        """Tell whether another row may be added."""
        return self.field.most is None or len(self.parts) < self.field.most


def shown(field: SettingField, value: Any, wrong: Wrong = (), path: str = "") -> ShownSetting:
    """Prepare one setting; `wrong` is what is wrong with it and inside it."""
    path = path or field.name
    parts = tuple(_parts(field, value, wrong, path))
    inside = {part.path.removeprefix(f"{path}.") for part in parts}
    is_hidden = field.kind == "secret"
    return ShownSetting(
        field=field,
        path=path,
        title=field.title,
        text="" if is_hidden or parts else written(field, value),
        chosen=tuple(key_of(field, one) for one in value) if isinstance(value, list) else (),
        is_on=value is True or (field.kind == "group" and value is not None),
        is_stored=field.kind in {"secret", "file"} and bool(value),
        told="A file is stored.",
        fault=next((why for way, why in wrong if not way or way[0] not in inside), ""),
        parts=parts,
    )


def _parts(field: SettingField, value: Any, wrong: Wrong, path: str) -> list[ShownSetting]:
    if field.kind == "rows":
        values = dict(enumerate(value if isinstance(value, list) else []))
        return [_part(field.parts[0], str(at), one, wrong, path) for at, one in values.items()]
    inside = value if isinstance(value, dict) else {}
    return [
        _part(part, part.name, inside.get(part.name, part.default), wrong, path)
        for part in field.parts
    ]


def _part(field: SettingField, name: str, value: Any, wrong: Wrong, path: str) -> ShownSetting:
    below = [(way[1:], why) for way, why in wrong if way and way[0] == name]
    return shown(field, value, below, f"{path}.{name}")


def written(field: SettingField, value: Any) -> str:
    """Write a value into its field. What is not a value of its kind is shown as it came."""
    if value is None:
        return ""
    match field.kind:
        case "lines" if isinstance(value, list):
            return "\n".join(str(one) for one in value)
        case "json" if not isinstance(value, str):
            return json.dumps(value, ensure_ascii=False, indent=1)
        case "number" | "whole" if isinstance(value, float):
            return repr(value).removesuffix(".0")
        case "choice":
            return key_of(field, value)
        case _:
            return str(value)


def key_of(field: SettingField, value: Any) -> str:
    """Give what a form sends for a choice."""
    return next((one.key for one in field.choices if one.value == value), str(value))


def said(field: SettingField, value: Any) -> str:
    """Say a value in words: a choice by its label, a time without seconds."""
    if field.kind == "choice":
        return field.label(value)
    text = written(field, value)
    return text.removesuffix(":00") if field.kind == "time" and text.count(":") > 1 else text
