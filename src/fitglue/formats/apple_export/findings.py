"""What reading an export found, left out and stumbled over, in sentences for a person."""

from collections import Counter
from collections.abc import Iterable

from fitglue.domain.arrival import Findings, Skipped
from fitglue.formats.apple_export.advice import EXPORT_AGAIN, WHOLE_ZIP
from fitglue.formats.apple_export.container.archive import Export
from fitglue.formats.apple_export.scanning.scan import KEPT_TYPES, Scan

_NOT_OF_A_WORKOUT = "not part of a workout"
_RECORD = "Record "
_FRAME = frozenset({"ExportDate", "Me"})
# Elements of an export with health data that no workout holds.
_OTHER_ELEMENTS = (
    "ActivitySummary", "Audiogram", "ClinicalRecord", "Correlation", "VisionPrescription",
)  # fmt: skip


def of_scan(scan: Scan, export: Export, *, keep: frozenset[str] = KEPT_TYPES) -> Findings:
    """Say what the data holds, what is left out of it, and whether it is all there."""
    found = {kind: count for kind, count in scan.found.items() if kind not in _FRAME}
    findings = Findings(found=found)
    if export.routes:
        findings.found["Route file"] = len(export.routes)
    findings.skipped = [*_skipped(scan.found, keep), *_skipped_beside(export.beside)]
    findings.partial = export.cut_short or not scan.complete or export.damage is not None
    if findings.partial:
        findings.warnings.append(_partial(scan, export))
    elif scan.lost:
        findings.warnings.append(_unreadable(scan.lost))
    if not scan.workouts:
        findings.warnings.append("This export holds no workouts.")
    return findings


def _skipped(found: dict[str, int], keep: frozenset[str]) -> Iterable[Skipped]:
    for kind, count in sorted(found.items()):
        record_type = kind.removeprefix(_RECORD)
        if kind.startswith(_RECORD) and record_type not in keep:
            yield Skipped(record_type, count, _NOT_OF_A_WORKOUT)
        elif kind in _OTHER_ELEMENTS:
            yield Skipped(kind, count, _NOT_OF_A_WORKOUT)


def _skipped_beside(beside: Counter[str]) -> Iterable[Skipped]:
    for kind, count in sorted(beside.items()):
        if count:
            why = "a copy of the same data" if "CDA" in kind else _NOT_OF_A_WORKOUT
            yield Skipped(kind, count, why)


def _partial(scan: Scan, export: Export) -> str:
    """Say how much there was before the break, and how to get the rest."""
    records = sum(count for kind, count in scan.found.items() if kind.startswith(_RECORD))
    lost = f" {_counted(scan.lost, 'entry', 'entries')} could not be read." if scan.lost else ""
    broken = "is damaged" if export.damage and not export.cut_short else "ends too early"
    return (
        f"This export {broken}: {_counted(len(scan.workouts), 'workout')} and "
        f"{_counted(records, 'record')} came before the break and are here, the rest is missing."
        f"{lost} Export again on the iPhone (Health → your picture → Export All Health Data) and "
        "send that file too: what is here already stays as it is."
    )


def _unreadable(lost: int) -> str:
    return (
        f"{_counted(lost, 'entry', 'entries')} of this export could not be read and were left out."
    )


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def twins(left_out: int) -> str:
    """Say that workouts were written more than once."""
    return (
        f"{_counted(left_out, 'workout')} stood in this export a second time: "
        "the more complete one was taken."
    )


def missing_routes(missing: Iterable[str], *, zipped: bool) -> str:
    """Say that workouts name route files that are not there."""
    names = set(missing)
    if not zipped:
        return (
            f"The {_counted(len(names), 'route')} of these workouts "
            f"{'is' if len(names) == 1 else 'are'} not in this file. {WHOLE_ZIP}"
        )
    return (
        f"{_counted(len(names), 'route file')} that workouts name "
        f"{'is' if len(names) == 1 else 'are'} not in the export. {EXPORT_AGAIN}"
    )


def overwritten_routes(count: int) -> str:
    """Say that the phone lost parts of routes."""
    return (
        f"{_counted(count, 'workout')} lost parts of the route: the iPhone names route files by "
        "the minute and writes those of one minute over each other."
    )


def lone_routes(count: int, *, taken: bool) -> str:
    """Say that routes belong to no workout, and what became of them."""
    head = f"{_counted(count, 'route')} {'belongs' if count == 1 else 'belong'} to no workout"
    if taken:
        return f"{head}: {'it was' if count == 1 else 'each was'} taken as an activity of its own."
    return (
        f"{head} in this export, because the workout was deleted or never shared. "
        "To take them as activities of their own, import again with “Also take routes that belong "
        "to no workout” (on the command line: --lone-routes)."
    )
