"""A made-up athlete's year: what `fitglue demo` shows, and what anybody can try FitGlue with."""

import uuid
from datetime import date
from pathlib import Path

from fitglue.domain.errors import Refused
from fitglue.instance import Instance, incoming_folder

NAME = "Sample workouts"


def make_up(path: Path, until: date) -> None:
    """Write the year up to a day, as the Health app exports it. It takes seconds."""
    from fitglue.testing.apple_export import demo_export  # noqa: PLC0415 - no page waits for it

    demo_export(path, until)


def queue_samples(instance: Instance, account_id: str) -> str:
    """Let a worker make up the year and import it for somebody; give the import's id.

    Raises Refused when it is here.
    """
    if instance.store.samples.are_here(account_id):
        raise Refused("The sample workouts are here already.", "Remove them to begin anew.")
    path = incoming_folder(instance.settings) / uuid.uuid4().hex
    path.touch()  # the worker fills it
    return instance.queue_import(account_id, path, NAME, sample=True)
