"""The JSON Schema of the events: `v1.schema.json` beside this file.

`python -m fitglue.formats.webhook_events.schema` writes it anew.
"""

import json
from inspect import cleandoc
from pathlib import Path
from typing import Any

import msgspec

from fitglue.formats.webhook_events import wire

FILE = Path(__file__).with_name("v1.schema.json")
_MODELS = (wire.Outgoing, wire.Recorded)


def schema() -> dict[str, Any]:
    """Give the schema: an event is what FitGlue posts, or what it takes."""
    roots, parts = msgspec.json.schema_components(_MODELS, ref_template="#/$defs/{name}")
    told: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Events of FitGlue, version 1",
        "anyOf": [*roots[0]["anyOf"], roots[1]],
        "$defs": dict(sorted(parts.items())),
    }
    return json.loads(json.dumps(told), object_hook=_cleaned)


def text() -> str:
    """Give the file's text."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _cleaned(told: dict[str, Any]) -> dict[str, Any]:
    """Write a description alike on every Python: since 3.13 docstrings lose their indentation."""
    if isinstance(words := told.get("description"), str):
        return {**told, "description": cleandoc(words)}
    return told


if __name__ == "__main__":
    FILE.write_text(text())
