"""What was filled into the fields of settings, as plain values; pydantic says if they are any good.

A form names what is inside by its path: `spots.0.radius_m` is asked for in the first row of
`spots`, and `spots` itself lists its rows in their order.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fitglue.web.setting_fields import SettingField

Filling = Mapping[str, Sequence[str]]
#: Two numbers as maps write a position: 45.76, 4.84 or 45.76° N 4.84° E or geo:45.76,4.84.
_POSITION = re.compile(
    r"(?:geo:|@)?\s*([-+]?\d+(?:\.\d+)?)\s*°?\s*([NS]?)(?:\s*[,;]\s+|\s+|\s*[,;]\s*(?=[-+]?\d+\.))"
    r"([-+]?\d+(?:\.\d+)?)\s*°?\s*([EW]?)\b",
    re.IGNORECASE,
)


def settings_from(fields: Sequence[SettingField], filled: Filling) -> dict[str, Any]:
    """Give the settings of a filled-in form; a secret that nobody typed is not among them."""
    answers = [(field, read(field, filled, field.name)) for field in fields]
    return {field.name: value for field, value in answers if value or field.kind != "secret"}


def read(field: SettingField, filled: Filling, path: str) -> Any:
    """Give the plain value of one field."""
    reader = _READERS.get(field.kind)
    if reader is not None:
        return reader(field, filled, path)
    text = _text(filled, path)
    if field.can_be_none and not text:
        return None
    return _json(text) if field.kind == "json" and text else text


def _text(filled: Filling, path: str) -> str:
    written = filled.get(path, ())
    return _plain(written[-1]).strip() if written else ""


def _plain(text: str) -> str:
    """Take back what browsers do to the ends of lines."""
    return text.replace("\r\n", "\n")


def _group(field: SettingField, filled: Filling, path: str) -> Any:
    if field.can_be_none and not filled.get(path):
        return None
    return {part.name: read(part, filled, f"{path}.{part.name}") for part in field.parts}


def _rows(field: SettingField, filled: Filling, path: str) -> Any:
    (row,) = field.parts
    rows = [read(row, filled, f"{path}.{key}") for key in filled.get(path, ())]
    return None if field.can_be_none and not rows else rows


def _spot(field: SettingField, filled: Filling, path: str) -> Any:
    values = {part.name: read(part, filled, f"{path}.{part.name}") for part in field.parts}
    pasted = _POSITION.match(str(values.get("latitude_deg", "")))
    if pasted:
        north, south, east, west = pasted.groups()
        values["latitude_deg"] = _signed(north, south, "S")
        values["longitude_deg"] = _signed(east, west, "W")
    where = [values.get("latitude_deg"), values.get("longitude_deg")]
    return None if field.can_be_none and not any(where) else values


def _signed(number: str, letter: str, minus: str) -> str:
    return f"-{number}" if letter.upper() == minus and number[0] not in "-+" else number


def _choice(field: SettingField, filled: Filling, path: str) -> Any:
    key = _text(filled, path)
    return None if field.can_be_none and not key else field.choice(key)


def _choices(field: SettingField, filled: Filling, path: str) -> Any:
    return [field.choice(key) for key in filled.get(path, ())]


def _yes_no(field: SettingField, filled: Filling, path: str) -> Any:
    del field
    return bool(filled.get(path))


def _lines(field: SettingField, filled: Filling, path: str) -> Any:
    del field
    return [line.strip() for line in _text(filled, path).splitlines() if line.strip()]


def _file(field: SettingField, filled: Filling, path: str) -> Any:
    kept = "" if filled.get(f"{path}.removed") else _plain("".join(filled.get(path, ())[-1:]))
    return None if field.can_be_none and not kept else kept


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text  # pydantic says what it wants instead


_READERS: Mapping[str, Callable[[SettingField, Filling, str], Any]] = {
    "group": _group, "rows": _rows, "spot": _spot, "choice": _choice, "choices": _choices,
    "yes_no": _yes_no, "lines": _lines, "file": _file,
}  # fmt: skip
