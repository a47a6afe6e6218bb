import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

import numpy as np
import pytest

from fitglue.testing.bulk import (
    NEEDED,
    OTHERS,
    BulkTruth,
    between_workouts,
    timeline,
    write_bulk_export,
)

SIZE_MB = 20


@pytest.fixture(scope="module")
def bulk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[zipfile.ZipFile, BulkTruth]]:
    path = tmp_path_factory.mktemp("bulk") / "export.zip"
    truth = write_bulk_export(path, SIZE_MB)
    with zipfile.ZipFile(path) as archive:
        yield archive, truth


@pytest.fixture(scope="module")
def document(bulk: tuple[zipfile.ZipFile, BulkTruth]) -> bytes:
    return bulk[0].read("apple_health_export/export.xml")


@pytest.mark.parametrize("size_mb", [2, 5, 20])
def test_an_export_is_as_large_as_asked_for(size_mb: int, tmp_path: Path) -> None:
    truth = write_bulk_export(tmp_path / "export.zip", size_mb)
    assert truth.xml_bytes == pytest.approx(size_mb * 1e6, rel=0.05)


def test_it_compresses_as_a_real_one(bulk: tuple[zipfile.ZipFile, BulkTruth]) -> None:
    entry = bulk[0].infolist()[0]
    assert 15 <= entry.file_size / entry.compress_size <= 25


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        write_bulk_export(tmp_path / name, 2, seed=3)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_its_proportions_are_those_of_real_exports(
    document: bytes, bulk: tuple[zipfile.ZipFile, BulkTruth]
) -> None:
    kinds = Counter(re.findall(rb'\n <Record type="([^"]+)"', document))
    records = sum(kinds.values())
    unneeded = sum(kinds[kind.kind.encode()] for kind in OTHERS)
    assert records == bulk[1].records
    assert len(document) / records == pytest.approx(463, rel=0.03)
    assert kinds[b"HKQuantityTypeIdentifierHeartRate"] / records == pytest.approx(0.35, abs=0.03)
    assert 1 - unneeded / records == pytest.approx(0.57, abs=0.03)
    assert document.count(b"\n </Record>") / records == pytest.approx(0.31, abs=0.03)


def test_its_table_of_shares_is_whole() -> None:
    assert sum(kind.share for kind in (*NEEDED, *OTHERS)) == pytest.approx(0.93, abs=0.02)


def test_it_is_well_formed_and_every_route_is_there(
    document: bytes, bulk: tuple[zipfile.ZipFile, BulkTruth]
) -> None:
    tags: Counter[str] = Counter()
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, _: tags.update([name])
    parser.Parse(document, True)  # noqa: FBT003 - expat's own signature
    archive, truth = bulk
    assert tags["Workout"] == truth.workouts
    assert tags["FileReference"] == truth.routes
    routes = [name for name in archive.namelist() if name.endswith(".gpx")]
    assert len(routes) == len(set(routes)) == truth.routes
    assert sum(archive.read(name).count(b"<trkpt") for name in routes) == truth.route_points


def test_no_background_heart_rate_falls_into_a_workout() -> None:
    few = timeline(12, seed=1)
    at = between_workouts(few, 5000, np.random.default_rng(1))
    assert len(at) == 5000
    assert not any(((at >= p.start.timestamp()) & (at <= p.end.timestamp())).any() for p in few)
