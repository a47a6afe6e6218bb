"""The command line. It works on the data folder directly and needs no sign-in."""

import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from fitglue.domain.errors import FitGlueError
from fitglue.domain.tiers import Tier

app = typer.Typer(
    name="fitglue",
    help="Glues your workouts together: source, boosters, targets.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

people = typer.Typer(help="People with an account here.", no_args_is_help=True)
app.add_typer(people, name="people")

Host = Annotated[str | None, typer.Option(help="The address to listen on.")]
Port = Annotated[int | None, typer.Option(help="The port to listen on; 0 for any free one.")]


def main() -> None:
    """Run the command line; an error that we know is one sentence and a next step."""
    try:
        app()
    except FitGlueError as problem:
        typer.echo(f"{problem.sentence}\n{problem.next_step}", err=True)
        sys.exit(1)


def _print_version(asked: bool) -> None:  # noqa: FBT001 - typer's callback
    if asked:
        typer.echo(f"fitglue {version('fitglue')}")
        raise typer.Exit


@app.callback()
def fitglue(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """FitGlue keeps everything in one folder: FITGLUE_DATA, by default your own data folder."""


# Each command imports what it needs when it runs: `--help` answers at once.


@app.command()
def serve(
    host: Host = None,
    port: Port = None,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="Only pages: `fitglue worker` does the work.")
    ] = False,
) -> None:
    """Start the server: pages, imports, deliveries."""
    from fitglue.cli.serve import run_server  # noqa: PLC0415

    run_server(host=host, port=port, works=not no_worker)


@app.command()
def worker() -> None:
    """Work on imports, runs and deliveries; any number of workers share them."""
    from fitglue.cli.serve import run_worker  # noqa: PLC0415

    run_worker()


@app.command()
def demo(host: Host = None, port: Port = None) -> None:
    """Start a server with a made-up athlete's year in it, in a folder of its own."""
    from fitglue.cli.serve import run_demo  # noqa: PLC0415

    run_demo(host=host, port=port)


@app.command(name="import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="Exports of the Health app.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    lone_routes: Annotated[
        bool, typer.Option("--lone-routes", help="Also take routes that belong to no workout.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Import files: Apple's export.zip, or the export.xml inside. Ends with 1 if any is refused."""
    from fitglue.cli.importing import Wish, run_import  # noqa: PLC0415

    raise typer.Exit(run_import(files, Wish(dry_run, lone_routes, as_json)))


@app.command()
def plugins(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """List every source, booster and target."""
    from fitglue.cli.plugins import run_plugins  # noqa: PLC0415

    run_plugins(as_json=as_json)


@people.command(name="plan")
def give_plan(
    email: Annotated[str, typer.Argument(help="Whose plan.")],
    tier: Annotated[Tier, typer.Argument(help="What they get.")],
) -> None:
    """Make somebody an Athlete, or a Hobbyist."""
    from fitglue.cli.tiers import run_plan  # noqa: PLC0415

    run_plan(email, tier)
