"""Files in and out of the program as people run it; the watched folder, whenever it is killed."""

import json
import os
import shutil
import signal
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

from fitglue.testing.at_work import until
from fitglue.testing.command_line import CommandLine, Imported
from fitglue.testing.exports import Export
from fitglue.testing.fit_checker import check_fit
from fitglue.testing.recorded_files import fit_file, garmin_archive, gpx_file, strava_archive
from fitglue.testing.running_server import RunningServer, family, serving

FILES = 4


def test_a_folder_of_files_and_archives_is_imported(fitglue: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    (folder / "2026").mkdir(parents=True)
    (folder / "2026" / "a.fit").write_bytes(fit_file())
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "b.fit").write_bytes(fit_file(9))
    (folder / "notes.txt").write_text("milk, eggs")
    strava_archive(folder)
    garmin_archive(folder)
    ended = fitglue.run("import", folder, "--json")
    assert ended.json["new"] == 1 + 3 + 2
    assert [one["file"] for one in ended.json["refused"]] == ["activities/104.fit.gz"]
    assert ended.json["passed_over"] == 1
    again = fitglue.run("import", folder, "--json").json
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 6)


def test_activities_are_exported_as_files_and_as_a_zip(
    fitglue: CommandLine, tmp_path: Path
) -> None:
    archive = strava_archive(tmp_path)
    told = fitglue.run("import", archive, "--json").json["activities"]
    out = tmp_path / "out"
    ended = fitglue.run("export", "--out", out)
    assert ended.code == 0
    assert ended.out == f"{out}: 3 activities as FIT.\n"
    files = sorted(out.iterdir())
    assert files[0].name[:25] == "2026-03-15 1830 Lunch lap"
    for path in files:
        check_fit(path.read_bytes())
    one = fitglue.run("export", told[0]["id"], "--format", "json", "--out", tmp_path / "one.zip")
    assert one.code == 0
    with zipfile.ZipFile(tmp_path / "one.zip") as zipped:
        assert zipped.testzip() is None
        (name,) = (name for name in zipped.namelist() if name.endswith(".json"))
        assert json.loads(zipped.read(name))["id"] == told[0]["id"]
    assert not list(tmp_path.glob("*.part"))


def test_an_export_that_cannot_be_is_said(fitglue: CommandLine, tmp_path: Path) -> None:
    missing = fitglue.run("export", "no-such-activity", "--out", tmp_path / "a.zip")
    assert missing.code == 1
    assert missing.err.startswith("There is no activity no-such-activity.")
    assert not list(tmp_path.glob("a.zip*"))
    (tmp_path / "file").write_text("")
    blocked = fitglue.run("export", "--out", tmp_path / "file" / "a.zip")
    assert blocked.code == 1
    assert "--out" in blocked.err


def activities_in(fitglue: CommandLine) -> int:
    with closing(sqlite3.connect(fitglue.data / "fitglue.db")) as database:
        return database.execute("SELECT count(*) FROM activities").fetchone()[0]


def kill(server: RunningServer) -> None:
    for pid in family(server.process.pid):
        os.kill(pid, signal.SIGKILL)
    server.process.wait()


def test_the_watched_folder_loses_and_doubles_nothing_however_often_it_is_killed(
    fitglue: CommandLine, tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    names = [f"{at}.fit" for at in range(FILES)]
    fitglue.run("import", strava_archive(tmp_path))  # the owner is there
    for at, name in enumerate(names):
        (inbox / name).write_bytes(fit_file(100 + at))
    (inbox / "list.txt").write_text("milk, eggs")
    for done in (0, 1):  # killed as the first is taken, and after one is through
        with serving(fitglue, FITGLUE_INBOX=str(inbox)) as server:
            until(lambda: any((inbox / ".working").glob("*/*")), "the first to be taken")
            until(lambda least=done: activities_in(fitglue) >= 3 + least, "some to be imported")
            kill(server)
    with serving(fitglue, FITGLUE_INBOX=str(inbox)):
        until(lambda: len(list(inbox.rglob("done/*"))) == FILES, "every file", patience_s=120)
        until((inbox / "refused" / "list.txt").is_file, "the one that is refused")
    assert sorted(path.name for path in (inbox / "done").iterdir()) == names
    assert (inbox / "refused" / "list.txt.why.txt").is_file()
    assert activities_in(fitglue) == 3 + FILES
    assert not list((inbox / ".working").glob("*/"))


def test_the_watched_folder_is_off_unless_it_is_named(fitglue: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "a.gpx").write_bytes(gpx_file())
    with serving(fitglue, FITGLUE_INBOX=""):
        pass
    assert (tmp_path / "a.gpx").is_file()


def test_metrics_come_with_the_next_import_once_they_are_wanted(
    imported: Imported, export: Export, tmp_path: Path
) -> None:
    first, fitglue = imported.told, CommandLine(tmp_path / "data")
    shutil.copytree(imported.fitglue.data, fitglue.data)
    table = tmp_path / "metrics.csv"
    nothing = fitglue.run("export", "--metrics", "--out", table)
    assert nothing.out == f"{table}: 0 values of health metrics.\n"
    with closing(sqlite3.connect(fitglue.data / "fitglue.db")) as database, database:
        database.execute("UPDATE accounts SET metrics_since = '2026-01-01 00:00:00'")
    again = fitglue.run("import", export.path, "--json").json
    assert (again["new"], again["changed"]) == (0, 0)
    assert again["unchanged"] == first["new"] + first["changed"] + first["unchanged"]
    assert fitglue.run("export", "--metrics", "--out", table).code == 0
    rows = table.read_text().splitlines()
    assert {row.split(",")[1] for row in rows[1:]} == {
        "resting_heart_rate", "heart_rate_variability", "vo2_max", "weight", "steps", "sleep",
    }  # fmt: skip
    wrong = fitglue.run("export", "--metrics", "--out", tmp_path / "metrics.fit")
    assert wrong.code == 1
    assert ".csv or .json" in wrong.err
