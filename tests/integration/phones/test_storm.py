"""Many clients send the same workouts at once, in any order: each is there once."""

import random
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from fitglue.domain.scopes import Scope
from fitglue.formats.phone_sync import read_batch
from fitglue.instance import source_tools
from fitglue.people import programs
from fitglue.pipeline.syncing import Syncing
from fitglue.testing.at_work import until, working
from fitglue.testing.phone import gzipped_items
from fitglue.testing.phone_workouts import a_workout

WORKOUTS, COPIES, CLIENTS = 12, 6, 8
# More clients than a database's pool has connections, each with a token that is used first.
MANY, OFTEN, CROWD = 60, 10, 20


def test_a_storm_of_replays_makes_each_workout_once(home: Any) -> None:
    account = home.instance.store.accounts.get(home.kim.account.id)
    syncing = Syncing(home.instance.starter, account.id, source_tools(account), 120)
    batches = [
        read_batch(gzipped_items([item], f"{number} {at}"), "gzip")
        for number in range(WORKOUTS)
        for at, item in enumerate(a_workout(number, minutes=0.2).items)
    ]
    storm = batches * COPIES
    random.Random(7).shuffle(storm)  # noqa: S311 - no secret
    with ThreadPoolExecutor(CLIENTS) as pool:
        told = list(pool.map(lambda sent: (sent.batch_id, syncing.take(sent)), storm))
    assert len({(batch_id, *receipts) for batch_id, receipts in told}) == len(batches)
    assert {one.verdict for _, receipts in told for one in receipts} == {"stored"}
    assert home.total == WORKOUTS
    assert sorted(run.state for run in home.runs) == ["waiting"] * WORKOUTS


def test_a_crowd_of_clients_is_answered_alike_while_the_worker_works(home: Any) -> None:
    home.instance.store.accounts.settle(home.kim.account.id, 0)
    bodies = [gzipped_items(a_workout(at, minutes=0.2).items, f"{at}") for at in range(MANY)]
    storm = [body for body in bodies for _ in range(OFTEN)]
    random.Random(11).shuffle(storm)  # noqa: S311 - no secret
    tokens = [programs.make_token(home.kim, f"{at}", {Scope.SYNC}, None) for at in range(CROWD)]
    with working(home.instance):
        told = _answers(home, tokens, storm)
        until(lambda: home.instance.store.runs.due(home.kim.account.id) == 0, "the end")
    assert {status for answers in told.values() for status, _ in answers} == {200}
    assert {len(set(answers)) for answers in told.values()} == {1}
    assert {len(answers) for answers in told.values()} == {OFTEN}
    assert home.total == MANY
    assert [run.state for run in home.runs] == ["done"] * MANY
    assert len(home.files) == MANY


def _answers(
    home: Any, tokens: list[str], storm: list[bytes]
) -> dict[bytes, list[tuple[int, bytes]]]:
    """Let each client send its share; give status and answer of every copy."""
    told = defaultdict(list)

    def client(at: int) -> None:
        headers = {"authorization": f"Bearer {tokens[at]}", "content-encoding": "gzip"}
        for body in storm[at :: len(tokens)]:
            answer = home.client.post("/api/v1/sync", content=body, headers=headers)
            told[body].append((answer.status_code, answer.content))

    with ThreadPoolExecutor(len(tokens)) as pool:
        list(pool.map(client, range(len(tokens))))
    return told
