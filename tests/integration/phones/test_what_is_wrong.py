"""Where something is wrong the page says so: the sentence, what to press, and where to read on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import update

from fitglue.articles.library import library
from fitglue.diagnosis.trouble import Article
from fitglue.formats.phone_sync import wire
from fitglue.store.tables import PartRow, PhoneRow
from fitglue.testing.people import KIM
from fitglue.testing.phone_workouts import a_heart_rate, a_workout


def page(home: Any, address: str = "/settings/phones") -> str:
    form = {"email": KIM.email, "password": KIM.password}
    home.client.post("/sign-in", data=form, follow_redirects=False)
    answer = home.client.get(address)
    assert answer.status_code == 200
    text: str = answer.text
    return text


def later(home: Any, **values: Any) -> None:
    with home.instance.store.transactions.writing() as session:
        session.execute(update(PhoneRow).values(**values))


def test_a_phone_that_is_well_has_no_troubles(home: Any) -> None:
    home.phone.records(a_workout())
    home.phone.syncs()
    told = page(home)
    assert "What stands in the way" not in told
    assert 'class="trouble' not in told


def test_what_a_phone_says_of_itself_is_told_with_what_to_press(home: Any) -> None:
    home.phone.state = wire.PhoneState(
        request_status=2, workouts_seen=0, background_refresh="denied", low_power=True
    )
    home.phone.records(a_workout())
    home.phone.syncs()
    told = page(home)
    assert "sees no workouts" in told
    assert "turn on Workouts" in told
    assert "General → Background App Refresh → FitGlue" in told
    assert Article.NOTHING_ARRIVES.address in told
    assert Article.BACKGROUND.address in told


def test_silence_is_told_in_hours(home: Any) -> None:
    home.phone.records(a_workout())
    home.phone.syncs()
    later(home, seen_at=datetime.now(UTC) - timedelta(hours=26))
    assert "for 26 hours." in page(home)


def test_a_phone_that_never_came_is_told(home: Any) -> None:
    later(home, paired_at=datetime.now(UTC) - timedelta(hours=3))
    assert "since it was paired" in page(home)


def test_parts_without_their_workout_are_told_after_a_while(home: Any) -> None:
    home.phone.queue.append(a_heart_rate())
    home.phone.syncs()
    assert "Parts of 1 workout came" not in page(home)
    with home.instance.store.transactions.writing() as session:
        session.execute(update(PartRow).values(received_at=datetime.now(UTC) - timedelta(hours=2)))
    assert "Parts of 1 workout came" in page(home)


def test_paused_pipelines_and_refused_imports_are_told(home: Any, tmp_path: Path) -> None:
    store, own = home.instance.store, home.kim.account.id
    [pipeline] = store.pipelines.of_account(own)
    store.pipelines.enable(own, pipeline.plan.id, enabled=False)
    picture = tmp_path / "holiday.jpg"
    picture.write_bytes(b"x")
    key = home.instance.queue_import(own, picture, "holiday.jpg")
    refused = {"file": "holiday.jpg", "why": "This is no file of ours.", "next": "Choose another."}
    store.imports.finish(key, "refused", {"refused": [refused]})
    home.phone.records(a_workout())
    home.phone.syncs()
    told = page(home)
    assert "“Everything to folder” is paused." in told
    assert "What comes from Apple Health goes nowhere." in told
    assert "“holiday.jpg” was not imported." in told
    assert "This is no file of ours. Choose another." in told
    assert f"/imports/{key}" in told


def test_what_was_set_aside_leads_to_the_list(home: Any) -> None:
    batch = {"version": 1, "batch_id": "b", "device_id": "d", "items": [{"kind": "poison"}]}
    home.phone.posts("/sync", msgspec.json.encode(batch), encoding="")
    told = page(home)
    assert "1 thing sent by a phone could not be taken." in told
    assert "/settings/phones#refused" in told
    assert 'id="refused"' in told


def test_an_activity_says_why_there_is_no_map_and_then_that_none_came(home: Any) -> None:
    route, *others = a_workout().parts
    home.phone.records(replace(a_workout(), parts=tuple(others)))
    receipts = home.phone.syncs()
    address = f"/activities/{receipts[0]['activity_id']}"
    assert "The phone has sent no route yet" in page(home, address)
    assert Article.NO_ROUTE.address in page(home, address)
    home.phone.gets(route)
    home.phone.syncs()
    assert "No map." not in page(home, address)


@pytest.mark.parametrize("article", Article)
def test_every_article_can_be_read_without_signing_in(home: Any, article: Article) -> None:
    answer = home.client.get(article.address)
    assert answer.status_code == 200
    assert library().articles[article.value].front.title in answer.text.replace("&#39;", "'")
    assert article.address in home.client.get("/help").text


def test_an_article_that_is_not_there_is_not_there(home: Any) -> None:
    assert home.client.get("/help/how-to-fly").status_code == 404
