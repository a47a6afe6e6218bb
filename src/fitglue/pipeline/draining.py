"""Lets go on what waited for a connection, once that works again."""

from typing import TYPE_CHECKING

from fitglue import registry
from fitglue.domain.plugins import PluginKind
from fitglue.domain.runs import RunState
from fitglue.pipeline.delivering import delivery_job
from fitglue.pipeline.starting import Starter

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store.tables import ConnectionRow


def drain(starter: Starter, session: "Session", connection: "ConnectionRow") -> int:
    """Queue every delivery that needed its owner for want of this connection, and count them."""
    store = starter.store
    targets = registry.through(connection.service, PluginKind.TARGET)
    held = store.connections.held(session, connection, targets)
    for row in held:
        run = store.runs.of_delivery(session, row)
        run.state, run.why = RunState.DELIVERING.value, ""
        store.deliveries.want_again(row)
        session.flush()
        starter.engine.enqueue(session, delivery_job(row, backfill=run.backfill))
    return len(held)
