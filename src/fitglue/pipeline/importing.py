"""Imports one file: read → recordings → activities → runs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from fitglue import registry
from fitglue.domain.activity import Glance, glance
from fitglue.domain.arrival import Arrival, Findings, Reading, SetAside, SourceTools
from fitglue.domain.errors import NotAWorkout, Unreadable
from fitglue.domain.plugins import Source
from fitglue.pipeline.intake import Outcome, Taken, judge, recording_of, take
from fitglue.pipeline.starting import Starter

if TYPE_CHECKING:
    from fitglue.store import Store

_BATCH = 16  # workouts that are committed together: seconds of work at most are done twice


@dataclass(slots=True)
class ImportResult:
    """What one import did."""

    outcomes: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    refused: list[SetAside] = field(default_factory=list)
    activity_ids: list[str] = field(default_factory=list)
    glances: dict[str, Glance] = field(default_factory=dict)  # of what is new or changed
    findings: Findings = field(default_factory=Findings)


class Keeper(Protocol):
    """What becomes of a batch of arrivals."""

    def __call__(self, source: str, arrivals: list[Arrival]) -> list[Taken]:
        """Take them."""
        ...


def import_file(path: Path, name: str, tools: SourceTools, keep: Keeper) -> ImportResult:
    """Read a file with the source that recognises it and hand its workouts on, in batches.

    Raises Unreadable when no source can read it.
    """
    source = _source_for(path, name)
    reading = source.read(path, tools)
    result = ImportResult()
    for batch in _batches(reading):
        arrivals = [one for one in batch if isinstance(one, Arrival)]
        result.refused += [one for one in batch if isinstance(one, SetAside)]
        for taken in keep(source.about.id, arrivals):
            result.outcomes[taken.outcome] += 1
            result.activity_ids.append(taken.activity_id)
            if taken.activity is not None:
                result.glances[taken.activity_id] = glance(taken.activity)
    result.findings = reading.findings
    return result


def keep(starter: Starter, account_id: str) -> Keeper:
    """Keep arrivals for an account, and start the runs that they cause."""

    def keeper(source: str, arrivals: list[Arrival]) -> list[Taken]:
        return take(starter, account_id, source, arrivals)

    return keeper


def only_look(store: "Store", account_id: str) -> Keeper:
    """Say what arrivals would do, and do nothing."""

    def keeper(source: str, arrivals: list[Arrival]) -> list[Taken]:
        with store.intake() as intake:
            return [judge(intake, recording_of(account_id, source, one)) for one in arrivals]

    return keeper


def _source_for(path: Path, name: str) -> Source:
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as problem:
        raise Unreadable(
            f"This file cannot be opened: {problem.strerror}.",
            "Check the path and its permissions.",
        ) from problem
    for source in registry.sources():
        if source.recognises(name, head):
            return source
    raise NotAWorkout(
        "This is not a file that FitGlue can read.",
        "Give it the export of the Health app: on the iPhone open Health, tap your picture, "
        "then “Export All Health Data”.",
    )


def _batches(reading: Reading) -> Iterator[list[Arrival | SetAside]]:
    pieces = iter(reading)
    while batch := list(islice(pieces, _BATCH)):
        yield batch
