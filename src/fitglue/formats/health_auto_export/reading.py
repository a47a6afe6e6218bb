"""Workouts and metrics out of a request or a file of the app, version 1 or 2."""

from collections.abc import Iterable, Mapping

import msgspec

from fitglue.domain.arrival import Arrival, Findings, Original, SetAside, Skipped, SourceTools
from fitglue.domain.errors import Unreadable
from fitglue.domain.sport import Sport
from fitglue.formats.health_auto_export.found import HealthAutoExport
from fitglue.formats.health_auto_export.json_document import Document, fields_of, read_document
from fitglue.formats.health_auto_export.metrics import Gathered
from fitglue.formats.health_auto_export.names import name_key
from fitglue.formats.health_auto_export.told import Told, told
from fitglue.formats.health_auto_export.workout import workout_of
from fitglue.formats.packing import packed

_NOT_OF_A_WORKOUT = "not part of a workout"
_NO_RULES: Mapping[str, Sport] = {}


def read_health_auto_export(
    content: bytes, tools: SourceTools, names: Mapping[str, Sport] = _NO_RULES
) -> HealthAutoExport:
    """Read all workouts and metrics of one request.

    `names` are a person's own rules, from a workout's name in the app to a sport; they win over
    everything. A workout that cannot be read is set aside and the rest goes on. Raises
    NotAWorkout, Damaged, TooBig and Hostile when the request as a whole is none of the app's.
    """
    document = read_document(content)
    findings = Findings()
    rules = {name_key(name): sport for name, sport in names.items()}
    arrivals = _each_once(_arrivals(document, tools, rules), findings)
    gathered = Gathered()
    broken = _gather(document.metrics, gathered)
    _tell(findings, document, gathered)
    found = HealthAutoExport((*arrivals, *broken), gathered.series(), findings)
    findings.found |= {
        "workouts": sum(isinstance(one, Arrival) for one in arrivals),
        "metrics": len(found.metrics),
    }
    return found


def _arrivals(
    document: Document, tools: SourceTools, rules: Mapping[str, Sport]
) -> Iterable[Arrival | SetAside]:
    for number, raw in enumerate(document.workouts, start=1):
        try:
            yield _arrival(raw, tools, rules)
        except Unreadable as why:
            yield SetAside(f"workout {number}", why, bytes(raw))


def _arrival(raw: msgspec.Raw, tools: SourceTools, rules: Mapping[str, Sport]) -> Arrival:
    said = told(fields_of(raw, "A workout"))
    return Arrival(said.source_id, workout_of(said, tools, rules), _originals(raw, said, tools))


def _originals(raw: msgspec.Raw, said: Told, tools: SourceTools) -> tuple[Original, ...]:
    if not tools.keep_originals:
        return ()
    return (Original(f"{said.source_id}.json", packed(bytes(raw))),)


def _each_once(
    found: Iterable[Arrival | SetAside], findings: Findings
) -> tuple[Arrival | SetAside, ...]:
    """Keep of workouts with one name the one with most samples; the app may write one twice."""
    kept: dict[object, Arrival | SetAside] = {}
    twice = 0
    for one in found:
        name = one.source_id if isinstance(one, Arrival) else id(one)
        before = kept.get(name)
        if isinstance(before, Arrival) and isinstance(one, Arrival):
            twice += 1
            kept[name] = max(before, one, key=_samples)
        else:
            kept[name] = one
    if twice:
        findings.warnings.append(f"{twice} of these workouts stood in here twice.")
    return tuple(kept.values())


def _samples(arrival: Arrival) -> int:
    return sum(len(stream) for stream in arrival.workout.streams.values())


def _gather(metrics: Iterable[msgspec.Raw], gathered: Gathered) -> list[SetAside]:
    broken = []
    for number, raw in enumerate(metrics, start=1):
        try:
            gathered.take(raw)
        except Unreadable as why:
            broken.append(SetAside(f"metric {number}", why, bytes(raw)))
    return broken


def _tell(findings: Findings, document: Document, gathered: Gathered) -> None:
    for kind, count in document.beside.items():
        findings.skipped.append(Skipped(kind, count, _NOT_OF_A_WORKOUT))
    for name, count in sorted(gathered.undated.items()):
        findings.skipped.append(Skipped(name, count, "the sample has no date"))
