"""The page on which an activity is edited, and the sections of its own page."""

from datetime import timedelta
from typing import Any

from starlette.testclient import TestClient

from fitglue.domain.arrival import Arrival, Original
from fitglue.formats.packing import packed
from fitglue.testing.arrivals import SPRING, a_lift, a_run, a_strap

FILES = "file_upload"


def form(**changes: str) -> dict[str, str]:
    """What the form of the evening run says before anybody writes in it."""
    shown = {
        "title": "Evening Run", "sport": "running", "description": "", "start": "0:00",
        "end": "30:00",
    }  # fmt: skip
    return shown | changes


def test_a_form_that_nobody_wrote_in_changes_nothing(kim: Any, browser: TestClient) -> None:
    own = kim.gets("watch")
    answer = browser.post(f"/activities/{own}/edit", data=form())
    assert answer.headers["location"] == f"/activities/{own}"
    assert kim.activity(own).revision == 1
    assert not kim.instance.store.edits.get(kim.id, own)


def test_what_was_written_is_kept_and_told_and_each_part_can_be_taken_back(
    kim: Any, browser: TestClient
) -> None:
    own = kim.gets("watch")
    path = f"/activities/{own}/edit"
    written = form(title="Lake", sport="hiking", description="Mud.\r\nRain.", start="5:00")
    browser.post(path, data=written)
    after = kim.activity(own)
    assert (after.title, after.description) == ("Lake", "Mud.\nRain.")
    assert (after.workout.sport.key, after.workout.start) == (
        "hiking",
        SPRING + timedelta(minutes=5),
    )
    page = browser.get(path).text
    assert "It was recorded as Run." in page
    assert (
        "You changed the title, the sport, the text and its ends."
        in browser.get(f"/activities/{own}").text
    )
    # Saved as it is shown, a trim stays to the millisecond what it was.
    again = form(title="Lake", sport="hiking", description="Mud.\nRain.", start="5:00")
    browser.post(path, data=again)
    assert kim.activity(own).revision == after.revision
    browser.post(f"{path}/back", data={"part": "sport"})
    assert kim.activity(own).workout.sport.key == "running"
    browser.post(f"{path}/back", data={})
    assert (kim.activity(own).title, kim.activity(own).workout.elapsed_s) == ("Evening Run", 1800)


def test_what_cannot_be_is_said_on_the_form(kim: Any, browser: TestClient) -> None:
    own = kim.gets("watch")
    for changes, told in (
        ({"start": "soon"}, "“soon” is no time."),
        ({"start": "20:00", "end": "10:00"}, "The end lies before the start."),
        ({"start": "29:55"}, "Less than 10 seconds would be left."),
        ({"sport": "none"}, "There is no such sport."),
    ):
        answer = browser.post(f"/activities/{own}/edit", data=form(**changes))
        assert answer.status_code == 422
        assert told in answer.text
    assert kim.activity(own).revision == 1


def test_a_trim_is_shown_before_it_is_saved(kim: Any, browser: TestClient) -> None:
    own = kim.gets("watch")
    told = browser.get(f"/activities/{own}/trim", params={"start": "10:00", "end": "30:00"}).text
    assert "20:00" in told
    assert "3.39" in told
    assert kim.activity(own).revision == 1
    browser.post(f"/activities/{own}/edit", data=form(start="10:00"))
    whole = browser.get(f"/activities/{own}/uncut").json()
    assert whole["elapsed_s"] == 1800


def test_recordings_stand_side_by_side_and_another_ones_heart_rate_can_count(
    kim: Any, browser: TestClient
) -> None:
    own = kim.gets("watch")
    kim.gets("strap", a_strap(), FILES)
    page = browser.get(f"/activities/{own}").text
    assert "Apple Watch and Strap are 10 bpm apart on average." in page
    assert "84\N{NO-BREAK SPACE}%" in page
    strap = kim.recording(own, "strap")
    browser.post(f"/activities/{own}/streams", data={"heart_rate": strap})
    assert kim.activity(own).workout.provenance["heart_rate"].source == "Strap"
    assert browser.post(f"/activities/{own}/streams", data={"route": "no-such"}).status_code == 404


def test_lifting_has_its_muscles_and_a_run_its_bests_and_zones(
    kim: Any, browser: TestClient
) -> None:
    lifted = browser.get(f"/activities/{kim.gets('lift', a_lift(days=3))}").text
    assert "Worked most: chest (3 sets)" in lifted
    assert "9 sets, 72 repetitions" in lifted
    run = browser.get(f"/activities/{kim.gets('watch', a_run())}").text
    assert "Best efforts" in run
    assert "By the highest heart rate of all your activities, 156 bpm." in run
    assert "Muscles" not in run


def test_a_recording_can_be_had_as_it_came(kim: Any, browser: TestClient) -> None:
    text = b"<Workout/>"
    kept = Arrival("watch", a_run(), (Original("workout.xml", packed(text)),))
    own = kim.take(kept)[0].activity_id
    path = f"/activities/{own}/recordings/{kim.recording(own, 'watch')}/original"
    assert path in browser.get(f"/activities/{own}").text
    answer = browser.get(path)
    assert answer.content == text
    assert "workout.xml" in answer.headers["content-disposition"]
    assert browser.get(f"/activities/{own}/recordings/none/original").status_code == 404
