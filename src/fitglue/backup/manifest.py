"""The manifest: what a backup says about itself."""

from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from fitglue.domain.errors import Damaged
from fitglue.domain.shape import Shape

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Part:
    """An entry that is no blob: its size as it lies in the zip, and its SHA-256."""

    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Counts, hashes, and where things lay; `missing_blobs` were lost before the backup."""

    format: int
    fitglue: str
    schema: str
    made_at: datetime
    database: str
    output_folder: str
    rows: dict[str, int]
    parts: dict[str, Part]
    blobs: int
    blob_bytes: int
    missing_blobs: list[str] = field(default_factory=list)

    def encoded(self) -> bytes:
        """Write it as JSON that a person can read."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2)


_MANIFEST, _ANYTHING = Shape(Manifest), Shape(dict[str, object])


def decoded(text: bytes) -> Manifest:
    """Read a manifest. Raises Damaged for one that is no manifest, or of a newer format."""
    try:
        said = _ANYTHING.from_json(text)
        if isinstance(said.get("format"), int) and said["format"] != FORMAT:
            raise Damaged(
                f"This backup was made by a newer FitGlue ({said.get('fitglue')}).",
                "Install that version or a later one, and restore with it.",
            )
        return _MANIFEST.from_json(text)
    except msgspec.MsgspecError as problem:
        raise Damaged(
            "The list of contents of this backup cannot be read.", "Take another backup."
        ) from problem
