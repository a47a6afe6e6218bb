"""In which order boosters do best: what may stop a run goes first.

It is advice and never a rule: a filter may well look at what a booster before it found.
"""

from collections.abc import Sequence

from fitglue import registry
from fitglue.domain.plan import BoosterUse
from fitglue.domain.plugins import Stage


def gates_first(uses: Sequence[BoosterUse]) -> tuple[BoosterUse, ...]:
    """Move gates to the front; they and the others keep their order."""
    return tuple(sorted(uses, key=lambda use: stage_of(use) is not Stage.GATE))


def stage_of(use: BoosterUse) -> Stage:
    """Tell when a booster likes to work; one that is not installed does not mind."""
    plugin = registry.of_use(use)
    return plugin.about.stage if plugin is not None else Stage.ANY


def wants_gates_first(uses: Sequence[BoosterUse]) -> bool:
    """Tell whether a gate stands behind a booster that works, for nothing if the gate closes."""
    stages = [stage_of(use) for use in uses if use.on]
    works = [at for at, stage in enumerate(stages) if stage is Stage.ANY]
    gates = [at for at, stage in enumerate(stages) if stage is Stage.GATE]
    return bool(works and gates) and gates[-1] > works[0]
