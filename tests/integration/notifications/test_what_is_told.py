"""What people are told: once each, until it is solved and happens anew."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from fitglue.domain.notification import TOLD, Cause, Kind, Told, wording
from fitglue.pipeline.again import Again
from fitglue.pipeline.answering import Answering
from fitglue.pipeline.notifying import Notifying
from fitglue.store.tables import NotificationRow
from fitglue.testing.told_person import Somebody


def titles(rows: list[NotificationRow]) -> list[str]:
    return [wording(Kind(row.kind), TOLD.of(row.told), row.number).title for row in rows]


def test_what_arrives_is_told_with_its_title_and_target(kim: Somebody) -> None:
    kim.has_pipeline()
    activity = kim.gets()
    kim.everything_runs()
    (row,) = kim.news
    assert titles([row]) == ["“Evening Run” was delivered to Fake Target"]
    assert TOLD.of(row.told).link == f"/activities/{activity}"
    assert kim.instance.store.notifications.count(kim.id) == 0  # it asks for nothing


def test_an_update_of_what_arrived_is_no_news(kim: Somebody) -> None:
    pipeline = kim.has_pipeline()
    activity = kim.gets()
    kim.everything_runs()
    kim.instance.store.notifications.read_all(kim.id)
    Again(kim.instance.starter, kim.id).run(activity, pipeline)
    kim.everything_runs()
    (row,) = kim.news
    assert row.read_at is not None


def test_a_refusal_is_told_with_what_to_do_and_is_solved_by_an_arrival(kim: Somebody) -> None:
    kim.has_pipeline("refuse")
    kim.gets()
    kim.everything_runs()
    (row,) = kim.news
    assert row.kind == Kind.FAILED
    assert titles([row]) == ["“Evening Run” was not delivered to Fake Target"]
    (delivery,) = kim.instance.store.deliveries.of_activities(
        kim.id, [run.activity_id for run in kim.instance.store.runs.recent(kim.id)]
    )
    Again(kim.instance.starter, kim.id).send(delivery.id)
    kim.deliver(delivery.id)
    assert [one.resolved_at is not None for one in kim.news if one.kind == Kind.FAILED] == [True]


def test_twenty_deliveries_that_need_the_same_are_one_notification(kim: Somebody) -> None:
    kim.has_channel()
    kim.has_pipeline("needs-user," * 20)
    for day in range(20):
        kim.gets(f"run-{day}", days=day)
    kim.everything_runs()
    (row,) = kim.news
    assert (row.kind, row.number, row.tellings) == (Kind.NEEDS_YOU, 20, 1)
    kim.messages_leave()
    (message,) = kim.box.messages
    assert message.title == "Fake Target needs you"
    assert "20 activities wait for it." in message.text
    assert message.link == "https://glue.example/runs?state=needs_you"


def test_five_hundred_old_workouts_that_arrive_are_one_notification(kim: Somebody) -> None:
    kim.has_channel(Kind.DELIVERED)
    notifying = Notifying(kim.instance.store, kim.instance.engine)
    cause = Cause(
        kind=Kind.DELIVERED, subject="past:p:strava", adds=True,
        told=Told(about="Run", where=("Strava",), link="/activities/1"),
    )  # fmt: skip

    def happens(_number: int) -> None:
        with kim.instance.store.transactions.writing() as session:
            notifying.tell(session, kim.id, cause)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(happens, range(500)))
    assert titles(kim.news) == ["500 activities were delivered to Strava"]
    kim.messages_leave()
    assert kim.box.messages == []  # more may come
    (sending,) = kim.sendings
    assert (sending.state, sending.attempt) == ("waiting", 2)
    kim.time_passes(minutes=21)
    kim.messages_leave()
    kim.messages_leave()
    assert [one.title for one in kim.box.messages] == ["500 activities were delivered to Strava"]


def test_a_history_run_is_counted_and_a_live_workout_is_told_by_itself(kim: Somebody) -> None:
    activities = [kim.gets(f"run-{day}", days=day) for day in range(3)]
    pipeline = kim.has_pipeline()
    Again(kim.instance.starter, kim.id).run_past(pipeline, activities, delivers=True)
    kim.gets("now", days=9)
    kim.everything_runs()
    assert sorted(titles(kim.news)) == [
        "3 activities were delivered to Fake Target",
        "“Evening Run” was delivered to Fake Target",
    ]


def test_a_question_is_told_once_and_is_solved_by_the_answer(kim: Somebody) -> None:
    kim.has_pipeline(boosters=("ask",))
    kim.gets()
    kim.everything_runs()
    (row,) = kim.news
    assert titles([row]) == ["A question about “Evening Run”"]
    assert kim.instance.store.notifications.count(kim.id) == 1
    (question,) = kim.instance.store.inputs.waiting(kim.id)
    Answering(kim.instance.starter, kim.id).skip(question.id)
    assert kim.instance.store.notifications.count(kim.id) == 0


def test_a_run_that_fails_is_told(kim: Somebody) -> None:
    kim.has_pipeline(boosters=("lose-streams",))
    kim.gets()
    kim.everything_runs()
    assert {row.kind for row in kim.news} <= {Kind.FAILED, Kind.DELIVERED}


@dataclass
class _Connection:
    id: str
    account_id: str
    service: str = "strava"
    why: str = "Strava does not let FitGlue in any more."
    next_step: str = "Press “Connect again”."


@pytest.mark.parametrize("is_solved", [True, False])
def test_a_connection_is_told_again_only_after_it_worked(kim: Somebody, *, is_solved: bool) -> None:
    kim.has_channel()
    connection = _Connection("c", kim.id)
    notifying = Notifying(kim.instance.store, kim.instance.engine)
    for _ in range(3):
        with kim.instance.store.transactions.writing() as session:
            notifying.connection_needs_you(session, connection)
    kim.messages_leave()
    if is_solved:
        with kim.instance.store.transactions.writing() as session:
            notifying.connection_works_again(session, connection)
    with kim.instance.store.transactions.writing() as session:
        notifying.connection_needs_you(session, connection)
    kim.messages_leave()
    assert len(kim.box.messages) == (2 if is_solved else 1)
    assert kim.box.messages[0].link == "https://glue.example/connections/c"


def test_nothing_private_is_in_a_message(kim: Somebody) -> None:
    kim.has_channel(*Kind)
    kim.has_pipeline("refuse")
    kim.gets()
    kim.everything_runs()
    kim.messages_leave()
    (message,) = kim.box.messages
    told = f"{message.title} {message.text}"
    assert not any(word in told for word in ("bpm", "lat", "lon", "°", "heart"))
