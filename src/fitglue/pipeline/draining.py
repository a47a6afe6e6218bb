"""What follows when a connection works: what waited goes on, and its sources are asked."""

from typing import TYPE_CHECKING

from fitglue import registry
from fitglue.domain.connecting import HistoryState
from fitglue.domain.plugins import PluginKind
from fitglue.domain.runs import RunState
from fitglue.pipeline.delivering import delivery_job
from fitglue.pipeline.handing_over import LOOK_THERE
from fitglue.pipeline.polling import history_job, poll_job
from fitglue.pipeline.starting import Starter

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fitglue.store.tables import ConnectionRow


def drain(starter: Starter, session: "Session", connection: "ConnectionRow") -> None:
    """Queue every delivery that needed its owner for want of this connection.

    What may have arrived already, at a target that cannot be asked, stays its owner's to settle.
    """
    store = starter.store
    targets = registry.through(connection.service, PluginKind.TARGET)
    held = store.connections.held(session, connection, targets)
    for row in held:
        if row.next_step == LOOK_THERE:
            continue
        run = store.runs.of_delivery(session, row)
        run.state, run.why = RunState.DELIVERING.value, ""
        store.deliveries.want_again(row)
        session.flush()
        starter.engine.enqueue(session, delivery_job(row, backfill=run.backfill))


def ask_for_news(
    starter: Starter, session: "Session", connection: "ConnectionRow", *, is_first: bool
) -> None:
    """Ask the sources of a connection at once: those that are on; at first all but opt-in ones."""
    store = starter.store
    for source in registry.polled_through(connection.service):
        is_on = store.polls.locked(session, connection.id, source.about.id) is not None
        if is_on or (is_first and not source.about.opt_in):
            row = store.polls.switch_on(session, connection.id, source.about.id)
            session.flush()
            starter.engine.enqueue(session, poll_job(row))


def fetch_on(starter: Starter, session: "Session", connection: "ConnectionRow") -> None:
    """Go on with the history imports that stopped for want of this connection."""
    for row in starter.store.polls.stopped_histories(session, connection.id):
        row.state, row.why, row.tries = HistoryState.RUNNING, "", 0
        session.flush()
        starter.engine.enqueue(session, history_job(row))
