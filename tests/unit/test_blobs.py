"""Blobs are named by their content and never half there."""

from pathlib import Path

import pytest

from fitglue.domain.errors import Damaged, Misconfigured
from fitglue.durable_file import write_durably
from fitglue.store.blobs import FolderBlobs


def test_the_same_content_has_one_key(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    assert blobs.put(b"route") == blobs.put(b"route") != blobs.put(b"heart rate")
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2


def test_a_blob_comes_back_as_it_was(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    assert blobs.get(blobs.put(b"route")) == b"route"


def test_a_changed_blob_is_noticed(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    key = blobs.put(b"route")
    (tmp_path / key[:2] / key).write_bytes(b"other")
    with pytest.raises(Damaged, match="changed"):
        blobs.get(key)


def test_a_missing_blob_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(Damaged, match="missing"):
        FolderBlobs(tmp_path).get("0" * 64)


def test_a_place_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "blobs").write_text("a file where a folder should be")
    with pytest.raises(Misconfigured) as caught:
        FolderBlobs(tmp_path / "blobs").put(b"route")
    assert "FITGLUE_DATA" in caught.value.next_step


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "activity.fit"
    write_durably(path, b"old")
    with pytest.raises(TypeError):
        write_durably(path, "not bytes")  # ty: ignore[invalid-argument-type]
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_others_may_read_a_file_as_far_as_any_other(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"")
    write_durably(tmp_path / "activity.fit", b"new")
    modes = {path.stat().st_mode for path in tmp_path.iterdir()}
    assert len(modes) == 1
