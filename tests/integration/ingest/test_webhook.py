"""A program posts workouts in FitGlue's own schema, as docs/webhooks.md says it."""

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from fitglue.domain.secret import Secret
from fitglue.domain.sending_app import SendingApp
from fitglue.domain.standard_webhooks import SIGNATURE, key_of, signature
from fitglue.people import sending_apps
from fitglue.testing.web_site import served
from fitglue.web.app import create_app

PAGE = (Path(__file__).parents[3] / "docs" / "webhooks.md").read_text()


def example(name: str) -> str:
    """Give an example of the page by the name behind its language."""
    found = re.search(rf"^```\w+ {name}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


EVENT = example("event").encode()


def event(**changes: Any) -> bytes:
    """Change fields of the example's data; `...` leaves one out."""
    told = json.loads(EVENT)
    data = {**told["data"], **changes}
    told["data"] = {name: value for name, value in data.items() if value is not ...}
    return json.dumps(told).encode()


@pytest.fixture
def hook(home: Any) -> sending_apps.Hook:
    """A program of Kim's."""
    return sending_apps.hook(home.kim, SendingApp.WEBHOOK)


def signed(hook: sending_apps.Hook, body: bytes, *, off_s: int = 0) -> dict[str, str]:
    stamp = str(int(time.time()) + off_s)
    given = signature(key_of(hook.secret), "event-1", stamp, body)
    return {"webhook-id": "event-1", "webhook-timestamp": stamp, SIGNATURE: given}


def activity(home: Any) -> Any:
    home.works()
    (one,) = home.activities
    return one


def test_the_pages_example_becomes_an_activity(home: Any, hook: sending_apps.Hook) -> None:
    code: dict[str, Any] = {}
    exec(example("sender"), code)  # noqa: S102 - our own page
    with served(create_app(home.instance)) as address:
        answer = code["post"](f"{address}{hook.address}", hook.secret.reveal(), EVENT)
    assert json.loads(answer)["again"] is False
    workout = activity(home).workout
    assert (workout.sport.key, workout.indoor) == ("rowing", True)
    assert (workout.distance_m, workout.active_kcal, workout.avg_hr_bpm) == (6840, 312, 141)
    assert workout.zone.name == "Europe/Paris"
    assert workout.elapsed_s == 1800.0
    assert workout.streams["heart_rate"].values.tolist() == [96, 131, 140]
    assert workout.streams["power"].values.tolist() == [150, 162]
    assert activity(home).title == "Steady half hour"


def test_a_token_is_enough(home: Any, hook: sending_apps.Hook) -> None:
    headers = {"authorization": f"Bearer {hook.token}"}
    assert home.client.post("/in", content=EVENT, headers=headers).status_code == 200
    assert activity(home).workout.app.name == "My rower"


def test_one_that_comes_again_is_one(home: Any, hook: sending_apps.Hook) -> None:
    told = signed(hook, EVENT)
    answers = [home.client.post(hook.address, content=EVENT, headers=told) for _ in range(2)]
    assert [one.json()["again"] for one in answers] == [False, True]
    assert activity(home)


def test_the_same_workout_again_is_a_newer_version(home: Any, hook: sending_apps.Hook) -> None:
    for body in (EVENT, event(figures={"distance_m": 7000})):
        home.client.post(hook.address, content=body, headers=signed(hook, body))
        home.works()
    assert activity(home).workout.distance_m == 7000


@pytest.mark.parametrize(
    ("off_s", "body", "sentence"),
    [
        (-400, EVENT, "five minutes"),
        (400, EVENT, "five minutes"),
        (0, EVENT.replace(b"6840", b"9999"), "signature is wrong"),
    ],
)
def test_what_is_not_signed_now_and_so_is_turned_away(
    home: Any, hook: sending_apps.Hook, off_s: int, body: bytes, sentence: str
) -> None:
    told = signed(hook, EVENT, off_s=off_s)
    answer = home.client.post(hook.address, content=body, headers=told)
    assert answer.status_code == 401
    assert sentence in answer.json()["sentence"]
    assert home.results == []


def test_another_programs_secret_opens_no_address(home: Any, hook: sending_apps.Hook) -> None:
    other = sending_apps.hook(home.kim, SendingApp.WEBHOOK)
    answer = home.client.post(other.address, content=EVENT, headers=signed(hook, EVENT))
    assert answer.status_code == 401


def test_a_revoked_address_takes_nothing(home: Any, hook: sending_apps.Hook) -> None:
    sending_apps.revoke(home.kim, hook.address.rpartition("/")[2])
    answer = home.client.post(hook.address, content=EVENT, headers=signed(hook, EVENT))
    assert answer.status_code == 401
    assert "revoked" in answer.json()["sentence"]
    nowhere = home.client.post("/in/hook/nobody", content=EVENT, headers=signed(hook, EVENT))
    assert nowhere.status_code == 401


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"sport": "levitation"}, "no sport of this name"),
        ({"start": "2026-05-05T16:00:00+02:00"}, "ends before it begins"),
        ({"start": "2026-05-05T14:40:52"}, "no event that FitGlue knows"),
        ({"id": ...}, "no event that FitGlue knows"),
        ({"figures": {"distance_m": -1}}, "no event that FitGlue knows"),
        ({"streams": {"power": {"time_s": [1, 2], "value": [1]}}}, "several lengths"),
    ],
)
def test_what_cannot_be_read_is_kept_and_the_reason_shown(
    home: Any, hook: sending_apps.Hook, changes: dict[str, Any], sentence: str
) -> None:
    body = event(**changes)
    assert home.client.post(hook.address, content=body, headers=signed(hook, body)).is_success
    home.works()
    (aside,) = home.refused
    assert sentence in aside.why
    home.signs_in()
    assert aside.why.split(":")[0] in home.client.get("/settings/phones/webhook").text


def test_a_route_is_drawn_through_the_points_that_are_known(
    home: Any, hook: sending_apps.Hook
) -> None:
    route = {
        "time_s": [20, 0, 10, 30], "latitude_deg": [45.002, 45.0, 45.001, None],
        "longitude_deg": [5.0, 5.0, 5.0, 5.0], "altitude_m": [None, 200, 201, 202],
    }  # fmt: skip
    body = event(sport="Run", route=route, figures={}, time_zone=..., indoor=...)
    home.client.post(hook.address, content=body, headers=signed(hook, body))
    workout = activity(home).workout
    assert workout.streams["route"].time_s.tolist() == [0, 10, 20]
    assert workout.distance_m == pytest.approx(222, rel=0.01)
    assert workout.zone.name == "Europe/Paris"


def test_the_page_shows_secret_and_token_once_and_the_database_neither(home: Any) -> None:
    home.signs_in()
    shown = home.client.post("/settings/phones/webhook", headers={"sec-fetch-site": "same-origin"})
    assert shown.headers["cache-control"] == "no-store"
    secret, token = (re.search(p, shown.text) for p in (r"whsec_[\w+/=]+", r"fg_[\w-]+"))
    assert secret is not None
    assert token is not None
    again = home.client.get("/settings/phones/webhook").text
    assert secret[0] not in again
    assert token[0] not in again
    key = key_of(Secret(secret[0]))
    for file in home.instance.settings.data.rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        assert not any(one in content for one in (secret[0].encode(), token[0].encode(), key))
