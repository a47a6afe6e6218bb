"""In which order boosters do best: what may stop a run first, what draws on finished text last.

It is advice and never a rule: a filter may well look at what a booster before it found.
"""

from collections.abc import Sequence

from fitglue import registry
from fitglue.domain.plan import BoosterUse
from fitglue.domain.plugins import Stage

_PLACES = {Stage.GATE: 0, Stage.ANY: 1, Stage.LAST: 2}


def well_ordered(uses: Sequence[BoosterUse]) -> tuple[BoosterUse, ...]:
    """Move gates to the front and what belongs last to the end; the others keep their order."""
    return tuple(sorted(uses, key=lambda use: _PLACES[stage_of(use)]))


def stage_of(use: BoosterUse) -> Stage:
    """Tell when a booster likes to work; one that is not installed does not mind."""
    plugin = registry.plugins().get(use.plugin)
    return plugin.about.stage if plugin is not None else Stage.ANY


def advice(uses: Sequence[BoosterUse]) -> str:
    """Say how another order would do better, empty when this one is good."""
    stages = [stage_of(use) for use in uses if use.on]
    works = [at for at, stage in enumerate(stages) if stage is not Stage.GATE]
    gates = [at for at, stage in enumerate(stages) if stage is Stage.GATE]
    if works and gates and gates[-1] > works[0]:
        return "Filters first saves work: nothing is made better only to be stopped."
    last = [at for at, stage in enumerate(stages) if stage is Stage.LAST]
    if last and any(stage is not Stage.LAST for stage in stages[last[0] :]):
        return "What draws on the finished text does best behind all others."
    return ""
