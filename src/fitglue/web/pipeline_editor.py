"""The editor of a pipeline: its parts with their settings, and what can be added."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from fitglue import registry
from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.domain.plugins import About, Category, PluginKind, Stage
from fitglue.domain.tiers import Tier, why_gated
from fitglue.pipeline.faults import Fault
from fitglue.web.availability import NO_MEANS, Means, Offered
from fitglue.web.booster_order import stage_of, wants_gates_first
from fitglue.web.languages import gettext
from fitglue.web.pipeline_form import Filled
from fitglue.web.pipeline_view import Block, block_of, name_of
from fitglue.web.setting_fields import SettingField, fields_of
from fitglue.web.setting_files import told_by
from fitglue.web.setting_view import Drawer, ShownSetting, Wrong, in_drawers, shown
from fitglue.web.tier_view import Gate

Use = BoosterUse | TargetUse


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPart:
    """A booster or target in the editor.

    `note` is about its place, `tier` the plan that it is part of, and `gate` why it does nothing
    for this person. `others` are the boosters whose text a target may leave out: key, name, whether
    it does. `looks_at` is the row that was moved, with a plus the one that was added, or `head`.
    `accounts` are the person's at the service it needs, to choose from; `lacks` is that service,
    when there is none.
    """

    key: str
    plugin: str
    block: Block
    description: str
    drawers: list[Drawer]
    is_open: bool
    fault: str
    looks_at: str = ""
    note: str = ""
    tier: str = ""
    gate: Gate | None = None
    has_help: bool = False
    on: bool = True
    required: bool = False
    others: tuple[tuple[str, str, bool], ...] = ()
    accounts: tuple[tuple[str, str, bool], ...] = ()
    lacks: About | None = None


@dataclass(frozen=True, slots=True)
class AccountThere:
    """A person's account at a service, by the id of the connection."""

    id: str
    service: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """A pipeline in the editor, with what can be added, and whether another order is advised.

    `sources` are all there are: whether each is chosen, and the service it needs if it lacks it.
    `wrong` are the places where something is: what to jump to, and its name.
    """

    plan: Plan
    name_fault: str
    sources_fault: str
    targets_fault: str
    wrong: list[tuple[str, str]]
    sources: list[tuple[About, bool, About | None]]
    boosters: list[ShownPart]
    targets: list[ShownPart]
    new_boosters: list[tuple[Category, list[Offered]]]
    new_targets: list[Offered]
    wants_gates_first: bool


def editor_of(
    form: Filled,
    faults: Sequence[Fault] = (),
    *,
    has_plans: bool = False,
    accounts: Sequence[AccountThere] = (),
    means: Means = NO_MEANS,
) -> Editor:
    """Prepare the editor. Parts with something wrong are open."""
    plan, every = form.plan, [*form.faults, *faults]
    known = _Known(form, every, has_plans, accounts, means)
    return Editor(
        plan=plan,
        name_fault=known.fault("name"),
        sources_fault=known.fault("sources"),
        targets_fault=known.fault("targets"),
        wrong=_wrong_places(plan, {fault.part for fault in every}),
        sources=[
            (about, about.id in plan.sources, known.lacked(about))
            for about in installed(PluginKind.SOURCE)
        ],
        boosters=[known.booster(use) for use in plan.boosters],
        targets=[known.target(use) for use in plan.targets],
        new_boosters=[
            (category, [means.offered(about) for about in abouts])
            for category, abouts in by_category()
        ],
        new_targets=[means.offered(about) for about in installed(PluginKind.TARGET)],
        wants_gates_first=wants_gates_first(plan.boosters),
    )


def _wrong_places(plan: Plan, wrong: set[str]) -> list[tuple[str, str]]:
    """Give the places of what is wrong, from top to bottom of the page."""
    every = [
        ("name", "name", gettext("Name")),
        ("sources", "from", gettext("From")),
        *map(_place_of, plan.boosters),
        ("targets", "to", gettext("To")),
        *map(_place_of, plan.targets),
    ]
    return [(place, name) for part, place, name in every if part in wrong]


def _place_of(use: Use) -> tuple[str, str, str]:
    return use.key, f"part-{use.key}", block_of(use).name


def installed(kind: PluginKind) -> list[About]:
    """List the installed plugins of a kind, by name."""
    found = [one.about for one in registry.of_kind(kind).values()]
    return sorted(found, key=lambda about: about.name)


def by_category() -> list[tuple[Category, list[About]]]:
    """List the boosters as the catalogue does: category by category, and by name."""
    order = list(Category)
    found = sorted(installed(PluginKind.BOOSTER), key=lambda about: order.index(about.category))
    return [(one, list(every)) for one, every in groupby(found, lambda about: about.category)]


@dataclass(frozen=True, slots=True)
class _Known:
    """What the editor shows besides the plan itself."""

    form: Filled
    faults: Sequence[Fault]
    has_plans: bool
    accounts: Sequence[AccountThere] = ()
    means: Means = NO_MEANS

    def fault(self, part: str) -> str:
        """Say what is wrong with a part as a whole, the first thing if it is several."""
        found = (one.sentence for one in self.faults if one.part == part and not one.setting)
        return next(found, "")

    def booster(self, use: BoosterUse) -> ShownPart:
        is_last = stage_of(use) is Stage.LAST
        return replace(
            self._part(use),
            lacks=self._lacked(use),
            note=gettext("Runs last, wherever it stands") if is_last else "",
            on=use.on,
            required=use.required,
        )

    def target(self, use: TargetUse) -> ShownPart:
        others = tuple(
            (one.key, name_of(PluginKind.BOOSTER, one.plugin), one.key in use.leaves_out)
            for one in self.form.plan.boosters
        )
        accounts = self._accounts(use)
        return replace(
            self._part(use),
            others=others,
            accounts=tuple((one.id, one.name, one.id == use.connection) for one in accounts),
            lacks=self._lacked(use),
        )

    def lacked(self, about: About) -> About | None:
        """Give the service that a plugin needs, if the person has none of its accounts."""
        found = registry.of_kind(PluginKind.SERVICE).get(about.connection)
        is_there = any(one.service == about.connection for one in self.accounts)
        return None if found is None or is_there else found.about

    def _accounts(self, use: Use) -> list[AccountThere]:
        plugin = registry.of_use(use)
        service = plugin.about.connection if plugin is not None else ""
        return [one for one in self.accounts if service and one.service == service]

    def _lacked(self, use: Use) -> About | None:
        plugin = registry.of_use(use)
        return self.lacked(plugin.about) if plugin is not None else None

    def _part(self, use: Use) -> ShownPart:
        plugin = registry.of_use(use)
        looked_at, _, row = self.form.focus.partition(":")
        wrong = any(fault.part == use.key for fault in self.faults)
        why = why_gated(plugin.about, self.means.tier) if plugin else ""
        gated = self.has_plans and plugin is not None and plugin.about.tier == Tier.ATHLETE
        return ShownPart(
            key=use.key,
            plugin=use.plugin,
            block=block_of(use),
            description=plugin.about.summary if plugin else "",
            drawers=in_drawers(self._settings(use, plugin.about)) if plugin else [],
            is_open=wrong or use.key in self.form.opened,
            fault=self.fault(use.key),
            looks_at=(row or "head") if looked_at == use.key else "",
            has_help=plugin is not None,
            tier=Tier.ATHLETE.label if gated else "",
            gate=Gate(name=plugin.about.name, sentence=why) if plugin and why else None,
        )

    def _settings(self, use: Use, about: About) -> list[ShownSetting]:
        wrong = [
            (tuple(one.setting.split(".")), one.sentence)
            for one in self.faults
            if one.part == use.key and one.setting
        ]
        return [_setting(field, use, about, wrong) for field in fields_of(about.settings)]


def _setting(field: SettingField, use: Use, about: About, wrong: Wrong) -> ShownSetting:
    value = use.settings.get(field.name, field.default)
    told = told_by(about.settings, field.name, value) if field.kind == "file" else ""
    below = [(way[1:], why) for way, why in wrong if way[0] == field.name]
    return replace(shown(field, value, below), told=told)
