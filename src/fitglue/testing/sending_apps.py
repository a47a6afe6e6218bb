"""Apps that send, as the server sees them, and the work on what they sent done here and now."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from fitglue.instance import Instance
from fitglue.people.sending_apps import ADDRESS
from fitglue.processes import ingesting_of

Json = dict[str, Any]
START = datetime(2026, 5, 5, 12, 40, 52, tzinfo=UTC)
_METRES_PER_DEGREE = 111_195.0


class Answer(Protocol):
    """What came back."""

    status_code: int

    def json(self) -> Any:
        """Give the JSON."""
        ...


class Client(Protocol):
    """Whatever posts."""

    def post(self, url: str, *, content: bytes, headers: dict[str, str]) -> Answer:
        """Post bytes."""
        ...


@dataclass
class App:
    """An app of one person, with its token typed in."""

    client: Client
    token: str
    address: str = ADDRESS

    def posts(self, body: bytes, headers: Mapping[str, str] | None = None) -> Answer:
        """Post a body as the app does."""
        told = {"authorization": f"Bearer {self.token}", "content-type": "application/json"}
        return self.client.post(self.address, content=body, headers={**told, **(headers or {})})


def work_off(instance: Instance) -> None:
    """Take all that was received, without the durable engine."""
    ingesting = ingesting_of(instance)
    for row in instance.store.ingest.unfinished():
        ingesting.take(row.id, row.attempt)


def shortcut(**said: Any) -> bytes:
    """Write what a Shortcut sends of half an hour; `said` comes on top, `...` leaves out."""
    plain: Json = {
        "type": "Outdoor Run", "start": "2026-05-05T14:40:52+02:00",
        "end": "2026-05-05T15:10:52+02:00", "distance": "5,02 km", "energy": "320 kcal",
        "average_heart_rate": 148,
    }  # fmt: skip
    return json.dumps({k: v for k, v in {**plain, **said}.items() if v is not ...}).encode()


def original_activity(**said: Any) -> Json:
    """Write an activity of ten minutes as the original's phone app does."""
    plain: Json = {
        "externalId": "1B0C5E1A-7C55-4A7E-9E2B-0C7B3C1E9A10", "activityName": "Running",
        "startTime": _iso(0), "endTime": _iso(600), "duration": 570.5, "calories": 120,
        "distance": 1800.5, "source": "healthkit",
        "heartRateSamples": [{"timestamp": _iso(5 * at), "bpm": 140 + at % 5} for at in range(121)],
        "route": [
            {
                "timestamp": _iso(at), "latitude": 47 + 3 * at / _METRES_PER_DEGREE,
                "longitude": 8.0, "altitude": 400.0,
            }
            for at in range(601)
        ],
    }  # fmt: skip
    return {key: value for key, value in {**plain, **said}.items() if value is not ...}


def original_sync(*activities: Json) -> bytes:
    """Write a sync of the original's phone app."""
    device = {"platform": "ios", "osVersion": "26.1", "appVersion": "1.4.0"}
    sync = {"batchId": "sync-1777984852000"}
    return json.dumps({"activities": activities, "device": device, "sync": sync}).encode()


def _iso(second: float) -> str:
    return (START + timedelta(seconds=second)).isoformat(timespec="milliseconds")[:-6] + "Z"
