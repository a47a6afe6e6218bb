"""Files at WebDAV, S3 and Dropbox: once each, whatever happens, and nobody else's is touched."""

from dataclasses import replace
from typing import Any

import fitdecode
import pytest

from fitglue.domain.errors import Refused, Transient
from fitglue.domain.plugins import Deleting
from fitglue.formats.fit import encode_activity
from fitglue.testing.arrivals import a_run
from fitglue.testing.conformance.targets import TARGET_PROMISES, an_activity
from fitglue.testing.services.chaos import endure, short_runs
from fitglue.testing.services.faults import CHAOS, LOST_REPLIES, Fault


@pytest.mark.parametrize("promise", TARGET_PROMISES)
def test_a_place_keeps_the_promises_of_targets(place: Any, promise: str) -> None:
    TARGET_PROMISES[promise](place.target, place.tools())


def test_a_file_can_be_read_by_anybody_and_has_a_name_that_people_read(place: Any) -> None:
    receipt = place.target.deliver(an_activity(), place.tools())
    assert receipt.id == "Workouts/2026/2026-03-14 1830 Evening Run 3c9f1c.fit".replace(
        "3c9f1c", an_activity().id[-6:]
    )
    with fitdecode.FitReader(place.content(receipt.id)) as reader:
        names = [frame.name for frame in reader if isinstance(frame, fitdecode.FitDataMessage)]
    assert names.count("session") == 1


@pytest.mark.parametrize(("file_format", "begins"), [("gpx", b"<?xml"), ("tcx", b"<?xml")])
def test_the_format_is_a_choice(place: Any, file_format: str, begins: bytes) -> None:
    tools = place.tools(format=file_format, subfolder="{sport}/{month}")
    receipt = place.target.deliver(an_activity(), tools)
    assert receipt.id.startswith("Run/03/")
    assert receipt.id.endswith(f".{file_format}")
    content = place.content(receipt.id)
    assert content is not None
    assert content.startswith(begins)


@pytest.mark.long
def test_three_answers_of_ten_are_lost_and_every_activity_is_there_once(
    many: int, place: Any
) -> None:
    place.faults.shares = LOST_REPLIES
    endured = endure(
        place.target, place.connection, short_runs(many), faults=place.faults,
        remote=lambda: len(place.files),
    )  # fmt: skip
    assert endured.remote == len(endured.receipts) == many
    assert all(place.content(receipt.id) for receipt in endured.receipts.values())


@pytest.mark.long
def test_a_bad_day_costs_few_calls_more_than_it_has_to(many: int, place: Any) -> None:
    place.target.deliver(short_runs(1)[0], place.tools())  # its folders are made once
    place.faults.shares = CHAOS
    endured = endure(
        place.target, place.connection, short_runs(many + 1)[1:], faults=place.faults,
        remote=lambda: len(place.files),
    )  # fmt: skip
    assert endured.remote == len(endured.receipts) == many
    assert endured.calls_over_least(2) <= 1.6


def test_somebody_elses_file_of_the_same_name_stays(place: Any) -> None:
    receipt = place.target.deliver(an_activity(), place.tools())
    theirs = b"a shopping list"
    place.files[place.name_of(receipt.id)] = theirs
    with pytest.raises(Refused, match="another file of this name"):
        place.target.deliver(an_activity(), place.tools())
    assert place.target.find(an_activity(), place.tools()) is None
    assert place.content(receipt.id) == theirs


@pytest.mark.parametrize("file_format", ["fit", "gpx", "tcx"])
def test_an_earlier_version_whose_answer_was_lost_is_known_to_be_ours(
    place: Any, file_format: str
) -> None:
    tools = place.tools(format=file_format)
    place.target.deliver(an_activity(), tools)
    changed = an_activity(a_run(avg_hr_bpm=150.0, active_kcal=999.0))
    receipt = place.target.deliver(replace(changed, revision=2), tools)
    assert len(place.files) == 1
    assert b"999" in place.content(receipt.id) or file_format == "fit"


def test_a_file_that_came_between_the_look_and_the_write_stays(place: Any) -> None:
    receipt = place.target.deliver(an_activity(), place.tools())
    kept = place.target.place.look(receipt.id, place.connection)
    place.site.revisions = {place.name_of(receipt.id): 7}  # of Dropbox
    place.files[place.name_of(receipt.id)] = b"theirs"
    for over in (None, kept):
        with pytest.raises(Transient, match="at the same moment"):
            place.target.place.write(receipt.id, b"ours", over, place.connection)
    assert place.content(receipt.id) == b"theirs"


def test_a_new_title_is_a_new_name_and_the_old_one_goes(place: Any) -> None:
    receipt = place.target.deliver(an_activity(), place.tools())
    renamed = replace(an_activity(title="Canal loop"), revision=2)
    place.faults.script = [Fault.NONE, Fault.NONE, Fault.LOST]
    with pytest.raises(Transient):
        place.target.update(renamed, receipt, place.tools())
    updated = place.target.update(renamed, receipt, place.tools())
    assert "Canal loop" in updated.id
    assert len(place.files) == 1


def test_the_same_content_again_is_not_sent_again(place: Any) -> None:
    receipt = place.target.deliver(an_activity(), place.tools())
    before = len(place.faults.drawn)
    assert place.target.update(an_activity(), receipt, place.tools()) == receipt
    assert len(place.faults.drawn) == before + 1
    assert place.content(receipt.id) == encode_activity(an_activity())


@pytest.mark.parametrize("path", ["../x.fit", "a/../../x.fit", "/etc/x.fit", "a//x.fit"])
def test_no_receipt_leads_out_of_the_place(place: Any, path: str) -> None:
    receipt = place.target.deliver(an_activity(), place.tools())
    assert isinstance(place.target, Deleting)
    with pytest.raises(Refused):
        place.target.delete(replace(receipt, id=path), place.tools())


def test_a_link_leads_to_the_file(webdav_place: Any, s3_place: Any, dropbox_place: Any) -> None:
    links = [
        one.target.deliver(an_activity(), one.tools(subfolder="Runs")).url
        for one in (webdav_place, s3_place, dropbox_place)
    ]
    assert links[0].endswith("/index.php/apps/files/?dir=/Runs")
    assert links[1].startswith("s3://workouts/Runs/2026-03-14 1830")
    assert links[2].startswith("https://www.dropbox.com/home/Apps/FitGlue/Runs/2026-03-14%201830")


def test_a_webdav_server_without_versions_and_a_store_without_conditions_do(
    webdav_place: Any, s3_place: Any
) -> None:
    webdav_place.site.has_versions = s3_place.site.knows_conditions = False
    for one in (webdav_place, s3_place):
        one.target.deliver(an_activity(), one.tools())
        changed = an_activity(a_run(avg_hr_bpm=150.0))
        receipt = one.target.deliver(changed, one.tools())
        assert one.content(receipt.id) == encode_activity(changed)


def test_a_file_in_the_way_of_a_folder_is_said(webdav_place: Any) -> None:
    webdav_place.files["Workouts"] = b"a file"
    with pytest.raises(Refused, match="a file of its name is in the way"):
        webdav_place.target.deliver(an_activity(), webdav_place.tools())
