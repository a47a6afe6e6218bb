"""The editor's form: from a plan to fields and back, and what its buttons do to a plan.

The form carries the whole plan, so it works without any script: every button sends it, and the
answer is the form after that button. A part's fields are named by its key: `set.3fa2.hours`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from starlette.datastructures import FormData

from fitglue import registry
from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.pipeline.editing import new_key, with_secrets_of
from fitglue.web.setting_fields import fields_of, settings_from

Use = TypeVar("Use", BoosterUse, TargetUse)
Uses = tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled-in form: the plan as it was written, and the keys of parts whose settings show."""

    plan: Plan
    opened: frozenset[str]


def filled(form: FormData, pipeline_id: str, stored: Plan | None = None) -> Filled:
    """Read the form. A secret left empty is the stored one, which the form never shows."""
    plan = Plan(
        id=pipeline_id,
        name=_one(form, "name"),
        sources=tuple(_all(form, "source")),
        boosters=tuple(_booster(form, key) for key in _all(form, "booster")),
        targets=tuple(_target(form, key) for key in _all(form, "target")),
    )
    known = with_secrets_of(plan, stored) if stored else plan
    return Filled(known, frozenset(_all(form, "open")))


def after(button: str, before: Filled, form: FormData) -> Filled:
    """Give the form after one of its buttons, such as `add-booster` or `up:3fa2`."""
    act, _, key = button.partition(":")
    plan, opened = before.plan, before.opened
    match act:
        case "add-booster" if plugin := _one(form, "new-booster"):
            added = BoosterUse(key=new_key(), plugin=plugin)
            plan, opened = replace(plan, boosters=(*plan.boosters, added)), opened | {added.key}
        case "add-target" if plugin := _one(form, "new-target"):
            target = TargetUse(key=new_key(), plugin=plugin)
            plan, opened = replace(plan, targets=(*plan.targets, target)), opened | {target.key}
        case "up" | "down":
            boosters = _moved(plan.boosters, key, -1 if act == "up" else 1)
            plan = replace(plan, boosters=boosters)
        case "remove":
            plan = _without(plan, key)
    return Filled(plan, opened)


def _booster(form: FormData, key: str) -> BoosterUse:
    plugin = _one(form, f"plugin.{key}")
    return BoosterUse(
        key=key,
        plugin=plugin,
        settings=_settings(form, key, plugin),
        on=bool(_one(form, f"on.{key}")),
        required=bool(_one(form, f"required.{key}")),
    )


def _target(form: FormData, key: str) -> TargetUse:
    plugin = _one(form, f"plugin.{key}")
    return TargetUse(
        key=key,
        plugin=plugin,
        settings=_settings(form, key, plugin),
        leaves_out=tuple(_all(form, f"without.{key}")),
    )


def _settings(form: FormData, key: str, plugin_id: str) -> Mapping[str, Any]:
    plugin = registry.plugins().get(plugin_id)
    if plugin is None:
        return {}
    fields = fields_of(plugin.about.settings)
    answers = {field.name: _all(form, f"set.{key}.{field.name}") for field in fields}
    return settings_from(fields, answers)


def _moved(uses: Uses[Use], key: str, by: int) -> Uses[Use]:
    at = _index(uses, lambda use: use.key == key)
    if at is None or not 0 <= at + by < len(uses):
        return uses
    moved = list(uses)
    moved.insert(at + by, moved.pop(at))
    return tuple(moved)


def _index(uses: Sequence[Use], fits: Callable[[Use], bool]) -> int | None:
    return next((at for at, use in enumerate(uses) if fits(use)), None)


def _without(plan: Plan, key: str) -> Plan:
    targets = (
        replace(use, leaves_out=tuple(one for one in use.leaves_out if one != key))
        for use in plan.targets
        if use.key != key
    )
    boosters = tuple(use for use in plan.boosters if use.key != key)
    return replace(plan, boosters=boosters, targets=tuple(targets))


def _one(form: FormData, name: str) -> str:
    return next(iter(_all(form, name)), "")


def _all(form: FormData, name: str) -> list[str]:
    return [value for value in form.getlist(name) if isinstance(value, str)]
