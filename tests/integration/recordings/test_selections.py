"""What filters find, on both databases; the same addresses and the API say it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from fitglue.domain.clock import Zone, ZoneKnownBy
from fitglue.domain.selection import Order, Selection
from fitglue.domain.workout import App, Device
from fitglue.pipeline.again import Again
from fitglue.store.listing import cursor_of, place_of
from fitglue.store.tables import ActivityRow
from fitglue.testing.arrivals import a_copy, a_run
from fitglue.web.activity_filters import asked_of

APPLE, FILES = "apple_health", "file_upload"
_S = Selection
_MARCH = date(2026, 3, 1), date(2026, 3, 31)


@pytest.fixture
def several(kim: Any) -> dict[str, str]:
    """Let Kim have five runs, of which each filter finds some."""
    kim.has_target()
    ids = {
        "watch": kim.gets("watch", a_run()),
        "long": kim.gets("long", a_run(days=1, minutes=120, brand="Along the Canal")),
        "indoor": kim.gets("indoor", a_run(days=2, route=False)),
    }
    kim.works()
    ids["copy"] = kim.gets("copy", a_copy("Strava", days=3, route=False), FILES)
    ids["late"] = kim.gets("late", a_run(days=2.01, distance_m=None, device=Device("Band")), FILES)
    return ids


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (_S(), "copy late indoor long watch"),
        (_S(text="CANAL along"), "long"),
        (_S(text="100% _"), ""),
        (_S(sports=("running", "swimming")), "copy late indoor long watch"),
        (_S(sports=("swimming",)), ""),
        (_S(since=date(2026, 3, 15), until=date(2026, 3, 15)), "long"),
        (_S(least_m=6000), "long"),
        (_S(most_m=6000), "copy indoor watch"),
        (_S(least_s=3600, most_s=7200), "long"),
        (_S(sources=(FILES,)), "copy late"),
        (_S(writers=("Strava",)), "copy"),
        (_S(writers=("Band", "Strava")), "copy late"),
        (_S(sent="sent"), "indoor long watch"),
        (_S(sent="sent", target="strava"), ""),
        (_S(sent="not_sent", target="fake_target"), "copy late"),
        (_S(sent="waiting"), "copy late"),
        (_S(sent="needs_you"), ""),
        (_S(target="fake_target"), "indoor long watch"),
        (_S(without=("route",)), "copy indoor"),
        (_S(without=("heart_rate", "route")), "copy"),
        (_S(overlapping=True), "late indoor"),
        (_S(overlapping=True, sources=(FILES,), least_s=60, text="run"), "late"),
    ],
)
def test_a_filter_finds_what_it_says(
    kim: Any, several: dict[str, str], wanted: Selection, names: str
) -> None:
    listing = kim.instance.store.listing
    found = listing.ids(kim.id, wanted)
    assert found == [several[name] for name in names.split()]
    assert listing.but_for_one(kim.id, [wanted, _S()]) == [5 - len(found), 0]
    sums = listing.page(kim.id, wanted).sums
    assert sums == listing.sums_of(kim.id, found)
    in_march = replace(wanted, since=wanted.since or _MARCH[0], until=wanted.until or _MARCH[1])
    assert listing.ids(kim.id, in_march) == found  # of a short time it is found in another way
    days = [row.day for row in listing.rows(kim.id, found)]
    assert listing.sums_and_last_day(kim.id, wanted) == (sums, max(days, default=None))


@pytest.mark.parametrize("order", Order)
def test_pages_of_any_order_hold_everything_once(
    kim: Any, several: dict[str, str], order: Order
) -> None:
    listing, seen, place = kim.instance.store.listing, [], None
    while page := listing.page(kim.id, _S(), order, place, 2).rows:
        seen += [row.id for row in page]
        place = place_of(cursor_of(page[-1], order), order)
    assert sorted(seen) == sorted(several.values())
    assert seen == listing.ids(kim.id, _S(), order)


def test_a_delivery_that_needs_a_person_is_found_by_that(kim: Any) -> None:
    kim.has_target()
    one = kim.gets("watch", a_run())
    (run,) = kim.instance.store.runs.of_activity(kim.id, one)
    Again(kim.instance.starter, kim.id).cancel(run.id)
    assert kim.instance.store.listing.ids(kim.id, _S(sent="waiting")) == []


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Niue"])
def test_a_day_is_that_of_the_place_however_far_from_greenwich(kim: Any, zone: str) -> None:
    hours = {
        kim.gets(f"{hour}", a_run(days=hour / 24, zone=Zone(zone, ZoneKnownBy.RECORDING))): hour
        for hour in range(0, 48, 3)
    }
    listing = kim.instance.store.listing
    days = {row.id: row.day for row in listing.rows(kim.id, list(hours))}
    for day in set(days.values()):
        found = listing.ids(kim.id, _S(since=day, until=day))
        assert sorted(found) == sorted(one for one, its_day in days.items() if its_day == day)
    assert listing.ids(kim.id, _S(since=date.min, until=date.max)) == listing.ids(kim.id, _S())


def test_days_and_months_add_up_what_fits(kim: Any, several: dict[str, str]) -> None:
    listing = kim.instance.store.listing
    days = listing.by_day(kim.id, _S(most_m=6000))
    assert {day.day: fits.sums.number for day, fits in days.items()} == {14: 1, 16: 1, 17: 1}
    every = listing.by_day(kim.id, _S())
    two_days = {one for day in (16, 17) for one in every[date(2026, 3, day)].ids}
    assert two_days == {several[name] for name in ("indoor", "late", "copy")}
    assert listing.by_day(kim.id, _S(text="nothing")) == {}


def test_a_picture_is_drawn_when_stored_and_once_more_for_what_has_none(
    kim: Any, several: dict[str, str]
) -> None:
    store = kim.instance.store
    drawn = store.outlines.of(kim.id, list(several.values()))
    assert drawn[several["watch"]].startswith("M")
    assert drawn[several["copy"]] == ""
    assert all(len(one) < 600 for one in drawn.values())
    with store.transactions.writing() as session:
        session.execute(update(ActivityRow).values(outline=None))
    assert store.outlines.of(kim.id, list(several.values())) == drawn
    assert store.outlines.draw_some(10) == 0


def test_an_address_keeps_its_units_and_says_only_what_it_means() -> None:
    told = [("least", "10"), ("units", "imperial"), ("text", " "), ("since", "soon"), ("x", "y")]
    asked = asked_of([*told, ("sport", "running"), ("sport", "swimming"), ("sort", "no")], "metric")
    assert asked.selection == _S(sports=("running", "swimming"), least_m=16093.44)
    assert asked.address() == "/activities?least=10&sport=running&sport=swimming&units=imperial"
    assert [chip.words for chip in asked.chips] == ["from 10\N{NO-BREAK SPACE}mi", "Run", "Swim"]
    assert asked.chips[0].without == "/activities?sport=running&sport=swimming"
    assert asked.toggled("sport", "running") == "/activities?least=10&sport=swimming&units=imperial"


def test_the_page_names_the_filter_that_leaves_nothing(
    several: dict[str, str], browser: TestClient
) -> None:
    page = browser.get("/activities?sport=running&least=500&units=metric").text
    assert "No activity fits" in page
    assert "Take away: from 500\N{NO-BREAK SPACE}km" in page
    assert "5 activities" in page
    assert several["copy"] in browser.get("/activities?writer=Strava&view=gallery").text
    calendar = browser.get("/activities?view=calendar&at=2026-03").text
    assert "March 2026" in calendar
    assert "Week 11" in calendar
    assert "at=2026-02" in calendar


def test_another_app_is_a_writer_to_choose(kim: Any) -> None:
    kim.gets("phone", a_run(app=App("Run Tracker")), FILES)
    origins = kim.instance.store.listing.origins(kim.id)
    assert "Run Tracker" in origins.writers
    assert origins.sources == [FILES]
