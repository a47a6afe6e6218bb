"""What a pipeline's filters would let through, as pages say it."""

from dataclasses import dataclass

from fitglue.domain.plan import Plan
from fitglue.domain.plugins import PluginKind
from fitglue.instance import Instance
from fitglue.pipeline.taking import taken
from fitglue.web.lines import Person
from fitglue.web.pipeline_view import name_of


@dataclass(frozen=True, slots=True)
class ShownTaken:
    """A sentence, and which filters hold back how many: key, place, name and number of each."""

    sentence: str
    of: int
    has_filters: bool
    stopped: list[tuple[str, int, str, int]]


def taken_of(instance: Instance, person: Person, plan: Plan) -> ShownTaken | None:
    """Count; none while the settings of a filter are wrong."""
    found = taken(instance.store, person.id, plan, instance.places)
    if found is None:
        return None
    held = dict(found.stopped)
    stopped = [
        (use.key, at, name_of(PluginKind.BOOSTER, use.plugin), held[use.key])
        for at, use in enumerate(plan.boosters, 1)
        if held.get(use.key)
    ]
    return ShownTaken(found.sentence, found.of, found.has_filters, stopped)
