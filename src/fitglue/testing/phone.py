"""A phone as the server sees it: a Health store, a queue that survives everything, bad networks.

It does what the app promises: a batch is written down before it leaves and forgotten only for its
receipts, so whatever is lost on the way is sent again under the same id.
"""

import gzip
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Protocol

import msgspec

from fitglue.formats.phone_sync import wire
from fitglue.formats.phone_sync.reading import part_of, seal_of
from fitglue.testing.phone_workouts import OnPhone

_CLAIM = "a claim that the phone made and keeps "


class Answer(Protocol):
    """What came back: a status and JSON."""

    status_code: int

    def json(self) -> Any:
        """Give the JSON."""
        ...


class Client(Protocol):
    """Whatever posts: a test client, or httpx2's."""

    def post(self, url: str, *, content: bytes, headers: dict[str, str]) -> Answer:
        """Post bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Packed:
    """A batch as it was written down before it was sent."""

    batch_id: str
    items: tuple[wire.Item, ...]
    body: bytes


@dataclass
class Phone:
    """One phone of one person, paired already."""

    client: Client
    token: str
    chance: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311 - no secret
    health: dict[str, OnPhone] = field(default_factory=dict)
    queue: list[wire.Item] = field(default_factory=list)
    unanswered: list[Packed] = field(default_factory=list)
    state: wire.PhoneState = field(default_factory=lambda: wire.PhoneState(os_version="27.1"))
    bytes_sent: int = 0
    device_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def records(self, one: OnPhone) -> None:
        """Put a workout into Health; all of it waits to be sent."""
        self.health[one.uuid] = one
        self.queue += one.items

    def gets(self, part: wire.Route | wire.Series) -> None:
        """Let a part of a workout come late, or once more."""
        one = self.health[part.workout]
        others = [other for other in one.parts if part_of(other).name != part_of(part).name]
        self.health[one.uuid] = OnPhone(one.envelope, (*others, part))
        self.queue.append(part)

    def deletes(self, workout_uuid: str) -> None:
        """Delete a workout in Health."""
        self.health.pop(workout_uuid, None)
        self.queue.append(wire.Deleted(uuid=workout_uuid))

    def packs(self, most: int = 50, *, shuffled: bool = False) -> Packed | None:
        """Write the next batch down."""
        if shuffled:
            self.chance.shuffle(self.queue)
        items, self.queue = self.queue[:most], self.queue[most:]
        if not items:
            return None
        packed = self.batch_of(items)
        self.unanswered.append(packed)
        return packed

    def batch_of(self, items: Sequence[wire.Item], batch_id: str = "") -> Packed:
        """Make a batch of items."""
        batch_id = batch_id or str(uuid.UUID(int=self.chance.getrandbits(128)))
        body = gzipped_items(items, batch_id, self.device_id, self.state)
        return Packed(batch_id, tuple(items), body)

    def sends(self, packed: Packed) -> list[dict[str, Any]]:
        """Send a batch and take its receipts. Raises AssertionError for any other answer."""
        answer = self.posts("/sync", packed.body)
        assert answer.status_code == HTTPStatus.OK, answer.json()  # noqa: S101 - a test's own check
        receipts: list[dict[str, Any]] = answer.json()["receipts"]
        self.unanswered = [one for one in self.unanswered if one.batch_id != packed.batch_id]
        return receipts

    def loses_the_reply_to(self, packed: Packed) -> None:
        """Send a batch whose receipts never come: it stays written down."""
        self.posts("/sync", packed.body)

    def syncs(self, most: int = 50, *, shuffled: bool = False) -> list[dict[str, Any]]:
        """Send all that waits, what was not answered first; give the receipts."""
        receipts = [one for packed in list(self.unanswered) for one in self.sends(packed)]
        while packed := self.packs(most, shuffled=shuffled):
            receipts += self.sends(packed)
        return receipts

    def is_reinstalled(self) -> None:
        """Forget everything but Health; the phone asks what is missing before it sends."""
        self.queue, self.unanswered, self.device_id = [], [], str(uuid.uuid4())
        self.bytes_sent = 0

    def asks_what_is_missing(self) -> list[str]:
        """Compare Health with the server, and queue what is missing there; give its UUIDs."""
        workouts = [(one.uuid, seal(one)) for one in self.health.values()]
        body = gzip.compress(msgspec.json.encode(wire.Digest(version=1, workouts=workouts)))
        told = self.posts("/sync/digest", body).json()
        wanted = [*told["missing"], *told["differing"]]
        for one in wanted:
            self.queue += self.health[one].items
        return wanted

    def posts(self, path: str, body: bytes, encoding: str = "gzip") -> Answer:
        """Post bytes with the phone's token."""
        self.bytes_sent += len(body)
        headers = {"authorization": f"Bearer {self.token}", "content-encoding": encoding}
        return self.client.post(f"/api/v1{path}", content=body, headers=headers)


def gzipped_items(
    items: Sequence[wire.Item],
    batch_id: str,
    device_id: str = "phone",
    state: wire.PhoneState | None = None,
) -> bytes:
    """Give a batch as it leaves a phone."""
    batch = wire.Batch[wire.Item](
        version=1, batch_id=batch_id, device_id=device_id, items=list(items), app_version="1.0",
        state=state or wire.PhoneState(),
    )  # fmt: skip
    return gzip.compress(msgspec.json.encode(batch), 1)


def seal(one: OnPhone) -> str:
    """Seal what a phone has of a workout."""
    parts = [part_of(item) for item in (one.envelope, *one.parts)]
    return seal_of((part.name, part.samples) for part in parts)


def pairs(client: Client, code: str, name: str = "Kim's iPhone") -> str:
    """Pair with a code, and give the token."""
    asked = {"code": code, "claim": _CLAIM + name, "name": name, "app_version": "1.0"}
    headers = {"content-type": "application/json"}
    answer = client.post("/api/v1/pair", content=msgspec.json.encode(asked), headers=headers)
    assert answer.status_code == HTTPStatus.OK, answer.json()  # noqa: S101 - a test's own check
    token: str = answer.json()["token"]
    return token
