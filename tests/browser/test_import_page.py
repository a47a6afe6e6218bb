"""Bringing files in."""

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

pytestmark = pytest.mark.browser


def payload(name: str, size: int) -> FilePayload:
    return {"name": name, "mimeType": "application/zip", "buffer": b"PK" + bytes(size)}


def test_a_chosen_file_is_sent_and_watched_to_the_end(page: Page) -> None:
    page.goto("/imports")
    page.locator("input[type=file]").set_input_files(payload("export.zip", 3_000_000))
    expect(page).to_have_url(re.compile(r"/imports/i\d+$"))
    expect(page.get_by_role("progressbar", name="Import")).to_be_visible()
    expect(page.get_by_role("link", name="See the activities")).to_be_visible()
    expect(page.locator(".facts").first).to_contain_text("118")
    expect(page.get_by_text("The route file is cut short.")).to_be_visible()
    left_out = page.locator(".step", has_text="clinical records")
    expect(left_out).to_have_text(re.compile(r"^clinical records · they are no workouts\s*3$"))
    page.get_by_role("link", name="See the activities").click()
    expect(page).to_have_url(re.compile("/activities$"))


def test_a_file_of_another_kind_is_refused_with_what_to_press(page: Page) -> None:
    page.goto("/imports")
    page.locator("input[type=file]").set_input_files(payload("holiday.jpg", 900))
    expect(page.get_by_text("This is not an export of the Health app.")).to_be_visible()
    expect(page.get_by_text("Export All Health Data")).to_be_visible()
    expect(page.get_by_role("link", name="Choose another file")).to_be_visible()


def test_several_files_dropped_anywhere_on_the_page_are_all_taken(page: Page) -> None:
    page.goto("/imports")
    before = page.locator("a.line").count()
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            for (const name of ["one.zip", "two.zip"])
                data.items.add(new File([new Uint8Array(2000)], name));
            for (const kind of ["dragenter", "dragover", "drop"])
                document.body.dispatchEvent(
                    new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.locator("a.line")).to_have_count(before + 2)
    expect(page.get_by_text("two.zip")).to_be_visible()


def test_where_events_do_not_come_through_progress_is_asked_for(page: Page) -> None:
    page.route("**/events", lambda route: route.fulfill(status=204))
    page.goto("/imports")
    page.locator("input[type=file]").set_input_files(payload("export.zip", 2000))
    expect(page.get_by_role("link", name="See the activities")).to_be_visible(timeout=15_000)
