"""Imports one file: read → recordings → activities → runs."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from fitglue import registry
from fitglue.domain.activity import Glance, glance
from fitglue.domain.arrival import Arrival, Findings, Reading, SetAside, SourceTools
from fitglue.domain.errors import Damaged, NotAWorkout, Unreadable
from fitglue.domain.plugins import PluginKind, Source
from fitglue.pipeline.comparing import comparing_for
from fitglue.pipeline.intake import Outcome, Taken, look, recording_of, take
from fitglue.pipeline.starting import Starter

if TYPE_CHECKING:
    from fitglue.store import Store

_WHAT_WORKS = (
    "Give it FIT, GPX or TCX files, zips of them, the account archive of Strava or Garmin, or the "
    "export of the Health app: on the iPhone open Health, tap your picture, then "
    "“Export All Health Data”."
)
_BATCH = 16  # workouts that are committed together: seconds of work at most are done twice


@dataclass(slots=True)
class ImportResult:
    """What one import did."""

    source: str
    outcomes: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    refused: list[SetAside] = field(default_factory=list)
    activity_ids: list[str] = field(default_factory=list)
    glances: dict[str, Glance] = field(default_factory=dict)  # of what is new or changed
    findings: Findings = field(default_factory=Findings)
    took_s: float = 0.0


class Enough(Exception):
    """An import was cancelled: it ends here, with what it has taken."""


class Keeper(Protocol):
    """What becomes of a batch of arrivals."""

    def __call__(self, source: str, arrivals: list[Arrival]) -> list[Taken]:
        """Take them."""
        ...


def import_file(path: Path, name: str, tools: SourceTools, keep: Keeper) -> ImportResult:
    """Read a file with the source that recognises it and hand its workouts on, in batches.

    Raises Unreadable when no source can read it.
    """
    began_s = time.monotonic()
    source = _source_for(path, name)
    result = ImportResult(source.about.id)
    try:
        _read(source, path, replace(tools, name=name), keep, result)
    except Enough:
        result.findings.warnings.append("It was cancelled; what had been read until then is kept.")
    result.took_s = time.monotonic() - began_s
    return result


def _read(
    source: Source, path: Path, tools: SourceTools, keep: Keeper, result: ImportResult
) -> None:
    reading = source.read(path, tools)
    try:
        _take(source.about.id, reading, keep, result)
    finally:
        result.findings = reading.findings


def _take(source_id: str, reading: Reading, keep: Keeper, result: ImportResult) -> None:
    for batch in _batches(reading):
        arrivals = [one for one in batch if isinstance(one, Arrival)]
        result.refused += [one for one in batch if isinstance(one, SetAside)]
        for taken in keep(source_id, arrivals):
            result.outcomes[taken.outcome] += 1
            result.activity_ids.append(taken.activity_id)
            if taken.activity is not None:
                result.glances[taken.activity_id] = glance(taken.activity)


def keep(starter: Starter, account_id: str) -> Keeper:
    """Keep arrivals for an account, and start the runs that they cause."""

    def keeper(source: str, arrivals: list[Arrival]) -> list[Taken]:
        return take(starter, account_id, source, arrivals)

    return keeper


def only_look(store: "Store", account_id: str) -> Keeper:
    """Say what arrivals would do, and do nothing."""
    comparing = comparing_for(store, account_id)

    def keeper(source: str, arrivals: list[Arrival]) -> list[Taken]:
        recordings = [recording_of(account_id, source, one) for one in arrivals]
        return look(store, recordings, comparing)

    return keeper


def unheard(store: "Store", account_id: str, result: ImportResult) -> list[str]:
    """Say that what was new goes nowhere, if no pipeline that is on takes from its source."""
    with store.transactions.reading() as session:
        plans = store.pipelines.enabled(session, account_id)
    if not result.outcomes[Outcome.NEW] or any(result.source in one.sources for one in plans):
        return []
    name = registry.of_kind(PluginKind.SOURCE)[result.source].about.name
    sentence = f"None of your pipelines takes from “{name}”, so what is new stays here"
    return [f"{sentence}: open Pipelines and choose it as a source of one."]


def _source_for(path: Path, name: str) -> Source:
    try:
        if path.stat().st_size == 0:
            raise Damaged("This file is empty.")
        source = next((one for one in registry.sources() if one.recognises(path, name)), None)
    except OSError as problem:
        raise Unreadable(
            f"This file cannot be opened: {problem.strerror}.",
            "Check the path and its permissions.",
        ) from problem
    if source is None:
        raise NotAWorkout("This is not a file that FitGlue can read.", _WHAT_WORKS)
    return source


def _batches(reading: Reading) -> Iterator[list[Arrival | SetAside]]:
    pieces = iter(reading)
    while batch := list(islice(pieces, _BATCH)):
        yield batch
