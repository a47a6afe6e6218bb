"""Settings in their fields: what stands in each, and what is wrong with it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from fitglue.web.languages import gettext
from fitglue.web.setting_fields import SettingField

_FEWEST_IN_DRAWER = 3
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
    is_changed: bool = False
    parts: tuple["ShownSetting", ...] = ()

    @property
    def can_grow(self) -> bool:
        """Tell whether another row may be added."""
        return self.field.most is None or len(self.parts) < self.field.most


@dataclass(frozen=True, slots=True)
class Drawer:
    """Settings that belong together; without a title they are no drawer and lie open."""

    title: str
    settings: list[ShownSetting]

    @property
    def set_here(self) -> int:
        """Count those that are not what they were at first."""
        return sum(one.is_changed for one in self.settings)

    @property
    def is_open(self) -> bool:
        """Tell whether there is something to see."""
        return bool(self.set_here) or any(has_fault(one) for one in self.settings)


def in_drawers(settings: Sequence[ShownSetting]) -> list[Drawer]:
    """Put settings in a row whose titles begin alike, as in “Match: days”, into one drawer."""
    drawers = []
    for title, some in groupby(settings, _drawer):
        inside = list(some)
        if title and len(inside) >= _FEWEST_IN_DRAWER:
            drawers.append(Drawer(title, [_in_drawer(one) for one in inside]))
        else:
            drawers.append(Drawer("", inside))
    return drawers


def _drawer(one: ShownSetting) -> str:
    title, colon, _ = one.title.partition(": ")
    return title if colon else ""


def _in_drawer(one: ShownSetting) -> ShownSetting:
    title = one.title.partition(": ")[2]
    return replace(one, title=title[:1].upper() + title[1:])


def has_fault(one: ShownSetting) -> bool:
    """Tell whether something is wrong with a setting or inside it."""
    return bool(one.fault) or any(has_fault(part) for part in one.parts)


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
        told=gettext("A file is stored."),
        is_changed=differs(field, value),
        fault=next((why for way, why in wrong if not way or way[0] not in inside), ""),
        parts=parts,
    )


def differs(field: SettingField, value: Any) -> bool:
    """Tell whether a value is another than the first; "1.5", not checked yet, is 1.5."""
    first = field.default
    if isinstance(value, Mapping) and isinstance(first, Mapping):
        return any(differs(part, value.get(part.name, part.default)) for part in field.parts)
    if field.kind in {"group", "spot", "rows", "choices"}:
        return value != first
    return written(field, value) != written(field, first)


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
