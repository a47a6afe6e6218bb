"""What lies outside for the fakes: a folder that outlives any crash, as a real service does."""

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fitglue.domain.activity import Activity
from fitglue.domain.plugins import Receipt
from fitglue.domain.text import renewed
from fitglue.durable_file import write_durably


@dataclass(frozen=True, slots=True)
class World:
    """What lies outside: remote activities, and a line for every call, as files of a folder."""

    folder: Path

    def note(self, what: str, activity_id: str) -> int:
        """Write a call down, durably, and give its number for this activity and kind of call."""
        with (self.folder / "calls.log").open("a+") as file:
            file.write(f"{time.time():.3f} {what} {activity_id}\n")
            file.flush()
            os.fsync(file.fileno())
            file.seek(0)
            return sum(line.split()[1:] == [what, activity_id] for line in file)

    def calls(self, what: str = "") -> list[str]:
        """Give the activities of the calls so far, of one kind or of all."""
        try:
            lines = (self.folder / "calls.log").read_text().splitlines()
        except FileNotFoundError:
            return []
        parts = [line.split() for line in lines]
        return [activity for _, kind, activity in parts if kind.startswith(what)]

    def take(self, activity: Activity) -> Receipt:
        """Add a remote activity: a service that does not recognise what it has makes another."""
        number = len(list(self.folder.glob(f"{activity.id}.*.json"))) + 1
        name = f"{activity.id}.{number}.json"
        self.keep(name, activity)
        return Receipt(name, f"fake:{name}")

    def renew(self, receipt: Receipt, activity: Activity) -> None:
        """Bring a remote activity up to date; what its owner wrote there stays."""
        there = json.loads((self.folder / receipt.id).read_text())["description"]
        self.keep(receipt.id, activity, renewed(there, receipt.wrote, activity.said))

    def write_there(self, name: str, text: str) -> None:
        """Let the owner write the description of a remote activity themselves."""
        told = json.loads((self.folder / name).read_text())
        write_durably(self.folder / name, json.dumps({**told, "description": text}).encode())

    def keep(self, name: str, activity: Activity, text: str | None = None) -> None:
        """Write a remote activity, whole or not at all: a service has no half ones."""
        told = {"title": activity.title, "description": activity.text if text is None else text}
        content = json.dumps({**told, "revision": activity.revision})
        write_durably(self.folder / name, content.encode())

    def has(self, activity_id: str) -> list[Path]:
        """Give the remote activities that came of an activity."""
        return sorted(self.folder.glob(f"{activity_id}.*.json"))

    def everything(self) -> list[dict[str, Any]]:
        """Read every remote activity."""
        return [json.loads(path.read_text()) for path in sorted(self.folder.glob("*.json"))]


def world() -> World:
    """Give the world of this process, named by FAKE_WORLD."""
    folder = Path(os.environ["FAKE_WORLD"])
    folder.mkdir(parents=True, exist_ok=True)
    return World(folder)
