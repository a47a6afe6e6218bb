"""The command line. It works on the data folder directly and needs no sign-in."""

import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from fitglue.cli.loading import loading
from fitglue.domain.errors import FitGlueError
from fitglue.domain.file_format import FormatKey
from fitglue.domain.tiers import Tier

app = typer.Typer(
    name="fitglue",
    help="Glues your workouts together: source, boosters, targets.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Host = Annotated[str | None, typer.Option(help="The address to listen on.")]
Port = Annotated[int | None, typer.Option(help="The port to listen on; 0 for any free one.")]

people = typer.Typer(help="Who has an account here.", no_args_is_help=True)
app.add_typer(people, name="people")
vault = typer.Typer(
    help="The keys that secrets of services are sealed under.", no_args_is_help=True
)
app.add_typer(vault, name="vault")
Email = Annotated[str, typer.Argument(help="The e-mail address that they sign in with.")]


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
    with loading():
        from fitglue.cli.serve import run_server  # noqa: PLC0415

    run_server(host=host, port=port, works=not no_worker)


@app.command()
def worker() -> None:
    """Work on imports, runs and deliveries; any number of workers share them."""
    with loading():
        from fitglue.cli.serve import run_worker  # noqa: PLC0415

    run_worker()


@app.command()
def demo(host: Host = None, port: Port = None) -> None:
    """Start a server with a made-up athlete's year in it, in a folder of its own."""
    with loading():
        from fitglue.cli.serve import run_demo  # noqa: PLC0415

    run_demo(host=host, port=port)


@app.command(name="import")
def import_(
    files: Annotated[
        list[Path], typer.Argument(help="Files, archives, and folders of them.", metavar="FILES…")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    lone_routes: Annotated[
        bool, typer.Option("--lone-routes", help="Also take routes that belong to no workout.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Import files: FIT, GPX, TCX, zips of them, Strava's and Garmin's archives, Apple's export.

    Ends with 1 if any is refused.
    """
    with loading():
        from fitglue.cli.importing import Wish, run_import  # noqa: PLC0415

    raise typer.Exit(run_import(files, Wish(dry_run, lone_routes, as_json)))


@app.command()
def export(  # noqa: PLR0913, PLR0917 - the options of the command
    ids: Annotated[list[str] | None, typer.Argument(help="Activities; all if none.")] = None,
    file_format: Annotated[
        FormatKey, typer.Option("--format", help="What they are written as.")
    ] = FormatKey.FIT,
    out: Annotated[
        Path | None, typer.Option(help="A folder, or a .zip file; by default fitglue-FORMAT.zip.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--everything", help="All that is kept of you, to import again.")
    ] = False,
    email: Annotated[str, typer.Option(help="With --everything: whose.")] = "",
    metrics: Annotated[
        bool,
        typer.Option("--metrics", help="Health metrics instead, as --out FILE.csv or FILE.json."),
    ] = False,
) -> None:
    """Write activities as files. Ends with 1 if the format cannot hold some of them."""
    if everything:
        from fitglue.cli.ownership import run_export_everything  # noqa: PLC0415

        run_export_everything(email, out)
        return
    if metrics:
        from fitglue.cli.exporting import run_metric_export  # noqa: PLC0415

        run_metric_export(out)
        return
    from fitglue.cli.exporting import run_export  # noqa: PLC0415

    raise typer.Exit(run_export(ids, file_format, out))


@app.command()
def erase(
    email: Email,
    yes: Annotated[str, typer.Option(help="The address once more, instead of typing it.")] = "",
    keep_files: Annotated[
        bool, typer.Option("--keep-files", help="Leave the files in the output folder.")
    ] = False,
) -> None:
    """Erase everything of somebody, and print the proof. Ends with 1 if anything was found."""
    from fitglue.cli.ownership import run_erase  # noqa: PLC0415

    raise typer.Exit(run_erase(email, yes, keep_files=keep_files))


@app.command()
def plugins(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """List every source, booster and target."""
    from fitglue.cli.plugins import run_plugins  # noqa: PLC0415

    run_plugins(as_json=as_json)


@people.command(name="list")
def list_people(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """List everybody with an account, and open invitations."""
    from fitglue.cli.people import run_list  # noqa: PLC0415

    run_list(as_json=as_json)


@people.command()
def invite(email: Email) -> None:
    """Print a link with which somebody makes an account."""
    from fitglue.cli.people import run_invite  # noqa: PLC0415

    run_invite(email)


@people.command()
def reset(email: Email) -> None:
    """Print a link with which somebody chooses a new password."""
    from fitglue.cli.people import run_reset  # noqa: PLC0415

    run_reset(email)


@people.command()
def admin(email: Email) -> None:
    """Let somebody look after the people here."""
    from fitglue.cli.people import run_admin  # noqa: PLC0415

    run_admin(email)


@vault.command()
def rotate() -> None:
    """Seal every secret under a new key, and forget the old ones; nobody signs in again."""
    from fitglue.cli.vault import run_rotate  # noqa: PLC0415

    run_rotate()


@vault.command()
def forget() -> None:
    """Give up the secrets whose key is lost; their owners connect those services again."""
    from fitglue.cli.vault import run_forget  # noqa: PLC0415

    run_forget()


@app.command()
def backup(
    file: Annotated[
        Path | None, typer.Argument(help="The backup to write, or a folder to put it into.")
    ] = None,
    files: Annotated[bool, typer.Option(help="Take the delivered FIT files along.")] = True,
    key: Annotated[bool, typer.Option(help="Take the key of the kept secrets along.")] = True,
) -> None:
    """Write everything into one file; the server may go on running and importing."""
    from fitglue.backup.writing import Wish  # noqa: PLC0415
    from fitglue.cli.backup import run_backup  # noqa: PLC0415

    raise typer.Exit(run_backup(file, Wish(files=files, key=key)))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Give up what is in this installation.")
    ] = False,
) -> None:
    """Make an installation from a backup, on SQLite or PostgreSQL; stop the server first."""
    from fitglue.cli.backup import run_restore  # noqa: PLC0415

    run_restore(file, replace=replace)


@app.command()
def doctor(
    every_blob: Annotated[
        bool, typer.Option("--all", help="Read every blob, not only a sample.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Look everything over and say what to do. Ends with 1 if something is wrong."""
    from fitglue.cli.doctor import run_doctor  # noqa: PLC0415

    raise typer.Exit(run_doctor(every_blob=every_blob, as_json=as_json))


@people.command(name="plan")
def give_plan(
    email: Annotated[str, typer.Argument(help="Whose plan.")],
    tier: Annotated[Tier, typer.Argument(help="What they get.")],
) -> None:
    """Make somebody an Athlete, or a Hobbyist."""
    from fitglue.cli.tiers import run_plan  # noqa: PLC0415

    run_plan(email, tier)


@app.command()
def mcp(
    server: Annotated[
        str,
        typer.Option(
            envvar="FITGLUE_SERVER", help="A server's address; without it the data folder is read."
        ),
    ] = "",
) -> None:
    """Let an assistant on this machine read your workouts; FITGLUE_TOKEN says whose."""
    from fitglue.cli.assistant import run_assistant  # noqa: PLC0415

    run_assistant(server)
