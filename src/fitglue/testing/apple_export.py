"""Writes the athlete's workouts as Apple's Health app exports them, in the dialect asked for."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from fitglue.testing import athlete, everyday
from fitglue.testing.archive import ZipWriter
from fitglue.testing.dialects import V14, Dialect, as_told, doctype
from fitglue.testing.plan import PlannedWorkout, Samples
from fitglue.testing.record_xml import blocks, record_rows
from fitglue.testing.route_xml import file_name, gpx
from fitglue.testing.workout_xml import Manner, workout

#: language → what the Health app calls the document
XML_NAMES = {
    "en": "export.xml", "de": "Exportieren.xml", "es": "exportación.xml", "fr": "exporter.xml",
    "nb": "eksport.xml", "fi": "vienti.xml", "zh": "导出.xml",
}  # fmt: skip
CDA = (
    b'<?xml version="1.0"?>\n<ClinicalDocument xmlns="urn:hl7-org:v3">\n'
    b" <title>Health Data Export</title>\n</ClinicalDocument>\n"
)
_QUANTITY = "HKQuantityTypeIdentifier"


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """How an export is packed, beside its dialect."""

    exported_at: datetime | None = None  # an hour after the newest workout
    phone_zone: str = athlete.HOME_ZONE
    folder: str = "apple_health_export"
    xml_name: str = "export.xml"
    cda: bool = True
    apple_double: bool = False  # the noise that a Mac adds when it zips again
    late_routes_arrived: bool = True
    with_everyday: bool = True

    @classmethod
    def localised(cls, language: str, *, decomposed: bool = False) -> "Layout":
        """Name the document as an iPhone of that language; `decomposed` spells it in NFD."""
        name = XML_NAMES[language]
        return cls(xml_name=unicodedata.normalize("NFD", name) if decomposed else name)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Truth:
    """What a reader has to find: workouts as the dialect tells them, records by full type."""

    workouts: tuple[PlannedWorkout, ...]
    records: Mapping[str, int]
    route_files: int
    route_points: int
    xml_bytes: int
    missing_routes: int


def demo_export(path: Path, today: date, seed: int = 1) -> Truth:
    """Write the demo's export: a year up to `today`."""
    return write_export(path, athlete.year(today, seed))


def write_export(
    path: Path,
    workouts: Sequence[PlannedWorkout],
    *,
    dialect: Dialect = V14,
    layout: Layout | None = None,
) -> Truth:
    """Write `export.zip` and give its truth. Raises ValueError when two routes share a name."""
    layout = layout or Layout()
    told = [as_told(planned, dialect) for planned in workouts]
    counts: Counter[str] = Counter()
    with ZipWriter(path) as archive:
        xml = _document(told, dialect, layout, counts)
        xml_bytes = archive.add(f"{layout.folder}/{layout.xml_name}", xml)
        files = 0 if dialect.inline_routes else _add_routes(archive, told, layout)
        if layout.cda:
            archive.add(f"{layout.folder}/export_cda.xml", [CDA])
        if layout.apple_double:
            archive.add(
                f"__MACOSX/{layout.folder}/._{layout.xml_name}", [b"\0\5\x16\7\0\2\0\0Mac OS X"]
            )
    found = tuple(told if layout.late_routes_arrived else [_without_late(each) for each in told])
    return Truth(
        workouts=found, records=dict(counts), route_files=files, xml_bytes=xml_bytes,
        route_points=sum(planned.route_points for planned in found),
        missing_routes=sum(len(a.route) - len(b.route) for a, b in zip(told, found, strict=True)),
    )  # fmt: skip


def export_xml(
    workouts: Sequence[PlannedWorkout], *, dialect: Dialect = V14, layout: Layout | None = None
) -> bytes:
    """Give the document alone, for tests that want to change it."""
    told = [as_told(planned, dialect) for planned in workouts]
    return b"".join(_document(told, dialect, layout or Layout(), Counter()))


def _document(
    told: Sequence[PlannedWorkout], dialect: Dialect, layout: Layout, counts: Counter[str]
) -> Iterator[bytes]:
    exported = _exported_at(told, layout)
    manner = Manner(dialect, _offset_min(exported, layout.phone_zone), layout.phone_zone)
    yield (doctype(dialect) + '<HealthData locale="en_FR">\n').encode()
    yield f' <ExportDate value="{manner.date(exported)}"/>\n'.encode()
    yield _ME.encode()
    yield from _records(told, manner, layout, counts)
    for planned in told:
        yield from workout(planned, manner)
    if layout.with_everyday:
        yield everyday.summaries(told).encode()
    yield b"</HealthData>\n"


_ME = (
    ' <Me HKCharacteristicTypeIdentifierDateOfBirth="1991-03-14" '
    'HKCharacteristicTypeIdentifierBiologicalSex="HKBiologicalSexFemale" '
    'HKCharacteristicTypeIdentifierBloodType="HKBloodTypeNotSet" '
    'HKCharacteristicTypeIdentifierFitzpatrickSkinType="HKFitzpatrickSkinTypeNotSet"/>\n'
)


def _records(
    told: Sequence[PlannedWorkout], manner: Manner, layout: Layout, counts: Counter[str]
) -> Iterator[bytes]:
    ordinary = everyday.everyday(told) if layout.with_everyday else []
    for quantity, series in sorted(_by_type(told, ordinary).items()):
        counts[_QUANTITY + quantity] = sum(len(samples) for samples, _ in series)
        for samples, start in series:
            for block in blocks(samples):
                yield record_rows(block, start, manner.offset_min)
    if layout.with_everyday:
        yield from _single_records(told, manner, counts)


def _by_type(
    told: Sequence[PlannedWorkout], ordinary: Sequence[Samples]
) -> dict[str, list[tuple[Samples, float]]]:
    grouped: dict[str, list[tuple[Samples, float]]] = {}
    for samples in ordinary:
        grouped.setdefault(samples.quantity, []).append((samples, 0.0))
    for planned in told:
        after = (planned.recovery,) if planned.recovery is not None else ()
        for samples in (*planned.samples, *after):
            if len(samples):
                start = planned.start.timestamp()
                grouped.setdefault(samples.quantity, []).append((samples, start))
    return grouped


def _single_records(
    told: Sequence[PlannedWorkout], manner: Manner, counts: Counter[str]
) -> Iterator[bytes]:
    singles = sorted(everyday.single_records(told, manner), key=lambda each: each[0])
    for kind, text in singles:
        counts[kind] += 1
        yield text.encode()
    correlation, repeated = everyday.blood_pressure(told[0].start.date(), manner)
    for name in ("Systolic", "Diastolic"):
        counts[f"{_QUANTITY}BloodPressure{name}"] = 1
    yield (repeated + correlation).encode()


def _add_routes(archive: ZipWriter, told: Sequence[PlannedWorkout], layout: Layout) -> int:
    made = _exported_at(told, layout).astimezone(UTC)
    names: set[str] = set()
    for planned in told:
        if planned.route_is_late and not layout.late_routes_arrived:
            continue
        for part in planned.route:
            name = file_name(part, planned.start, layout.phone_zone)
            if name in names:
                raise ValueError(f"two routes end in the same minute: {name}")
            names.add(name)
            text = gpx(part, planned.start, made, layout.phone_zone)
            archive.add(f"{layout.folder}/workout-routes/{name}", [text])
    return len(names)


def _without_late(planned: PlannedWorkout) -> PlannedWorkout:
    return replace(planned, route=()) if planned.route_is_late else planned


def _exported_at(told: Sequence[PlannedWorkout], layout: Layout) -> datetime:
    newest = max(planned.end for planned in told)
    return layout.exported_at or newest + timedelta(hours=1)


def _offset_min(at: datetime, zone: str) -> int:
    offset = at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    return int(offset.total_seconds() // 60)
