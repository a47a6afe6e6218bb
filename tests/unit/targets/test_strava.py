"""Activities arrive at Strava once, with their words, and what is written there stays."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fitglue.connections.client import Client
from fitglue.domain import sport
from fitglue.domain.activity import Activity
from fitglue.domain.asking import Connection
from fitglue.domain.errors import Gone, NeedsUser, Processing, Refused, Transient, Unknown
from fitglue.domain.oauth import Tokens
from fitglue.domain.plugins import Receipt, TargetTools
from fitglue.domain.secret import Secret
from fitglue.domain.strava_type import agrees, strava_type
from fitglue.domain.workout import Leg
from fitglue.services import strava as service
from fitglue.targets.strava import Strava as StravaTarget
from fitglue.targets.strava.settings import StravaTargetSettings
from fitglue.testing.arrivals import a_run
from fitglue.testing.conformance.targets import TARGET_PROMISES, an_activity
from fitglue.testing.services import OpenKeeper, connected
from fitglue.testing.services.chaos import Endured, deliver_all, endure, short_runs
from fitglue.testing.services.faults import (
    CHAOS,
    LOST_REPLIES,
    Drawn,
    Fault,
    Receive,
    Scope,
    Send,
)
from fitglue.testing.services.strava import Remote, Strava
from fitglue.testing.web_site import served

TARGET = StravaTarget(looks_s=(0.0, 0.0, 0.0))
WRITES = ("read", "activity:write")
READS_TOO = (*WRITES, "activity:read_all")


class Front:
    """A place for one stand-in after the other."""

    site: Strava

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.site(scope, receive, send)


@pytest.fixture(scope="module")
def front() -> Front:
    return Front()


@pytest.fixture(scope="module")
def address(front: Front) -> Iterator[str]:
    front.site = Strava()
    with served(front) as url:
        yield url


@pytest.fixture
def site(front: Front, address: str) -> Strava:
    del address
    front.site = Strava()
    return front.site


def as_kim(site: Strava, address: str, scopes: tuple[str, ...] = WRITES) -> Client:
    grant = site.signing_in.let_in(*scopes)
    settings = site.settings_at(address, renews_private=scopes == READS_TOO)
    keeper = OpenKeeper(Tokens(access=Secret(grant.access)))
    return connected(service.plugin, settings, keeper=keeper)


@pytest.fixture
def tools(site: Strava, address: str) -> TargetTools:
    return tools_of(as_kim(site, address))


def tools_of(kim: Connection, **settings: Any) -> TargetTools:
    made = StravaTargetSettings.model_validate(settings)
    return TargetTools(settings=made, output=Path(), owner="kim", connection=kim)


def only(site: Strava) -> Remote:
    (there,) = site.activities.values()
    return there


def calls(site: Strava) -> list[str]:
    return [f"{one.method} {one.path.split('/')[3]}" for one in site.faults.drawn]


SAID = replace(an_activity(), description="Along the canal.", paragraphs=("Weather: 12 °C",))


# Sending.


@pytest.mark.parametrize("promise", TARGET_PROMISES)
def test_it_keeps_the_promises_of_targets(promise: str, tools: TargetTools) -> None:
    TARGET_PROMISES[promise](TARGET, tools)


def test_an_activity_arrives_with_its_words(site: Strava, tools: TargetTools) -> None:
    receipt = TARGET.deliver(SAID, tools)
    there = only(site)
    assert receipt == Receipt(str(there.id), f"https://www.strava.com/activities/{there.id}")
    assert there.id > 2**31
    assert there.name == "Evening Run"
    assert there.description == "Along the canal.\n\nWeather: 12 °C"
    assert there.sport_type == "Run"
    assert there.external_id == f"fitglue-{SAID.id}.fit"
    assert not there.trainer
    assert not there.commute


def test_another_reader_finds_the_recording_in_the_file(site: Strava, tools: TargetTools) -> None:
    TARGET.deliver(SAID, tools)
    track = only(site).track
    assert track.start == SAID.workout.start
    assert (track.elapsed_s, track.utc_offset_s) == (1800, 3600)
    assert track.distance_m == pytest.approx(5100)
    assert len(track.streams["heartrate"]) == len(track.streams["latlng"]) >= 1800


def test_indoors_and_commutes_are_marked(site: Strava, tools: TargetTools) -> None:
    TARGET.deliver(replace(an_activity(a_run(indoor=True)), tags=("Commute",)), tools)
    assert only(site).trainer
    assert only(site).commute


def test_words_may_be_kept_back(site: Strava, tools: TargetTools) -> None:
    kept = tools_of(tools.connection, title="never", description="never", commute_tag="")
    TARGET.deliver(replace(SAID, tags=("commute",)), kept)
    assert only(site).name == "Afternoon Run"
    assert only(site).description == ""
    assert not only(site).commute


def test_it_can_be_kept_out_of_feeds(site: Strava, tools: TargetTools) -> None:
    TARGET.deliver(SAID, tools_of(tools.connection, mutes=True))
    assert only(site).hide_from_home
    assert calls(site) == ["POST uploads", "GET uploads", "PUT activities"]


def test_what_nobody_else_sees_is_in_no_feed_anyway(site: Strava, tools: TargetTools) -> None:
    site.are_private = True
    assert TARGET.deliver(SAID, tools_of(tools.connection, mutes=True)).id == str(only(site).id)


def test_an_upload_that_takes_a_moment_is_waited_for(site: Strava, tools: TargetTools) -> None:
    site.polls_needed = 2
    assert TARGET.deliver(SAID, tools).id == str(only(site).id)
    assert calls(site) == ["POST uploads", *["GET uploads"] * 3]


def test_looks_count_as_reading_and_uploads_do_not(tools: TargetTools) -> None:
    TARGET.deliver(SAID, tools)
    assert isinstance(tools.connection, Client)
    assert isinstance(tools.connection.keeper, OpenKeeper)
    assert tools.connection.keeper.turns == ["", "read"]


def test_one_that_takes_longer_is_looked_after_by_later_tries(
    site: Strava, tools: TargetTools
) -> None:
    site.polls_needed = 5
    ticket = ""
    for _ in range(3):
        with pytest.raises(Processing, match="still working on it") as works:
            TARGET.deliver(SAID, replace(tools, ticket=ticket))
        ticket = works.value.ticket
    assert TARGET.deliver(SAID, replace(tools, ticket=ticket)).id == str(only(site).id)
    assert calls(site).count("POST uploads") == 1


@pytest.mark.parametrize("fault", [Fault.BROKEN, Fault.LOST, Fault.GARBAGE, Fault.BUSY])
def test_a_look_that_fails_is_made_up_for_later(
    fault: Fault, site: Strava, tools: TargetTools
) -> None:
    site.faults.script = [Fault.NONE, fault]
    with pytest.raises(Processing) as works:
        TARGET.deliver(SAID, tools)
    later = replace(tools, ticket=works.value.ticket)
    assert TARGET.deliver(SAID, later).id == str(only(site).id)
    assert calls(site) == ["POST uploads", "GET uploads", "GET uploads"]


def test_with_a_ticket_a_busy_strava_is_simply_busy(site: Strava, tools: TargetTools) -> None:
    site.faults.script = [Fault.BUSY]
    with pytest.raises(Transient, match="limit for your application"):
        TARGET.deliver(SAID, replace(tools, ticket="1"))


def test_an_upload_that_strava_forgot_is_sent_again(site: Strava, tools: TargetTools) -> None:
    assert TARGET.deliver(SAID, replace(tools, ticket="12.6")).id == str(only(site).id)


@pytest.mark.parametrize("fault", [Fault.BROKEN, Fault.BROKEN_LATE, Fault.LOST, Fault.GARBAGE])
def test_an_upload_without_an_answer_may_have_arrived(
    fault: Fault, site: Strava, tools: TargetTools
) -> None:
    site.faults.script = [fault]
    with pytest.raises(Unknown):
        TARGET.deliver(SAID, tools)
    assert TARGET.deliver(SAID, tools).id == str(only(site).id)


# What is there already.


@pytest.mark.parametrize("links", [False, True], ids=["by number", "by link"])
def test_one_that_is_there_already_is_linked(
    links: bool,
    site: Strava,
    tools: TargetTools,
) -> None:
    site.links = links
    first = TARGET.deliver(an_activity(title="5 km in 2026"), tools)
    by_another = replace(an_activity(title="9"), id="99999999-7a4e-5a0b-9a53-2f1f3c3f9a1c")
    assert TARGET.deliver(by_another, tools) == first
    assert only(site).name == "5 km in 2026"


def test_a_duplicate_of_nothing_that_is_named_is_said(site: Strava, tools: TargetTools) -> None:
    site.error = "run.fit duplicate of activity"
    with pytest.raises(Refused, match="does not say which one"):
        TARGET.deliver(SAID, tools)


# What Strava refuses.


def test_a_file_that_strava_cannot_use_is_told_in_its_words(
    site: Strava, tools: TargetTools
) -> None:
    site.error = "run.fit <b>malformed</b> file."
    with pytest.raises(Refused, match=r"^Strava cannot use the file: run.fit malformed file\.$"):
        TARGET.deliver(SAID, tools)


def test_one_that_was_deleted_at_once_is_not_sent_again(site: Strava, tools: TargetTools) -> None:
    site.polls_needed = 4
    with pytest.raises(Processing) as works:
        TARGET.deliver(SAID, tools)
    site.delete_there(only(site).id)
    site.polls_needed = 0
    site.uploads[int(works.value.ticket)].polls_left = 0
    with pytest.raises(Refused, match="deleted at Strava") as problem:
        TARGET.deliver(SAID, replace(tools, ticket=works.value.ticket))
    assert "“Send again”" in problem.value.next_step
    assert site.activities == {}


def test_an_inactive_application_is_seen_after_one_call(site: Strava, tools: TargetTools) -> None:
    site.is_inactive = True
    with pytest.raises(NeedsUser, match="paid Strava subscription"):
        TARGET.deliver(SAID, tools)
    assert site.faults.calls == 1


# Updates.


def sent_before(activity: Activity, tools: TargetTools) -> Receipt:
    return replace(TARGET.deliver(activity, tools), wrote=activity.said)


LATER = replace(
    SAID, revision=2, title="Canal loop", paragraphs=("Weather: 14 °C",), tags=("commute",)
)


@pytest.mark.parametrize("scopes", [WRITES, READS_TOO], ids=["may write", "may read too"])
def test_our_words_are_renewed_and_theirs_stay(
    scopes: tuple[str, ...], site: Strava, address: str
) -> None:
    tools = tools_of(as_kim(site, address, scopes))
    receipt = sent_before(SAID, tools)
    only(site).description += "\n\nNever again in these shoes."
    renewed = TARGET.update(LATER, receipt, tools)
    assert (renewed.id, renewed.url) == (receipt.id, receipt.url)
    assert only(site).name == "Canal loop"
    assert only(site).commute
    assert only(site).description == (
        "Along the canal.\n\nWeather: 14 °C\n\nNever again in these shoes."
    )


def test_an_update_without_news_changes_nothing(site: Strava, address: str) -> None:
    tools = tools_of(as_kim(site, address, READS_TOO))
    receipt = sent_before(SAID, tools)
    site.faults.drawn.clear()
    TARGET.update(replace(SAID, revision=2), receipt, tools)
    assert calls(site) == ["GET activities"]


def test_a_finer_sport_that_its_owner_chose_stays(site: Strava, tools: TargetTools) -> None:
    receipt = sent_before(SAID, tools)
    only(site).sport_type = "TrailRun"
    TARGET.update(replace(SAID, revision=2), receipt, tools)
    assert only(site).sport_type == "TrailRun"


def test_a_corrected_sport_follows(site: Strava, tools: TargetTools) -> None:
    receipt = sent_before(SAID, tools)
    hike = replace(SAID, workout=a_run(sport=sport.by_key("hiking"), indoor=False), revision=2)
    TARGET.update(hike, receipt, tools)
    assert only(site).sport_type == "Hike"


def test_words_that_are_sent_once_are_left_alone(site: Strava, tools: TargetTools) -> None:
    receipt = sent_before(SAID, tools)
    once = tools_of(tools.connection, title="once", description="once")
    TARGET.update(LATER, receipt, once)
    assert only(site).name == "Evening Run"
    assert "12 °C" in only(site).description


def test_a_description_that_is_not_shown_is_left_and_said(site: Strava, tools: TargetTools) -> None:
    receipt = sent_before(SAID, tools)
    site.tells_text = False
    with pytest.raises(NeedsUser, match="did not show FitGlue the description") as problem:
        TARGET.update(LATER, receipt, tools)
    assert "“Connect again”" in problem.value.next_step
    assert only(site).name == "Canal loop"
    assert "12 °C" in only(site).description


def test_private_activities_are_changed_for_those_who_may_read_them(
    site: Strava, address: str
) -> None:
    site.are_private = True
    receipt = sent_before(SAID, tools_of(as_kim(site, address)))
    with pytest.raises(Gone, match="deleted there, or only you see it") as problem:
        TARGET.update(LATER, receipt, tools_of(as_kim(site, address)))
    assert "private activities" in problem.value.next_step
    TARGET.update(LATER, receipt, tools_of(as_kim(site, address, READS_TOO)))
    assert only(site).name == "Canal loop"


def test_what_was_deleted_there_does_not_come_back(site: Strava, tools: TargetTools) -> None:
    receipt = sent_before(SAID, tools)
    site.delete_there(only(site).id)
    with pytest.raises(Gone):
        TARGET.update(LATER, receipt, tools)
    assert site.activities == {}


def test_it_finds_nothing_for_it_may_not_look(tools: TargetTools) -> None:
    TARGET.deliver(SAID, tools)
    assert TARGET.find(SAID, tools) is None


# Types.


@pytest.mark.parametrize(
    ("key", "is_drawn", "expected"),
    [
        ("running", False, "Run"),
        ("running", True, "VirtualRun"),
        ("cycling", True, "VirtualRide"),
        ("walking", True, "Walk"),
        ("traditional_strength_training", False, "WeightTraining"),
    ],
)
def test_the_type_says_sport_and_road(
    key: str,
    is_drawn: bool,
    expected: str,
) -> None:
    workout = a_run(sport=sport.by_key(key), virtual_route=is_drawn)
    assert strava_type(workout) == expected
    assert agrees(expected, workout)


def test_several_sports_are_left_to_the_file() -> None:
    legs = (Leg(0, 60, sport.by_key("running")), Leg(60, 120, sport.by_key("cycling")))
    workout = a_run(sport=sport.by_key("swim_bike_run"), legs=legs)
    assert strava_type(workout) == ""
    assert agrees("Workout", workout)


@pytest.mark.parametrize(("there", "stays"), [("TrailRun", True), ("Ride", False), ("Run", False)])
def test_a_type_stays_that_says_the_same_more_finely(
    there: str,
    stays: bool,
) -> None:
    drawn = a_run(virtual_route=True)
    assert agrees(there, drawn) is stays


# Many, on a bad day.


def sent_all(site: Strava, address: str, shares: Mapping[Fault, float], count: int) -> Endured:
    site.faults.shares = shares
    site.limits.overall = site.limits.read = (count * 100, count * 100)  # nothing waits here
    return endure(
        TARGET,
        as_kim(site, address),
        short_runs(count),
        faults=site.faults,
        remote=lambda: len(site.activities),
    )


@pytest.mark.long
def test_no_answer_that_is_lost_makes_a_second_activity(
    many: int, site: Strava, address: str
) -> None:
    endured = sent_all(site, address, LOST_REPLIES, many)
    assert endured.remote == many
    linked = {int(receipt.id) for receipt in endured.receipts.values()}
    assert linked == set(site.activities)
    by_name = {f"fitglue-{name}.fit": int(one.id) for name, one in endured.receipts.items()}
    assert by_name == {one.external_id: one.id for one in site.activities.values()}
    assert endured.faults > 0


@pytest.mark.long
def test_all_arrive_once_on_a_very_bad_day(many: int, site: Strava, address: str) -> None:
    endured = sent_all(site, address, CHAOS, many)
    assert endured.remote == len(endured.receipts) == many
    assert endured.calls_over_least(2) <= 1.6


def test_on_a_good_day_two_calls_are_enough(site: Strava, address: str) -> None:
    deliver_all(TARGET, as_kim(site, address), short_runs(3))
    assert site.faults.calls == 6
    assert site.faults.drawn[0] == Drawn("POST", "/api/v3/uploads", Fault.NONE)
