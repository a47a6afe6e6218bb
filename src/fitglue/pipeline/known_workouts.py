"""Lets a source see the workouts that a person has, to tell what belongs to them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from fitglue import registry
from fitglue.domain.arrival import SourceTools
from fitglue.domain.workout import Workout

if TYPE_CHECKING:
    from fitglue.store import Store


def with_workouts(tools: SourceTools, store: "Store", account_id: str) -> SourceTools:
    """Let a source ask for the workouts of a span, as they are when it asks."""
    history = store.history(account_id, registry.staying())

    def workouts(start: datetime, end: datetime) -> Sequence[Workout]:
        return [one.workout for one in history.overlapping(start, end)]

    return replace(tools, workouts=workouts)
