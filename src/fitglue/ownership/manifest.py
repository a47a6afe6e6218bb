"""The manifest: what an export says about itself."""

from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from fitglue.domain.errors import Damaged, Unreadable
from fitglue.domain.shape import Shape
from fitglue.ownership.contents import FORMAT, VERSION

NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """Whose it is, when it was made, what it counts; `missing` blobs were lost before it was."""

    format: str
    version: int
    fitglue: str
    made_at: datetime
    counted: dict[str, int]
    left_out: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def encoded(self) -> bytes:
        """Write it as JSON that a person can read."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2)


_MANIFEST, _ANYTHING = Shape(Manifest), Shape(dict[str, object])


def is_manifest(text: bytes) -> bool:
    """Tell whether this is the manifest of any export of ours."""
    try:
        return _ANYTHING.from_json(text).get("format") == FORMAT
    except msgspec.MsgspecError:
        return False


def decoded(text: bytes) -> Manifest:
    """Read a manifest. Raises Damaged, and Unreadable for one of a later version."""
    try:
        told = _ANYTHING.from_json(text)
        version = told.get("version")
        if isinstance(version, int) and version > VERSION:
            raise Unreadable(
                f"This export was made by a newer FitGlue ({told.get('fitglue')}).",
                "Update this FitGlue, then import it again.",
            )
        return _MANIFEST.from_json(text)
    except msgspec.MsgspecError as problem:
        raise Damaged("The list of contents of this export cannot be read.") from problem
