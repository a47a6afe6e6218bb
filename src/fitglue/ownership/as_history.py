"""Makes history of rows that come from elsewhere: nothing that they tell goes on by itself.

What was sent stays sent, what waited has ended, pipelines pause, connections wait for their owner.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from fitglue.domain.activity import Sender
from fitglue.domain.connecting import ConnectionState
from fitglue.domain.edits import EDITS
from fitglue.domain.ledger import DeliveryState
from fitglue.domain.plan import plan_of
from fitglue.domain.runs import RunState
from fitglue.domain.showcase import Audience
from fitglue.store.inputs import CANCELLED, WAITING
from fitglue.store.pairs import pair_id

_ENDED = "It had not ended when everything was exported."
_NOT_SENT = "It was not sent before everything was exported."
_OPEN_DELIVERIES = {
    DeliveryState.WAITING, DeliveryState.SENDING, DeliveryState.UNKNOWN, DeliveryState.NEEDS_YOU,
}  # fmt: skip
_ENDED_RUNS = {
    RunState.DONE, RunState.HALTED, RunState.FAILED, RunState.CANCELLED, RunState.SUPERSEDED,
}  # fmt: skip

Values = dict[str, Any]


def as_history(table: str, values: Values, account_id: str) -> Values:
    """Give a row's values as they are true here. Raises ValueError for what cannot be."""
    change = _CHANGES.get(table)
    return {**values, **change(values, account_id)} if change is not None else values


def _pipeline(values: Values, account_id: str) -> Values:
    del account_id
    plan_of({name: values[name] for name in ("id", "name", "sources", "boosters", "targets")})
    return {"enabled": False}


def _connection(values: Values, account_id: str) -> Values:
    del account_id
    return {
        "sealed": b"", "scopes": [], "limits": [], "renewing_until": None,
        "state": ConnectionState.NEEDS_YOU.value, "since": datetime.now(UTC),
        "budget": f"{values['service']}:{values['id']}",
        "why": "It came with an export, which holds no keys and tokens.",
        "next_step": "Press “Connect again”.",
    }  # fmt: skip


def _run(values: Values, account_id: str) -> Values:
    del account_id
    plan_of(values["plan"])
    still = {"wake_at": None, "look_again_at": None}
    if RunState(values["state"]) in _ENDED_RUNS:
        return still
    return {**still, "state": RunState.CANCELLED.value, "why": _ENDED}


def _delivery(values: Values, account_id: str) -> Values:
    del account_id
    state = DeliveryState(values["state"])
    told: Values = {"retry_at": None, "ticket": "", "url": _link(values["url"])}
    if state in _OPEN_DELIVERIES:
        return {**told, "state": DeliveryState.SKIPPED.value, "why": _NOT_SENT, "next_step": ""}
    return {**told, "state": DeliveryState.SENT.value} if state is DeliveryState.DELETING else told


def _link(url: str) -> str:
    """Keep addresses of services; a path on another machine's disk leads nowhere here."""
    return url if url.startswith(("https://", "http://")) else ""


def _attempt(values: Values, account_id: str) -> Values:
    del account_id
    return {"state": "unknown"} if values["state"] == DeliveryState.SENDING else {}


def _question(values: Values, account_id: str) -> Values:
    del account_id
    return {"state": CANCELLED, "deadline": None} if values["state"] == WAITING else {}


def _news(values: Values, account_id: str) -> Values:
    del account_id
    return {"read_at": values["read_at"] or values["changed_at"]} if _is_absent(values) else {}


def _is_absent(values: Values) -> bool:
    return not isinstance(values["read_at"], datetime)


def _page(values: Values, account_id: str) -> Values:
    del values, account_id
    return {"audience": Audience.ME.value}


def _profile(values: Values, account_id: str) -> Values:
    del values, account_id
    return {"is_on": False}


def _pair(values: Values, account_id: str) -> Values:
    one = Sender(account_id, values["one_source"], values["one_source_id"])
    other = Sender(account_id, values["other_source"], values["other_source_id"])
    return {"id": pair_id(one, other)}


def _import(values: Values, account_id: str) -> Values:
    del account_id
    told: Values = {"path": "", "doing": ""}
    if values["state"] == "done" or values["state"] == "refused":
        return told
    why = "It had not ended when everything was exported."
    result = {"refused": [{"file": values["name"], "why": why, "next": "Import the file again."}]}
    return {**told, "state": "refused", "share": 1.0, "result": result,
            "finished_at": values["created_at"]}  # fmt: skip


def _received(values: Values, account_id: str) -> Values:
    del account_id
    if values["state"] != "waiting":
        return {}
    return {"state": "done", "finished_at": values["received_at"]}


def _removed(values: Values, account_id: str) -> Values:
    """Let a deleted activity come back with its recordings; nothing else goes on here."""
    del account_id
    return {"before": {"recordings": [str(one) for one in values["before"].get("recordings", [])]}}


def _edit(values: Values, account_id: str) -> Values:
    del account_id
    EDITS.of(values["changes"])
    return {}


_CHANGES: Mapping[str, Callable[[Values, str], Values]] = {
    "pipelines": _pipeline, "connections": _connection, "runs": _run, "deliveries": _delivery,
    "attempts": _attempt, "inputs": _question, "news": _news, "showcase_pages": _page,
    "showcase_profiles": _profile, "pairs": _pair, "imports": _import, "received": _received,
    "removed": _removed, "edits": _edit,
}  # fmt: skip
