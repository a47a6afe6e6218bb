"""`fitglue import`."""

import json
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from fitglue import logs
from fitglue.config import Settings
from fitglue.domain.activity import Glance
from fitglue.domain.arrival import Progress as Told
from fitglue.domain.arrival import SourceTools
from fitglue.domain.errors import Unreadable
from fitglue.instance import Instance, open_instance, source_tools
from fitglue.pipeline.importing import Keeper, import_file, keep, only_look
from fitglue.store.accounts import Account
from fitglue.worker import executor_of, plain_refusal, plain_result

_LOOK_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class Wish:
    """How to import, and how to say what came of it."""

    dry_run: bool
    lone_routes: bool
    as_json: bool


@dataclass(slots=True)
class _Sum:
    """What all files together came to."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[dict[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    activity_ids: list[str] = field(default_factory=list)
    glances: dict[str, Glance] = field(default_factory=dict)


def run_import(files: Sequence[Path], wish: Wish) -> int:
    """Import files one after the other and give the exit code: 1 if anything was refused."""
    settings = Settings()
    logs.configure(settings.log_level)
    instance = open_instance(settings)
    account = instance.owner()
    keep = _keeper(instance, account, wish)
    total = _Sum()
    for path in files:
        with _progress(path.name, as_json=wish.as_json) as tell:
            tools = source_tools(account, tell=tell, lone_routes=wish.lone_routes)
            _import_one(path, tools, keep, total)
    if not wish.dry_run:
        _deliver(instance, account, as_json=wish.as_json)
    _report(instance, account, wish, total)
    instance.close()
    return 1 if total.refused else 0


def _keeper(instance: Instance, account: Account, wish: Wish) -> Keeper:
    if wish.dry_run:
        return only_look(instance.store, account.id)
    return keep(instance.starter, account.id)


def _import_one(path: Path, tools: SourceTools, keep: Keeper, total: _Sum) -> None:
    try:
        result = import_file(path, path.name, tools, keep)
    except Unreadable as problem:
        total.refused.append(plain_refusal(path.name, problem))
        return
    plain = plain_result(result)
    for name in ("new", "changed", "unchanged", "refused"):
        setattr(total, name, getattr(total, name) + plain[name])
    total.warnings += [f"{path.name}: {warning}" for warning in plain["warnings"]]
    total.activity_ids += result.activity_ids
    total.glances |= result.glances


def _deliver(instance: Instance, account: Account, *, as_json: bool) -> None:
    """Work on what the import started, until nothing is due; what has to wait is the server's."""
    if not (number := instance.store.runs.due(account.id)):
        return
    executor = executor_of(instance)
    executor.start()
    with _progress("Delivering", as_json=as_json) as tell:
        while left := instance.store.runs.due(account.id):
            tell(Told(1 - left / max(number, left), "Delivering"))
            time.sleep(_LOOK_EVERY_S)
    executor.stop()


@contextmanager
def _progress(name: str, *, as_json: bool) -> Generator[Callable[[Told], None]]:
    if as_json or not sys.stderr.isatty():
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task(name, total=1.0)
        yield lambda told: bar.update(task, completed=told.share, description=told.doing)
        bar.update(task, completed=1.0, description=name)


def _report(instance: Instance, account: Account, wish: Wish, total: _Sum) -> None:
    if wish.as_json:
        plain = {name: getattr(total, name) for name in ("new", "changed", "unchanged")}
        plain |= {"refused": total.refused, "warnings": total.warnings}
        plain["activities"] = _activities(instance, account, total)
        typer.echo(json.dumps(plain, default=str, ensure_ascii=False, indent=2))
        return
    would = "would be " if wish.dry_run else ""
    typer.echo(
        f"{total.new} {would}new, {total.changed} {would}changed, {total.unchanged} known already."
    )
    for warning in total.warnings:
        typer.echo(warning)
    for one in total.refused:
        typer.echo(f"{one['file']}: {one['why']}\n  {one['next']}", err=True)
    if total.activity_ids and not wish.dry_run:
        typer.echo(f"FIT files are in {instance.settings.output_folder}")


def _activities(instance: Instance, account: Account, total: _Sum) -> list[dict[str, Any]]:
    ids = list(dict.fromkeys(total.activity_ids))
    kept = {one.id: one for one in instance.store.activities.glances(account.id, ids)}
    files = instance.store.deliveries.files(account.id, ids)
    shown = [kept.get(one) or total.glances[one] for one in ids]
    return [
        {**asdict(one), "start": one.start.isoformat(), "files": files.get(one.id, [])}
        for one in shown
    ]
