"""How things are said in the wire format: an item, who wrote it, texts and numbers.

What no server would take, such as a text with a NUL or a number that is none, is left out.
"""

import hashlib
import json
import math
import zlib
from dataclasses import dataclass, fields
from typing import Any

from fitglue_phone.core.workout import Device, WritingApp

LONGEST_NAME, LONGEST_UNIT = 128, 40
_LONGEST_TEXT = 1000
_FAST = 1  # zlib's level: an item is packed for the disk, the batch for the way
_REQUIRED = "unit"  # of what an empty text is an answer as well
as_json = json.JSONEncoder(separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode


@dataclass(frozen=True, slots=True)
class Item:
    """A part of a workout as it is sent; `part` is empty for a deletion, `workout` for a metric.

    `content_hash` names what it says, whichever its revision.
    """

    workout: str
    part: str
    samples: int
    packed: bytes  # zlib
    size: int
    content_hash: str

    @property
    def content(self) -> bytes:
        """Give its JSON."""
        return zlib.decompress(self.packed)


def item(
    told: dict[str, Any], place: tuple[str, str, int], platform: str, revision: int | None
) -> Item:
    """Leave out what is empty, and put the revision in front of what is hashed."""
    content = as_json(said(told) | {"platform": platform}).encode()
    content_hash = hashlib.sha256(content).hexdigest()
    if revision is not None:
        content = b'{"revision":%d,' % revision + content[1:]
    return Item(*place, zlib.compress(content, _FAST), len(content), content_hash)


def writer(app: WritingApp) -> dict[str, str]:
    """Say which program wrote something."""
    told = {"bundle_id": text(app.bundle_id), "version": text(app.version)}
    return {"name": text(app.name), **said(told)}


def device(one: Device) -> dict[str, str]:
    """Say what measured something."""
    return said({each.name: text(getattr(one, each.name)) for each in fields(one)})


def plain(value: Any) -> Any:
    """Say a text, or what is none as it is."""
    return text(value) if isinstance(value, str) else number(value)


def number(value: Any) -> Any:
    """Give a number, or nothing in the place of what is none."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def text(told: str, longest: int = _LONGEST_TEXT) -> str:
    """Take out what PostgreSQL keeps in no text, and halves of characters."""
    return told.replace("\0", "").encode("utf-8", "replace").decode()[:longest]


def said(told: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is empty."""
    return {
        key: value
        for key, value in told.items()
        if value not in (None, "", [], {}) or (key == _REQUIRED and value is not None)
    }
