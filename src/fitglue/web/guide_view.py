"""The first steps: add a source, build a pipeline, see it work. Each ticks itself."""

from dataclasses import dataclass

from fitglue.domain.connecting import ConnectionState
from fitglue.store import Store
from fitglue.web.languages import gettext
from fitglue.web.words import listed


@dataclass(frozen=True, slots=True)
class Step:
    """A step: whether it is done, and what was found that says so."""

    is_done: bool
    told: str


@dataclass(frozen=True, slots=True)
class Guide:
    """The three steps, and the import of samples that runs."""

    source: Step
    pipeline: Step
    delivered: Step
    samples_import: str

    @property
    def is_done(self) -> bool:
        """Tell whether there is nothing left to do."""
        return self.source.is_done and self.pipeline.is_done and self.delivered.is_done

    @property
    def next(self) -> str:
        """Name the step whose turn it is."""
        steps = ("source", "pipeline", "delivered")
        return next((name for name in steps if not getattr(self, name).is_done), "")


def guide_of(store: Store, person_id: str) -> Guide | None:
    """Show the first steps until they are done, or put away."""
    if store.accounts.get(person_id).guide_closed_at is not None:
        return None
    samples = store.samples.imports(person_id)
    running = next(
        (row.id for row in samples if row.state in {"waiting", "running"} or not row.result), ""
    )
    guide = Guide(
        source=_source(store, person_id, has_samples=bool(samples)),
        pipeline=_pipeline(store, person_id),
        delivered=_delivered(store, person_id),
        samples_import=running,
    )
    is_tried = bool(samples)  # who tries it still wants to see how it goes on
    return None if guide.is_done and not is_tried else guide


def _source(store: Store, person_id: str, *, has_samples: bool) -> Step:
    found = [row.name for row in store.phones.of_account(person_id) if row.revoked_at is None]
    connected = store.connections.of_account(person_id)
    if any(row.state == ConnectionState.CONNECTED for row in connected):
        found.append(gettext("a service"))
    if any(not row.sample and row.state == "done" for row in store.imports.of_account(person_id)):
        found.append("files")
    if not found and has_samples:
        return Step(is_done=True, told=gettext("The sample workouts, for now."))
    if not found and store.overview.first_start(person_id) is not None:
        found.append(gettext("an app"))
    told = listed(found)
    return Step(is_done=bool(found), told=f"{told[:1].upper()}{told[1:]}." if told else "")


def _pipeline(store: Store, person_id: str) -> Step:
    names = [
        f"“{one.plan.name}”" for one in store.pipelines.of_account(person_id)
        if one.enabled and one.plan.sources and one.plan.targets
    ]  # fmt: skip
    told = f"{listed(names[:3])} {'works' if len(names) == 1 else 'work'}." if names else ""
    return Step(is_done=bool(names), told=told)


def _delivered(store: Store, person_id: str) -> Step:
    is_done = store.overview.has_delivered(person_id)
    return Step(is_done=is_done, told=gettext("The first activity has arrived.") if is_done else "")
