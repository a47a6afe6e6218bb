"""Plans where they matter: what a plugin is part of, and what that means for whoever looks.

Where there are no plans, every answer is empty, so that no page has a word of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from fitglue import registry
from fitglue.domain.plugins import About, PluginKind
from fitglue.domain.tiers import Tier, why_gated
from fitglue.instance import Instance
from fitglue.store.tables import RunRow
from fitglue.web.languages import gettext


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Why a plugin is not for somebody, and what to do about it."""

    name: str
    sentence: str
    step: str = "See your plan"
    address: str = "/settings/plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class GatedUse:
    """A part of somebody's pipeline that does nothing for them."""

    gate: Gate
    pipeline: str
    address: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRun:
    """A run that waits for a place of the month."""

    activity_id: str
    title: str
    pipeline: str


def plan_name(instance: Instance, about: About) -> str:
    """Name the plan that a plugin is part of: where there are plans, and if it is not for all."""
    is_gated = instance.current.plans and about.tier == Tier.ATHLETE
    return Tier.ATHLETE.label if is_gated else ""


def gate_of(instance: Instance, account_id: str, about: About) -> Gate | None:
    """Say why a plugin is not for somebody; none when it is."""
    if not instance.current.plans:
        return None
    why = why_gated(about, instance.admission.tier(account_id))
    return Gate(name=about.name, sentence=why) if why else None


def gated_uses(instance: Instance, account_id: str) -> list[GatedUse]:
    """List what somebody's pipelines have and their plan has not."""
    return list(_gated_uses(instance, account_id)) if instance.current.plans else []


def held_runs(instance: Instance, account_id: str, limit: int = 20) -> list[HeldRun]:
    """List the runs that wait for a place, in the order in which they go."""
    with instance.store.transactions.reading() as session:
        rows: list[RunRow] = list(instance.store.tiers.held_runs(session, account_id, limit))
    titles = instance.store.journal.titles(account_id, [row.activity_id for row in rows])
    return [
        HeldRun(
            activity_id=row.activity_id, title=titles.get(row.activity_id, ""),
            pipeline=row.plan["name"],
        )
        for row in rows
    ]  # fmt: skip


def _gated_uses(instance: Instance, account_id: str) -> Iterator[GatedUse]:
    for one in instance.store.pipelines.of_account(account_id):
        plan = one.plan
        parts = [(PluginKind.BOOSTER, use.plugin) for use in plan.boosters]
        parts += [(PluginKind.TARGET, use.plugin) for use in plan.targets]
        for kind, name in parts:
            plugin = registry.of_kind(kind).get(name)
            gate = gate_of(instance, account_id, plugin.about) if plugin is not None else None
            if gate is not None:
                is_target = kind is PluginKind.TARGET
                told = (
                    gettext("Nothing is sent there.")
                    if is_target
                    else gettext("It is left out of every run.")
                )
                yield GatedUse(
                    gate=gate, pipeline=plan.name, address=f"/pipelines/{plan.id}", told=told
                )
