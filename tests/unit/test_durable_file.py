"""Files are written whole or not at all."""

from pathlib import Path

import pytest

from fitglue.domain.errors import Misconfigured
from fitglue.durable_file import write_durably
from fitglue.store.blobs import FolderBlobs, key_of


def test_a_place_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "blobs").write_text("a file where a folder should be")
    with pytest.raises(Misconfigured) as caught:
        FolderBlobs(tmp_path / "blobs").put(b"route")
    assert "FITGLUE_DATA" in caught.value.next_step


def test_a_blobs_name_is_on_the_disk_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[Path] = []
    monkeypatch.setattr("fitglue.store.blobs.sync_folder", synced.append)
    blobs = FolderBlobs(tmp_path)
    folder = tmp_path / blobs.put(b"route")[:2]
    assert synced == [tmp_path, folder]
    (folder / key_of(b"route")).unlink()
    blobs.put(b"route")
    assert synced == [tmp_path, folder, folder]


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
