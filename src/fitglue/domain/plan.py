"""A pipeline as a run needs it: which boosters in which order, which targets.

A run carries a snapshot of its plan, so that it ends by the rules under which it began: whatever
is edited meanwhile, and whichever version of FitGlue finishes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from fitglue.domain.errors import Bug
from fitglue.domain.shape import Shape

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BoosterUse:
    """A booster in a pipeline. `key` names this use of it and stays when others move."""

    key: str
    plugin: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    on: bool = True
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetUse:
    """A target in a pipeline. `leaves_out` are keys of boosters whose text it does not get.

    `connection` is the id of the one that is meant; empty for the person's only one.
    """

    key: str
    plugin: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    leaves_out: tuple[str, ...] = ()
    connection: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A pipeline's rule."""

    id: str
    name: str
    sources: tuple[str, ...]
    boosters: tuple[BoosterUse, ...] = ()
    targets: tuple[TargetUse, ...] = ()

    def target(self, key: str) -> TargetUse | None:
        """Find a target by its key."""
        return next((one for one in self.targets if one.key == key), None)

    def as_document(self) -> dict[str, Any]:
        """Give the plan as plain values, for a row."""
        return {"version": VERSION, **msgspec.to_builtins(self)}


PLAN = Shape(Plan)


def plan_of(document: Mapping[str, Any]) -> Plan:
    """Read a plan's document. Raises Bug for one of a later version."""
    if document.get("version", 0) > VERSION:
        raise Bug(
            "This run was begun by a later version of FitGlue.",
            "Start that version again, or a later one.",
        )
    return PLAN.of(document)


def first_plan() -> Plan:
    """Give the pipeline that everybody starts with."""
    return Plan(
        id="", name="Everything to folder",
        sources=("apple_health", "health_connect", "file_upload"),
        targets=(TargetUse(key="folder", plugin="folder"),),
    )  # fmt: skip
