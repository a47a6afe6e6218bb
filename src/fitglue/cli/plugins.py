"""`fitglue plugins`."""

import json

import typer

from fitglue import registry
from fitglue.pipeline.catalogue import catalogue


def run_plugins(*, as_json: bool) -> None:
    """Print what is installed."""
    if as_json:
        typer.echo(json.dumps(catalogue(), indent=2))
        return
    for plugin in registry.every():
        about = plugin.about
        typer.echo(f"{about.kind:8} {about.id:16} {about.summary}")
