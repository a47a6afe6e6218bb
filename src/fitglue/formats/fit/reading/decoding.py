"""One FIT file of a chain, decoded: its messages by kind, and how whole it is."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fitglue.domain.errors import TooBig
from fitglue.formats.fit.reading.container import Shell, shells
from fitglue.formats.fit.reading.fields import (
    ACTIVITY_TYPES,
    DEVICE_INFO,
    EVENT,
    FIELD_DESCRIPTION,
    FILE_ID,
    HEART_RATE,
    LAP,
    LENGTH,
    MESSAGES,
    RECORD,
    SESSION,
    STRENGTH_SET,
)
from fitglue.formats.fit.reading.messages import Chunk, Messages
from fitglue.formats.fit.reading.walk import walk

#: How many messages of a kind are still a recording's; far above any that was seen.
_MOST = {
    RECORD: 2_000_000, HEART_RATE: 40_000, EVENT: 10_000, DEVICE_INFO: 50_000, LENGTH: 20_000,
    LAP: 5_000, STRENGTH_SET: 5_000, FIELD_DESCRIPTION: 5_000, SESSION: 30,
}  # fmt: skip
_MOST_OF_OTHERS = 1_000
#: Numbers in all messages together: four days at 1 Hz with ten sensors. A record's takes sixteen
#: bytes as it becomes a stream; any other message takes as much as forty of them.
_MOST_NUMBERS = 3_800_000
_NUMBERS_OF_OTHERS = 40
_NOTHING = {number: Messages(fields, []) for number, fields in MESSAGES.items()}


@dataclass(frozen=True, eq=False, slots=True)
class Decoded:
    """The messages of one FIT file. `lost` is the share of it that could not be read."""

    messages: Mapping[int, Messages]
    shell: Shell
    lost: float

    def __getitem__(self, number: int) -> Messages:
        """Give the messages of a kind; none is empty."""
        return self.messages.get(number, _NOTHING[number])

    @property
    def type(self) -> int | None:
        """Give what kind of file it says to be."""
        rows = self[FILE_ID].rows
        return int(rows[0]["type"]) if rows and "type" in rows[0] else None

    @property
    def is_recording(self) -> bool:
        """Tell whether it is an activity, or does not say and has what an activity has."""
        if self.type is not None:
            return self.type in ACTIVITY_TYPES
        return bool(len(self[RECORD]) or len(self[SESSION]))


def decoded(content: bytes, name: str) -> list[Decoded]:
    """Decode all FIT files of a chain, as far as each can be read.

    Raises NotAWorkout when it is none, TooBig and Hostile for what no device writes.
    """
    files: list[Decoded] = []
    numbers = 0
    for shell in shells(content, name):
        files.append(_decoded(content, shell))
        numbers += _numbers(files[-1].messages)
        if numbers > _MOST_NUMBERS:
            raise TooBig("This FIT file has more samples than any recording needs.")
    return files


def _decoded(content: bytes, shell: Shell) -> Decoded:
    walked = walk(content, shell)
    octets = np.frombuffer(content, dtype=np.uint8)
    found: dict[int, list[Chunk]] = {}
    for one in walked.found:
        if one.positions or one.compressed:
            found.setdefault(one.layout.message, []).append(Chunk(octets, one))
    messages = {number: Messages(MESSAGES[number], chunks) for number, chunks in found.items()}
    reached = shell.end if walked.broken_at is None else walked.broken_at
    return Decoded(messages, shell, (shell.end - reached) / max(shell.end - shell.start, 1))


def _numbers(messages: Mapping[int, Messages]) -> int:
    """Count what messages will take, in numbers of a record. Raises TooBig for an endless kind."""
    numbers = 0
    for number, some in messages.items():
        most = _MOST.get(number, _MOST_OF_OTHERS)
        if len(some) > most:
            raise TooBig(f"This FIT file has more than {most:,} messages of one kind.")
        each = sum(map(some.has, some.fields)) if number == RECORD else _NUMBERS_OF_OTHERS
        numbers += len(some) * each
    return numbers
