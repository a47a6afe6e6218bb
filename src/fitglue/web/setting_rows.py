"""What the buttons beside rows of settings do: add, remove, and move one up or down."""

from collections.abc import Mapping
from typing import Any

PRESSES = {"row-add", "row-remove", "row-up", "row-down"}


def with_rows(settings: Mapping[str, Any], press: str, path: str) -> dict[str, Any]:
    """Give settings after a press. `path` names a list to add to, else the row that is meant."""
    head, *way = path.split(".")
    if head not in settings:
        return dict(settings)
    return {**settings, head: _changed(settings[head], press, way)}


def row_after(press: str, path: str, settings: Mapping[str, Any]) -> str:
    """Name the row that somebody looks at after a press, empty when it is gone."""
    way, _, at = path.rpartition(".")
    match press:
        case "row-add":
            return f"{path}.{len(_found(settings, path)) - 1}"
        case "row-up":
            return f"{way}.{max(int(at) - 1, 0)}"
        case "row-down":
            return f"{way}.{min(int(at) + 1, len(_found(settings, way)) - 1)}"
        case _:
            return ""


def _found(settings: Any, path: str) -> list[Any]:
    for name in path.split("."):
        inside = settings if isinstance(settings, Mapping) else dict(_numbered(settings))
        settings = inside.get(name)
    return settings if isinstance(settings, list) else []


def _numbered(values: Any) -> list[tuple[str, Any]]:
    rows = values if isinstance(values, list) else []
    return [(str(at), one) for at, one in enumerate(rows)]


def _changed(value: Any, press: str, way: list[str]) -> Any:
    if isinstance(value, Mapping) and way:
        return with_rows(value, press, ".".join(way))
    if not isinstance(value, list):
        return value
    if not way:
        return [*value, {}]
    if len(way) == 1:
        return _row_changed(value, press, way[0])
    return [_changed(one, press, way[1:]) if str(at) == way[0] else one
            for at, one in enumerate(value)]  # fmt: skip


def _row_changed(rows: list[Any], press: str, name: str) -> list[Any]:
    at = int(name) if name.isdecimal() else len(rows)
    to = {"row-up": at - 1, "row-down": at + 1}.get(press, at)
    if at >= len(rows) or not 0 <= to < len(rows):
        return rows
    others = rows[:at] + rows[at + 1 :]
    return others if press == "row-remove" else [*others[:to], rows[at], *others[to:]]
