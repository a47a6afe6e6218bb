"""The app is killed at every moment between Health and the receipt, and started again.

Nothing is lost, nothing is doubled, and no anchor is ahead of what is queued.
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import fitglue_phone
from fitglue.formats.phone_sync import wire
from fitglue.formats.phone_sync.writing import as_sent, content_of
from fitglue.testing.arrivals import a_run
from fitglue.testing.conformance.targets import an_activity
from fitglue.testing.phone_server import PhoneServer
from fitglue_phone.simulated import SimulatedHealth, a_life
from fitglue_phone.simulated.metrics import SimulatedMetrics
from fitglue_phone.simulated.phone import AUTUMN_S, CODE, SetClock

PROGRAM = Path(__file__).with_name("dying_phone.py")
WORKOUTS, MINUTES = 8, 4
UNTIL_S = 1_700_000_000.0  # long ago on any machine
MOMENTS = (
    "before pairing",
    "after pairing",
    "token kept",
    "after settled",
    "changes read",
    "before anchor",
    "after anchor",
    "before digest",
    "after digest",
    "parts read",
    "before parts",
    "after parts",
    "before batch",
    "after batch",
    "file half written",
    "file written",
    "before upload",
    "answer came",
    "before receipts",
    "after receipts",
    "file to remove",
    "after upload",
)
#: Where health metrics are wanted as well.
AMONG_METRICS = (
    "before metrics chosen",
    "after metrics chosen",
    "before metric sums",
    "after metric sums",
    "metrics read",
    "before metrics",
    "after metrics",
)
#: Where a workout is to be written into Health.
AMONG_WRITES = (
    "before writes asked",
    "writes asked",
    "write fetched",
    "workout written",
    "write done",
)
#: Moments that come once in a phone's life.
ONCE = {*MOMENTS[:4], *AMONG_METRICS[:4], "before digest", "after digest"}
#: Where a process of its own finds the app, which is not installed.
SOURCES = str(Path(fitglue_phone.__file__).parents[1])
HasAll = Callable[[PhoneServer, SimulatedHealth], bool]
Lives = subprocess.Popen[str]
Beside = tuple[PhoneServer, HasAll]


@pytest.fixture(scope="module")
def lives() -> Iterator[Lives]:
    """Give a process that has the app imported; each life is forked from it."""
    with subprocess.Popen(
        [sys.executable, "-S", PROGRAM],  # it needs the standard library alone: -S
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": SOURCES},
    ) as before:
        yield before
        assert before.stdin is not None
        before.stdin.close()


@pytest.fixture
def beside(running: PhoneServer, has_all: HasAll) -> Beside:
    """Give what is beside the phone: its server, and a comparison of the two."""
    return running, has_all


def runs_phone(
    lives: Lives, where: tuple[Path, PhoneServer], seed: int, moment: str = "never", hit: int = 1
) -> tuple[int, str]:
    """Run the app to its end, or to its death; give its status and what it printed."""
    folder, server = where
    arguments = (
        "--simulated", "--folder", folder, "--server", server.address, "--code", CODE,
        "--workouts", WORKOUTS, "--minutes", MINUTES, "--seed", seed, "--until", UNTIL_S,
        "--patience", 60,
    )  # fmt: skip
    assert lives.stdin is not None
    assert lives.stdout is not None
    lives.stdin.write(json.dumps([moment, hit, [str(one) for one in arguments]]) + "\n")
    lives.stdin.flush()
    status, printed = json.loads(lives.stdout.readline())
    return status, printed


def assert_no_anchor_is_ahead(folder: Path, server: PhoneServer, health: SimulatedHealth) -> None:
    """Hold what the anchors cover against what is queued, to be read, or acknowledged."""
    file = folder / "queue.sqlite3"
    if not file.exists():
        return
    queue = sqlite3.connect(file)
    try:
        anchors = dict(queue.execute("SELECT kind, anchor FROM anchors").fetchall())
        standing = dict(queue.execute("SELECT uuid, standing FROM workouts").fetchall())
        to_read = {uuid for (uuid,) in queue.execute("SELECT workout FROM readings")}
        queued = Counter(
            queue.execute("SELECT workout, part FROM items GROUP BY workout, part").fetchall()
        )
    except sqlite3.OperationalError:
        return  # it died before there were tables
    finally:
        queue.close()
    if "workouts" not in anchors:
        return
    for uuid in health.covered_by(anchors["workouts"]):
        if standing[uuid] == "taken":
            known = {*server.parts.get(uuid, {}), *(part for one, part in queued if one == uuid)}
            assert "workout" in known
        else:
            # not asked for yet, or known to be missing there and to be read when history is sent
            assert standing[uuid] in {"new", "missing"} or uuid in to_read


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("run", range(3))
def test_a_phone_that_is_killed_loses_nothing_and_doubles_nothing(
    lives: Lives, beside: Beside, tmp_path: Path, moment: str, run: int
) -> None:
    is_killed_at(moment, run, lives, (tmp_path, *beside))


@pytest.mark.parametrize("moment", AMONG_METRICS)
@pytest.mark.parametrize("run", range(3))
def test_a_phone_that_is_killed_loses_no_metrics(
    lives: Lives, beside: Beside, tmp_path: Path, moment: str, run: int
) -> None:
    is_killed_among_metrics(moment, run, lives, (tmp_path, *beside))


@pytest.mark.full
@pytest.mark.parametrize("moment", AMONG_METRICS)
def test_fifty_phones_that_are_killed_lose_no_metrics(
    lives: Lives, beside: Beside, tmp_path: Path, moment: str
) -> None:
    for run in range(50):
        beside[0].forgets_all()
        is_killed_among_metrics(moment, run, lives, (tmp_path / str(run), *beside))


@pytest.mark.full
@pytest.mark.parametrize("moment", MOMENTS)
def test_fifty_phones_that_are_killed_lose_nothing_and_double_nothing(
    lives: Lives, beside: Beside, tmp_path: Path, moment: str
) -> None:
    for run in range(50):
        beside[0].forgets_all()
        is_killed_at(moment, run, lives, (tmp_path / str(run), *beside))


@pytest.mark.parametrize("moment", AMONG_WRITES)
@pytest.mark.parametrize("run", range(3))
def test_a_phone_that_is_killed_writes_into_health_once(
    lives: Lives, beside: Beside, tmp_path: Path, moment: str, run: int
) -> None:
    is_killed_among_writes(moment, run, lives, (tmp_path, *beside))


@pytest.mark.full
@pytest.mark.parametrize("moment", AMONG_WRITES)
def test_fifty_phones_that_are_killed_write_into_health_once(
    lives: Lives, beside: Beside, tmp_path: Path, moment: str
) -> None:
    for run in range(50):
        beside[0].forgets_all()
        is_killed_among_writes(moment, run, lives, (tmp_path / str(run), *beside))


def is_killed_among_writes(
    moment: str, run: int, lives: Lives, among: tuple[Path, PhoneServer, HasAll]
) -> None:
    folder, server, _ = among
    server.wants_writing = True
    wanted = {f"{number}d9c1c1e-7a4e-5a0b-9a53-2f1f3c3f9a1c" for number in range(3)}
    for one in wanted:
        content = content_of(an_activity(a_run(minutes=2))).content
        server.to_write[one] = as_sent(content, one, 1)
    is_killed_at(moment, run, lives, among)
    kept = json.loads((folder / "written.json").read_text())
    assert {one["delivery"] for one in kept} == wanted
    assert len(kept) == len(wanted)
    assert all(len(one["points"][0]) > 100 for one in kept)
    told = {one.write_id: one.uuid for one in server.write_receipts}
    assert told == {one["delivery"]: one["uuid"] for one in kept}


def is_killed_at(
    moment: str, run: int, lives: Lives, among: tuple[Path, PhoneServer, HasAll]
) -> None:
    folder, server, has_all = among
    seed = run + 1
    life = a_life(WORKOUTS, UNTIL_S, seed, minutes=MINUTES)
    health = SimulatedHealth(life, SetClock(AUTUMN_S))
    hit = 1 if moment in ONCE else 1 + run % 2
    status, printed = runs_phone(lives, (folder, server), seed, moment, hit)
    assert status == -signal.SIGKILL, printed
    assert_no_anchor_is_ahead(folder, server, health)
    status, printed = runs_phone(lives, (folder, server), seed)
    assert status == 0, printed
    assert has_all(server, health)
    assert len(set(server.claims)) == 1  # asked again, it is known again


def is_killed_among_metrics(
    moment: str, run: int, lives: Lives, among: tuple[Path, PhoneServer, HasAll]
) -> None:
    server = among[1]
    server.wants_metrics = True
    is_killed_at(moment, run, lives, among)
    body = SimulatedMetrics(SetClock(AUTUMN_S), days=WORKOUTS, until_s=UNTIL_S)
    samples = [one for one in server.metrics if isinstance(one, wire.Metric)]
    came = [uuid for one in samples for uuid in one.uuid]
    assert set(came) == set().union(*body.contents().values())
    assert len(came) == len(set(came))
    sums = [one for one in server.metrics if isinstance(one, wire.MetricSums)]
    assert {day for one in sums for day in one.day} == set(body.steps)
