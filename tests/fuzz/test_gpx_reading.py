"""GPX files gone wrong: only declared errors, no hang, no memory to speak of."""

import random

import numpy as np
import pytest

from fitglue.domain.arrival import SourceTools
from fitglue.domain.errors import Unreadable
from fitglue.formats.gpx import encode_gpx, layouts, read_gpx
from fitglue.formats.gpx.document import Document, read_document
from fitglue.formats.xml_tracks.points import COLUMNS
from fitglue.formats.xml_tracks.untrusted import as_utf8
from fitglue.testing.examples import example_activity, example_run
from fitglue.testing.mutation import endures, mutated

TOOLS = SourceTools(default_zone="Europe/Zurich", zone_at=lambda _lat, _lon: None)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="A Device">\n'
STRANGE = (
    "<metadata><name>Tom &amp; Jerry</name><time>2026-05-01T06:59:00Z</time></metadata>"
    "<trk><name>Bike</name><type>1</type><trkseg>{bike}</trkseg><trkseg>{more}</trkseg></trk>"
    "<trk><type>running</type><trkseg>{run}</trkseg></trk></gpx>"
)
GARMIN = (
    '<trkpt lat="47.{second:02}" lon="8.5">\n<ele>{second}.25</ele>'
    "<time>2026-05-01T07:{minute:02}:{second:02}.000Z</time><extensions>"
    "<ns3:TrackPointExtension><ns3:hr>1{second:02}</ns3:hr><ns3:cad>80</ns3:cad>"
    "</ns3:TrackPointExtension><power>2{second:02}</power></extensions></trkpt>\n"
)


def strange(points: int) -> bytes:
    def some(minute: int) -> str:
        return "".join(GARMIN.format(minute=minute, second=second) for second in range(points))

    return (HEAD + STRANGE.format(bike=some(0), more=some(2), run=some(9))).encode()


SEEDS = [encode_gpx(example_activity(example_run(4))), strange(3)]


def read(content: bytes) -> bool:
    found = read_gpx(content, "a.gpx", TOOLS)
    assert found.workouts
    assert len(found.workouts) == len(found.source_ids) == len(found.titles)
    assert all(warning.endswith(".") for warning in found.warnings)
    return True


def damaged(seed: int, chance: random.Random) -> bytes:
    return mutated(SEEDS[seed % len(SEEDS)], chance)


@pytest.mark.parametrize("batch", range(10))
def test_a_damaged_file_is_read_or_refused(batch: int) -> None:
    endures(read, damaged, range(batch * 2_000, (batch + 1) * 2_000))


@pytest.mark.full
@pytest.mark.parametrize("batch", range(100))
def test_a_million_damaged_files_are_read_or_refused(batch: int) -> None:
    first = 1_000_000 + batch * 10_000
    endures(read, damaged, range(first, first + 10_000))


def columns(document: Document) -> np.ndarray:
    points = [track.rows.points() for track in document.tracks]
    return np.concatenate([np.column_stack([some[name] for name in COLUMNS]) for some in points])


def compare(seed: int) -> bool:
    """Read a damaged file by its layouts and by expat alone; False when expat cannot."""
    chance = random.Random(seed)  # noqa: S311 - to be repeatable is the point
    document = as_utf8(damaged(seed, chance))
    try:
        plain = read_document(document)
        if not plain.whole or not plain.tracks:
            return False
        by_layout = read_document(*layouts.without_points(document))
    except Unreadable:
        return False
    assert by_layout.whole
    assert np.array_equal(columns(by_layout), columns(plain), equal_nan=True), seed
    return True


@pytest.mark.usefixtures("language")
def test_a_damaged_file_reads_by_its_layouts_as_expat_reads_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(layouts, "WORTH_IT", 0)
    assert sum(compare(seed) for seed in range(3_000)) > 300


@pytest.mark.full
@pytest.mark.parametrize("batch", range(20))
def test_many_more_read_by_their_layouts_as_expat_reads_them(
    monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(layouts, "WORTH_IT", 0)
    assert sum(compare(seed) for seed in range(batch * 10_000, batch * 10_000 + 10_000)) > 1_000
