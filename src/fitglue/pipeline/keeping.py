"""What a person does with their pipelines: make, change, pause, duplicate, delete."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fitglue.domain.errors import Gone
from fitglue.domain.plan import Plan
from fitglue.pipeline.editing import checked, with_secrets_of
from fitglue.pipeline.faults import LONGEST_NAME

if TYPE_CHECKING:
    from fitglue.store import Store
    from fitglue.store.pipelines import Pipeline


@dataclass(frozen=True, slots=True)
class Keeping:
    """Acts on one person's pipelines. Whatever is not theirs is not there: it raises Gone."""

    store: "Store"
    account_id: str

    def get(self, pipeline_id: str) -> "Pipeline":
        """Give a pipeline."""
        found = self.store.pipelines.get(self.account_id, pipeline_id)
        if found is None:
            raise _gone()
        return found

    def create(self, plan: Plan, *, enabled: bool = True) -> "Pipeline":
        """Keep a new plan. Raises NeedsUser with the first thing that is wrong with it."""
        new = checked(replace(plan, id=""))
        return self.store.pipelines.save(self.account_id, new, enabled=enabled)

    def change(self, pipeline_id: str, plan: Plan) -> "Pipeline":
        """Keep a changed plan; runs that have begun end by the old one. Raises NeedsUser.

        Secrets that are left out stay as they are.
        """
        before = self.get(pipeline_id)
        after = checked(with_secrets_of(replace(plan, id=pipeline_id), before.plan))
        return self.store.pipelines.save(self.account_id, after, enabled=before.enabled)

    def enable(self, pipeline_id: str, *, enabled: bool) -> None:
        """Let new activities go through a pipeline, or pause it; runs go on either way."""
        if not self.store.pipelines.enable(self.account_id, pipeline_id, enabled=enabled):
            raise _gone()

    def duplicate(self, pipeline_id: str) -> "Pipeline":
        """Copy a pipeline. The copy is paused, so that nothing is delivered twice."""
        plan = self.get(pipeline_id).plan
        name = f"Copy of {plan.name}"[:LONGEST_NAME]
        copy = replace(plan, id="", name=name)
        return self.store.pipelines.save(self.account_id, copy, enabled=False)

    def delete(self, pipeline_id: str) -> None:
        """Delete a pipeline and end what waits in it; what it delivered and its history stay."""
        if not self.store.pipelines.archive(self.account_id, pipeline_id):
            raise _gone()


def _gone() -> Gone:
    return Gone("There is no such pipeline.")
