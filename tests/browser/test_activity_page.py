"""One activity: drawn, pointed at, explained."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from fitglue.testing import web_pixels as pixels
from fitglue.testing.fit_checker import check_fit
from fitglue.testing.season import REFUSED, TWICE, WAITING, Season

pytestmark = pytest.mark.browser

REDS = ((150, 0, 0), (240, 130, 110))
BLUES = ((20, 40, 130), (130, 200, 230))
RUN = TWICE
Opened = Callable[[str], Page]


@pytest.fixture
def opened(page: Page, the_season: Season) -> Opened:
    return lambda title: drawn(page, the_season.path(title))


def drawn(page: Page, path: str) -> Page:
    page.goto(path)
    for island in ("route-map", "stream-charts"):
        if page.locator(island).count():
            page.locator(f"{island}[data-drawn]").wait_for(timeout=20_000)
    return page


def test_the_header_tells_sport_local_time_and_figures(opened: Opened) -> None:
    page = opened(RUN)
    expect(page.get_by_text("Run · Tuesday 16 September 2025, 18:14 · Paris time")).to_be_visible()
    facts = page.locator(".facts").first
    for told in ("8.96", "1:00:53", "6:48", "heart rate, up to", "climbed"):
        expect(facts).to_contain_text(told)


def test_the_route_is_drawn_in_the_colours_of_heart_rate_and_then_of_pace(opened: Opened) -> None:
    page = opened(RUN)
    canvas = page.locator(".map-canvas")
    assert pixels.count_between(canvas, *REDS) > 1200
    assert pixels.count_between(canvas, *BLUES) < 300
    page.get_by_role("button", name="Pace").click()
    expect(page.locator(".map-legend")).to_contain_text("/km")
    page.wait_for_timeout(500)
    assert pixels.count_between(canvas, *BLUES) > 1200
    assert pixels.count_between(canvas, *REDS) < 300


def test_from_afar_land_and_sea_appear_without_any_tiles(opened: Opened) -> None:
    page = opened(RUN)
    canvas = page.locator(".map-canvas")
    sea, land = ((214, 226, 231), (220, 232, 237)), ((238, 235, 228), (244, 241, 234))
    assert pixels.count_between(canvas, *sea) < 200
    with page.expect_response(re.compile("land-50m")):
        for _ in range(9):
            page.get_by_role("button", name="Zoom out").click()
            page.wait_for_timeout(350)
    page.wait_for_timeout(1500)
    assert pixels.count_between(canvas, *sea) > 10_000
    assert pixels.count_between(canvas, *land) > 10_000


def test_every_stream_has_a_chart_with_a_line_in_it(opened: Opened) -> None:
    page = opened(RUN)
    charts = page.locator("figure.chart")
    expect(charts).to_have_count(8)
    drawn = page.locator("figure.chart canvas").evaluate_all(
        """canvases => canvases.map((canvas) => {
            const { width, height } = canvas;
            const data = canvas.getContext("2d").getImageData(0, 0, width, height).data;
            let inked = 0;
            for (let at = 3; at < data.length; at += 4) if (data[at] > 200) inked++;
            return inked;
        })"""
    )
    assert len(drawn) == 8
    assert min(drawn) > 500


def test_pointing_at_one_chart_moves_the_cursor_on_all_and_the_marker_and_the_numbers(
    opened: Opened,
) -> None:
    page = opened(RUN)
    heart = page.locator("figure[data-key=heart_rate]")
    expect(heart.locator("figcaption")).to_contain_text("bpm average")
    box = heart.locator(".u-over").bounding_box()
    assert box is not None
    places = []
    for share in (0.25, 0.75):
        page.mouse.move(box["x"] + box["width"] * share, box["y"] + 40)
        expect(heart.locator(".number")).to_have_text(re.compile(r"^\d{2,3}$"))
        expect(page.locator("figure[data-key=power] .number")).to_have_text(re.compile(r"^\d+$"))
        marker = page.locator(".map-moment").bounding_box()
        cursors = page.locator(".u-cursor-x").evaluate_all(
            "lines => lines.map((line) => Math.round(line.getBoundingClientRect().x))"
        )
        assert len(set(cursors)) == 1
        places.append((marker, cursors[0], page.locator(".moment").inner_text()))
    assert places[0] != places[1]
    assert places[0][0] != places[1][0]
    assert "km" in places[1][2]
    page.mouse.move(5, 5)
    expect(page.locator(".map-moment")).to_have_count(0)
    expect(heart.locator("figcaption")).to_contain_text("bpm average")


def test_arrow_keys_move_the_moment_and_a_screen_reader_hears_its_values(opened: Opened) -> None:
    page = opened(RUN)
    slider = page.get_by_role("slider", name="Moment of the activity")
    slider.focus()
    slider.press("Home")
    for _ in range(3):
        slider.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuenow", "3")
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"km, Heart rate \S+ bpm, Pace"))
    slider.press("End")
    expect(slider).to_contain_text("1:02:28")
    slider.press("Escape")
    expect(slider).to_have_attribute("aria-valuetext", "none chosen")


def test_pointing_at_the_route_moves_the_charts(opened: Opened) -> None:
    page = opened(RUN)
    slider = page.get_by_role("slider", name="Moment of the activity")
    slider.focus()
    for _ in range(12):
        slider.press("PageUp")
    marker = page.locator(".map-moment").bounding_box()
    assert marker is not None
    told = slider.inner_text()
    slider.press("Escape")
    page.mouse.move(marker["x"] + marker["width"] / 2, marker["y"] + marker["height"] / 2)
    expect(slider).to_contain_text(re.compile(r"\d+:\d\d"))
    assert abs(_seconds(slider.inner_text()) - _seconds(told)) < 30


def _seconds(told: str) -> int:
    parts = [int(part) for part in told.split("·", maxsplit=1)[0].strip().split(":")]
    return sum(part * 60**place for place, part in enumerate(reversed(parts)))


def test_charts_can_run_over_distance(opened: Opened) -> None:
    page = opened(RUN)
    slider = page.get_by_role("slider", name="Moment of the activity")
    slider.focus()
    for _ in range(8):
        slider.press("PageUp")
    before = page.locator(".u-cursor-x").first.bounding_box()
    page.get_by_role("button", name="Distance").click()
    expect(page.get_by_role("button", name="Distance")).to_have_attribute("aria-pressed", "true")
    assert page.locator(".u-cursor-x").first.bounding_box() != before
    expect(page.locator(".uplot")).to_have_count(8)


def test_what_is_missing_is_said_with_its_reason(opened: Opened) -> None:
    page = opened(WAITING)
    expect(page.get_by_text("It was recorded indoors, so there is no route.")).to_be_visible()
    expect(page.locator("route-map")).to_have_count(0)
    page = opened("Walk through the Marais")
    expect(page.get_by_text("written by Komoot, which recorded none")).to_be_visible()


def test_provenance_and_deliveries_are_told_and_the_fit_file_can_be_had(opened: Opened) -> None:
    page = opened(RUN)
    expect(page.locator(".provenance")).to_contain_text("750 samples from Apple Watch")
    with page.expect_download() as download:
        page.get_by_role("link", name="download").click()
    assert download.value.suggested_filename.endswith(".fit")
    check_fit(download.value.path().read_bytes())


def test_a_delivery_that_waits_or_was_refused_says_so(opened: Opened) -> None:
    where = opened(WAITING).locator("section", has_text="Where it went")
    expect(where).to_contain_text("Folder on this machine · waiting")
    where = opened(REFUSED).locator("section", has_text="Where it went")
    expect(where).to_contain_text("not taken: The output folder cannot be written.")
    expect(where).to_contain_text("Make room on the disk, then send again.")


def test_what_happened_at_the_same_time_is_named(opened: Opened) -> None:
    page = opened(RUN)
    page.get_by_role("link", name="Evening Run on Strava").click()
    expect(page.get_by_role("link", name=RUN, exact=True)).to_be_visible()
    expect(page.get_by_role("link", name=f"Look at “{RUN}”").first).to_be_visible()


def test_swims_laps_and_legs_have_their_tables(opened: Opened) -> None:
    page = opened("Pool swim")
    expect(page.get_by_role("heading", name="Lengths of 50\N{NO-BREAK SPACE}m")).to_be_visible()
    expect(page.get_by_role("columnheader", name="SWOLF")).to_be_visible()
    page = opened("Six times three minutes")
    expect(page.get_by_role("heading", name="Intervals")).to_be_visible()
    page = opened("Triathlon de Nice")
    expect(page.get_by_role("rowheader", name="Transition")).to_have_count(2)


def test_a_page_of_20_000_points_weighs_less_than_250_kb_without_the_map_library(
    page: Page, opened: Opened
) -> None:
    sizes: dict[str, int] = {}
    page.on("requestfinished", lambda it: sizes.update({it.url: it.sizes()["responseBodySize"]}))
    opened("To the sea and back")
    page.wait_for_load_state("networkidle")
    counted = {url: size for url, size in sizes.items() if "map" not in url}
    assert any("series" in url for url in counted)
    assert sum(counted.values()) < 250_000
