"""A service that wants something of its owner: seen at once, told once, and nothing is lost.

Each service says no in its own ways. Whichever it is, the first delivery sees it; those that
follow, twenty in the long series, ask nobody; one notification tells it; and once it is mended
everything goes where it should.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fitglue import registry
from fitglue.domain.connecting import ConnectionState
from fitglue.domain.ledger import DeliveryState
from fitglue.domain.notification import Kind
from fitglue.instance import source_tools
from fitglue.pipeline.polling import Polling
from fitglue.store.tables import ConnectionRow
from fitglue.testing.at_work import until, working
from fitglue.testing.connected_person import ConnectedPerson, served_google, served_strava
from fitglue.testing.services.google_health import Exercised
from fitglue.testing.services.hevy import KEY as HEVY_KEY
from fitglue.testing.services.hevy import HevySite
from fitglue.testing.services.intervals import KEY as INTERVALS_KEY
from fitglue.testing.services.intervals import IntervalsIcu
from fitglue.testing.services.webdav import PASSWORD, ROOT, USER, WebDavServer
from fitglue.testing.services.webhook_receiver import SECRET, WebhookServer
from fitglue.testing.web_site import served

MORE = 20
#: One request that is refused, and where there are tokens one that renews them and one with these.
MOST_CALLS = {"strava": 3}


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """A service that works, how it stops, and what its owner does about it."""

    service: str
    form: dict[str, Any]
    calls: Callable[[], int]
    there: Callable[[], int]
    stops: Callable[[], None]
    mended: Callable[[ConnectedPerson, ConnectionRow], object]
    says: str


def tries_again(kim: ConnectedPerson, row: ConnectionRow) -> None:
    kim.instance.connecting.try_out(kim.id, row.id)


def with_(form: dict[str, Any]) -> Callable[[ConnectedPerson, ConnectionRow], None]:
    """Fill in what changed, and connect again."""

    def mended(kim: ConnectedPerson, row: ConnectionRow) -> None:
        kim.connects_again(kim.instance.connecting.fill_in(kim.id, row.service, form, row.id))

    return mended


@contextmanager
def strava_revoked() -> Generator[Trouble]:
    with served_strava() as strava:
        site = strava.site
        yield Trouble(
            service="strava", form=strava.form, calls=lambda: site.faults.calls,
            there=lambda: len(site.activities), stops=site.signing_in.grants.clear,
            mended=ConnectedPerson.connects_again, says="does not let FitGlue in any more",
        )  # fmt: skip


@contextmanager
def strava_with_a_missing_scope() -> Generator[Trouble]:
    with served_strava() as strava:
        site = strava.site

        def stops() -> None:
            for grant in site.signing_in.grants:
                grant.scopes = ("read", "activity:read")

        yield Trouble(
            service="strava", form=strava.form, calls=lambda: site.faults.calls,
            there=lambda: len(site.activities), stops=stops,
            mended=ConnectedPerson.connects_again, says="everything that it needs",
        )  # fmt: skip


@contextmanager
def strava_of_an_owner_who_does_not_pay() -> Generator[Trouble]:
    with served_strava() as strava:
        site = strava.site

        def pays(kim: ConnectedPerson, row: ConnectionRow) -> None:
            site.is_inactive = False
            tries_again(kim, row)

        yield Trouble(
            service="strava", form=strava.form, calls=lambda: site.faults.calls,
            there=lambda: len(site.activities), stops=lambda: setattr(site, "is_inactive", True),
            mended=pays, says="subscription",
        )  # fmt: skip


@contextmanager
def intervals_with_another_key() -> Generator[Trouble]:
    site = IntervalsIcu()
    with served(site) as address:
        form = {"api_key": INTERVALS_KEY, "base_url": address}
        yield Trouble(
            service="intervals", form=form, calls=lambda: site.faults.calls,
            there=lambda: len(site.activities), stops=lambda: setattr(site, "key", "a newer key"),
            mended=with_({**form, "api_key": "a newer key"}), says="key",
        )  # fmt: skip


@contextmanager
def hevy_with_another_key() -> Generator[Trouble]:
    site = HevySite()
    with served(site) as address:
        form = {"api_key": HEVY_KEY, "base_url": address}
        yield Trouble(
            service="hevy", form=form, calls=lambda: site.faults.calls,
            there=lambda: len(site.workouts), stops=lambda: setattr(site, "key", "a newer key"),
            mended=with_({**form, "api_key": "a newer key"}), says="API key",
        )  # fmt: skip


@contextmanager
def hevy_after_the_end_of_pro() -> Generator[Trouble]:
    site = HevySite()
    with served(site) as address:

        def subscribes(kim: ConnectedPerson, row: ConnectionRow) -> None:
            site.is_pro = True
            tries_again(kim, row)

        yield Trouble(
            service="hevy", form={"api_key": HEVY_KEY, "base_url": address},
            calls=lambda: site.faults.calls, there=lambda: len(site.workouts),
            stops=lambda: setattr(site, "is_pro", False), mended=subscribes, says="Hevy Pro",
        )  # fmt: skip


@contextmanager
def webdav_with_another_password() -> Generator[Trouble]:
    site = WebDavServer()
    with served(site) as address:
        form = {"address": f"{address}{ROOT}", "user": USER, "password": PASSWORD}
        yield Trouble(
            service="webdav", form=form, calls=lambda: site.faults.calls,
            there=lambda: len(site.files), stops=lambda: setattr(site, "password", "a newer one"),
            mended=with_({**form, "password": "a newer one"}), says="password",
        )  # fmt: skip


@contextmanager
def webhook_that_wants_no_more() -> Generator[Trouble]:
    site = WebhookServer()
    with served(site) as address:

        def wants_again(kim: ConnectedPerson, row: ConnectionRow) -> None:
            site.status = 204
            tries_again(kim, row)

        yield Trouble(
            service="webhook", form={"address": f"{address}/hook", "secret": SECRET},
            calls=lambda: site.faults.calls, there=lambda: len(site.activities),
            stops=lambda: setattr(site, "status", 410), mended=wants_again, says="receiver",
        )  # fmt: skip


TROUBLES = (
    strava_revoked, strava_with_a_missing_scope, strava_of_an_owner_who_does_not_pay,
    intervals_with_another_key, hevy_with_another_key, hevy_after_the_end_of_pro,
    webdav_with_another_password, webhook_that_wants_no_more,
)  # fmt: skip


@pytest.fixture
def more(is_full: bool) -> int:
    """How many workouts come while the service wants something."""
    return MORE if is_full else 6


@pytest.fixture(params=TROUBLES, ids=lambda one: one.__name__)
def trouble(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Trouble]:
    # Strava works on a file for seconds, which is no part of how fast we let things go.
    monkeypatch.setattr(registry.target("strava"), "looks_s", (0.05,))
    making: Callable[[], AbstractContextManager[Trouble]] = request.param
    with making() as trouble:
        yield trouble


def arrive(kim: ConnectedPerson, service: str, days: range) -> None:
    if service != "hevy":
        kim.gets(days)
        return
    for day in days:
        kim.lifts(day)


def needs(kim: ConnectedPerson) -> list[str]:
    news = kim.instance.store.notifications.latest(kim.id, limit=1000)
    return [one.subject for one in news if one.kind == Kind.NEEDS_YOU]


def quiet(kim: ConnectedPerson) -> None:
    """Wait until the sources of a fresh connection have asked for the first time."""
    polls = kim.instance.store.polls
    until(lambda: all(row.asked_at for row in polls.of_account(kim.id)), "the first questions")


def test_it_is_seen_at_once_told_once_and_drains_when_it_is_mended(
    kim: ConnectedPerson, trouble: Trouble, more: int
) -> None:
    row = kim.connects(trouble.service, trouble.form)
    kim.has_pipeline(trouble.service)
    with working(kim.instance):
        quiet(kim)
        trouble.stops()
        before = trouble.calls()
        arrive(kim, trouble.service, range(1))
        until(lambda: kim.are(DeliveryState.NEEDS_YOU, 1), "the first to see it")
        seen = trouble.calls()
        assert seen - before <= MOST_CALLS.get(trouble.service, 1)
        assert kim.connection(trouble.service).state == ConnectionState.NEEDS_YOU
        assert trouble.says in kim.connection(trouble.service).why
        assert kim.connection(trouble.service).next_step

        arrive(kim, trouble.service, range(1, 1 + more))
        until(lambda: kim.are(DeliveryState.NEEDS_YOU, 1 + more), "those that ask nobody")
        assert trouble.calls() == seen
        assert needs(kim) == [f"connection:{row.id}"]

        trouble.mended(kim, row)
        until(lambda: kim.are(DeliveryState.SENT, 1 + more), "all of them", patience_s=10)
    assert trouble.there() == 1 + more
    assert needs(kim) == [f"connection:{row.id}"]


def test_a_source_that_is_not_let_in_any_more_asks_nobody_and_misses_nothing(
    kim: ConnectedPerson,
) -> None:
    with served_google() as google:
        row = kim.connects("google_health", google.form)
        polling = Polling(kim.instance.starter, kim.instance.connecting, source_tools)

        def ask() -> str:
            poll = kim.instance.store.polls.get(row.id, "google_health")
            assert poll is not None
            return polling.ask(row.id, "google_health", poll.number)

        assert ask() == "done"
        google.site.signing_in.revoke_all()
        start = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=50)
        first = Exercised(id="1", start=start, end=start + timedelta(minutes=10))
        google.site.exercises.append(first)
        before = google.site.faults.calls
        assert ask() == "later"
        assert google.site.faults.calls - before <= 2  # refused, and not refreshed: invalid_grant
        assert kim.connection("google_health").state == ConnectionState.NEEDS_YOU

        seen = google.site.faults.calls
        for number in range(MORE):
            later = first.start + timedelta(minutes=2 * number)
            if number % 10 == 0:
                google.site.exercises.append(
                    replace(first, id=f"{number + 2}", start=later + timedelta(minutes=15),
                            end=later + timedelta(minutes=18))
                )  # fmt: skip
            assert ask() == "later"
        assert polling.queue_due() == 0
        assert google.site.faults.calls == seen
        assert needs(kim) == [f"connection:{row.id}"]

        activities = kim.instance.store.activities
        with working(kim.instance):
            kim.connects_again(row)
            until(lambda: len(activities.ids(kim.id)) == 3, "what came meanwhile", patience_s=10)


@pytest.mark.parametrize("what", ["tokens", "everything"])
def test_what_the_vault_has_given_up_needs_its_owner(kim: ConnectedPerson, what: str) -> None:
    with served_strava() as strava:
        row = kim.connects("strava", strava.form)
        kim.has_pipeline("strava")
        kim.loses(row, what)
        with working(kim.instance):
            before = strava.site.faults.calls
            kim.gets(range(3))
            until(lambda: kim.are(DeliveryState.NEEDS_YOU, 3), "deliveries that wait")
            assert strava.site.faults.calls == before
            shown = kim.connection("strava")
            assert (shown.state, bool(shown.why)) == (ConnectionState.NEEDS_YOU, True)
            assert needs(kim) == [f"connection:{row.id}"]
            with_(strava.form)(kim, row)
            until(lambda: kim.are(DeliveryState.SENT, 3), "all of them", patience_s=30)
