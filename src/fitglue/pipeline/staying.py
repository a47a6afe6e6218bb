"""The doors that what was read under a service's terms does not pass: it stays here.

An activity that has such a recording has no other: it is matched with, and merged into, nothing. So
one question is enough at each door, whoever else recorded the same workout.
"""

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

from fitglue import registry
from fitglue.domain.activity import Recording
from fitglue.domain.errors import Refused
from fitglue.domain.plugins import PluginKind
from fitglue.domain.sample import is_sample
from fitglue.domain.terms import stays

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store import Store


def why_it_stays(store: "Store", session: "Session", activity_id: str) -> str:
    """Say why an activity goes nowhere and no booster sees it; empty when it may."""
    bound = registry.staying()
    if not bound:
        return ""
    found = bound & store.recordings.sources(session, activity_id)
    return stays(_name(min(found))) if found else ""


def whether_it_stays(store: "Store") -> Callable[[str], str]:
    """Give what says why an activity stays, for those who have no session."""

    def why(activity_id: str) -> str:
        with store.transactions.reading() as session:
            return why_it_stays(store, session, activity_id)

    return why


def is_alone(recordings: Iterable[Recording]) -> bool:
    """Tell whether one of some recordings is one activity with no other."""
    bound = registry.staying()
    return any(one.sender.source in bound for one in recordings)


def check_may_be_one(recordings: Collection[Recording]) -> None:
    """Let nobody join what stays here with anything. Raises Refused."""
    if len({is_sample(one.sender.source_id) for one in recordings}) > 1:
        raise Refused(
            "A sample workout is never one with a workout of yours.", "Leave the two apart."
        )
    bound = registry.staying()
    for one in recordings:
        if one.sender.source in bound:
            raise Refused(
                f"What is read from {_name(one.sender.source)} is kept by itself: its terms allow "
                "no other way.",
                "Leave the two apart; the other one goes on as if this one were not here.",
            )


def _name(source_id: str) -> str:
    return registry.of_kind(PluginKind.SOURCE)[source_id].about.name
