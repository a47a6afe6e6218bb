"""A replay storm: every batch of a phone many times over, shuffled, from many clients at once.

A real server in a process of its own, on SQLite, with its worker at work. What counts is how long
the answer to a batch takes that was taken before, how many activities and runs there are at the
end, and whether every copy got the same receipts. The clients are threads of one process with the
lightest client there is: what they need themselves is no part of the answer.
"""

import gzip
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

import harness
from fitglue.config import Settings
from fitglue.domain.plan import first_plan
from fitglue.domain.scopes import Scope
from fitglue.formats.phone_sync import wire
from fitglue.instance import Instance, open_instance
from fitglue.people import programs
from fitglue.people.acting import Acting
from fitglue.store.activities import Wanted
from fitglue.testing.command_line import CommandLine
from fitglue.testing.people import KIM, account_of
from fitglue.testing.phone_workouts import a_workout
from fitglue.testing.running_server import serving
from light_client import posting
from yardstick import Yardstick

_TARGET = "as many activities and runs as workouts; replays answered alike, p95 at most 50 ms"
_TOGETHER = 5  # workouts in a batch


@dataclass
class Told:
    """What the clients were told: receipts by batch, and how long replays took."""

    receipts: dict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    first_ms: list[float] = field(default_factory=list)
    replay_ms: list[float] = field(default_factory=list)


def main() -> None:
    """Measure."""
    parser = harness.arguments(__doc__ or "")
    parser.add_argument("--workouts", type=int, default=500)
    parser.add_argument("--copies", type=int, default=20, help="of every batch")
    parser.add_argument("--clients", type=int, default=20, help="at once")
    parser.add_argument("--minutes", type=float, default=2.0, help="length of each workout")
    chosen = parser.parse_args()
    batches = [
        _batch(first, min(_TOGETHER, chosen.workouts - first), chosen.minutes)
        for first in range(0, chosen.workouts, _TOGETHER)
    ]
    yardstick = Yardstick()
    with tempfile.TemporaryDirectory() as folder:
        command_line = CommandLine(Path(folder))
        tokens = _tokens(command_line.data, chosen.clients)
        with serving(command_line) as server:
            began = time.perf_counter()
            told = _storm(server.address, tokens, batches * chosen.copies)
            seconds = time.perf_counter() - began
            alone = _storm(server.address, tokens[:1], batches)
        activities, runs = _counted(command_line.data)
    detail: dict[str, object] = {
        "target": _TARGET, "workouts": chosen.workouts, "requests": len(batches) * chosen.copies,
        "clients": chosen.clients, "activities": activities, "runs": runs,
        "answered_alike": all(len(one) == 1 for one in told.receipts.values()),
        "requests_a_second": round(len(batches) * chosen.copies / seconds),
        "first_p95_ms": _p95(told.first_ms),
        "replay_p50_ms": round(harness.percentile(told.replay_ms, 0.5), 1),
        "one_client_replay_p95_ms": _p95(alone.first_ms),
    }  # fmt: skip
    detail |= yardstick.read()
    harness.report(
        harness.result(_p95(told.replay_ms), None, "ms, p95 of a replay", detail),
        as_json=chosen.json,
    )


def _batch(first: int, number: int, minutes: float) -> tuple[str, bytes]:
    items = [
        item for at in range(first, first + number) for item in a_workout(at, minutes=minutes).items
    ]
    batch = wire.Batch[wire.Item](
        version=1, batch_id=f"batch {first}", device_id="phone", items=items
    )
    return batch.batch_id, gzip.compress(msgspec.json.encode(batch), 1)


def _tokens(data: Path, clients: int) -> list[str]:
    instance = open_instance(Settings(data=data))
    kim = account_of(instance, KIM)
    instance.store.pipelines.save(kim.account.id, first_plan())
    tokens = [_token(kim, number) for number in range(clients)]
    instance.close()
    return tokens


def _token(kim: Acting, number: int) -> str:
    return programs.make_token(kim, f"Client {number}", {Scope.SYNC}, None)


def _storm(address: str, tokens: Sequence[str], batches: list[tuple[str, bytes]]) -> Told:
    """Let every client take its share of the shuffled batches, one after the other."""
    told, seen = Told(), set[str]()
    random.Random(5).shuffle(batches)  # noqa: S311 - no secret
    shares = [batches[at :: len(tokens)] for at in range(len(tokens))]

    def client(token: str, share: list[tuple[str, bytes]]) -> None:
        with posting(address, token) as post:
            for batch_id, body in share:
                times_ms = told.replay_ms if batch_id in seen else told.first_ms
                began = time.perf_counter()
                receipts = post(body)
                times_ms.append((time.perf_counter() - began) * 1000)
                seen.add(batch_id)
                told.receipts[batch_id].add(receipts)

    with ThreadPoolExecutor(len(tokens)) as pool:
        list(pool.map(client, tokens, shares))
    return told


def _counted(data: Path) -> tuple[int, int]:
    instance: Instance = open_instance(Settings(data=data))
    account = instance.store.accounts.by_email(KIM.email)
    assert account is not None  # noqa: S101 - the bench made it
    activities = instance.store.activities.page(account.id, Wanted()).total
    runs = len(instance.store.runs.recent(account.id, limit=1_000_000))
    instance.close()
    return activities, runs


def _p95(times_ms: list[float]) -> float:
    return round(harness.percentile(times_ms, 0.95), 1)


if __name__ == "__main__":
    main()
