"""A page of the Showcase never tells what a Privacy Zone in its pipeline hides.

Held for many routes that begin, pass and end at home: in what is kept of a page, in what its map
is drawn from, and in every pixel of its picture.
"""

import json
import re
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fitglue.boosters.privacy_zone import plugin as privacy_zone
from fitglue.domain.draft import Draft
from fitglue.domain.plugins import TargetTools
from fitglue.domain.showcase import Look, ShowcasePage
from fitglue.domain.streams import FloatArray, StreamKind
from fitglue.domain.workout import Workout
from fitglue.formats import draft_document, stream_blob
from fitglue.targets.showcase import ShowcaseSettings, plugin
from fitglue.testing.booster_tools import tools_for
from fitglue.testing.conformance.targets import an_activity
from fitglue.testing.showcase import MemoryShowcase
from fitglue.testing.wandering import HOME, a_wandering_run, metres_from_home
from fitglue.web.series import route_pieces, series
from fitglue.web.share_picture import ACCENTS, HEIGHT, WIDTH, frame_of, share_picture

RADIUS_M = 150.0
ZONE = {"latitude_deg": HOME[0], "longitude_deg": HOME[1], "radius_m": RADIUS_M}
ROUTES = range(30)
FIGURES = ("keep", "distance", "cut")


def page_of(seed: int) -> tuple[ShowcasePage, Workout]:
    """Send a run through a Privacy Zone to the Showcase; give its page and what went in."""
    run = a_wandering_run(seed)
    settings = {"zones": [{"name": "Home", "spot": ZONE}], "figures": FIGURES[seed % 3]}
    activity = replace(an_activity(run), description="Round the park.")
    boost = privacy_zone.boost(
        activity, tools_for(privacy_zone, settings, person_seed=bytes([seed]))
    )
    assert boost.activity is not None
    showcase = MemoryShowcase()
    wanted = ShowcaseSettings(
        hide_start_m=200 * (seed % 2), hide_end_m=0, heart_rate=True, exact_times=True
    )
    plugin.deliver(
        boost.activity,
        TargetTools(settings=wanted, output=Path(), owner="kim", showcase=showcase),
    )
    assert showcase.page is not None
    return showcase.page, run


def test_the_routes_of_these_tests_are_at_home_indeed() -> None:
    for seed in ROUTES:
        route = a_wandering_run(seed).streams[StreamKind.ROUTE]
        places = np.column_stack((route["latitude_deg"], route["longitude_deg"]))
        near = metres_from_home(places) < RADIUS_M
        assert near[0]
        assert near[-1]
        assert not near.all()


@pytest.mark.parametrize("seed", ROUTES)
def test_nothing_kept_of_a_page_lies_inside_a_zone(seed: int) -> None:
    page, _ = page_of(seed)
    document = draft_document.encode(Draft(page.activity))
    assert not coordinates_in(document.decode())
    kept = stream_blob.unpack(stream_blob.pack(page.activity.workout.streams))
    route = kept.get(StreamKind.ROUTE)
    if route is not None:
        places = np.column_stack((route["latitude_deg"], route["longitude_deg"]))
        assert metres_from_home(places).min() > RADIUS_M


def test_most_of_these_pages_have_a_route_left() -> None:
    assert sum(page_of(seed)[0].activity.workout.has_route for seed in ROUTES) > 20


def coordinates_in(text: str) -> list[str]:
    """Find numbers that could be a latitude or a longitude near home."""
    numbers = re.findall(r"-?\d+\.\d{3,}", text)
    return [one for one in numbers if any(abs(float(one) - at) < 0.02 for at in HOME)]


def test_a_coordinate_in_a_text_would_be_found() -> None:
    assert coordinates_in('{"latitude": 45.76431}') == ["45.76431"]


@pytest.mark.parametrize("seed", ROUTES)
def test_nothing_that_its_map_is_drawn_from_lies_inside_a_zone(seed: int) -> None:
    page, _ = page_of(seed)
    drawn = json.loads(json.dumps(series(page.activity.workout, "metric")))
    places = drawn_places(drawn)
    assert not len(places) or metres_from_home(places).min() > RADIUS_M


def drawn_places(drawn: dict[str, Any]) -> FloatArray:
    if drawn["route"] is None:
        return np.empty((0, 2))
    steps = (drawn["route"][name] for name in ("latitude", "longitude"))
    return np.column_stack([np.cumsum(one) / 1e5 for one in steps])


@pytest.mark.long
@pytest.mark.parametrize("seed", ROUTES[:8])
def test_no_pixel_of_its_picture_lies_inside_a_zone(seed: int) -> None:
    page, _ = page_of(seed)
    pieces = route_pieces(page.activity.workout)
    pixels = pixels_of(share_picture(page.activity.workout, "metric", Look.MOSS))
    inked = (np.abs(pixels[:444].astype(int) - ACCENTS[Look.MOSS]).max(axis=2) < 40).nonzero()
    if not pieces:
        return
    assert len(inked[0]) > 500
    frame = frame_of(pieces)
    places = frame.places(np.column_stack((inked[1] + 0.5, inked[0] + 0.5)))
    a_line_is_wide_m = 10 / frame.px_per_deg * 111_195
    assert metres_from_home(places).min() > RADIUS_M - a_line_is_wide_m


def pixels_of(png: bytes) -> Any:
    """Read what `share_picture` wrote: one chunk of rows without a filter."""
    at = png.index(b"IDAT")
    rows = zlib.decompress(png[at + 4 :][: int.from_bytes(png[at - 4 : at])])
    lines = np.frombuffer(rows, dtype=np.uint8).reshape(HEIGHT, 1 + 3 * WIDTH)
    assert not lines[:, 0].any()
    return lines[:, 1:].reshape(HEIGHT, WIDTH, 3)


@pytest.mark.parametrize("seed", ROUTES[:10])
def test_the_page_of_an_original_is_another_one(seed: int) -> None:
    """The test of these tests: without the zone home is there."""
    run = a_wandering_run(seed)
    showcase = MemoryShowcase()
    wanted = ShowcaseSettings(hide_start_m=0, hide_end_m=0)
    tools = TargetTools(settings=wanted, output=Path(), owner="kim", showcase=showcase)
    plugin.deliver(an_activity(run), tools)
    assert showcase.page is not None
    places = drawn_places(series(showcase.page.activity.workout, "metric"))
    assert metres_from_home(places).min() < RADIUS_M
