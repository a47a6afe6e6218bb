import os
import zipfile
from pathlib import Path

import pytest

from fitglue.testing.archive import ZipWriter
from fitglue.testing.hostile import HOSTILE

#: Those that Python's zipfile opens: their harm lies inside.
OPEN = [
    "absolute names", "billion laughs", "clinical document zipped", "device as entry",
    "encrypted entries", "endless attribute", "endless workout", "external file entity",
    "external http entity", "names that climb out", "overlapping entries",
    "sizes that lie big", "sizes that lie small", "symbolic links", "too many entries",
    "zip bomb", "zip in a zip", "empty zip",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_builder_leaves_one_file_that_takes_little_room(name: str, tmp_path: Path) -> None:
    path = HOSTILE[name](tmp_path)
    assert list(tmp_path.iterdir()) == [path]
    assert path.stat().st_blocks * 512 < 64_000_000


@pytest.mark.long
@pytest.mark.parametrize("name", OPEN)
def test_their_directories_are_well_formed(name: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(HOSTILE[name](tmp_path)) as archive:
        assert (len(archive.namelist()) > 0) is (name != "empty zip")


def test_the_bomb_begins_like_an_export_and_is_as_large_as_it_says(tmp_path: Path) -> None:
    with zipfile.ZipFile(HOSTILE["zip bomb"](tmp_path)) as archive:
        (entry,) = archive.infolist()
        assert entry.file_size >= 10_000_000_000
        with archive.open(entry) as document:
            head = document.read(5_000_000)
    assert b"<HealthData " in head[:100]
    assert head.count(b"<Record ") > 20_000


def test_a_lie_about_the_size_hides_three_hundred_megabytes(tmp_path: Path) -> None:
    with zipfile.ZipFile(HOSTILE["sizes that lie small"](tmp_path)) as archive:
        (entry,) = archive.infolist()
    assert entry.file_size == 100
    assert entry.compress_size > 100_000


def test_the_bare_attribute_is_two_gigabytes_of_hole(tmp_path: Path) -> None:
    path = HOSTILE["endless attribute bare"](tmp_path)
    assert os.stat(path).st_size > 2_000_000_000  # noqa: PTH116 - sizes and blocks together


@pytest.mark.full
def test_an_archive_beyond_four_gigabytes_has_wide_sizes(tmp_path: Path) -> None:
    block = b"\0" * 50_000_000
    with ZipWriter(tmp_path / "wide.zip") as archive:
        assert archive.add("zeros", (block for _ in range(90))) == 4_500_000_000
    with zipfile.ZipFile(tmp_path / "wide.zip") as archive:
        assert archive.infolist()[0].file_size == 4_500_000_000
