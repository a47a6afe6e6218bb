"""Pipelines as pages show them: blocks that say their settings as a phrase."""

from dataclasses import dataclass
from typing import Any

from fitglue import registry
from fitglue.domain.plan import BoosterUse, TargetUse
from fitglue.domain.plugins import PluginKind
from fitglue.store.journal import PipelineStands
from fitglue.store.pipelines import Pipeline
from fitglue.web.languages import gettext
from fitglue.web.setting_fields import SettingField, fields_of
from fitglue.web.setting_view import differs, said
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


def card_of(pipeline: Pipeline, stands: PipelineStands) -> PipelineCard:
    """Prepare a pipeline for the list."""
    plan = pipeline.plan
    return PipelineCard(
        id=plan.id,
        name=plan.name,
        enabled=pipeline.enabled,
        sources=[Block(name_of(PluginKind.SOURCE, source), "") for source in plan.sources],
        boosters=[block_of(use) for use in plan.boosters],
        targets=[block_of(use) for use in plan.targets],
        lately=_lately(stands),
        needs=needs_of(stands),
    )


def needs_of(stands: PipelineStands) -> str:
    """Say what waits for the person, in a few words."""
    questions = [plural(stands.asks, "question", "questions")] if stands.asks else []
    trouble = [plural(stands.in_trouble, "delivery", "deliveries")] if stands.in_trouble else []
    needs = listed([*questions, *trouble])
    one = stands.asks + stands.in_trouble == 1
    return (
        gettext("%(needs)s %(value)s you", needs=needs, value="needs" if one else "need")
        if needs
        else ""
    )


def _lately(stands: PipelineStands) -> str:
    told = plural(stands.lately, "run", "runs") if stands.lately else gettext("No run")
    under_way = (
        gettext(", %(under_way)s under way", under_way=format(stands.under_way, ","))
        if stands.under_way
        else ""
    )
    return gettext("%(told)s in the last 30 days%(under_way)s", told=told, under_way=under_way)


def name_of(kind: PluginKind, plugin_id: str) -> str:
    """Name a plugin, also one that is not installed."""
    plugin = registry.of_kind(kind).get(plugin_id)
    return (
        plugin.about.name
        if plugin
        else gettext("%(plugin_id)s (not installed)", plugin_id=plugin_id)
    )


def block_of(use: BoosterUse | TargetUse) -> Block:
    """Write a part of a pipeline as a block."""
    is_off = isinstance(use, BoosterUse) and not use.on
    phrase = gettext("switched off") if is_off else _phrase(use)
    if isinstance(use, BoosterUse) and use.on and use.required:
        phrase = gettext("%(phrase)s; required", phrase=phrase) if phrase else "required"
    return Block(name_of(registry.kind_of(use), use.plugin), phrase, is_quiet=is_off)


def _phrase(use: BoosterUse | TargetUse) -> str:
    """Say the settings that differ from what they are without anybody's doing."""
    plugin = registry.of_use(use)
    if plugin is None:
        return ""
    told = [
        _told(field, use.settings[field.name])
        for field in fields_of(plugin.about.settings)
        if field.kind != "secret" and differs(field, use.settings.get(field.name, field.default))
    ]
    phrase = ", ".join(filter(None, told))
    return phrase if len(phrase) <= _LONGEST_PHRASE else f"{phrase[: _LONGEST_PHRASE - 1]}…"


def _told(field: SettingField, value: Any) -> str:
    title = field.title[:1].lower() + field.title[1:]
    match value:
        case True | False:
            return title if value else gettext("not: %(title)s", title=title)
        case None | "" | []:
            return gettext("no %(title)s", title=title)
        case dict():
            return gettext("own %(title)s", title=title)
        case list() if field.kind == "rows":
            return f"{title}: {len(value)}"
        case list():
            return f"{title} {_short(listed([field.label(one) for one in value]))}"
        case _:
            return _told_plain(field, title, value)


def _told_plain(field: SettingField, title: str, value: Any) -> str:
    if field.kind == "file":
        return gettext("own %(title)s", title=title)
    short = _short(said(field, value))
    is_written = field.kind in {"text", "long_text"}
    unit = f" {field.unit}" if field.unit else ""
    if field.kind == "choice":
        return f"{title}: {short}"
    return f"{title} “{short}”" if is_written else f"{title} {short}{unit}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"
