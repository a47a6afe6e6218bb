"""Activities come from Intervals.icu as they are there, each once, with what its owner says."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fitglue.domain import sport
from fitglue.domain.arrival import Arrival, Page, SetAside, SourceTools, Span
from fitglue.domain.errors import NeedsUser, Transient
from fitglue.domain.intervals_type import agrees, from_intervals, intervals_type, sport_by
from fitglue.domain.sport import SPORTS
from fitglue.domain.workout import Leg, SwimLocation
from fitglue.formats.fit import encode_activity
from fitglue.formats.packing import unpacked
from fitglue.services.intervals import plugin as service
from fitglue.sources.intervals import fetching, plugin
from fitglue.testing.arrivals import SPRING, a_run
from fitglue.testing.conformance.targets import an_activity
from fitglue.testing.recorded_files import fit_file, gpx_file, tcx_file
from fitglue.testing.services.faults import Fault
from fitglue.testing.services.intervals.account import IntervalsAccount, intervals_account
from fitglue.testing.services.intervals.kept import TYPES

TOOLS = SourceTools(default_zone="Europe/Paris", zone_at=lambda *_: None)
MARCH = Span(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def account() -> Iterator[IntervalsAccount]:
    with intervals_account(service) as account:
        yield account


def past(account: IntervalsAccount, span: Span = MARCH) -> list[Arrival | SetAside]:
    found: list[Arrival | SetAside] = []
    page = Page(more=True)
    while page.more:
        page = plugin.past(account.connection, span, page.cursor, TOOLS)
        found += page.arrivals
    return found


def the_only_one(account: IntervalsAccount) -> Arrival:
    (arrival,) = past(account)
    assert isinstance(arrival, Arrival)
    return arrival


def changes(account: IntervalsAccount, cursor: Mapping[str, Any]) -> Page:
    return plugin.changes(account.connection, cursor, TOOLS)


def asked_for(account: IntervalsAccount) -> list[str]:
    return [one.path.rpartition("/")[2] for one in account.site.asked]


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.fit", fit_file()), ("a.gpx", gpx_file()), ("a.tcx", tcx_file())],
    ids=["FIT", "GPX", "TCX"],
)
@pytest.mark.parametrize("zipped", [False, True], ids=["as it is", "gzipped"])
def test_the_original_file_is_read(
    name: str, content: bytes, account: IntervalsAccount, *, zipped: bool
) -> None:
    (kept,) = account.site.plant(content, name)
    account.site.gzips_files = zipped
    arrival = the_only_one(account)
    assert arrival.source_id == kept.id
    assert arrival.workout.start == SPRING
    (original,) = arrival.originals
    assert original.name == f"{kept.id}{name[1:]}"
    assert unpacked(original.zstd) == content


def test_title_description_and_type_are_those_of_its_owner(account: IntervalsAccount) -> None:
    account.site.plant(
        fit_file(title="Lunch Run"), name="Canal loop", description="Windy", type="Walk"
    )
    workout = the_only_one(account).workout
    assert (workout.brand, workout.description) == ("Canal loop", "Windy")
    assert workout.sport.key == "walking"


def test_an_activity_on_the_trainer_was_indoors(account: IntervalsAccount) -> None:
    account.site.plant(fit_file(), trainer=True)
    assert the_only_one(account).workout.indoor is True


def test_what_we_delivered_says_so(account: IntervalsAccount) -> None:
    account.site.plant(fit_file(), external_id="fitglue-0d9c1c1e")
    assert the_only_one(account).workout.external_id == "fitglue-0d9c1c1e"


def test_a_broken_original_is_replaced_by_what_the_service_made_of_it(
    account: IntervalsAccount,
) -> None:
    (kept,) = account.site.plant(fit_file())
    kept.content = b"a file of another world"
    arrival = the_only_one(account)
    assert arrival.workout.start == SPRING
    assert asked_for(account)[-2:] == ["file", "fit-file"]


def test_an_activity_that_was_typed_in_is_set_aside_with_a_reason(
    account: IntervalsAccount,
) -> None:
    account.site.plant_typed_in(SPRING, name="Yoga with Kim")
    (one,) = past(account)
    assert isinstance(one, SetAside)
    assert "Yoga with Kim" in one.what
    assert "typed in" in one.why.sentence


def test_what_came_from_strava_is_told_in_one_finding(account: IntervalsAccount) -> None:
    for days in range(5):
        account.site.plant_from_strava(SPRING + timedelta(days=days))
    account.site.plant(fit_file())
    strava, arrival = past(account)
    assert isinstance(strava, SetAside)
    assert strava.what == "5 activities from Strava"
    assert "Strava" in strava.why.next_step
    assert isinstance(arrival, Arrival)
    assert plugin.count(account.connection, MARCH) == 1


def test_new_ones_from_strava_are_told_once(account: IntervalsAccount) -> None:
    cursor = changes(account, {}).cursor
    account.site.plant_from_strava(NOW - timedelta(hours=3))
    page = changes(account, cursor)
    (one,) = page.arrivals
    assert isinstance(one, SetAside)
    assert one.what == "An activity from Strava"
    assert changes(account, page.cursor).arrivals == []


def test_each_part_of_a_triathlon_comes_as_the_service_split_it(
    account: IntervalsAccount,
) -> None:
    legs = (Leg(0.0, 600.0, sport.by_key("running")), Leg(600.0, 1200.0, sport.by_key("cycling")))
    workout = a_run(minutes=20, sport=sport.by_key("swim_bike_run"), legs=legs, route=False)
    account.site.plant(encode_activity(an_activity(workout)))
    found = [one.workout for one in past(account) if isinstance(one, Arrival)]
    assert [one.sport.key for one in found] == ["cycling", "running"]
    assert [one.legs for one in found] == [(), ()]


def test_a_new_title_comes_as_a_new_telling_of_the_same(account: IntervalsAccount) -> None:
    source_id = account.record(NOW - timedelta(days=1))
    cursor = changes(account, {}).cursor
    account.site.activities[source_id].change({"name": "Canal loop"})
    (again,) = changes(account, cursor).arrivals
    assert isinstance(again, Arrival)
    assert (again.source_id, again.workout.brand) == (source_id, "Canal loop")


def test_what_was_deleted_there_is_told_after_asking_twice(account: IntervalsAccount) -> None:
    source_id, other = (account.record(NOW - timedelta(days=days)) for days in (1, 2))
    cursor = changes(account, {}).cursor
    account.forget(source_id)
    page = changes(account, cursor)
    assert page.deleted == [source_id]
    assert asked_for(account)[-1] == source_id
    assert other in page.cursor["seen"]


def test_what_is_only_not_listed_any_more_is_not_taken_for_deleted(
    account: IntervalsAccount,
) -> None:
    source_id = account.record(NOW - timedelta(days=1))
    cursor = changes(account, {}).cursor
    account.site.activities[source_id].told["start_date_local"] = "2019-01-01T10:00:00"
    page = changes(account, cursor)
    assert (list(page.arrivals), list(page.deleted), page.more) == ([], [], False)


def test_what_slips_out_of_sight_with_time_is_not_taken_for_deleted(
    account: IntervalsAccount,
) -> None:
    source_id = account.record(NOW - timedelta(days=89, hours=20))
    cursor = json.loads(json.dumps(changes(account, {}).cursor))
    (start, looks) = cursor["seen"][source_id]
    earlier = datetime.fromisoformat(start) - timedelta(days=2)
    cursor["seen"]["i1"] = [earlier.isoformat(), looks]
    page = changes(account, cursor)
    assert list(page.deleted) == []
    assert "i1" not in page.cursor["seen"]


def test_what_is_just_out_of_sight_is_not_new_with_every_look(account: IntervalsAccount) -> None:
    cursor = changes(account, {}).cursor
    for hours in range(1, 48):
        account.record(NOW - timedelta(days=90, hours=hours))
    assert list(changes(account, cursor).arrivals) == []


def test_a_file_that_is_no_file_is_asked_for_again(account: IntervalsAccount) -> None:
    account.site.plant(fit_file())
    account.site.faults.script = [Fault.NONE, Fault.GARBAGE, Fault.GARBAGE]
    with pytest.raises(Transient):
        past(account)
    assert the_only_one(account).workout.start == SPRING


def test_after_a_long_pause_nothing_between_is_missed(account: IntervalsAccount) -> None:
    long_ago = (NOW - timedelta(days=200)).isoformat()
    account.record(NOW - timedelta(days=150))
    (arrival,) = changes(account, {"looked_at": long_ago, "seen": {}}).arrivals
    assert isinstance(arrival, Arrival)


def test_one_look_without_news_is_one_request(account: IntervalsAccount) -> None:
    for days in range(1, 9):
        account.record(NOW - timedelta(days=days))
    cursor = changes(account, {}).cursor
    account.site.asked.clear()
    changes(account, cursor)
    assert asked_for(account) == ["activities"]


def test_a_service_that_does_not_answer_changes_no_cursor(account: IntervalsAccount) -> None:
    cursor = changes(account, {}).cursor
    account.record(NOW - timedelta(days=1))
    account.site.faults.script = [Fault.NONE, Fault.SILENT]
    with pytest.raises(Transient):
        changes(account, cursor)
    assert len(changes(account, cursor).arrivals) == 1


def test_a_list_that_cannot_be_understood_is_asked_for_again(account: IntervalsAccount) -> None:
    account.site.faults.script = [Fault.GARBAGE]
    with pytest.raises(Transient, match="cannot be read"):
        changes(account, {})


def test_a_key_that_was_taken_back_names_the_button(account: IntervalsAccount) -> None:
    account.site.key = "another"
    with pytest.raises(NeedsUser, match="API key"):
        changes(account, {})


def test_every_sport_has_a_type_that_the_service_knows() -> None:
    for one in SPORTS:
        told = intervals_type(a_run(sport=one))
        assert told in TYPES
        assert sport_by(told, a_run(sport=one)) is one


def test_every_type_is_a_sport() -> None:
    for told in TYPES - {"Workout", "Other"}:
        assert from_intervals(told).key != "other"


def test_where_a_swim_took_place_is_part_of_its_type() -> None:
    swim = a_run(sport=sport.by_key("swimming"))
    assert intervals_type(swim) == "Swim"
    assert intervals_type(replace(swim, swim_location=SwimLocation.OPEN_WATER)) == "OpenWaterSwim"


@pytest.mark.parametrize(("told", "does"), [("TrailRun", True), ("Run", True), ("Ride", False)])
def test_a_finer_type_agrees_with_a_sport(told: str, *, does: bool) -> None:
    assert agrees(told, a_run()) is does


@pytest.mark.parametrize("told", ["", "Workout", "Other", "SomethingOfNextYear"])
def test_a_type_that_says_nothing_leaves_the_sport(told: str) -> None:
    assert sport_by(told, a_run()).key == "running"


def test_what_is_set_aside_says_its_id_and_a_mistake_of_ours_keeps_no_other_back(
    account: IntervalsAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = account.site.plant(fit_file())
    account.site.plant_typed_in(SPRING + timedelta(hours=3))

    def mistaken(*_: Any) -> None:
        raise IndexError("47.1, 8.2")

    monkeypatch.setattr(fetching, "sport_by", mistaken)
    typed_in, broken = past(account)
    assert isinstance(typed_in, SetAside)
    assert isinstance(broken, SetAside)
    assert (typed_in.is_broken, broken.is_broken) == (False, True)
    assert broken.source_id == one.id
    assert broken.content
    assert broken.why.sentence == "FitGlue made a mistake with this workout (IndexError)."
