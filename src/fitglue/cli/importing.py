"""`fitglue import`."""

import json
import sys
import time
from collections.abc import Callable, Generator, Iterator, Sequence
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
from fitglue.domain.errors import NotAWorkout, Unreadable
from fitglue.instance import Instance, open_instance, source_tools
from fitglue.ownership.archive import is_export
from fitglue.ownership.bringing_in import bring_in
from fitglue.pipeline.import_result import plain_refusal, plain_result
from fitglue.pipeline.importing import (
    ImportResult,
    Keeper,
    import_file,
    keep,
    only_look,
    unheard,
)
from fitglue.pipeline.known_workouts import with_workouts
from fitglue.pipeline.metrics import with_metrics
from fitglue.store.accounts import Account
from fitglue.worker import executor_of

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
    passed_over: int = 0  # files of folders that hold no workouts
    refused: list[dict[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    unheard: dict[str, None] = field(default_factory=dict)
    activity_ids: list[str] = field(default_factory=list)
    glances: dict[str, Glance] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Found:
    """A file to import. One that only lay in a folder may be anything."""

    path: Path
    was_named: bool


def run_import(paths: Sequence[Path], wish: Wish) -> int:
    """Import files one after the other and give the exit code: 1 if anything was refused."""
    settings = Settings()
    logs.configure(settings.log_level)
    instance = open_instance(settings)
    account = instance.owner()
    keep = _keeper(instance, account, wish)
    total = _Sum()
    for one in _all_files(paths):
        with _progress(one.path.name, as_json=wish.as_json) as tell:
            if is_export(one.path):
                _bring_in(instance, account, one, wish, tell, total)
                continue
            tools = source_tools(account, tell=tell, lone_routes=wish.lone_routes)
            tools = with_workouts(tools, instance.store, account.id)
            if not wish.dry_run:
                tools = with_metrics(tools, instance.store, account.id)
            result = _import_one(one, tools, keep, total)
        if result is not None and not wish.dry_run:
            total.unheard |= dict.fromkeys(unheard(instance.store, account.id, result))
    total.warnings += total.unheard
    if not wish.dry_run:
        _deliver(instance, account, as_json=wish.as_json)
    _report(instance, account, wish, total)
    instance.close()
    return 1 if total.refused else 0


def _all_files(paths: Sequence[Path]) -> Iterator[_Found]:
    """Give the files that were named, and those in named folders that are not hidden."""
    for path in paths:
        if not path.is_dir():
            yield _Found(path, was_named=True)
            continue
        for inside in sorted(path.rglob("*")):
            hidden = any(part.startswith(".") for part in inside.relative_to(path).parts)
            if inside.is_file() and not hidden:
                yield _Found(inside, was_named=False)


def _keeper(instance: Instance, account: Account, wish: Wish) -> Keeper:
    if wish.dry_run:
        return only_look(instance.store, account.id)
    return keep(instance.starter, account.id)


def _import_one(
    one: _Found, tools: SourceTools, keep: Keeper, total: _Sum
) -> ImportResult | None:  # fmt: skip
    name = one.path.name
    try:
        result = import_file(one.path, name, tools, keep)
    except Unreadable as problem:
        if isinstance(problem, NotAWorkout) and not one.was_named:
            total.passed_over += 1
        else:
            total.refused.append(plain_refusal(name, problem))
        return None
    plain = plain_result(result)
    for field_name in ("new", "changed", "unchanged", "refused"):
        setattr(total, field_name, getattr(total, field_name) + plain[field_name])
    total.warnings += [f"{name}: {warning}" for warning in plain["warnings"]]
    total.activity_ids += result.activity_ids
    total.glances |= result.glances
    return result


def _bring_in(  # noqa: PLR0913, PLR0917 - what an import takes
    instance: Instance, account: Account, one: _Found, wish: Wish,
    tell: Callable[[Told], None], total: _Sum,
) -> None:  # fmt: skip
    """Bring an export of everything in."""
    name = one.path.name
    try:
        brought = bring_in(instance.store, account.id, one.path, tell, only_look=wish.dry_run)
    except Unreadable as problem:
        total.refused.append(plain_refusal(name, problem))
        return
    total.new += brought.new
    total.unchanged += brought.unchanged
    total.warnings += [f"{name}: {warning}" for warning in brought.warnings]


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
        plain["passed_over"] = total.passed_over
        plain["activities"] = _activities(instance, account, total)
        typer.echo(json.dumps(plain, default=str, ensure_ascii=False, indent=2))
        return
    would = "would be " if wish.dry_run else ""
    typer.echo(
        f"{total.new} {would}new, {total.changed} {would}changed, {total.unchanged} known already."
    )
    if total.passed_over:
        typer.echo(f"{total.passed_over} other files hold no workouts.")
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
    # One that became part of another is not there any more; that other is in the list.
    into = instance.store.activities.led_to
    there = [one for one in ids if one in kept or not into(account.id, one)]
    shown = [kept.get(one) or total.glances[one] for one in there]
    return [
        {**asdict(one), "start": one.start.isoformat(), "files": files.get(one.id, [])}
        for one in shown
    ]
