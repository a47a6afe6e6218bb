"""Sample workouts, to try FitGlue with."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from fitglue.api.auth import TheInstance, Writer
from fitglue.api.run_models import Made
from fitglue.demo import queue_samples
from fitglue.pipeline.sampling import Sampling

router = APIRouter(tags=["samples"])


class Removed(BaseModel):
    """What was taken away."""

    activities: int = Field(description="How many sample activities there were.")


@router.post("/samples", status_code=201)
def add_samples(caller: Writer, instance: TheInstance) -> Made:
    """Let a made-up year of workouts come in; gives its import. No service ever gets them."""
    return Made(id=queue_samples(instance, caller.account.id))


@router.delete("/samples")
def remove_samples(caller: Writer, instance: TheInstance) -> Removed:
    """Take the sample workouts away, with all that they made."""
    output = instance.settings.output_folder
    return Removed(activities=Sampling(instance.store, caller.account.id, output).remove())
