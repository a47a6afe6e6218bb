"""A pipeline run: where it stands, and the trace of what every booster did."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from fitglue.domain.boost import Outcome
from fitglue.domain.plan import Plan
from fitglue.domain.shape import Shape


class RunState(StrEnum):
    """The states of a run. From the last six none leads further by itself."""

    WAITING = "waiting"  # for its turn, or at work
    PARKED = "parked"  # a booster asked for time
    ASKING = "asking"  # a person has to answer first
    DELIVERING = "delivering"
    DONE = "done"
    HALTED = "halted"  # a booster decided that this activity goes nowhere
    FAILED = "failed"  # a required booster could not do its work
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"  # a newer revision of the activity has a run of its own
    BLOCKED = "blocked"  # over the limit of the person's tier; kept, and released later

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more happens by itself."""
        return self in _OVER


_OVER = {
    RunState.DONE, RunState.HALTED, RunState.FAILED, RunState.CANCELLED, RunState.SUPERSEDED,
    RunState.BLOCKED,
}  # fmt: skip

UNFINISHED = tuple(state for state in RunState if not state.is_over)


class Cause(StrEnum):
    """Why a run was started."""

    ARRIVAL = "arrival"
    AGAIN = "again"
    PAST = "past"
    ANSWER = "answer"
    EDIT = "edit"
    LOOK = "look"  # a booster wanted to look again


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceLine:
    """What one booster did in a run, why, and how long it took."""

    key: str
    plugin: str
    outcome: Outcome
    why: str
    took_ms: float = 0.0
    section: str = ""
    facts: Mapping[str, Any] | None = None


TRACE_LINE = Shape(TraceLine)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What starts a run. The same `cause_key` starts an activity in a pipeline only once."""

    account_id: str
    activity_id: str
    revision: int
    plan: Plan
    cause: Cause
    cause_key: str
    delivers: bool = True
    backfill: bool = False
    looks: Mapping[str, Any] = field(default_factory=dict)  # of boosters that look again
