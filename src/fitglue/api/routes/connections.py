"""Connections: their state, pausing and trying them, and fetching the past through them.

Connecting is for a person at a page: a program never holds their keys.
"""

from fastapi import APIRouter

from fitglue.api.auth import Caller, Reader, TheInstance, Writer
from fitglue.api.connection_models import (
    ConnectionOut,
    HistoryIn,
    HistoryOut,
    connection_out,
    history_out,
)
from fitglue.domain.errors import Gone
from fitglue.instance import Instance
from fitglue.pipeline.past_at_services import PastAtServices

router = APIRouter(tags=["connections"])


@router.get("/connections")
def list_connections(caller: Reader, instance: TheInstance) -> list[ConnectionOut]:
    """List your connections, oldest first."""
    store, own = instance.store, caller.account.id
    counted, polls = store.connections.what_waits(own), list(store.polls.of_account(own))
    return [
        connection_out(row, counted.get(row.id, {}), polls)
        for row in store.connections.of_account(own)
    ]


@router.post("/connections/{connection_id}/pause", status_code=204)
def pause_connection(caller: Writer, instance: TheInstance, connection_id: str) -> None:
    """Ask the service nothing for now; what goes there waits."""
    instance.connecting.pause(caller.account.id, connection_id)


@router.post("/connections/{connection_id}/try", status_code=204)
def try_connection(caller: Writer, instance: TheInstance, connection_id: str) -> None:
    """Ask the service whether it works now; what waited goes on."""
    instance.connecting.try_out(caller.account.id, connection_id)


@router.get("/history-imports")
def list_history_imports(caller: Reader, instance: TheInstance) -> list[HistoryOut]:
    """List what fetches the past, the newest first."""
    return [history_out(row) for row in instance.store.polls.histories(caller.account.id)]


@router.post("/connections/{connection_id}/history-imports", status_code=201)
def begin_history_import(
    caller: Writer, instance: TheInstance, connection_id: str, wanted: HistoryIn
) -> HistoryOut:
    """Fetch a span of the past, the newest first."""
    history_id = _past(caller, instance).begin(
        connection_id, wanted.source, wanted.span, posts=wanted.posts
    )
    row = instance.store.polls.history(history_id)
    if row is None:
        raise Gone("There is no such history import.")
    return history_out(row)


@router.post("/history-imports/{history_id}/pause", status_code=204)
def pause_history_import(caller: Writer, instance: TheInstance, history_id: str) -> None:
    """Let a history import fetch no more for now."""
    _past(caller, instance).pause(history_id)


@router.post("/history-imports/{history_id}/go-on", status_code=204)
def go_on_with_history_import(caller: Writer, instance: TheInstance, history_id: str) -> None:
    """Let a history import go on where it was."""
    _past(caller, instance).go_on(history_id)


def _past(caller: Caller, instance: Instance) -> PastAtServices:
    return PastAtServices(instance.starter, instance.connecting, caller.account.id)
