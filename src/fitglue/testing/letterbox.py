"""Channels that send nothing anywhere: one that keeps what leaves, and one that kills."""

import os
import signal
from dataclasses import dataclass, field
from pathlib import Path

from fitglue.config import Settings
from fitglue.domain.errors import Delivery
from fitglue.domain.notification import Message
from fitglue.instance import open_instance
from fitglue.pipeline.telling import Telling
from fitglue.store.tables import ChannelRow


@dataclass
class Letterbox:
    """A `Post`: what left, and what goes wrong with the next ones."""

    messages: list[Message] = field(default_factory=list)
    problems: list[Delivery] = field(default_factory=list)

    def send(self, channel: ChannelRow, message: Message) -> None:
        """Take a message, unless a problem is due."""
        del channel
        if self.problems:
            raise self.problems.pop(0)
        self.messages.append(message)


@dataclass(frozen=True)
class DeadlyPost:
    """A `Post` that notes in a file what left, and kills its process before it can tell."""

    file: Path

    def send(self, channel: ChannelRow, message: Message) -> None:
        """Let it leave, and die."""
        del channel
        with self.file.open("a") as file:
            file.write(f"{message.title}\n")
        os.kill(os.getpid(), signal.SIGKILL)


def send_and_die(settings: Settings, sending_id: str, attempt: int, file: Path) -> None:
    """Work off a sending in this process, to its death."""
    instance = open_instance(settings)
    Telling(instance.store, instance.engine, DeadlyPost(file), "").send(sending_id, attempt)
