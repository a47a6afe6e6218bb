"""The app's JSON, opened without trust: counted before it is parsed, and parsed piece by piece.

Only the outline is parsed at once. Every workout and every block of a metric stays bytes until
its turn comes, so one that is broken spoils no other and memory holds one at a time.
"""

import codecs
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from fitglue.domain.errors import Damaged, Hostile, NotAWorkout, TooBig
from fitglue.domain.shape import Shape

#: A year of workouts with routes stays below; the app's own batches are far smaller.
LARGEST = 128 << 20
#: A field of the app takes some 20 bytes; shorter ones are there to fill the memory.
MOST_VALUES = 6_000_000
#: One workout or metric: two days at a point a second, or a year of minutes, stay below.
MOST_VALUES_OF_ONE = 2_000_000
MOST_ITEMS = 50_000
_KINDS = (
    "workouts", "metrics", "stateOfMind", "medications", "symptoms", "cycleTracking", "ecg",
    "heartRateNotifications",
)  # fmt: skip
_SMALLER = "In the app, shorten the automation's period or switch “Batch Requests” on."
_HOW = "In the app, set the automation's export format to JSON and its data type to workouts."
_SENT_AGAIN = "Nothing: the app sends this time again. If it happens twice, shorten its period."
_BROKEN = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

_ABSENT = msgspec.Raw(b"")
#: What is looked for; anything else is passed over without being kept.
_Outline = msgspec.defstruct(
    "_Outline", [(name, msgspec.Raw, _ABSENT) for name in ("data", *_KINDS)]
)
_OUTLINE = Shape(_Outline)
_LIST, _FIELDS = Shape(list[msgspec.Raw]), Shape(dict[str, msgspec.Raw])

Fields = Mapping[str, msgspec.Raw]


@dataclass(frozen=True, slots=True)
class Document:
    """The unparsed workouts and metrics of one request, and how many things of other kinds."""

    workouts: tuple[msgspec.Raw, ...]
    metrics: tuple[msgspec.Raw, ...]
    beside: Mapping[str, int]


def read_document(content: bytes) -> Document:
    """Open a request's body. Raises NotAWorkout, Damaged, TooBig and Hostile."""
    _check_size(content)
    body = _outline(_as_utf8(content))
    inside = _inside(body)
    places = [place for place in (inside, body) if place is not None]
    if inside is None and not any(_said(body, kind) for kind in _KINDS):
        raise NotAWorkout("This JSON is not one that Health Auto Export writes.", _HOW)
    found = {kind: [item for place in places for item in _items(place, kind)] for kind in _KINDS}
    workouts, metrics = found.pop("workouts"), found.pop("metrics")
    beside = {kind: len(items) for kind, items in found.items() if items}
    return Document(tuple(workouts), tuple(metrics), beside)


def _check_size(content: bytes) -> None:
    if len(content) > LARGEST:
        raise TooBig(
            f"This request has {len(content) >> 20} MB, and {LARGEST >> 20} MB are the most.",
            _SMALLER,
        )
    if content.count(b",") + content.count(b"[") + content.count(b"{") > MOST_VALUES:
        raise TooBig(f"This request has more than {MOST_VALUES:,} values.", _SMALLER)


def _as_utf8(content: bytes) -> bytes:
    plain = content.removeprefix(codecs.BOM_UTF8).strip()
    if plain.isascii():
        return plain
    try:
        plain.decode()
    except UnicodeDecodeError:
        return plain.decode("utf-8", "replace").encode()
    return plain


def _outline(content: bytes) -> msgspec.Struct:
    if not content.startswith(b"{"):
        raise NotAWorkout("This is not the JSON of Health Auto Export.", _HOW)
    try:
        return _OUTLINE.from_json(content)
    except RecursionError:
        raise Hostile("This JSON nests without end.") from None
    except _BROKEN:
        raise Damaged("This JSON breaks off or is broken.", _SENT_AGAIN) from None


def _inside(body: msgspec.Struct) -> msgspec.Struct | None:
    """Open `data`; None when it is absent or no object."""
    try:
        return _OUTLINE.from_json(_said(body, "data") or b"null")
    except _BROKEN:
        return None


def _said(place: msgspec.Struct, name: str) -> bytes:
    return bytes(getattr(place, name))


def _items(place: msgspec.Struct, kind: str) -> list[msgspec.Raw]:
    listed = _said(place, kind)
    if listed in {b"", b"null"}:
        return []
    try:
        found = _LIST.from_json(listed)
    except _BROKEN:
        raise Damaged(f"What this request has under “{kind}” is no list.", _SENT_AGAIN) from None
    if len(found) > MOST_ITEMS:
        raise TooBig(f"This request has more than {MOST_ITEMS:,} {kind}.", _SMALLER)
    return found


def _fields(raw: msgspec.Raw) -> Fields | None:
    try:
        return _FIELDS.from_json(raw)
    except _BROKEN:
        return None


def fields_of(raw: msgspec.Raw, what: str) -> Fields:
    """Open one item. Raises Damaged, naming `what`, when it is no object, and TooBig."""
    if bytes(raw).count(b",") > MOST_VALUES_OF_ONE:
        raise TooBig(f"{what} has more than {MOST_VALUES_OF_ONE:,} values.", _SMALLER)
    found = _fields(raw)
    if found is None:
        raise Damaged(f"{what} is not readable.", _SENT_AGAIN)
    return found


def value_of(said: Fields, name: str) -> Any:
    """Give a field's value; None when it is absent, or so broken that it says nothing."""
    raw = said.get(name)
    if raw is None:
        return None
    try:
        return msgspec.json.decode(raw)
    except _BROKEN:
        return None


def rows_of(said: Fields, name: str) -> list[Mapping[str, Any]]:
    """Give the objects of a list; empty when the field is none, and without what is no object."""
    found = value_of(said, name)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
