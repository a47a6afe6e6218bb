"""A Shortcut sends a workout, and is told at once what is wrong with it."""

import json
from typing import Any

import pytest

from fitglue.domain.sending_app import SendingApp
from fitglue.testing.health_auto_exports import RUN_UUID, request, run
from fitglue.testing.sending_apps import shortcut


@pytest.fixture
def sender(home: Any) -> Any:
    """A Shortcut of Kim's."""
    return home.connects(SendingApp.SHORTCUT)


def test_a_workout_becomes_an_activity(home: Any, sender: Any) -> None:
    assert sender.posts(shortcut()).status_code == 200
    home.works()
    (activity,) = home.activities
    assert activity.workout.sport.key == "running"
    assert activity.workout.distance_m == 5_020.0
    assert len(home.runs) == 1


def test_the_same_workout_sent_twice_is_one(home: Any, sender: Any) -> None:
    for content in (shortcut(), shortcut(energy=...), b"[" + shortcut() + b"]"):
        sender.posts(content)
        home.works()
    assert len(home.activities) == 1
    assert home.activities[0].workout.active_kcal == 320.0


def test_what_is_missing_is_answered_and_what_was_sent_is_kept(home: Any, sender: Any) -> None:
    answer = sender.posts(shortcut(start=...))
    assert answer.status_code == 400
    assert "“start” is missing" in answer.json()["sentence"]
    home.works()
    (aside,) = home.refused
    home.signs_in()
    kept = home.client.get(f"/settings/phones/refused/{aside.id}").content
    assert json.loads(kept) == json.loads(shortcut(start=...))
    assert aside.why in home.client.get("/settings/phones/shortcut").text


def test_health_s_own_id_makes_it_the_same_workout_as_another_apps(home: Any, sender: Any) -> None:
    home.sends(request(run()))
    sender.posts(shortcut(id=RUN_UUID))
    home.works()
    assert len(home.activities) == 1
