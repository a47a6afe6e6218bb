"""The settings of a plugin as a table that somebody reads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from fitglue.web.languages import gettext
from fitglue.web.setting_fields import SettingField, fields_of
from fitglue.web.setting_view import said
from fitglue.web.words import listed

_MOST_NAMED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionLine:
    """A setting: what it does, what it is at first, and what it may be; `within` is how deep."""

    title: str
    help: str
    first: str
    allowed: str
    within: int


def options_of(settings: type[BaseModel]) -> list[OptionLine]:
    """Write a plugin's settings, with those inside others below them."""
    return list(_lines(fields_of(settings), 0))


def _lines(fields: Sequence[SettingField], within: int) -> Iterator[OptionLine]:
    for field in fields:
        yield OptionLine(
            title=field.title,
            help=field.help,
            first=_first(field),
            allowed=_allowed(field),
            within=within,
        )
        if field.kind in {"group", "rows"}:
            inside = field.parts[0].parts if field.kind == "rows" else field.parts
            yield from _lines(inside if not _is_row_of_spots(field) else (), within + 1)


def _is_row_of_spots(field: SettingField) -> bool:
    return field.kind == "rows" and field.parts[0].kind == "spot"


def _first(field: SettingField) -> str:
    """Say what a setting is until somebody changes it."""
    unit = f" {field.unit}" if field.unit else ""
    match field.default:
        case None | "" | []:
            return "none" if field.kind in {"choices", "rows", "lines"} else "empty"
        case True | False if field.kind == "yes_no":
            return "on" if field.default else "off"
        case list():
            return listed([field.label(one) for one in field.default])
        case _ if field.kind in {"group", "spot", "secret", "json"}:
            return ""
        case _:
            return f"{said(field, field.default)}{unit}"


def _allowed(field: SettingField) -> str:
    match field.kind:
        case "choice" | "choices":
            return _choices(field)
        case "rows":
            at_most = (
                gettext("up to %(most)s ", most=format(field.most, "g"))
                if field.most is not None
                else ""
            )
            return f"{at_most}{'places' if _is_row_of_spots(field) else 'rows'}"
        case "spot":
            return gettext("a place and how far around it")
        case "file":
            return (
                gettext("a file (%(names)s)", names=", ".join(field.accepts))
                if field.accepts
                else gettext("a file")
            )
        case "yes_no":
            return gettext("on or off")
        case _:
            return _limits(field)


def _choices(field: SettingField) -> str:
    labels = [one.label for one in field.choices]
    if len(labels) > _MOST_NAMED:
        return gettext("any of %(labels)s", labels=len(labels))
    return f"{'any of ' if field.kind == 'choices' else ''}{', '.join(labels)}"


def _limits(field: SettingField) -> str:
    unit = f" {field.unit}" if field.unit else ""
    match field.least, field.most:
        case None, None:
            return unit.strip()
        case least, None:
            return gettext("from %(number)s%(unit)s", number=_number(least), unit=unit)
        case None, most:
            return gettext("up to %(number)s%(unit)s", number=_number(most), unit=unit)
        case least, most:
            return gettext(
                "%(number)s to %(number2)s%(unit)s",
                number=_number(least),
                number2=_number(most),
                unit=unit,
            )


def _number(limit: Any) -> str:
    return f"{limit:,.15g}"
