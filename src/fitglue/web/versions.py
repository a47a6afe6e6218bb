"""An activity as it was recorded, and as the boosters of pipelines made it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fitglue.domain.activity import Activity
from fitglue.domain.plan import plan_of
from fitglue.domain.streams import StreamKind
from fitglue.pipeline.running import draft_of
from fitglue.store import Store
from fitglue.store.tables import RunRow
from fitglue.web.languages import gettext

RECORDED = "recorded"
# Sums over time, which only what draws charts looks at.
_SUMS = {
    StreamKind.DISTANCE, StreamKind.STEPS, StreamKind.STROKES, StreamKind.ACTIVE_ENERGY,
    StreamKind.BASAL_ENERGY,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Version:
    """One way to see an activity: the run that made it, or `recorded`."""

    key: str
    name: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Versions:
    """What is shown, and what else could be; nothing else when no booster changed anything."""

    shown: Activity
    choices: Sequence[Version]

    @property
    def key(self) -> str:
        """Name what is shown, for addresses; empty while there is no choice."""
        return next((one.key for one in self.choices if one.is_shown), "")


def versions_of(store: Store, person_id: str, recorded: Activity, wanted: str = "") -> Versions:
    """Give an activity as `wanted`: by the run that made it, or as it was recorded.

    Unasked it is as recorded, unless a pipeline gave it something that nobody measured: who added
    a map wants to see one.
    """
    runs = {run.id: run for run in store.runs.made(person_id, recorded.id, recorded.revision)}
    made = {key: activity for key, run in runs.items() if (activity := _made(store, run))}
    key = wanted if wanted in made else ""
    if not key and wanted != RECORDED:
        key = next((one for one, activity in made.items() if _adds(recorded, activity)), "")
    return Versions(made.get(key, recorded), _choices(runs, made, key) if made else ())


def _choices(
    runs: Mapping[str, RunRow], made: Mapping[str, Activity], shown: str
) -> tuple[Version, ...]:
    names = [(key, str(runs[key].plan["name"])) for key in made]
    recorded = Version(RECORDED, gettext("As recorded"), is_shown=not shown)
    return (recorded, *(Version(key, f"By “{name}”", is_shown=key == shown) for key, name in names))


def _made(store: Store, run: RunRow) -> Activity | None:
    draft = draft_of(store, run)
    return draft.whole(plan_of(run.plan)) if draft is not None else None


def _adds(recorded: Activity, made: Activity) -> bool:
    return bool(made.workout.streams.keys() - recorded.workout.streams.keys() - _SUMS)
