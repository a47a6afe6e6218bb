"""Paying through Stripe, against a stand-in: checkout, bills, and events in any order."""

import json
import re
from collections.abc import Iterator

import httpx2
import pytest

from fitglue.billing import signature
from fitglue.config import Settings
from fitglue.domain.errors import Refused
from fitglue.domain.runs import RunState
from fitglue.domain.tiers import Tier
from fitglue.instance import Instance, open_instance
from fitglue.security import passwords
from fitglue.store.tables import StripeEventRow
from fitglue.testing.at_work import until, walk_through, working
from fitglue.testing.fakes import World
from fitglue.testing.member import Member
from fitglue.testing.running_server import KIM
from fitglue.testing.stripe_server import KEY, PRICE, SECRET, StripeServer, signed, stripe_server
from fitglue.testing.web_site import served
from fitglue.web.app import create_app


@pytest.fixture(scope="module")
def the_stripe() -> Iterator[StripeServer]:
    with stripe_server() as stripe:
        yield stripe


@pytest.fixture
def stripe(the_stripe: StripeServer) -> StripeServer:
    """Give a Stripe at which nobody has paid yet."""
    the_stripe.holds = the_stripe.is_down = False
    the_stripe.events.clear()
    the_stripe.sessions.clear()
    the_stripe.subscriptions.clear()
    return the_stripe


@pytest.fixture
def settings(settings: Settings, stripe: StripeServer) -> Settings:
    paid = {
        "stripe_key": KEY, "stripe_price": PRICE, "stripe_webhook_secret": SECRET,
        "stripe_url": stripe.url,
    }  # fmt: skip
    return settings.model_copy(update=paid)


@pytest.fixture
def browser(instance: Instance, stripe: StripeServer, kim: Member) -> Iterator[httpx2.Client]:
    """Give Kim's browser, on a server that Stripe can reach."""
    _give_password(instance, kim)
    with served(create_app(instance)) as address:
        stripe.endpoint = f"{address}/stripe/webhook"
        headers = {"origin": address}
        with httpx2.Client(base_url=address, headers=headers, timeout=60) as client:
            client.post("/sign-in", data=KIM)
            yield client


def _give_password(instance: Instance, kim: Member) -> None:
    instance.store.accounts.claim(
        kim.id, name="Kim", email=KIM["email"], password_hash=passwords.hashed(KIM["password"])
    )


def at_checkout(browser: httpx2.Client) -> str:
    """Press the button, and give the address that it leads to."""
    answer = browser.post("/settings/plan/upgrade")
    assert answer.status_code == 200
    found = re.search(r'class="btn go" href="([^"]+)"', answer.text)
    assert found is not None
    return found[1]


def tier(kim: Member) -> Tier:
    return kim.instance.admission.tier(kim.id)


def test_whoever_pays_is_an_athlete_and_what_was_held_goes_on(
    browser: httpx2.Client, stripe: StripeServer, kim: Member, outside: World
) -> None:
    kim.has_pipeline()
    kim.gets(5)
    walk_through(kim.instance, kim.id)
    page = browser.get("/settings/plan").text
    assert "3 of 3 activities sent" in page
    assert "2 runs wait" in page
    assert "Upgrade to Athlete" in page
    stripe.pay(at_checkout(browser))
    assert tier(kim) is Tier.ATHLETE
    with working(kim.instance):
        until(lambda: set(kim.states) == {RunState.DONE}, "what was held")
    assert len(outside.calls("deliver")) == 5
    page = browser.get("/settings/plan?paid").text
    assert "As many activities as you like" in page
    assert "Bills and cancelling" in page


def test_the_same_button_leads_a_payer_to_their_bills(
    browser: httpx2.Client, stripe: StripeServer
) -> None:
    stripe.pay(at_checkout(browser))
    assert "/portal/" in at_checkout(browser)


def test_whoever_stops_paying_is_a_hobbyist_and_can_begin_again(
    browser: httpx2.Client, stripe: StripeServer, kim: Member
) -> None:
    stripe.pay(at_checkout(browser))
    (subscription,) = stripe.subscriptions
    stripe.becomes(subscription, "past_due")  # Stripe asks for the money again
    assert tier(kim) is Tier.ATHLETE
    stripe.becomes(subscription, "canceled")
    assert tier(kim) is Tier.HOBBYIST
    stripe.pay(at_checkout(browser))
    assert tier(kim) is Tier.ATHLETE
    assert len({one["customer"] for one in stripe.subscriptions.values()}) == 1
    stripe.happens("customer.subscription.updated", stripe.subscriptions[subscription])
    assert tier(kim) is Tier.ATHLETE  # what ended before says nothing about today


def paid_and_over(browser: httpx2.Client, stripe: StripeServer, *, over: bool) -> list[bytes]:
    """Let a subscription begin, change and perhaps end, and give the events, not yet sent."""
    stripe.holds = True
    stripe.pay(at_checkout(browser))
    (subscription,) = stripe.subscriptions
    stripe.becomes(subscription, "past_due")
    stripe.becomes(subscription, "canceled" if over else "active")
    return [event for event in stripe.events if b"invoice" not in event]


@pytest.mark.parametrize("over", [False, True])
def test_events_lead_to_the_same_in_any_order_and_twice(
    browser: httpx2.Client,
    stripe: StripeServer,
    kim: Member,
    over: bool,
) -> None:
    events = paid_and_over(browser, stripe, over=over)
    expected = Tier.HOBBYIST if over else Tier.ATHLETE
    assert len(events) == 4
    for order in (events[::-1], events, [*events[2:], *events[:2]]):
        _forget(kim)
        for event in [*order, *order]:
            assert stripe.send(event).status_code == 200
        assert tier(kim) is expected
        assert len(_events_known(kim)) == 4


def _forget(kim: Member) -> None:
    """Take back what events did."""
    kim.instance.releasing.give(kim.id, Tier.HOBBYIST)
    with kim.instance.store.transactions.writing() as session:
        for row in session.query(StripeEventRow):
            session.delete(row)
        row = kim.instance.store.tiers.locked(session, kim.id, 0)
        row.stripe_subscription = row.stripe_customer = ""


def _events_known(kim: Member) -> list[str]:
    with kim.instance.store.transactions.reading() as session:
        return [row.id for row in session.query(StripeEventRow)]


def test_an_event_that_comes_again_changes_nothing(
    browser: httpx2.Client, stripe: StripeServer, kim: Member
) -> None:
    stripe.pay(at_checkout(browser))
    kim.instance.releasing.give(kim.id, Tier.HOBBYIST)  # the operator's own decision, later
    for event in stripe.events:
        assert stripe.send(event).json()["done"] in {"known", "nothing to do"}
    assert tier(kim) is Tier.HOBBYIST


def test_what_is_not_signed_by_stripe_now_is_turned_away(
    browser: httpx2.Client, stripe: StripeServer, kim: Member
) -> None:
    event = paid_and_over(browser, stripe, over=False)[0]
    assert stripe.send(event, secret="whsec_another").status_code == 400  # noqa: S106
    assert stripe.send(event, seconds_ago=400).status_code == 400
    assert stripe.send(event, seconds_ago=-900).status_code == 400
    assert tier(kim) is Tier.HOBBYIST
    assert stripe.send(event, seconds_ago=200).status_code == 200
    assert tier(kim) is Tier.ATHLETE


NOW_S = 1_790_000_000


@pytest.mark.parametrize(
    "header",
    ["", "t=,v1=", f"t={NOW_S}", "v1=00", f"t=x{NOW_S},v1=00", f"t={NOW_S},v1=é", "t=²,v1=0"],
)
def test_a_broken_signature_is_turned_away(header: str) -> None:
    with pytest.raises(Refused):
        signature.check(header, b"{}", SECRET, NOW_S)


def test_while_a_secret_is_changed_either_signature_is_good() -> None:
    new = signed(b"{}", "whsec_new", NOW_S).split(",")[1]
    signature.check(f"{signed(b'{}', SECRET, NOW_S)},{new}", b"{}", SECRET, NOW_S)


def test_while_stripe_is_down_an_event_is_not_taken_and_the_page_says_so(
    browser: httpx2.Client, stripe: StripeServer, kim: Member
) -> None:
    event = paid_and_over(browser, stripe, over=False)[0]
    stripe.is_down = True
    assert stripe.send(event).status_code == 503  # Stripe sends it again
    answer = browser.post("/settings/plan/upgrade")
    assert answer.status_code == 400
    assert "Stripe does not answer." in answer.text
    stripe.is_down = False
    assert stripe.send(event).status_code == 200
    assert tier(kim) is Tier.ATHLETE


def test_an_event_about_nobody_here_or_of_another_kind_is_taken_and_changes_nothing(
    browser: httpx2.Client, stripe: StripeServer, kim: Member
) -> None:
    event = json.loads(paid_and_over(browser, stripe, over=False)[0])
    event["data"]["object"].update(metadata={"fitglue_account": "nobody"}, customer="cus_other")
    assert stripe.send(json.dumps(event).encode()).json() == {"done": "nobody here"}
    other = {**event, "type": "charge.refunded"}
    assert stripe.send(json.dumps(other).encode()).json() == {"done": "nothing to do"}
    assert stripe.send(b"[]").status_code == 400
    assert stripe.send(b" " * 600_000).status_code == 413
    assert tier(kim) is Tier.HOBBYIST


def test_without_stripe_there_is_no_button_and_nobody_listens(
    settings: Settings, kim: Member
) -> None:
    without = open_instance(settings.model_copy(update={"stripe_key": ""}))
    _give_password(without, kim)
    with served(create_app(without)) as address, httpx2.Client(base_url=address) as client:
        client.post("/sign-in", data=KIM)
        page = client.get("/settings/plan").text
        assert "ask whoever runs this server" in page
        assert "Upgrade to Athlete" not in page
        assert client.post("/stripe/webhook", content=b"{}").status_code == 404
        assert client.post("/settings/plan/upgrade").status_code == 404
    without.close()


def test_the_page_counts_the_days_of_a_trial_and_begins_one(
    settings: Settings, kim: Member
) -> None:
    trying = open_instance(settings.model_copy(update={"trial_days": 30}))
    _give_password(trying, kim)
    with served(create_app(trying)) as address, httpx2.Client(base_url=address) as client:
        client.post("/sign-in", data=KIM)
        assert "Begin your trial" in client.get("/settings/plan").text
        assert client.post("/settings/plan/trial").status_code == 303
        page = client.get("/settings/plan").text
        assert "30 days of your trial left" in page
        assert "Begin your trial" not in page
        assert "The trial can be had once." in client.post("/settings/plan/trial").text
    trying.close()


def test_where_plans_are_off_there_is_no_such_page(settings: Settings, kim: Member) -> None:
    off = open_instance(settings.model_copy(update={"plans": False}))
    _give_password(off, kim)
    with served(create_app(off)) as address, httpx2.Client(base_url=address) as client:
        client.post("/sign-in", data=KIM)
        assert "See your plan" not in client.get("/settings").text
        assert client.get("/settings/plan").status_code == 404
    off.close()
