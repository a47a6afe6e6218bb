"""Counts the past activities that conditions match, while somebody is still writing them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fitglue.domain.booster_tools import Places
from fitglue.domain.conditions import (
    ABOUT_PLACES,
    NO_PLACES,
    Aspect,
    Condition,
    Match,
    Seen,
    matching,
    words,
)
from fitglue.domain.plugins import Choosing

if TYPE_CHECKING:
    from fitglue.store import Store

MOST_ACTIVITIES = 10_000
#: Where a place is asked about every route may have to be read, a millisecond or more each.
MOST_ROUTES = 500
_SHOWN = 5
_IN_DOCUMENTS = ABOUT_PLACES | {
    Aspect.DEVICE, Aspect.MOVING, Aspect.EFFORT, Aspect.USER_ENTERED, Aspect.VIRTUAL_ROUTE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of the newest activities match, and a few of them; `what` names what was asked."""

    activities: int
    of: int
    what: str
    some: tuple[Seen, ...]

    @property
    def sentence(self) -> str:
        """Say it: "212 of your last 1,000 activities match."."""
        if not self.of:
            return "You have no activities yet."
        if self.of == 1:
            return f"Your only activity {'matches' if self.activities else 'does not match'}."
        number = f"{self.activities:,}" if self.activities else "None"
        verb = "matches" if self.activities == 1 else "match"
        return f"{number} of your last {self.of:,} activities {verb}."


@dataclass(frozen=True, slots=True)
class Asked:
    """Conditions, how many of them have to hold, and of how many activities."""

    conditions: Sequence[Condition]
    match: Match = Match.ALL
    last: int = 1000


def counted(
    store: "Store", account_id: str, booster: Choosing, settings: Any, places: Places = NO_PLACES
) -> Counted:
    """Count a person's newest activities that a booster with these settings takes."""
    asked = booster.asks(settings)
    seen = _seen(store, account_id, asked, Asked(asked).last, places)
    found = [one for one in seen if booster.takes(settings, one)]
    return Counted(len(found), len(seen), "", tuple(found[:_SHOWN]))


def count(
    store: "Store", account_id: str, asked: Asked, units: str, places: Places = NO_PLACES
) -> Counted:
    """Hold conditions against a person's newest activities."""
    seen = _seen(store, account_id, asked.conditions, asked.last, places)
    # What is in a row is asked first, so that few routes are read.
    ordered = sorted(asked.conditions, key=lambda condition: condition.field in ABOUT_PLACES)
    found = list(matching(asked.match, ordered, seen))
    what = words(asked.match, asked.conditions, units)
    return Counted(len(found), len(seen), what, tuple(found[:_SHOWN]))


def _seen(
    store: "Store", account_id: str, asked: Sequence[Condition], last: int, places: Places
) -> list[Seen]:
    aspects = {condition.field for condition in asked}
    most = MOST_ROUTES if aspects & ABOUT_PLACES else MOST_ACTIVITIES
    return store.seen.newest(
        account_id,
        max(1, min(last, most)),
        in_depth=bool(aspects & _IN_DOCUMENTS),
        places=places,
    )
