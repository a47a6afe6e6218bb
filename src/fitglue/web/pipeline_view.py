"""Pipelines as pages show them: blocks that say their settings as a phrase, and the editor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fitglue import registry
from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.domain.plugins import About, PluginKind
from fitglue.pipeline.faults import Fault
from fitglue.store.journal import PipelineStands
from fitglue.store.pipelines import Pipeline
from fitglue.web.setting_fields import SettingField, fields_of
from fitglue.web.words import listed, plural

_LONGEST_PHRASE = 90
_LONGEST_VALUE = 40


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a pipeline in two lines; `is_quiet` for one that does nothing now."""

    name: str
    phrase: str
    is_quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineCard:
    """A pipeline in the list, read from left to right."""

    id: str
    name: str
    enabled: bool
    sources: list[Block]
    boosters: list[Block]
    targets: list[Block]
    lately: str
    needs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSetting:
    """A setting's field with what stands in it and what is wrong with that."""

    field: SettingField
    text: str
    chosen: tuple[str, ...]
    is_on: bool
    is_stored: bool
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPart:
    """A booster or target in the editor.

    `others` are the boosters whose text a target may leave out: key, name, whether it does.
    """

    key: str
    plugin: str
    block: Block
    description: str
    settings: list[ShownSetting]
    is_open: bool
    fault: str
    on: bool = True
    required: bool = False
    others: list[tuple[str, str, bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """A pipeline in the editor, with what can be added."""

    plan: Plan
    faults: Mapping[str, str]
    is_wrong: bool
    sources: list[tuple[About, bool]]
    boosters: list[ShownPart]
    targets: list[ShownPart]
    new_boosters: list[About]
    new_targets: list[About]


def card_of(pipeline: Pipeline, stands: PipelineStands) -> PipelineCard:
    """Prepare a pipeline for the list."""
    plan = pipeline.plan
    return PipelineCard(
        id=plan.id,
        name=plan.name,
        enabled=pipeline.enabled,
        sources=[Block(name_of(source), "") for source in plan.sources],
        boosters=[block_of(use) for use in plan.boosters],
        targets=[block_of(use) for use in plan.targets],
        lately=_lately(stands),
        needs=needs_of(stands),
    )


def needs_of(stands: PipelineStands) -> str:
    """Say what waits for the person, in a few words."""
    questions = [plural(stands.asks, "question")] if stands.asks else []
    trouble = [plural(stands.in_trouble, "delivery", "deliveries")] if stands.in_trouble else []
    needs = listed([*questions, *trouble])
    one = stands.asks + stands.in_trouble == 1
    return f"{needs} {'needs' if one else 'need'} you" if needs else ""


def _lately(stands: PipelineStands) -> str:
    told = plural(stands.lately, "run") if stands.lately else "No run"
    under_way = f", {stands.under_way:,} under way" if stands.under_way else ""
    return f"{told} in the last 30 days{under_way}"


def name_of(plugin_id: str) -> str:
    """Name a plugin, also one that is not installed."""
    plugin = registry.plugins().get(plugin_id)
    return plugin.about.name if plugin else f"{plugin_id} (not installed)"


def block_of(use: BoosterUse | TargetUse) -> Block:
    """Write a part of a pipeline as a block."""
    is_off = isinstance(use, BoosterUse) and not use.on
    phrase = "switched off" if is_off else _phrase(use)
    if isinstance(use, BoosterUse) and use.on and use.required:
        phrase = f"{phrase}; required" if phrase else "required"
    return Block(name_of(use.plugin), phrase, is_quiet=is_off)


def _phrase(use: BoosterUse | TargetUse) -> str:
    """Say the settings that differ from what they are without anybody's doing."""
    plugin = registry.plugins().get(use.plugin)
    if plugin is None:
        return ""
    told = [
        _told(field, use.settings[field.name])
        for field in fields_of(plugin.about.settings)
        if field.kind != "secret" and _differs(field, use.settings)
    ]
    phrase = ", ".join(filter(None, told))
    return phrase if len(phrase) <= _LONGEST_PHRASE else f"{phrase[: _LONGEST_PHRASE - 1]}…"


def _differs(field: SettingField, settings: Mapping[str, Any]) -> bool:
    return field.name in settings and settings[field.name] != field.default


def _told(field: SettingField, value: Any) -> str:
    title = field.title[:1].lower() + field.title[1:]
    match value:
        case True:
            return title
        case False:
            return f"not: {title}"
        case None | "" | []:
            return f"no {title}"
        case list():
            return f"{title} {listed([str(one) for one in value])}"
        case dict():
            return f"own {title}"
        case _:
            unit = f" {field.unit}" if field.unit else ""
            text = field.shown(value)
            short = text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"
            is_written = field.kind in {"text", "long_text"}
            return f"{title} “{short}”" if is_written else f"{title} {short}{unit}"


def editor_of(plan: Plan, faults: Sequence[Fault], opened: frozenset[str] = frozenset()) -> Editor:
    """Prepare the editor. Parts with something wrong are open."""
    by_place = {(fault.part, fault.setting): fault.sentence for fault in reversed(faults)}
    wrong = {fault.part for fault in faults}
    return Editor(
        plan=plan,
        faults={part: by_place.get((part, ""), "") for part in ("name", "sources", "targets")},
        is_wrong=bool(faults),
        sources=[(about, about.id in plan.sources) for about in installed(PluginKind.SOURCE)],
        boosters=[_part(use, plan, by_place, opened | wrong) for use in plan.boosters],
        targets=[_part(use, plan, by_place, opened | wrong) for use in plan.targets],
        new_boosters=installed(PluginKind.BOOSTER),
        new_targets=installed(PluginKind.TARGET),
    )


def installed(kind: PluginKind) -> list[About]:
    """List the installed plugins of a kind, by name."""
    found = [one.about for one in registry.plugins().values() if one.about.kind is kind]
    return sorted(found, key=lambda about: about.name)


def _part(
    use: BoosterUse | TargetUse,
    plan: Plan,
    faults: Mapping[tuple[str, str], str],
    opened: frozenset[str],
) -> ShownPart:
    plugin = registry.plugins().get(use.plugin)
    fields = fields_of(plugin.about.settings) if plugin else ()
    is_booster = isinstance(use, BoosterUse)
    return ShownPart(
        key=use.key,
        plugin=use.plugin,
        block=block_of(use),
        description=plugin.about.summary if plugin else "",
        settings=[_setting(field, use, faults.get((use.key, field.name), "")) for field in fields],
        is_open=use.key in opened,
        fault=faults.get((use.key, ""), ""),
        on=use.on if is_booster else True,
        required=use.required if is_booster else False,
        others=[] if is_booster else _others(plan, use),
    )


def _others(plan: Plan, target: TargetUse) -> list[tuple[str, str, bool]]:
    return [(use.key, name_of(use.plugin), use.key in target.leaves_out) for use in plan.boosters]


def _setting(field: SettingField, use: BoosterUse | TargetUse, fault: str) -> ShownSetting:
    value = use.settings.get(field.name, field.default)
    is_secret = field.kind == "secret"
    return ShownSetting(
        field=field,
        text="" if is_secret else field.shown(value),
        chosen=tuple(str(one) for one in value) if isinstance(value, list) else (),
        is_on=value is True,
        is_stored=is_secret and bool(value),
        fault=fault,
    )
