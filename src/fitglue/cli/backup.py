"""`fitglue backup` and `fitglue restore`."""

from datetime import UTC, datetime
from pathlib import Path

import typer

from fitglue.backup.manifest import Manifest
from fitglue.backup.restoring import restore
from fitglue.backup.writing import Wish, write_backup
from fitglue.config import Settings
from fitglue.domain.errors import Misconfigured
from fitglue.instance import check_key, open_store


def run_backup(target: Path | None, wish: Wish) -> int:
    """Write a backup, say what is in it, and give the exit code: 1 when blobs were missing."""
    path = _path(target)
    manifest = write_backup(Settings(), path, wish)
    typer.echo(f"{path}: {_counted(manifest)}, {path.stat().st_size / 10**6:.1f} MB.")
    typer.echo("It holds everything that FitGlue knows of you: keep it where only you can read it.")
    if not manifest.missing_blobs:
        return 0
    typer.echo(
        f"{len(manifest.missing_blobs)} files were missing or changed already and are not in it.\n"
        "Import the recordings again; fitglue doctor --all counts what is missing.",
        err=True,
    )
    return 1


def run_restore(path: Path, *, replace: bool) -> None:
    """Restore a backup and say what came back."""
    settings = Settings()
    manifest = restore(settings, path, replace=replace)
    typer.echo(
        f"{settings.data}: {_counted(manifest)}, as of {manifest.made_at:%Y-%m-%d %H:%M} UTC."
    )
    _check_key(settings)
    typer.echo("Start FitGlue again: fitglue serve")


def _check_key(settings: Settings) -> None:
    """Say now what the next start would say."""
    store = open_store(settings)
    check_key(settings, store)
    store.close()


def _path(target: Path | None) -> Path:
    name = f"fitglue-{datetime.now(UTC):%Y%m%d-%H%M%S}.zip"
    path = target or Path(name)
    path = path / name if path.is_dir() else path
    if path.exists():
        raise Misconfigured(
            f"{path} is there already.", "Name another file, or a folder to put it into."
        )
    return path


def _counted(manifest: Manifest) -> str:
    return f"{manifest.rows.get('activities', 0)} activities, {manifest.blobs} blobs"
