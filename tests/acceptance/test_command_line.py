"""What the commands do, seen from outside."""

import zipfile
from pathlib import Path

import pytest

from fitglue.config import Settings
from fitglue.domain.tiers import Tier
from fitglue.instance import open_instance
from fitglue.testing.command_line import CommandLine, Imported
from fitglue.testing.exports import Export
from fitglue.testing.fit_checker import check_fit
from fitglue.testing.recorded_files import gpx_file

ACTIVITY_KEYS = {
    "id", "sport", "start", "zone", "elapsed_s", "timer_s", "distance_m", "active_kcal",
    "avg_hr_bpm", "max_hr_bpm", "ascent_m", "route_points", "files",
}  # fmt: skip


def test_it_says_its_version(fitglue: CommandLine) -> None:
    assert fitglue.run("--version").out.startswith("fitglue 0.")


def test_it_lists_its_plugins(fitglue: CommandLine) -> None:
    listed = {(one["kind"], one["id"]) for one in fitglue.run("plugins", "--json").json}
    assert {("source", "apple_health"), ("target", "folder")} <= listed


def test_an_export_becomes_activities_and_a_fit_file_each(
    imported: Imported, export: Export
) -> None:
    told = imported.told
    assert told["new"] == len(told["activities"]) == export.workouts
    assert not told["refused"]
    for activity in told["activities"]:
        assert set(activity) == ACTIVITY_KEYS
        (file,) = activity["files"]
        assert Path(file).is_file()
    check_fit(Path(told["activities"][0]["files"][0]).read_bytes())


def test_the_same_export_again_adds_nothing(imported: Imported, export: Export) -> None:
    fitglue = imported.fitglue
    files = {path: path.stat().st_mtime_ns for path in fitglue.data.rglob("*.fit")}
    again = fitglue.run("import", export.path, "--json").json
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, export.recordings)
    assert again["activities"] == imported.told["activities"]
    assert {path: path.stat().st_mtime_ns for path in fitglue.data.rglob("*.fit")} == files


def test_a_dry_run_says_the_same_and_writes_nothing(fitglue: CommandLine, export: Export) -> None:
    dry = fitglue.run("import", export.path, "--dry-run", "--json").json
    assert dry["new"] == export.workouts
    assert not list(fitglue.data.rglob("*.fit"))
    real = fitglue.run("import", export.path, "--json").json
    without_files = [{**one, "files": []} for one in real["activities"]]
    assert (dry["new"], dry["activities"]) == (real["new"], without_files)


def test_a_bad_file_is_refused_and_the_others_go_on(fitglue: CommandLine, tmp_path: Path) -> None:
    bad, good = tmp_path / "notes.txt", tmp_path / "run.gpx"
    bad.write_text("milk, eggs")
    good.write_bytes(gpx_file())
    ended = fitglue.run("import", bad, good, "--json")
    assert ended.code == 1
    assert ended.json["new"] == 1
    (refused,) = ended.json["refused"]
    assert refused["file"] == "notes.txt"
    assert "Export All Health Data" in refused["next"]


def test_a_refusal_is_two_lines_for_a_person(fitglue: CommandLine, tmp_path: Path) -> None:
    empty = tmp_path / "export.zip"
    with zipfile.ZipFile(empty, "w"):
        pass
    ended = fitglue.run("import", empty, "nowhere.zip")
    assert ended.code == 1
    of_empty, _, of_nowhere, _ = ended.err.strip().splitlines()
    assert of_empty.startswith("export.zip: ")
    assert of_nowhere.startswith("nowhere.zip: This file cannot be opened")


def test_a_data_folder_that_cannot_be_made_is_said(tmp_path: Path, export: Export) -> None:
    (tmp_path / "file").write_text("")
    ended = CommandLine(tmp_path / "file" / "data").run("import", export.path)
    assert ended.code == 1
    assert "FITGLUE_DATA" in ended.err


@pytest.mark.samples
def test_every_real_export_is_imported_or_refused_in_a_sentence(
    fitglue: CommandLine, samples: Path
) -> None:
    files = sorted(path for path in (samples / "apple_export").rglob("*") if path.is_file())
    ended = fitglue.run("import", *files, "--json")
    assert {one["file"] for one in ended.json["refused"]} == {
        path.name for path in files if path.suffix == ".dtd"
    }
    for one in ended.json["refused"]:
        assert one["why"].endswith(".")
        assert "Health" in one["next"]


#: start, sport, km, timer s, kcal, average and maximum heart rate, ascent m, route points
SIX_WORKOUTS = {
    "2018-06-11": ("walking", 1.21551, None, None, None, None, None, 970),
    "2021-12-26": ("running", 8.82238, 4832.577, None, None, None, None, 4830),
    "2025-07-14": ("cycling", 18.9895, None, 540.846, 133.592, 170, 231.78, 4353),
    "2025-09-16": ("running", 8.95512, None, 655.465, 130.153, 139, 65.75, 3654),
    "2025-09-26": ("running", 5.96338, 2300.872, None, None, None, None, 2301),
    "2025-12-28": ("hiking", 0.732961, None, 130.17, 123.17, 136, 119.37, 814),
}


@pytest.mark.samples
def test_six_real_workouts_come_out_with_their_figures(fitglue: CommandLine, samples: Path) -> None:
    six = samples / "apple_export" / "six_workouts.zip"
    result = fitglue.run("import", six, "--json").json
    assert (result["new"], result["refused"]) == (6, [])
    by_day = {one["start"][:10]: one for one in result["activities"]}
    assert set(by_day) == set(SIX_WORKOUTS)
    names = ("timer_s", "active_kcal", "avg_hr_bpm", "max_hr_bpm", "ascent_m")
    for day, (sport, km, *figures, points) in SIX_WORKOUTS.items():
        one = by_day[day]
        assert (one["sport"], one["route_points"]) == (sport, points)
        assert one["distance_m"] == pytest.approx(km * 1000, abs=0.01)
        for name, figure in zip(names, figures, strict=True):
            if figure is not None:
                assert one[name] == pytest.approx(figure, abs=0.006), f"{day} {name}"
        check_fit(Path(one["files"][0]).read_bytes())
    again = fitglue.run("import", six, "--json").json
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 6)


def test_an_operator_gives_somebody_a_plan(fitglue: CommandLine) -> None:
    instance = open_instance(Settings(data=fitglue.data, plans=True, trial_days=0))
    instance.owner()
    kim = instance.add_account(name="Kim", email="kim@example.org", password="", zone="UTC")
    ended = fitglue.run("people", "plan", "Kim@example.org", "athlete")
    assert ended.out.startswith("Kim is an Athlete.\nPlans are off here")
    assert instance.admission.tier(kim.id) is Tier.ATHLETE
    assert fitglue.run("people", "plan", "eve@example.org", "athlete").code == 1
    instance.close()
