"""Writing back into Apple Health: what a paired phone is to write, and what became of it.

A phone alone can write there, and it wakes when it likes. So what is to be written is kept until
the phone's receipt, under a name that is the same for every try.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from fitglue.domain.errors import NeedsUser

#: The key in Health's metadata that marks what FitGlue wrote; its value is the write's id.
MARK = "FitGlueDelivery"
TARGET_ID = "apple_health"
#: Opens the Health app where there is one; it cannot be led to a single workout.
ADDRESS = "x-apple-health://"
_NAMESPACE = uuid.UUID("0b8f3d0e-5d0a-4d2c-8b0e-8f7f3f6f7a52")


def write_id_of(account_id: str, activity_id: str) -> str:
    """Name what is written of an activity: the same activity, the same name."""
    return str(uuid.uuid5(_NAMESPACE, f"{account_id}\n{activity_id}\n{TARGET_ID}"))


def is_ours(metadata: Mapping[str, str]) -> bool:
    """Tell by a workout's metadata whether FitGlue wrote it: such a one is no recording."""
    return MARK in metadata


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthWrite:
    """What a phone is to write of an activity: the times that it is found by, and its content.

    `content` is an item of the phones' wire format without its id and version; equal contents are
    the same write.
    """

    activity_id: str
    start: datetime
    end: datetime
    content: bytes
    content_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a write is: `version` is wanted, `written_version` is in Health as `health_uuid`.

    `why` and `next_step` are the phone's words when it could not write; `is_refused` when it never
    will. `phone` is the name of the one that took it.
    """

    write_id: str
    version: int
    content_hash: str
    written_version: int = 0
    written_hash: str = ""
    health_uuid: str = ""
    why: str = ""
    next_step: str = ""
    is_refused: bool = False
    phone: str = ""
    asked_at: datetime = field(default_factory=lambda: datetime.now(UTC))


class HealthOutbox(Protocol):
    """What a person's phones are to write."""

    def put(self, write: HealthWrite) -> Standing:
        """Keep what is to be written durably, in the place of an earlier version.

        The same content again changes nothing.
        """
        ...

    def find(self, activity_id: str) -> Standing | None:
        """Tell how far the write of an activity is, if there is one."""
        ...

    def has_phone(self) -> bool:
        """Tell whether any phone of this person can write into Apple Health."""
        ...


class NoHealthOutbox:
    """There are no phones here."""

    def put(self, write: HealthWrite) -> Standing:
        """Say so."""
        del write
        raise NeedsUser(
            "No phone can write here.", "Leave Apple Health out of the pipeline's targets."
        )

    def find(self, activity_id: str) -> Standing | None:
        """Find nothing."""

    def has_phone(self) -> bool:
        """Say no."""
        return False
