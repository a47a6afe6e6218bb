"""Checks of the machine: folders, disk, clock, zones, plugins, pages."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from fitglue import registry
from fitglue.config import Settings
from fitglue.doctor.finding import Finding, good, odd, of_error, wrong
from fitglue.domain.clock import is_zone
from fitglue.domain.errors import FitGlueError
from fitglue.watch import LEAST_FREE_BYTES
from fitglue.web.assets import Bundle

_START = "Start FitGlue once: fitglue serve"
_COMFORTABLE_BYTES = 2 * 10**9
_ZONES = ("Europe/Paris", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")
_BUILT = datetime(2026, 1, 1, tzinfo=UTC)


def data_folder(settings: Settings) -> Iterator[Finding]:
    """Look whether the data folder is there, ours, and nobody else's."""
    about, folder = "data folder", settings.data
    if not folder.is_dir():
        yield odd(about, f"{folder} is not there yet.", _START)
        return
    if not _is_writable(folder):
        yield wrong(
            about, f"{folder} cannot be written.", f"Give it to FitGlue: chown -R … {folder}"
        )
    elif os.name == "posix" and folder.stat().st_mode & 0o077:
        yield odd(about, f"Others may look into {folder}.", f"Close it: chmod 700 {folder}")
    else:
        yield good(about, f"{folder} is writable.")


def free_space(settings: Settings) -> Iterator[Finding]:
    """Look how much room is left."""
    free = shutil.disk_usage(_nearest(settings.data)).free
    said = f"{free / 10**9:.1f} GB are free for {settings.data}."
    if free < LEAST_FREE_BYTES:
        yield wrong("disk", said, "Make room: nothing can be imported any more.")
    elif free < _COMFORTABLE_BYTES:
        yield odd("disk", said, "Make room before the next large import.")
    else:
        yield good("disk", said)


def output_folder(settings: Settings) -> Iterator[Finding]:
    """Look whether files can be delivered."""
    folder = settings.output_folder
    if not folder.is_dir():
        yield odd("output folder", f"{folder} is not there yet.", _START)
    elif _is_writable(folder):
        yield good("output folder", f"{folder} is writable.")
    else:
        yield wrong(
            "output folder", f"{folder} cannot be written.", "Change its rights or FITGLUE_OUTPUT."
        )


def clock(_: Settings) -> Iterator[Finding]:
    """Look whether the clock can be right."""
    now = datetime.now(UTC)
    if now < _BUILT:
        yield wrong("clock", f"This machine believes it is {now:%Y-%m-%d}.", "Set its clock.")
    else:
        yield good("clock", f"It is {now:%Y-%m-%d %H:%M} UTC.")


def zones(settings: Settings) -> Iterator[Finding]:
    """Look whether time zones are known, and the one that is set."""
    missing = [name for name in _ZONES if not is_zone(name)]
    if missing:
        yield wrong("time zones", f"{', '.join(missing)} are unknown here.", "Install tzdata.")
    elif settings.zone and not is_zone(settings.zone):
        yield wrong(
            "time zones", f"FITGLUE_ZONE is “{settings.zone}”, which is no time zone.",
            "Set one such as Europe/Paris.",
        )  # fmt: skip
    else:
        yield good("time zones", f"They are known; yours is {settings.default_zone}.")


def plugins(_: Settings) -> Iterator[Finding]:
    """Load every plugin."""
    try:
        yield good("plugins", f"{len(list(registry.every()))} can be loaded.")
    except FitGlueError as problem:
        yield of_error("plugins", problem)
    except Exception as problem:  # noqa: BLE001 - a stranger's code may raise anything
        yield wrong(
            "plugins", f"One cannot be loaded ({type(problem).__name__}).",
            "Update or remove what was installed last: fitglue plugins",
        )  # fmt: skip


def bundle(_: Settings) -> Iterator[Finding]:
    """Look for the pages' scripts."""
    try:
        Bundle().script("pages")
    except FitGlueError as problem:
        yield of_error("pages", problem)
    else:
        yield good("pages", "Their scripts and styles are there.")


CHECKS = (data_folder, free_space, output_folder, clock, zones, plugins, bundle)


def _is_writable(folder: Path) -> bool:
    # Asked by doing it: rights alone do not tell of read-only mounts.
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _nearest(folder: Path) -> Path:
    return next(one for one in (folder, *folder.absolute().parents) if one.is_dir())
