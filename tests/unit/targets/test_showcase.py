"""What a page of the Showcase is given: what its owner chose, and nothing else at all."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fitglue.domain.activity import Activity
from fitglue.domain.draft import Draft
from fitglue.domain.errors import NeedsUser, Withdrawn
from fitglue.domain.ledger import DeliveryState, led_to
from fitglue.domain.measures import great_circle_m
from fitglue.domain.plugins import Receipt, TargetTools
from fitglue.domain.showcase import Audience, Look, NoShowcase, ShowcasePage
from fitglue.domain.streams import Stream, StreamKind
from fitglue.domain.workout import App, Device, Lap, LapKind, Note, Workout
from fitglue.formats import draft_document
from fitglue.targets.showcase import ShowcaseSettings, plugin
from fitglue.testing.arrivals import a_run
from fitglue.testing.conformance.targets import an_activity
from fitglue.testing.showcase import MemoryShowcase
from fitglue.web.activity_parts import parts_of

K = StreamKind
KIM = "Kim's Apple Watch"


def tools_with(showcase: Any, **settings: Any) -> TargetTools:
    return TargetTools(
        settings=ShowcaseSettings(**settings), output=Path(), owner="kim", showcase=showcase
    )


def shown(workout: Workout | None = None, **settings: Any) -> ShowcasePage:
    return shown_of(an_activity(workout or a_run()), **settings)


def shown_of(activity: Activity, **settings: Any) -> ShowcasePage:
    showcase = MemoryShowcase()
    plugin.deliver(activity, tools_with(showcase, **settings))
    assert showcase.page is not None
    return showcase.page


def way_m(workout: Workout) -> float:
    route = workout.streams[K.ROUTE]
    return float(great_circle_m(route["latitude_deg"], route["longitude_deg"]).sum())


def test_by_itself_a_page_tells_no_heart_rate_no_time_of_day_and_no_ends_of_the_route() -> None:
    run = a_run(effort=8.0, training_load=70.0, avg_mets=9.0, min_hr_bpm=90.0)
    page = shown(run)
    told = page.activity.workout
    assert page.audience is Audience.LINK
    assert told.streams.keys() == {K.ROUTE, K.DISTANCE}
    assert told.avg_hr_bpm is told.max_hr_bpm is told.min_hr_bpm is None
    assert told.active_kcal is told.effort is told.training_load is told.avg_mets is None
    assert told.zone.local(told.start).strftime("%H:%M:%S") == "00:00:00"
    assert told.elapsed_s == (told.end - told.start).total_seconds() == run.elapsed_s
    assert way_m(run) - way_m(told) == pytest.approx(400, abs=10)
    assert page.day == run.zone.local(run.start).date()


def test_what_is_chosen_is_there() -> None:
    run = a_run()
    page = shown(
        run, heart_rate=True, exact_times=True, hide_start_m=0, hide_end_m=0, look="sea",
        audience="profile",
    )  # fmt: skip
    told = page.activity.workout
    assert told.start == run.start
    assert told.streams[K.HEART_RATE] is run.streams[K.HEART_RATE]
    assert told.streams[K.ROUTE] is run.streams[K.ROUTE]
    assert told.avg_hr_bpm == run.avg_hr_bpm
    assert (page.look, page.audience, page.tells_time) == (Look.SEA, Audience.PROFILE, True)


def test_ids_metadata_and_remarks_for_the_owner_are_on_no_page() -> None:
    run = a_run(
        app=App(KIM, "11.6", "com.apple.health"),
        device=Device("Apple Watch", "Apple Inc.", "Watch", "Watch7,2", "11.6"),
        external_id="secret-1", healthkit_uuid="secret-2", metadata={"HKWhere": "secret-3"},
        notes=(Note("route-hidden", "secret-4"),), brand="secret-5", description="secret-6",
    )  # fmt: skip
    page = shown(run, heart_rate=True, exact_times=True)
    document = draft_document.encode(Draft(page.activity))
    assert b"secret" not in document
    assert b"Kim" not in document
    assert page.activity.workout.device.name == "Apple Watch"


def test_an_app_is_named_when_no_device_is() -> None:
    told = shown(a_run(app=App("Komoot", "9"), device=Device())).activity.workout
    assert (told.app, told.device) == (App("Komoot"), Device())


def test_without_a_map_there_is_no_position_and_pace_and_splits_stay() -> None:
    run = a_run()
    told = shown(run, map=False).activity.workout
    assert K.ROUTE not in told.streams
    assert not told.virtual_route
    splits = parts_of(told, "metric")
    assert [table.title for table in splits] == ["Every km"]
    assert [row[:3] for row in splits[0].rows] == [
        row[:3] for row in parts_of(run, "metric")[0].rows
    ]


def test_splits_are_the_same_when_the_ends_of_the_route_are_hidden() -> None:
    run = a_run()
    rows = parts_of(shown(run, heart_rate=True).activity.workout, "metric")[0].rows
    assert rows == parts_of(run, "metric")[0].rows


def test_a_route_shorter_than_what_is_hidden_of_it_is_not_there() -> None:
    told = shown(a_run(minutes=2), hide_start_m=300, hide_end_m=300).activity.workout
    assert K.ROUTE not in told.streams


def test_laps_and_legs_lose_what_tells_of_the_body() -> None:
    lap = Lap(0, 600, LapKind.MANUAL, 600, 1700, 90.0, 140.0, 150.0)
    (told,) = shown(a_run(laps=(lap,))).activity.workout.laps
    assert (told.distance_m, told.active_kcal, told.avg_hr_bpm, told.max_hr_bpm) == (
        1700, None, None, None,
    )  # fmt: skip


def test_title_and_description_are_the_owners_own_or_none() -> None:
    activity = an_activity()
    assert shown_of(activity).activity.title == "Evening Run"
    bare = shown_of(activity, own_title=False, text=False).activity
    assert (bare.title, bare.text) == ("Run", "")


def test_a_page_has_the_paragraphs_of_boosters_in_its_description() -> None:
    activity = replace(an_activity(), description="Mine.", paragraphs=("Sunny.", "Flat."))
    assert shown_of(activity).activity.text == "Mine.\n\nSunny.\n\nFlat."


def test_a_page_that_was_taken_down_stays_so() -> None:
    showcase = MemoryShowcase(is_withdrawn=True)
    with pytest.raises(Withdrawn) as told:
        plugin.update(an_activity(), Receipt("page-1", "/s/x"), tools_with(showcase))
    assert led_to(told.value) is DeliveryState.WITHDRAWN
    assert "Send again" in told.value.next_step


def test_without_pages_it_says_what_to_do() -> None:
    with pytest.raises(NeedsUser, match="shows no pages"):
        plugin.deliver(an_activity(), tools_with(NoShowcase()))


def test_points_without_a_position_are_left_out() -> None:
    run = a_run()
    route = run.streams[K.ROUTE]
    lost = np.where(np.arange(len(route)) // 20 == 35, np.nan, route["latitude_deg"])
    patchy = Stream(K.ROUTE, route.time_s, {**route.columns, "latitude_deg": lost})
    told = shown(replace(run, streams={K.ROUTE: patchy})).activity.workout.streams[K.ROUTE]
    assert np.isfinite(told["latitude_deg"]).all()
    assert len(told) > 1000
