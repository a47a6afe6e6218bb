"""A segment that was cut off goes on where its rows say; what has gone on since is left alone."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fitglue.domain.plan import Plan, TargetUse
from fitglue.domain.runs import RunState
from fitglue.instance import Instance
from fitglue.store.tables import DeliveryRow, RunRow
from fitglue.testing.at_work import until_quiet, working
from fitglue.testing.fakes import World, installed
from fitglue.testing.workers import workout_arrives
from fitglue.worker import running_of


class _CutOff(Exception):
    """What happens to a process that dies between two steps."""


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[World]:
    """Give the world that the fake target delivers into."""
    with installed(tmp_path / "fakes") as world:
        yield world


@pytest.fixture
def cut_off(instance: Instance, outside: World) -> RunRow:
    """Give a run to two targets that was cut off when the first had it."""
    owner = instance.owner().id
    for pipeline in instance.store.pipelines.of_account(owner):
        instance.store.pipelines.archive(owner, pipeline.plan.id)
    targets = tuple(TargetUse(key=key, plugin="fake_target") for key in ("first", "second"))
    plan = Plan(id="", name="Two", sources=("apple_health",), boosters=(), targets=targets)
    instance.store.pipelines.save(owner, plan)
    workout_arrives(instance, owner, 1)
    (run,) = instance.store.runs.recent(owner)
    with pytest.raises(_CutOff):
        running_of(instance).segment(_one_delivery(), run.id, run.segment)
    assert len(outside.calls("deliver")) == 1
    return run


def _one_delivery() -> Callable[..., Any]:
    """Give a step that is cut off at the second delivery."""
    seen: list[str] = []

    def step(name: str, function: Callable[..., Any], *arguments: Any) -> Any:
        if name in seen and name == "deliver":
            raise _CutOff
        seen.append(name)
        return function(*arguments)

    return step


def _left(instance: Instance, run: RunRow, segment: int) -> list[DeliveryRow]:
    with instance.store.transactions.reading() as session:
        return [row for row, _ in instance.store.deliveries.left_by_run(session, run.id, segment)]


def test_what_was_not_sent_yet_is_sent_once_and_what_was_sent_is_not_sent_again(
    instance: Instance, outside: World, cut_off: RunRow
) -> None:
    with working(instance):  # its job begins the segment again
        until_quiet(instance)
    (run,) = instance.store.runs.recent(cut_off.account_id)
    assert run.state == RunState.DONE
    rows = instance.store.deliveries.of_activities(run.account_id, [run.activity_id])
    assert [row.state for row in rows] == ["sent", "sent"]
    assert len(outside.calls("deliver")) == 2


def test_only_the_segment_that_was_sending_goes_on(instance: Instance, cut_off: RunRow) -> None:
    (left,) = _left(instance, cut_off, cut_off.segment)
    assert (left.target_key, left.state) == ("second", "waiting")
    assert not _left(instance, cut_off, cut_off.segment - 1), "a later one may be sending just now"


def test_a_run_that_was_cancelled_meanwhile_sends_nothing_more(
    instance: Instance, outside: World, cut_off: RunRow
) -> None:
    with instance.store.transactions.writing("cancel") as session:
        row = session.get_one(RunRow, cut_off.id)
        instance.store.deliveries.skip_waiting(session, row, "Cancelled.")
        instance.store.runs.end(row, RunState.CANCELLED, "Cancelled.")
    with working(instance):
        until_quiet(instance)
    assert len(outside.calls("deliver")) == 1
