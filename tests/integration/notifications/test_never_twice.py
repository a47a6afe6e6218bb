"""What leaves by channels: gathered, tried again when it surely failed, and never twice."""

import multiprocessing
import signal
from pathlib import Path

import pytest

from fitglue.config import Settings
from fitglue.domain.errors import Delivery, Refused, Transient, Unknown
from fitglue.domain.notification import Kind
from fitglue.pipeline.resuming import resume
from fitglue.testing.at_work import until, working
from fitglue.testing.letterbox import send_and_die
from fitglue.testing.told_person import Somebody


def test_a_burst_leaves_as_one_message(kim: Somebody) -> None:
    kim.has_channel(Kind.DELIVERED)
    kim.has_pipeline()
    for day in range(12):
        kim.gets(f"run-{day}", days=day)
    kim.everything_runs()
    kim.all_is_due()
    kim.messages_leave()
    (message,) = kim.box.messages
    assert message.title == "12 things happened"
    assert message.text.endswith("and 4 more")
    assert message.link == "https://glue.example/notifications"
    assert {row.state for row in kim.sendings} == {"sent"}


def test_each_channel_tells_what_was_chosen_for_it(kim: Somebody) -> None:
    kim.has_channel(Kind.DELIVERED, key="one")
    kim.has_channel(key="other")
    kim.has_pipeline()
    kim.gets()
    kim.everything_runs()
    assert [row.channel_id for row in kim.sendings] == ["one"]


@pytest.mark.parametrize(
    ("problem", "state"),
    [
        (Transient("busy"), "waiting"),
        (Refused("no"), "failed"),
        (Unknown("no answer"), "unknown"),
    ],
)
def test_only_what_surely_did_not_arrive_is_tried_again(
    kim: Somebody, problem: Delivery, state: str
) -> None:
    kim.has_channel(Kind.DELIVERED)
    kim.has_pipeline()
    kim.gets()
    kim.everything_runs()
    kim.box.problems.append(problem)
    kim.messages_leave()
    assert [row.state for row in kim.sendings] == [state]
    kim.messages_leave()
    assert len(kim.box.messages) == (1 if state == "waiting" else 0)
    (channel,) = kim.instance.store.channels.of_account(kim.id)
    assert channel.why == ("" if state == "waiting" else problem.sentence)


def test_it_is_given_up_after_some_hours(kim: Somebody) -> None:
    kim.has_channel(Kind.DELIVERED)
    kim.has_pipeline()
    kim.gets()
    kim.everything_runs()
    kim.box.problems += [Transient("busy")] * 9
    for _ in range(9):
        kim.messages_leave()
    assert [(row.state, row.tries) for row in kim.sendings] == [("failed", 5)]


def test_what_is_solved_before_it_leaves_is_not_sent(kim: Somebody) -> None:
    kim.has_channel()
    kim.has_pipeline(boosters=("ask",))
    kim.gets()
    kim.everything_runs()
    (question,) = kim.instance.store.inputs.waiting(kim.id)
    kim.answers(question.id)
    kim.messages_leave()
    assert (kim.box.messages, [row.state for row in kim.sendings]) == ([], ["skipped"])


def test_who_is_killed_between_sending_and_the_answer_sends_it_never_twice(
    kim: Somebody, settings: Settings, tmp_path: Path
) -> None:
    kim.has_channel(Kind.DELIVERED)
    kim.has_pipeline()
    kim.gets("one")
    kim.gets("two", days=1)
    kim.everything_runs()
    kim.all_is_due()
    first, second = kim.sendings
    left = tmp_path / "left"
    process = multiprocessing.get_context("spawn").Process(
        target=send_and_die, args=(settings, first.id, first.attempt, left)
    )
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert {row.state for row in kim.sendings} == {"sending"}
    for row in (second, first, second, first):  # their jobs, taken over by others
        kim.telling.send(row.id, row.attempt)
    assert kim.box.messages == []
    assert left.read_text() == "2 things happened\n"
    assert {row.state for row in kim.sendings} == {"unknown"}


def test_nothing_that_was_under_way_is_sent_after_a_restore(kim: Somebody) -> None:
    kim.has_channel(Kind.DELIVERED)
    kim.has_pipeline()
    kim.gets()
    kim.everything_runs()
    resume(kim.instance.starter)
    kim.messages_leave()
    assert (kim.box.messages, [row.state for row in kim.sendings]) == ([], ["unknown"])


def test_the_engine_lets_it_leave_by_itself(kim: Somebody, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fitglue.pipeline.notifying.GATHER_S", 0.5)
    kim.has_channel(Kind.DELIVERED)  # by e-mail, for which there is no server
    kim.has_pipeline()
    kim.gets()
    with working(kim.instance):
        until(lambda: [row.state for row in kim.sendings] == ["failed"], "the end of the sending")
    (channel,) = kim.instance.store.channels.of_account(kim.id)
    assert channel.why == "This FitGlue has no mail server."
