"""Many clients send the same workouts at once, in any order: each is there once."""

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from fitglue.formats.phone_sync import read_batch
from fitglue.instance import source_tools
from fitglue.pipeline.syncing import Syncing
from fitglue.testing.phone import gzipped_items
from fitglue.testing.phone_workouts import a_workout

WORKOUTS, COPIES, CLIENTS = 12, 6, 8


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
