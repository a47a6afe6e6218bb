"""Blobs keep the same promises in a folder and in an object store."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fitglue.config import Settings
from fitglue.domain.errors import Damaged, Misconfigured
from fitglue.instance import open_instance
from fitglue.pipeline.intake import take
from fitglue.store.activities import Wanted
from fitglue.store.blobs import Blobs, open_blobs
from fitglue.testing.arrivals import an_arrival
from fitglue.testing.at_work import walk_through
from fitglue.testing.object_store import ObjectStore, object_store

NOWHERE = "0" * 64


@dataclass
class Place:
    """Where blobs are, and a way to damage one behind their back."""

    blobs: Blobs
    damage: Callable[[str], object]


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectStore]:
    with object_store() as store:
        for name, value in store.environment.items():
            monkeypatch.setenv(name, value)
        yield store


@pytest.fixture(params=["folder", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "folder":
        folder = tmp_path / "blobs"
        return Place(
            open_blobs("", folder), lambda key: (folder / key[:2] / key).write_bytes(b"other")
        )
    store: ObjectStore = request.getfixturevalue("bucket")
    blobs = open_blobs("s3://things/of/kim", tmp_path, store.endpoint)
    return Place(
        blobs, lambda key: store.objects.update({f"things/of/kim/{key[:2]}/{key}": b"other"})
    )


def test_the_same_content_has_one_key(place: Place) -> None:
    blobs = place.blobs
    assert blobs.put(b"route") == blobs.put(b"route") != blobs.put(b"heart rate")
    assert len(list(blobs.keys())) == 2


def test_a_blob_comes_back_as_it_was(place: Place) -> None:
    content = bytes(range(256)) * 5000
    assert place.blobs.get(place.blobs.put(content)) == content
    assert place.blobs.get(place.blobs.put(b"")) == b""


def test_a_changed_blob_is_noticed(place: Place) -> None:
    key = place.blobs.put(b"route")
    place.damage(key)
    with pytest.raises(Damaged, match="changed"):
        place.blobs.get(key)


def test_a_missing_blob_is_noticed(place: Place) -> None:
    assert not place.blobs.has(NOWHERE)
    with pytest.raises(Damaged, match="missing"):
        place.blobs.get(NOWHERE)


def test_every_key_is_listed_however_many_there_are(place: Place) -> None:
    assert list(place.blobs.keys()) == []
    kept = {place.blobs.put(f"stream {number}".encode()) for number in range(10)}
    assert sorted(place.blobs.keys()) == sorted(kept)
    assert all(place.blobs.has(key) for key in kept)


def test_a_blob_can_be_taken_away_and_twice(place: Place) -> None:
    key, other = place.blobs.put(b"route"), place.blobs.put(b"heart rate")
    place.blobs.delete(key)
    place.blobs.delete(key)
    assert list(place.blobs.keys()) == [other]


def test_wrong_keys_are_said_in_a_sentence(
    bucket: ObjectStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    blobs = open_blobs("s3://things", tmp_path, bucket.endpoint)
    with pytest.raises(Misconfigured) as caught:
        blobs.put(b"route")
    assert "does not let FitGlue in" in caught.value.sentence
    assert "AWS_SECRET_ACCESS_KEY" in caught.value.next_step
    assert "another" not in str(caught.value)


def test_a_store_that_is_broken_is_said_in_a_sentence(bucket: ObjectStore, tmp_path: Path) -> None:
    blobs = open_blobs("s3://things", tmp_path, bucket.endpoint)
    key = blobs.put(b"route")
    bucket.broken = True
    for question in (lambda: blobs.get(key), lambda: blobs.has(key), lambda: list(blobs.keys())):
        with pytest.raises(Misconfigured, match="does not answer as it should"):
            question()


@pytest.mark.parametrize("wrong", ["gs://things", "s3://", "http://localhost/things"])
def test_an_address_of_another_kind_is_refused(wrong: str, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="FITGLUE_BLOBS"):
        open_blobs(wrong, tmp_path)


def test_an_installation_keeps_its_streams_in_the_bucket_and_its_files_at_home(
    bucket: ObjectStore, tmp_path: Path
) -> None:
    instance = open_instance(
        Settings(data=tmp_path, blobs="s3://things", blobs_endpoint=bucket.endpoint)
    )
    account_id = instance.owner().id
    take(instance.starter, account_id, "apple_health", [an_arrival()])
    walk_through(instance, account_id)
    (row,) = instance.store.activities.page(account_id, Wanted()).rows
    kept = instance.store.activities.get(account_id, row.id)
    assert kept is not None
    assert kept.workout.has_route
    assert f"things/{row.streams_blob[:2]}/{row.streams_blob}" in bucket.objects
    assert not (tmp_path / "blobs").exists()
    assert len(list((tmp_path / "workouts").rglob("*.fit"))) == 1
    instance.store.close()
