"""The folder on this machine: formats, subfolders, and files that an older version wrote."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from fitglue.domain.errors import Refused
from fitglue.domain.plugins import Receipt, TargetTools
from fitglue.targets.folder import plugin as folder
from fitglue.targets.folder.choosing import FileSettings
from fitglue.testing.arrivals import a_run
from fitglue.testing.conformance.targets import an_activity


def tools(output: Path, **settings: Any) -> TargetTools:
    return TargetTools(settings=FileSettings(**settings), output=output, owner="kim")


def files(output: Path) -> list[str]:
    return sorted(path.relative_to(output).as_posix() for path in output.rglob("*.*"))


def test_names_in_braces_are_filled_in(tmp_path: Path) -> None:
    asked = tools(tmp_path, format="gpx", subfolder="Sport/{year}-{month}/{sport}")
    receipt = folder.deliver(an_activity(), asked)
    assert receipt.id.startswith("Sport/2026-03/Run/2026-03-14 1830 Evening Run ")
    assert files(tmp_path) == [receipt.id]
    assert Path(receipt.url).read_bytes().startswith(b"<?xml")


def test_a_file_that_moves_to_another_subfolder_leaves_no_copy(tmp_path: Path) -> None:
    asked = tools(tmp_path, subfolder="{year}")
    receipt = folder.deliver(an_activity(), asked)
    later = folder.update(an_activity(a_run(days=365)), receipt, asked)
    assert files(tmp_path) == [later.id]
    assert later.id.startswith("2027/")


def test_a_receipt_of_an_older_version_is_still_understood(tmp_path: Path) -> None:
    asked = tools(tmp_path, subfolder="Runs")
    receipt = folder.deliver(an_activity(), asked)
    old = replace(receipt, id=receipt.id.removeprefix("Runs/"))
    assert folder.update(an_activity(), old, asked) == receipt
    renamed = folder.update(an_activity(title="Canal loop"), old, asked)
    assert files(tmp_path) == [renamed.id]
    folder.delete(replace(renamed, id=renamed.id.removeprefix("Runs/")), asked)
    assert files(tmp_path) == []


@pytest.mark.parametrize("told", ["../x.fit", "/etc/passwd", "a/../../x.fit", "a\\x.fit", ""])
def test_no_receipt_leads_out_of_the_folder(tmp_path: Path, told: str) -> None:
    with pytest.raises(Refused):
        folder.delete(Receipt(told, ""), tools(tmp_path))


@pytest.mark.parametrize("told", ["..", "a/../b", ".hidden", "a//b", "{title}", "{year", "a\\b"])
def test_a_subfolder_stays_inside(told: str) -> None:
    with pytest.raises(ValidationError, match="Write names of letters"):
        FileSettings(subfolder=told)


@pytest.mark.parametrize("told", ["", "Runs", " /Läufe 2026/ ", "{year}/{month}", "By {sport}"])
def test_a_subfolder_is_of_names(told: str) -> None:
    assert FileSettings(subfolder=told).subfolder == told.strip().strip("/")


def test_a_route_is_needed_for_gpx_and_the_sentence_says_so(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        folder.deliver(an_activity(a_run(route=False)), tools(tmp_path, format="gpx"))
    assert files(tmp_path) == []
