"""The JSON Schema of the wire format: `v1.schema.json` beside this file, for phones and people.

`python -m fitglue.formats.phone_sync.schema` writes it anew.
"""

import json
from pathlib import Path
from typing import Any

import msgspec

from fitglue.formats.phone_sync import wire

FILE = Path(__file__).with_name("v1.schema.json")
_MODELS = {"Batch": wire.Batch[wire.Item], "Digest": wire.Digest}


def components(template: str = "#/components/schemas/{name}") -> tuple[dict[str, Any], ...]:
    """Give a schema for a batch, one for a digest, and all that they refer to by `template`."""
    (batch, digest), parts = msgspec.json.schema_components(_MODELS.values(), ref_template=template)
    return batch, digest, parts


def schema() -> dict[str, Any]:
    """Give the schema of a batch as a document of its own; a digest's is among its definitions."""
    batch, _, parts = components("#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What a phone sends to FitGlue, version 1",
        **batch,
        "$defs": dict(sorted(parts.items())),
    }


def text() -> str:
    """Give the file's text."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text())
