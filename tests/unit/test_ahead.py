"""What rows are going to name is written ahead of them, side by side."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fitglue.domain.errors import Misconfigured
from fitglue.store.ahead import Ahead
from fitglue.store.blobs import FolderBlobs, key_of
from fitglue.testing.arrivals import a_run


@pytest.fixture
def writers() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def test_what_was_waited_for_is_there(tmp_path: Path, writers: ThreadPoolExecutor) -> None:
    blobs = FolderBlobs(tmp_path)
    ahead, contents = Ahead(blobs, writers), [f"route {number}".encode() for number in range(20)]
    keys = [ahead.put(one) for one in contents]
    ahead.wait()
    assert [blobs.get(key) for key in keys] == contents


def test_what_is_put_twice_is_written_once(tmp_path: Path, writers: ThreadPoolExecutor) -> None:
    blobs = FolderBlobs(tmp_path)
    ahead = Ahead(blobs, writers)
    key = ahead.put(b"route")
    ahead.wait()
    blobs.delete(key)
    assert ahead.put(b"route") == key
    ahead.wait()
    assert not blobs.has(key)


def test_a_workout_is_packed_once(tmp_path: Path, writers: ThreadPoolExecutor) -> None:
    ahead, run = Ahead(FolderBlobs(tmp_path), writers), a_run(minutes=2)
    assert ahead.pack(run) is ahead.pack(run)
    ahead.wait()
    assert FolderBlobs(tmp_path).has(ahead.pack(run).streams_blob)


def test_a_write_that_fails_is_said_to_who_waits(
    tmp_path: Path, writers: ThreadPoolExecutor
) -> None:
    (tmp_path / key_of(b"route")[:2]).write_text("a file where a folder should be")
    ahead = Ahead(FolderBlobs(tmp_path), writers)
    ahead.put(b"heart rate")
    ahead.put(b"route")
    for _ in range(2):  # and whoever asks again is not told that all is well
        with pytest.raises(Misconfigured, match="could not be kept"):
            ahead.wait()
