"""Switching health metrics on and off: a person's choice, and what becomes of what is here."""

from enum import StrEnum
from typing import TYPE_CHECKING

from fitglue.domain.audit import Event
from fitglue.domain.visit import Visit
from fitglue.pipeline.metrics import forget_metrics

if TYPE_CHECKING:
    from fitglue.store import Store


class MetricChoice(StrEnum):
    """What somebody wants."""

    ON = "on"
    KEEP = "keep"  # off; what is here stays, and nobody reads it
    DELETE = "delete"  # off, and what is here goes


_EVENTS = {
    MetricChoice.ON: Event.METRICS_ON,
    MetricChoice.KEEP: Event.METRICS_OFF,
    MetricChoice.DELETE: Event.METRICS_DELETED,
}


def choose(store: "Store", account_id: str, choice: MetricChoice, visit: Visit) -> None:
    """Do what somebody chose; the switch goes first, so that nothing comes while things go."""
    store.metrics.switch(account_id, on=choice is MetricChoice.ON)
    if choice is MetricChoice.DELETE:
        forget_metrics(store, account_id)
    store.audit.note(_EVENTS[choice], account_id=account_id, by=account_id, visit=visit)
