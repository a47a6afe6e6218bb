"""Events reach their receiver, once each, signed, small, and without where anybody was."""

import json
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from fitglue.domain.errors import NeedsUser, Transient
from fitglue.domain.plugins import TargetTools
from fitglue.formats.webhook_events import schema, telling, wire
from fitglue.services.webhook import plugin as service
from fitglue.targets.webhook import plugin as webhook
from fitglue.testing.arrivals import a_run
from fitglue.testing.conformance.targets import TARGET_PROMISES, an_activity
from fitglue.testing.services import connected
from fitglue.testing.services.chaos import endure, short_runs
from fitglue.testing.services.faults import CHAOS, LOST_REPLIES, Fault
from fitglue.testing.services.webhook_receiver import SECRET, WebhookServer
from fitglue.testing.web_site import served

NOW = datetime(2026, 5, 5, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[WebhookServer, str]]:
    site = WebhookServer()
    with served(site) as url:
        yield site, url


@pytest.fixture
def site(server: tuple[WebhookServer, str]) -> WebhookServer:
    """Give the receiver as good as new."""
    site, new = server[0], WebhookServer()
    for part in fields(site):
        setattr(site, part.name, getattr(new, part.name))
    return site


@pytest.fixture
def tools(server: tuple[WebhookServer, str]) -> TargetTools:
    connection = connected(service, {"address": f"{server[1]}/hook/secret", "secret": SECRET})
    return TargetTools(
        settings=webhook.about.settings(),
        output=Path(),
        owner="kim",
        connection=connection,
        wanted_at=NOW,
    )


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("promise", TARGET_PROMISES)
def test_it_keeps_the_promises_of_targets(tools: TargetTools, promise: str) -> None:
    TARGET_PROMISES[promise](webhook, tools)


def test_what_is_told(site: WebhookServer, tools: TargetTools) -> None:
    receipt = webhook.deliver(an_activity(), tools)
    (event,) = site.events.values()
    assert (event["type"], event["timestamp"]) == ("activity.delivered", "2026-05-05T12:00:00Z")
    told = event["data"]
    assert told["id"] == an_activity().id
    assert (told["sport"], told["strava_sport"]) == ("running", "Run")
    assert (told["start"], told["time_zone"]) == ("2026-03-14T18:30:00+01:00", "Europe/Paris")
    assert told["figures"] == {
        "elapsed_s": 1800.0, "timer_s": 1800.0, "distance_m": 5100.0, "active_kcal": 330.0,
        "ascent_m": 12.0, "avg_hr_bpm": 142.0, "max_hr_bpm": 156.0,
    }  # fmt: skip
    assert told["has_route"] is True
    assert receipt.id == f"fitglue-{an_activity().id}"
    assert receipt.url == "http://127.0.0.1"


def test_no_position_is_told(site: WebhookServer, tools: TargetTools) -> None:
    webhook.deliver(an_activity(), tools)
    text = json.dumps(list(site.events.values()))
    assert "latitude" not in text
    assert "45.78" not in text


def test_the_same_event_has_the_same_id_and_another_one_another(
    site: WebhookServer, tools: TargetTools
) -> None:
    later = replace(tools, wanted_at=datetime(2026, 5, 6, tzinfo=UTC))
    webhook.deliver(an_activity(), tools)
    receipt = webhook.deliver(an_activity(), later)
    assert len(site.events) == 1
    webhook.update(an_activity(title="Canal loop"), receipt, later)
    webhook.delete(receipt, later)
    assert [one["type"] for one in site.events.values()] == [
        "activity.delivered", "activity.updated", "activity.deleted",
    ]  # fmt: skip
    assert site.came == [*site.events][:1] * 2 + [*site.events][1:]


def test_three_answers_of_ten_are_lost_and_every_activity_is_told_once(
    many: int, site: WebhookServer, tools: TargetTools
) -> None:
    site.faults.shares = LOST_REPLIES
    endured = endure(
        webhook, tools.connection, short_runs(many), faults=site.faults,
        remote=lambda: len(site.events),
    )  # fmt: skip
    assert endured.remote == len(endured.receipts) == len(site.activities) == many


def test_a_bad_day_costs_no_call_more_than_it_has_to(
    many: int, site: WebhookServer, tools: TargetTools
) -> None:
    site.faults.shares = CHAOS
    endured = endure(
        webhook, tools.connection, short_runs(many), faults=site.faults,
        remote=lambda: len(site.events),
    )  # fmt: skip
    assert endured.remote == len(endured.receipts) == many
    assert endured.calls_over_least(1) <= 1.0
    assert site.turned_away == []


@pytest.mark.parametrize("fault", [Fault.BROKEN, Fault.SILENT, Fault.LOST, Fault.BUSY])
def test_what_passes_is_tried_again(site: WebhookServer, tools: TargetTools, fault: Fault) -> None:
    site.faults.script = [fault]
    with pytest.raises(Transient):
        webhook.deliver(an_activity(), tools)


def test_a_receiver_that_wants_no_more_is_left_alone(
    site: WebhookServer, tools: TargetTools
) -> None:
    site.status = 410
    with pytest.raises(NeedsUser, match="no more events"):
        webhook.deliver(an_activity(), tools)


@pytest.mark.parametrize("letter", ["x", "\u591c", "\x01", "\U0001f6b4", '"'])
def test_an_event_stays_small_whatever_people_write(letter: str) -> None:
    activity = replace(
        an_activity(title=letter * 9_000), description=letter * 40_000, gear=letter * 9_000,
        tags=(letter * 900,) * 900,
    )  # fmt: skip
    body = telling.delivered(activity, NOW).body
    assert len(body) < 20_000
    assert json.loads(body)["data"]["description"].endswith("…")


def test_what_is_not_known_is_not_there() -> None:
    bare = a_run(route=False, streams={}, distance_m=None, active_kcal=None, avg_hr_bpm=None)
    told = json.loads(telling.delivered(an_activity(bare), NOW).body)["data"]
    assert set(told["figures"]) == {"elapsed_s", "timer_s", "ascent_m", "max_hr_bpm"}
    assert "indoor" not in told


def test_every_event_is_of_the_schema_that_is_shipped() -> None:
    assert schema.FILE.read_text() == schema.text(), "python -m …webhook_events.schema writes it"
    events = (
        telling.delivered(an_activity(), NOW), telling.updated(an_activity(), NOW),
        telling.deleted("1", NOW),
    )  # fmt: skip
    for event in events:
        read = msgspec.json.decode(event.body, type=wire.Outgoing)
        assert msgspec.json.encode(read) == event.body
