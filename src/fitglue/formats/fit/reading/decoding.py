"""One FIT file of a chain, decoded: its messages by kind, and how whole it is."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fitglue.domain.errors import TooBig
from fitglue.formats.fit.reading.container import Shell
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
    RECORD: 2_000_000, HEART_RATE: 100_000, EVENT: 100_000, DEVICE_INFO: 50_000, LENGTH: 50_000,
    LAP: 20_000, STRENGTH_SET: 20_000, FIELD_DESCRIPTION: 5_000,
}  # fmt: skip
_MOST_OF_OTHERS = 1_000
_NOTHING = {number: Messages(fields, []) for number, fields in MESSAGES.items()}
#: Numbers in all records together; each becomes eight bytes, and up to eight more of a clock.
_MOST_NUMBERS = 5_000_000


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


def decoded(content: bytes, shell: Shell) -> Decoded:
    """Decode one FIT file as far as it can be read. Raises TooBig and Hostile."""
    walked = walk(content, shell)
    octets = np.frombuffer(content, dtype=np.uint8)
    found: dict[int, list[Chunk]] = {}
    for one in walked.found:
        if one.positions or one.compressed:
            found.setdefault(one.layout.message, []).append(Chunk(octets, one))
    messages = {number: Messages(MESSAGES[number], chunks) for number, chunks in found.items()}
    for number, some in messages.items():
        _bounded(number, some)
    reached = shell.end if walked.broken_at is None else walked.broken_at
    return Decoded(messages, shell, (shell.end - reached) / max(shell.end - shell.start, 1))


def _bounded(number: int, messages: Messages) -> None:
    most = _MOST.get(number, _MOST_OF_OTHERS)
    if len(messages) > most:
        raise TooBig(f"This FIT file has more than {most:,} messages of one kind.")
    if number != RECORD:
        return
    known = {field.number for field in MESSAGES[RECORD].values()}
    numbers = len(messages) * sum(
        any(field in chunk.layout.places for chunk in messages.chunks) for field in known
    )
    if numbers > _MOST_NUMBERS:
        raise TooBig("This FIT file has more samples than any recording needs.")
