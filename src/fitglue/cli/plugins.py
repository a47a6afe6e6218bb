"""`fitglue plugins`."""

import json
from typing import Any

import typer

from fitglue import registry
from fitglue.domain.plugins import About


def run_plugins(*, as_json: bool) -> None:
    """Print what is installed."""
    described = [plugin.about for plugin in registry.plugins().values()]
    if as_json:
        typer.echo(json.dumps([_plain(about) for about in described], indent=2))
        return
    for about in described:
        typer.echo(f"{about.kind:8} {about.id:16} {about.summary}")


def _plain(about: About) -> dict[str, Any]:
    return {
        "id": about.id,
        "kind": about.kind.value,
        "name": about.name,
        "summary": about.summary,
        "description": about.description,
        "connection": about.connection,
        "tier": about.tier,
        "abilities": sorted(about.abilities),
        "settings": about.settings.model_json_schema(),
    }
