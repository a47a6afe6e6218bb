"""The watched folder: what is put there is imported once, whenever the process ends."""

import os
from pathlib import Path

import pytest

from fitglue.inbox import Inbox
from fitglue.instance import Instance
from fitglue.processes import work_on
from fitglue.testing.recorded_files import fit_file, zipped


@pytest.fixture
def inbox(instance: Instance, tmp_path: Path) -> Inbox:
    """A folder of an installation with an owner; what lies there has settled at the next look."""
    instance.owner()
    (tmp_path / "inbox").mkdir()
    return Inbox(instance, tmp_path / "inbox", settled_after_s=0)


def put(inbox: Inbox, name: str, content: bytes = b"milk, eggs") -> Path:
    path = inbox.folder / name
    path.write_bytes(content)
    return path


def imports(inbox: Inbox) -> list[str]:
    rows = inbox.instance.store.imports.of_account(inbox.instance.owner().id)
    return [row.state for row in rows]


def look(inbox: Inbox) -> None:
    """Look twice, import what is queued, and look again."""
    inbox.look()
    inbox.look()
    for row in inbox.instance.store.imports.unfinished():
        work_on(inbox.instance.settings, row.id)
    inbox.look()


def left(inbox: Inbox) -> list[str]:
    """Every file that is there, but for the lock."""
    paths = (path for path in inbox.folder.rglob("*") if path.is_file() and path.name != "lock")
    return sorted(path.relative_to(inbox.folder).as_posix() for path in paths)


def test_a_file_that_was_imported_lies_in_done(inbox: Inbox) -> None:
    put(inbox, "ride.fit", fit_file())
    look(inbox)
    assert left(inbox) == ["done/ride.fit"]
    assert (inbox.folder / "done/ride.fit").read_bytes() == fit_file()
    assert len(inbox.instance.store.activities.ids(inbox.instance.owner().id)) == 1


def test_a_file_that_is_none_of_ours_is_refused_with_a_reason_beside(inbox: Inbox) -> None:
    put(inbox, "list.txt")
    look(inbox)
    assert left(inbox) == ["refused/list.txt", "refused/list.txt.why.txt"]
    why = (inbox.folder / "refused/list.txt.why.txt").read_text()
    assert why.startswith("This is not a file that FitGlue can read. Give it FIT")


def test_what_an_archive_held_in_vain_is_said_beside_it(inbox: Inbox) -> None:
    zipped(inbox.folder / "a.zip", {"good.fit": fit_file(), "bad.fit": fit_file()[:13]})
    look(inbox)
    assert left(inbox) == ["done/a.zip", "done/a.zip.why.txt"]
    assert (inbox.folder / "done/a.zip.why.txt").read_text().startswith("bad.fit: ")


def test_two_files_of_one_name_are_kept_beside_each_other(inbox: Inbox) -> None:
    for days in (0, 1):
        put(inbox, "ride.fit", fit_file(days))
        look(inbox)
    assert left(inbox) == ["done/ride (2).fit", "done/ride.fit"]


@pytest.mark.parametrize(
    "name", [".hidden.fit", "ride.fit.part", "ride.crdownload", "~$ride.fit", "ride.fit~"]
)
def test_hidden_and_unfinished_files_are_left_alone(inbox: Inbox, name: str) -> None:
    put(inbox, name, fit_file())
    look(inbox)
    assert left(inbox) == [name]


def test_folders_and_links_are_left_alone(inbox: Inbox) -> None:
    (inbox.folder / "folder").mkdir()
    (inbox.folder / "link.fit").symlink_to(put(inbox, ".elsewhere"))
    look(inbox)
    assert not imports(inbox)


def test_a_file_that_still_grows_is_waited_for(inbox: Inbox) -> None:
    path = put(inbox, "ride.fit", fit_file()[:500])
    inbox.look()
    path.write_bytes(fit_file())
    inbox.look()
    assert not imports(inbox)
    look(inbox)
    assert left(inbox) == ["done/ride.fit"]


def test_a_file_that_grew_while_it_was_imported_is_imported_again(inbox: Inbox) -> None:
    path = put(inbox, "ride.fit", fit_file()[:500])
    with path.open("ab") as writer:
        inbox.look()
        inbox.look()
        writer.write(fit_file()[500:])
    look(inbox)
    look(inbox)
    assert left(inbox) == ["done/ride.fit"]
    assert (inbox.folder / "done/ride.fit").read_bytes() == fit_file()


def test_a_file_whose_import_was_never_queued_goes_back(inbox: Inbox) -> None:
    at_work = inbox.folder / ".working" / "an-import-that-never-was"
    at_work.mkdir(parents=True)
    (at_work / "ride.fit").write_bytes(fit_file())
    inbox.look()
    assert left(inbox) == ["ride.fit"]
    look(inbox)
    assert left(inbox) == ["done/ride.fit"]


def test_half_a_move_is_finished_at_the_next_look(inbox: Inbox) -> None:
    put(inbox, "list.txt")
    inbox.look()
    inbox.look()
    (row,) = inbox.instance.store.imports.unfinished()
    work_on(inbox.instance.settings, row.id)
    (inbox.folder / "refused").mkdir()
    (inbox.folder / "refused/list.txt.why.txt").write_text("Half")
    inbox.look()
    assert left(inbox) == ["refused/list.txt", "refused/list.txt.why.txt"]
    assert "FIT" in (inbox.folder / "refused/list.txt.why.txt").read_text()
    assert not list((inbox.folder / ".working").glob("*/"))


def test_without_an_account_nothing_is_touched(instance: Instance, tmp_path: Path) -> None:
    inbox = Inbox(instance, tmp_path / "inbox", settled_after_s=0)
    inbox.folder.mkdir()
    put(inbox, "ride.fit", fit_file())
    inbox.look()
    inbox.look()
    assert left(inbox) == ["ride.fit"]
    assert instance.store.accounts.first() is None


@pytest.mark.skipif(os.name != "posix", reason="a folder that is a file is enough there")
def test_a_folder_that_cannot_be_read_is_warned_of_once(
    inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    lost = Inbox(inbox.instance, put(inbox, "ride.fit") / "no folder")
    with pytest.raises(OSError, match="Not a directory"):
        lost.look()
    for _ in range(2):
        lost.look_on()
    assert caplog.text.count("cannot be looked into") == 1
