"""A person connects Strava: signs in there, once, and everything they have goes there."""

import pytest

from fitglue.domain.connecting import ConnectionState
from fitglue.domain.errors import Denied, NeedsUser
from fitglue.domain.ledger import DeliveryState
from fitglue.pipeline.handing_over import LOOK_THERE
from fitglue.testing.at_work import until, working
from fitglue.testing.connected_person import REDIRECT, ConnectedPerson, ServedStrava, pressed


def test_it_is_connected_under_the_athletes_name(
    kim: ConnectedPerson, strava: ServedStrava
) -> None:
    row = kim.connects("strava", strava.form)
    assert row.state == ConnectionState.CONNECTED
    assert row.name
    assert row.remote_id == str(strava.site.athlete_id)


def test_nobody_comes_back_twice_on_one_way(kim: ConnectedPerson, strava: ServedStrava) -> None:
    connecting = kim.instance.connecting
    row = connecting.fill_in(kim.id, "strava", strava.form)
    told = pressed(connecting.way_there(row, REDIRECT))
    connecting.come_back(kim.id, told)
    with pytest.raises(Denied, match="not known any more"):
        connecting.come_back(kim.id, told)


def test_nobody_comes_back_on_another_persons_way(
    kim: ConnectedPerson, strava: ServedStrava
) -> None:
    connecting = kim.instance.connecting
    row = connecting.fill_in(kim.id, "strava", strava.form)
    told = pressed(connecting.way_there(row, REDIRECT))
    lee = kim.instance.add_account(name="Lee", email="lee@example.org", password="")
    with pytest.raises(Denied, match="not known any more"):
        connecting.come_back(lee.id, told)


def test_a_box_that_was_not_ticked_is_named(kim: ConnectedPerson, strava: ServedStrava) -> None:
    connecting = kim.instance.connecting
    row = connecting.fill_in(kim.id, "strava", strava.form)
    told = pressed(connecting.way_there(row, REDIRECT), without=["activity:write"])
    with pytest.raises(Denied, match="activity:write is missing"):
        connecting.come_back(kim.id, told)


def test_somebody_who_changed_their_mind_is_told_so(
    kim: ConnectedPerson, strava: ServedStrava
) -> None:
    connecting = kim.instance.connecting
    row = connecting.fill_in(kim.id, "strava", strava.form)
    with pytest.raises(Denied, match="told not to let"):
        connecting.come_back(kim.id, pressed(connecting.way_there(row, REDIRECT), "cancel"))


def test_activities_arrive_with_their_links(kim: ConnectedPerson, strava: ServedStrava) -> None:
    kim.connects("strava", strava.form)
    kim.has_pipeline("strava")
    kim.gets(range(3))
    with working(kim.instance):
        until(lambda: kim.are(DeliveryState.SENT, 3), "three activities")
    links = {f"https://www.strava.com/activities/{number}" for number in strava.site.activities}
    assert {row.url for row in kim.deliveries} == links


def test_a_fresh_token_is_fetched_once_by_all_who_want_one(
    kim: ConnectedPerson, strava: ServedStrava
) -> None:
    kim.connects("strava", strava.form)
    kim.has_pipeline("strava")
    for grant in strava.site.signing_in.grants:
        grant.access = "another by now"
    kim.gets(range(4))
    with working(kim.instance):
        until(lambda: kim.are(DeliveryState.SENT, 4), "four activities")
    assert len(strava.site.activities) == 4


def test_without_a_connection_a_delivery_waits_for_its_owner_and_goes_on_with_one(
    kim: ConnectedPerson, strava: ServedStrava
) -> None:
    kim.has_pipeline("strava")
    kim.gets(range(2))
    with working(kim.instance):
        until(lambda: kim.are(DeliveryState.NEEDS_YOU, 2), "two that wait")
        assert kim.deliveries[0].why == "Strava is not connected."
        kim.connects("strava", strava.form)
        until(lambda: kim.are(DeliveryState.SENT, 2), "both", patience_s=10)


def test_what_was_revoked_is_seen_with_one_call_and_drains_when_it_is_mended(
    kim: ConnectedPerson, strava: ServedStrava
) -> None:
    row = kim.connects("strava", strava.form)
    kim.has_pipeline("strava")
    strava.site.signing_in.grants.clear()
    with working(kim.instance):
        before = strava.site.faults.calls
        kim.gets(range(1))
        until(lambda: kim.are(DeliveryState.NEEDS_YOU, 1), "the first to see it")
        until_seen = strava.site.faults.calls - before
        kim.gets(range(1, 12))
        until(lambda: kim.are(DeliveryState.NEEDS_YOU, 12), "those that ask nobody")
        assert strava.site.faults.calls - before == until_seen <= 2  # refused, and not refreshed
        kim.connects_again(row)
        until(lambda: kim.are(DeliveryState.SENT, 12), "all of them")
    assert len(strava.site.activities) == 12


def test_an_app_whose_owner_does_not_pay_says_what_to_do(
    kim: ConnectedPerson, strava: ServedStrava
) -> None:
    kim.connects("strava", strava.form)
    kim.has_pipeline("strava")
    strava.site.is_inactive = True
    kim.gets(range(1))
    with working(kim.instance):
        until(lambda: kim.are(DeliveryState.NEEDS_YOU, 1), "one that waits")
        shown = kim.connection("strava")
        assert shown.state == ConnectionState.NEEDS_YOU
        assert "subscription" in shown.why + shown.next_step
        strava.site.is_inactive = False
        kim.instance.connecting.try_out(kim.id, shown.id)
        until(lambda: kim.are(DeliveryState.SENT, 1), "it", patience_s=10)


def test_while_it_is_paused_nothing_is_asked(kim: ConnectedPerson, strava: ServedStrava) -> None:
    row = kim.connects("strava", strava.form)
    kim.has_pipeline("strava")
    kim.instance.connecting.pause(kim.id, row.id)
    before = strava.site.faults.calls
    kim.gets(range(1))
    with working(kim.instance):
        until(lambda: kim.are(DeliveryState.NEEDS_YOU, 1), "one that waits")
        assert strava.site.faults.calls == before
        kim.instance.connecting.try_out(kim.id, row.id)
        until(lambda: kim.are(DeliveryState.SENT, 1), "it", patience_s=10)


def test_disconnecting_tells_the_service_and_forgets_the_keys(
    kim: ConnectedPerson, strava: ServedStrava
) -> None:
    row = kim.connects("strava", strava.form)
    assert strava.site.signing_in.grants
    kim.instance.connecting.disconnect(kim.id, row.id)
    assert kim.instance.store.connections.of_account(kim.id) == []
    assert not strava.site.signing_in.grants


def test_another_persons_account_does_not_take_the_place_of_the_first(
    kim: ConnectedPerson, strava: ServedStrava
) -> None:
    row = kim.connects("strava", strava.form)
    strava.site.athlete_id += 1
    kim.has_pipeline("strava")
    with pytest.raises(NeedsUser, match="and not that of"):
        kim.connects_again(row)
    kim.gets(range(1))
    with working(kim.instance):
        until(lambda: kim.are(DeliveryState.NEEDS_YOU, 1), "one that waits")
    assert strava.site.activities == {}


def test_a_host_inside_is_not_asked_unless_the_operator_allows_it(
    kim: ConnectedPerson, strava: ServedStrava
) -> None:
    form = {name: str(told).replace("127.0.0.1", "127.0.0.2") for name, told in strava.form.items()}
    before = strava.site.faults.calls
    row = kim.instance.connecting.fill_in(kim.id, "strava", form)
    way = kim.instance.connecting.way_there(row, REDIRECT)
    told = {"state": way.partition("state=")[2].partition("&")[0], "code": "1", "scope": "read"}
    with pytest.raises(NeedsUser):
        kim.instance.connecting.come_back(kim.id, told)
    assert strava.site.faults.calls == before


def test_settings_that_were_changed_send_nothing_before_they_are_tried(
    kim: ConnectedPerson, strava: ServedStrava
) -> None:
    row = kim.connects("strava", strava.form)
    kim.has_pipeline("strava")
    kim.instance.connecting.fill_in(kim.id, "strava", {**strava.form, "page_size": 50}, row.id)
    assert kim.connection("strava").state == ConnectionState.BEGUN
    kim.gets(range(1))
    with working(kim.instance):
        until(lambda: kim.are(DeliveryState.NEEDS_YOU, 1), "one that waits")
        kim.connects_again(row)
        until(lambda: kim.are(DeliveryState.SENT, 1), "it")


def test_settings_that_stay_as_they_are_stop_nothing(
    kim: ConnectedPerson, strava: ServedStrava
) -> None:
    row = kim.connects("strava", strava.form)
    kim.instance.connecting.fill_in(kim.id, "strava", {**strava.form, "client_secret": ""}, row.id)
    assert kim.connection("strava").state == ConnectionState.CONNECTED


def test_what_may_have_arrived_is_not_sent_again_by_connecting(
    kim: ConnectedPerson, strava: ServedStrava
) -> None:
    kim.has_pipeline("strava")
    kim.gets(range(2))
    with working(kim.instance):
        until(lambda: kim.are(DeliveryState.NEEDS_YOU, 2), "two that wait")
        with kim.instance.store.transactions.writing() as session:
            row = kim.instance.store.deliveries.locked(session, kim.deliveries[0].id)
            assert row is not None
            row.next_step = LOOK_THERE
        kim.connects("strava", strava.form)
        both = [DeliveryState.NEEDS_YOU, DeliveryState.SENT]
        until(lambda: sorted(one.state for one in kim.deliveries) == both, "the other one")
    assert len(strava.site.activities) == 1
