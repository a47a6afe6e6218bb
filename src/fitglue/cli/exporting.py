"""`fitglue export`."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import typer

from fitglue import logs
from fitglue.config import Settings
from fitglue.domain.errors import Misconfigured
from fitglue.domain.file_format import FormatKey
from fitglue.durable_file import write_durably
from fitglue.formats.metric_table import TableFormat, written
from fitglue.instance import open_instance
from fitglue.pipeline.downloading import Downloads, LeftOut, downloads

_PART = ".part"
_TABLES = {".csv": TableFormat.CSV, ".json": TableFormat.JSON}


def run_export(ids: Sequence[str] | None, key: FormatKey, out: Path | None) -> int:
    """Write activities, say what was left out, and give the exit code: 1 if that was any."""
    settings = Settings()
    logs.configure(settings.log_level)
    instance = open_instance(settings)
    chosen = downloads(instance.store, instance.owner().id, key)
    target = out or Path(chosen.archive_name)
    left_out = list[LeftOut]()
    try:
        count = _write(chosen, ids or None, target, left_out)
    except OSError as problem:
        raise Misconfigured(
            f"{target} cannot be written: {problem.strerror}.", "Name another place with --out."
        ) from problem
    finally:
        instance.close()
    typer.echo(f"{target}: {count} activities as {chosen.format.name}.")
    for one in left_out:
        typer.echo(f"{one.name}: {one.why.sentence}\n  {one.why.next_step}", err=True)
    return 1 if left_out else 0


def run_metric_export(out: Path | None) -> None:
    """Write the owner's health metrics as a table. Raises Misconfigured."""
    target = out or Path("fitglue-metrics.csv")
    as_format = _TABLES.get(target.suffix.lower())
    if as_format is None:
        raise Misconfigured(
            f"Metrics are not written as {target.name}.", "Name a .csv or .json file with --out."
        )
    settings = Settings()
    logs.configure(settings.log_level)
    instance = open_instance(settings)
    try:
        values = list(instance.store.metrics.all_values(instance.owner().id))
        write_durably(target, written(values, as_format))
    except OSError as problem:
        raise Misconfigured(
            f"{target} cannot be written: {problem.strerror}.", "Name another place with --out."
        ) from problem
    finally:
        instance.close()
    typer.echo(f"{target}: {len(values)} values of health metrics.")


def _write(
    chosen: Downloads, ids: Iterable[str] | None, target: Path, left_out: list[LeftOut]
) -> int:
    if target.suffix.lower() != ".zip":
        return _write_folder(chosen, ids, target, left_out)
    archive = chosen.archive(ids)
    part = target.with_name(target.name + _PART)
    try:
        with part.open("wb") as file:
            for piece in archive:
                file.write(piece)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    left_out += archive.left_out
    return archive.count


def _write_folder(
    chosen: Downloads, ids: Iterable[str] | None, folder: Path, left_out: list[LeftOut]
) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for one in chosen.each(ids):
        if isinstance(one, LeftOut):
            left_out.append(one)
            continue
        write_durably(folder / one.name, one.content)
        count += 1
    return count
