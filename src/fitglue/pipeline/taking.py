"""Counts the past activities that a pipeline's filters would let through, before it is kept.

Filters look at activities as they came; what a booster before one of them would change is not
worked out, so that two hundred are counted while somebody is still writing. A dry run is exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from fitglue import registry
from fitglue.domain.booster_tools import Places
from fitglue.domain.conditions import ABOUT_PLACES, NO_PLACES, Seen
from fitglue.domain.past import PastWanted
from fitglue.domain.plan import BoosterUse, Plan
from fitglue.domain.plugins import Choosing, Stage

if TYPE_CHECKING:
    from fitglue.store import Store

_LOOKED_AT = 200
_LOOKED_AT_ON_MAPS = 50  # every route may have to be read


@dataclass(frozen=True, slots=True)
class Taken:
    """How many of the newest `of` activities would go through, and the ids of those that do.

    `stopped` are the others by the key of the filter that holds them back.
    """

    ids: tuple[str, ...]
    of: int
    stopped: tuple[tuple[str, int], ...]
    has_filters: bool

    @property
    def sentence(self) -> str:
        """Say it: "Would have taken 14 of your last 200 activities."."""
        if not self.of:
            return "No activity has come from these sources yet."
        number = f"{len(self.ids):,}" if self.ids else "none"
        if self.of == 1:
            return f"Would {'' if self.ids else 'not '}have taken your only activity."
        which = "all" if len(self.ids) == self.of else number
        return f"Would have taken {which} of your last {self.of:,} activities."


@dataclass(frozen=True, slots=True)
class _Gate:
    key: str
    booster: Choosing
    settings: Any


def taken(store: "Store", account_id: str, plan: Plan, places: Places = NO_PLACES) -> Taken | None:
    """Count what the filters of a plan let through; none while the settings of one are wrong."""
    try:
        gates = [gate for use in plan.boosters if (gate := _gate(use)) is not None]
        aspects = {asked.field for gate in gates for asked in gate.booster.asks(gate.settings)}
    except ValidationError:
        return None
    most = _LOOKED_AT_ON_MAPS if aspects & ABOUT_PLACES else _LOOKED_AT
    wanted = PastWanted(sources=tuple(set(plan.sources) - registry.staying()))
    newest = [place.id for place in store.past.newest(account_id, wanted, most)]
    seen = store.seen.newest(account_id, most, in_depth=bool(gates), places=places, among=newest)
    return _through(gates, seen)


def _gate(use: BoosterUse) -> _Gate | None:
    plugin = registry.of_use(use)
    if not use.on or not isinstance(plugin, Choosing) or plugin.about.stage is not Stage.GATE:
        return None
    return _Gate(use.key, plugin, plugin.about.settings.model_validate(dict(use.settings)))


def _through(gates: Sequence[_Gate], seen: Sequence[Seen]) -> Taken:
    ids, stopped = [], dict.fromkeys((gate.key for gate in gates), 0)
    for one in seen:
        held = next((gate for gate in gates if not gate.booster.takes(gate.settings, one)), None)
        if held is None:
            ids.append(one.id)
        else:
            stopped[held.key] += 1
    return Taken(tuple(ids), len(seen), tuple(stopped.items()), bool(gates))
