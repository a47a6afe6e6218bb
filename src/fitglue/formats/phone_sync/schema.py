"""The JSON Schema of the wire format: `v1.schema.json` beside this file, for phones and people.

`python -m fitglue.formats.phone_sync.schema` writes it anew.
"""

import json
from inspect import cleandoc
from pathlib import Path
from typing import Any

import msgspec

from fitglue.formats.phone_sync import wire, writes

FILE = Path(__file__).with_name("v1.schema.json")
_MODELS = (wire.Batch[wire.Item], wire.Digest, writes.WritesAsked, writes.Write)


def components(template: str = "#/components/schemas/{name}") -> dict[str, Any]:
    """Give the schemas of what phones send and fetch, referring to each other by `template`."""
    _, parts = msgspec.json.schema_components(_MODELS, ref_template=template)
    # A generic's name has its arguments in it.
    (ugly,) = [name for name in parts if name.startswith("Batch_")]
    named = json.dumps(parts).replace(ugly, "Batch")
    told: dict[str, Any] = json.loads(named, object_hook=_cleaned)
    return told | {"Batch": {**told["Batch"], "title": "Batch"}}


def _cleaned(told: dict[str, Any]) -> dict[str, Any]:
    """Write a description alike on every Python: since 3.13 docstrings lose their indentation."""
    if isinstance(words := told.get("description"), str):
        return {**told, "description": cleandoc(words)}
    return told


def schema() -> dict[str, Any]:
    """Give the schema of a batch as a document of its own; others are among its definitions."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What a phone sends to FitGlue, version 1",
        "$ref": "#/$defs/Batch",
        "$defs": dict(sorted(components("#/$defs/{name}").items())),
    }


def text() -> str:
    """Give the file's text."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text())
