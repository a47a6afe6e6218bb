"""Bringing files in."""

import gzip
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from fitglue.instance import Instance
from fitglue.testing.exports import with_trouble
from fitglue.testing.recorded_files import fit_file, gpx_file
from fitglue.testing.running_server import KIM
from fitglue.testing.web_site import Site, signed_in

pytestmark = pytest.mark.browser


@pytest.fixture
def site(browser: Browser, fresh: Instance, fresh_site: Site) -> Site:
    """Give the pages of an installation without workouts, and Kim signed in."""
    fresh.add_account(**KIM)
    return Site(fresh_site.base_url, signed_in(browser, fresh_site.base_url))


def test_a_chosen_file_is_sent_and_watched_to_the_end(page: Page, tmp_path: Path) -> None:
    page.goto("/imports")
    page.locator("input[type=file]").set_input_files(with_trouble(tmp_path))
    expect(page).to_have_url(re.compile(r"/imports/[\w-]+$"))
    expect(page.get_by_role("progressbar", name="Import")).to_be_visible()
    expect(page.get_by_role("link", name="See the activities")).to_be_visible(timeout=60_000)
    expect(page.locator(".facts").first).to_contain_text(re.compile(r"1\s*new"))
    expect(page.get_by_text("Workout 2 of the export")).to_be_visible()
    left_out = page.locator(".step", has_text="clinical record")
    expect(left_out).to_have_text(re.compile(r"^clinical record · not part of a workout\s*1$"))
    page.get_by_role("link", name="See the activities").click()
    expect(page).to_have_url(re.compile("/activities$"))


def test_a_file_of_another_kind_is_refused_with_what_to_press(page: Page) -> None:
    picture: FilePayload = {"name": "holiday.jpg", "mimeType": "image/jpeg", "buffer": bytes(900)}
    page.goto("/imports")
    page.locator("input[type=file]").set_input_files(picture)
    expect(page.get_by_text("This is not a file that FitGlue can read.")).to_be_visible(
        timeout=60_000
    )
    expect(page.get_by_text("Export All Health Data")).to_be_visible()
    expect(page.get_by_role("link", name="Choose another file")).to_be_visible()


def test_several_files_dropped_anywhere_each_tell_what_came_of_them(page: Page) -> None:
    page.goto("/imports")
    files = {"morning.fit": fit_file(1), "evening.gpx.gz": gzip.compress(gpx_file(2))}
    files |= {"list.txt": b"milk, eggs"}
    page.evaluate(
        """files => {
            const data = new DataTransfer();
            for (const [name, content] of Object.entries(files))
                data.items.add(new File([Uint8Array.from(content)], name));
            for (const kind of ["dragenter", "dragover", "drop"])
                document.body.dispatchEvent(
                    new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        {name: list(content) for name, content in files.items()},
    )
    for name in ("morning.fit", "evening.gpx.gz"):
        line = page.locator(".drop-line", has_text=name)
        expect(line).to_contain_text("1 new", timeout=60_000)
        expect(line.get_by_role("progressbar")).to_have_count(0)
    refused = page.locator(".drop-line", has_text="list.txt")
    why = "This is not a file that FitGlue can read. Give it FIT"
    expect(refused).to_contain_text(why, timeout=60_000)
    page.get_by_role("link", name="See the activities").click()
    expect(page.get_by_role("link", name="Evening Run")).to_have_count(2)


def test_an_activity_is_downloaded_from_its_page(page: Page) -> None:
    page.goto("/imports")
    page.locator("input[type=file]").set_input_files(
        {"name": "run.fit", "mimeType": "", "buffer": fit_file()}
    )
    page.get_by_role("link", name="See the activities").click(timeout=60_000)
    page.get_by_role("link", name="Evening Run").click()
    page.get_by_text("Download", exact=True).click()
    with page.expect_download() as started:
        page.get_by_role("link", name="GPX").click()
    name = started.value.suggested_filename
    assert re.fullmatch(r"2026-03-14 1830 Evening Run [0-9a-f]{6}\.gpx", name)
    assert b"<gpx" in started.value.path().read_bytes()


def test_where_events_do_not_come_through_progress_is_asked_for(page: Page, tmp_path: Path) -> None:
    page.route("**/events?*", lambda route: route.fulfill(status=204))
    page.goto("/imports")
    page.locator("input[type=file]").set_input_files(with_trouble(tmp_path))
    expect(page.get_by_role("link", name="See the activities")).to_be_visible(timeout=60_000)
