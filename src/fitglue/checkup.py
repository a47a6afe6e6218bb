"""Gathers what the server knows of a person's phones and pipelines, and lets the rules judge it."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fitglue import registry
from fitglue.config import Settings
from fitglue.diagnosis.facts import HEALTHKIT, FlowFacts, PhoneFacts, PipelineFacts
from fitglue.diagnosis.flow import flow_troubles
from fitglue.diagnosis.phones import phone_troubles
from fitglue.diagnosis.trouble import Trouble
from fitglue.domain.plugins import PluginKind
from fitglue.store import Store
from fitglue.store.pipelines import Pipeline
from fitglue.store.tables import PhoneRow
from fitglue.watch import LEAST_FREE_BYTES


@dataclass(frozen=True, slots=True)
class Room:
    """How much room the server has, and with how little it takes nothing more."""

    free_bytes: int
    least_free_bytes: int


def room_of(settings: Settings) -> Room:
    """Look how much room there is."""
    return Room(shutil.disk_usage(settings.data).free, LEAST_FREE_BYTES)


def look_at_phone(row: PhoneRow) -> list[Trouble]:
    """Say what is wrong with a phone."""
    return phone_troubles(_phone(row), datetime.now(UTC))


def look_at_flow(store: Store, account_id: str, room: Room | None = None) -> list[Trouble]:
    """Say what stands in the way of a person's workouts."""
    condition = store.condition.of_account(account_id)
    refused = condition.import_refused
    facts = FlowFacts(
        pipelines=tuple(_pipeline(one) for one in store.pipelines.of_account(account_id)),
        arrived_from={source: _name_of(source) for source in condition.sources},
        runs=condition.runs,
        deliveries=condition.deliveries,
        refused_items=condition.refused_items,
        set_aside=condition.set_aside,
        headless=condition.headless,
        kept_elsewhere=condition.kept_elsewhere,
        import_refused=(refused.id, refused.name, _why(refused.result)) if refused else None,
        free_bytes=room.free_bytes if room else None,
        least_free_bytes=room.least_free_bytes if room else 0,
    )
    return flow_troubles(facts)


def _phone(row: PhoneRow) -> PhoneFacts:
    state: Mapping[str, Any] = row.state
    wake_s = state.get("last_wake_s")
    return PhoneFacts(
        name=row.name,
        platform=state.get("platform") or HEALTHKIT,
        paired_at=row.paired_at,
        seen_at=row.seen_at,
        revoked_at=row.revoked_at,
        request_status=state.get("request_status"),
        background_refresh=state.get("background_refresh", ""),
        low_power=state.get("low_power"),
        last_wake=None if wake_s is None else datetime.fromtimestamp(wake_s, UTC),
        queue_depth=state.get("queue_depth") or 0,
        workouts_seen=state.get("workouts_seen"),
        last_error=state.get("last_error", ""),
        permissions=state.get("permissions") or {},
    )


def _pipeline(one: Pipeline) -> PipelineFacts:
    plan = one.plan
    return PipelineFacts(
        plan.id, plan.name, one.enabled, frozenset(plan.sources), len(plan.targets)
    )


def _name_of(source: str) -> str:
    plugin = registry.of_kind(PluginKind.SOURCE).get(source)
    return plugin.about.name if plugin else source


def _why(result: Mapping[str, Any]) -> str:
    refused = result.get("refused") or []
    return f"{refused[0]['why']} {refused[0]['next']}" if refused else ""
