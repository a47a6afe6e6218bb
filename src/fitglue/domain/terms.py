"""What a service lets be done with what is read from it, where that is less than its owner may do.

A source whose description has `Terms` is read for its owner's eyes: its recordings reach no target
and no booster, are merged with nobody else's, and go again after a while.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

#: Names of `Workout.metadata`: whose account at the service a recording was read from.
ACCOUNT = "read-from-account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How long what was read may be kept, and how its page leads back to the service.

    Nothing is kept for longer than `kept_for`, nor when the service was not asked for
    `unchecked_for` what is gone there. `link` are the words of the link, `page` is its address with
    `{}` for the source id.
    """

    kept_for: timedelta
    unchecked_for: timedelta
    link: str
    page: str

    @property
    def days(self) -> int:
        """Give the days that something is kept for."""
        return self.kept_for.days


def stays(name: str) -> str:
    """Say why an activity goes nowhere."""
    return f"What is read from {name} stays here: its terms allow no other place."


def is_of(metadata: Mapping[str, str], account: str) -> bool:
    """Tell whether a recording was read from an account at its service."""
    return metadata.get(ACCOUNT) == account
