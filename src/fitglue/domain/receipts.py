"""What a phone is told of each thing that it sent. A receipt is given for what is kept, durably."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What became of an item."""

    STORED = "stored"
    KNOWN = "already_had_it"
    UPDATED = "updated"
    REFUSED = "refused"
    NOT_WANTED = "not_wanted"  # its owner switched it off; nothing of it was kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The answer to one item: `workout` is its UUID, `activity_id` where it is found here.

    That is empty while its envelope has not come.
    """

    verdict: Verdict
    workout: str = ""
    part: str = ""
    activity_id: str = ""
    why: str = ""
    next_step: str = ""
