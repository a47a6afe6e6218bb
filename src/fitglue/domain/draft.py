"""An activity on its way through a pipeline: as the boosters have made it so far."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fitglue.domain.activity import Activity
from fitglue.domain.boost import Boost
from fitglue.domain.plan import Plan, TargetUse


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """The activity, and each booster's paragraph and findings by the booster's key."""

    activity: Activity
    sections: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def with_boost(self, key: str, boost: Boost) -> "Draft":
        """Give the draft after a booster; a second answer of the same one replaces its first."""
        says_nothing = boost.activity is None and not boost.section and not boost.facts
        if says_nothing and key not in self.sections and key not in self.facts:
            return self
        return Draft(
            boost.activity or self.activity,
            _put(self.sections, key, boost.section),
            _put(self.facts, key, boost.facts),
        )

    def for_target(self, plan: Plan, target: TargetUse) -> Activity:
        """Give the activity as a target gets it: paragraphs in the order of the pipeline."""
        return self.whole(plan, without=target.leaves_out)

    def whole(self, plan: Plan, without: Collection[str] = ()) -> Activity:
        """Give the activity with its paragraphs in the order of the pipeline, but for some."""
        told = (
            self.sections[use.key]
            for use in plan.boosters
            if use.key in self.sections and use.key not in without
        )
        return replace(self.activity, paragraphs=tuple(told))


def _put(before: Mapping[str, Any], key: str, value: Any) -> dict[str, Any]:
    after = {name: kept for name, kept in before.items() if name != key}
    return {**after, key: value} if value else after
