"""One connection tells a tab all that is new, and nothing twice."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import httpx2
from starlette.testclient import TestClient

from fitglue.instance import Instance
from fitglue.pipeline.intake import take
from fitglue.store.accounts import Account
from fitglue.testing import own_loop
from fitglue.testing.arrivals import an_arrival
from fitglue.testing.running_server import KIM
from fitglue.testing.web_site import served
from fitglue.web.app import create_app
from fitglue.web.live import Live, Marks, read_marks, written
from fitglue.web.pages import person_of

_PATIENCE_S = 20


async def _next(told: AsyncIterator[str], word: str) -> str:
    async with asyncio.timeout(_PATIENCE_S):
        async for event in told:
            if event.startswith(f"event: {word}\n"):
                return event
    raise AssertionError(f"{word} was never told")


def _heard(live: Live, kim: Account, marks: Marks) -> list[str]:
    """Give all that is told within the first two looks."""

    async def listen() -> list[str]:
        told, events = live.told(person_of(kim), marks), list[str]()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1.5):
                async for event in told:
                    events.append(event)
        return [event for event in events if event.startswith("event")]

    return own_loop.run(listen())


def test_a_write_is_told_to_every_tab_of_its_owner_after_one_look(
    instance: Instance, kim: Account
) -> None:
    live: Live = create_app(instance).state.live
    looks, mark = [], instance.store.activities.mark

    def counted(person_id: str) -> str:
        looks.append(person_id)
        return mark(person_id)

    instance.store.activities.mark = counted  # ty: ignore[invalid-assignment]

    async def listen() -> None:
        tabs = [live.told(person_of(kim), {"activities": "", "bell": "0"}) for _ in range(3)]
        firsts = await asyncio.gather(*(_next(tab, "activities") for tab in tabs))
        assert len(set(firsts)) == 1
        before = len(looks)
        waiting = [asyncio.ensure_future(_next(tab, "activities")) for tab in tabs]
        await asyncio.sleep(0.05)
        await asyncio.to_thread(take, instance.starter, kim.id, "apple_health", [an_arrival()])
        seconds = await asyncio.gather(*waiting)
        assert set(seconds).isdisjoint(firsts)
        assert len(set(seconds)) == 1
        assert len(looks) - before <= 4  # once per write that was noticed, for three tabs
        for tab in tabs:
            await tab.aclose()  # ty: ignore[missing-attribute]

    own_loop.run(listen())


def test_who_comes_back_with_the_last_id_is_told_what_was_missed_alone(
    instance: Instance, kim: Account
) -> None:
    live: Live = create_app(instance).state.live
    mark = instance.store.activities.mark(kim.id)
    known, missed = f"activities~{mark},bell~0", "activities~older,bell~0"
    assert _heard(live, kim, read_marks(known)) == []
    [event] = _heard(live, kim, read_marks(missed))
    assert f"id: {known}\n" in event


def test_marks_are_read_as_they_were_written() -> None:
    marks = {"bell": "3", "import:0b-1": "9f2c"}
    assert read_marks(written(marks)) == marks
    assert read_marks("nonsense,,x~") == {"x": ""}


def test_nobody_asks_for_nothing_or_for_what_there_is_not(
    browser: TestClient, instance: Instance
) -> None:
    assert browser.get("/events").status_code == 404
    assert browser.get("/events?topics=weather").status_code == 404
    stranger = TestClient(create_app(instance), follow_redirects=False)
    assert stranger.get("/events?topics=bell").status_code == 303


def test_anothers_import_is_never_told(instance: Instance, kim: Account) -> None:
    lee = instance.add_account(name="Lee", email="lee@example.org", password="", zone="UTC")
    path = instance.settings.data / "file"
    path.write_bytes(b"x")
    key = instance.queue_import(lee.id, path, "Secret of Lee")
    live: Live = create_app(instance).state.live

    assert _heard(live, kim, {f"import:{key}": ""}) == []


def test_a_real_server_tells_it_and_stops_at_once_although_somebody_listens(
    instance: Instance, kim: Account
) -> None:
    app = create_app(instance)
    with served(app) as address, httpx2.Client(base_url=address, timeout=_PATIENCE_S) as browser:
        browser.post("/sign-in", data={**KIM}, headers={"origin": address})
        with browser.stream("GET", "/events?topics=activities") as answer:
            lines = answer.iter_lines()
            assert next(lines) == "retry: 1500"
            assert next(line for line in lines if line.startswith("event")) == "event: activities"
            take(instance.starter, kim.id, "apple_health", [an_arrival()])
            _, told = [next(line for line in lines if line.startswith("data")) for _ in range(2)]
            assert told == f"data: {instance.store.activities.mark(kim.id)}"
            app.state.live.end()
            assert [line for line in lines if line.startswith("event")] == []
