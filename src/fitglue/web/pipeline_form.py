"""The editor's form: from a plan to fields and back, and what its buttons do to a plan.

The form carries the whole plan, so it works without any script: every button sends it, and the
answer is the form after that button. A part's fields are named by its key: `set.3fa2.hours`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from starlette.datastructures import FormData

from fitglue import registry
from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.domain.plugins import PluginKind
from fitglue.pipeline.editing import new_key, with_secrets_of
from fitglue.pipeline.faults import Fault
from fitglue.web.booster_order import gates_first
from fitglue.web.languages import gettext
from fitglue.web.setting_fields import fields_of
from fitglue.web.setting_files import Uploaded, uploads, with_uploads
from fitglue.web.setting_rows import PRESSES, row_after, with_rows
from fitglue.web.setting_values import settings_from

Use = TypeVar("Use", BoosterUse, TargetUse)
Uses = tuple[Use, ...]
_KINDS = (PluginKind.BOOSTER, PluginKind.TARGET)


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled-in form: the plan as it was written, and the keys of parts whose settings show.

    `faults` are those of files that could not be taken. `focus` is the part, or the row of a part,
    at which somebody looks after a press.
    """

    plan: Plan
    opened: frozenset[str] = frozenset()
    faults: tuple[Fault, ...] = ()
    focus: str = field(default="", kw_only=True)


def filled(form: FormData, pipeline_id: str, stored: Plan | None = None) -> Filled:
    """Read the form. A secret left empty is the stored one, which the form never shows."""
    came = {key: _came(form, kind, key) for kind in _KINDS for key in _all(form, kind)}
    plan = Plan(
        id=pipeline_id,
        name=_one(form, "name"),
        sources=tuple(_all(form, "source")),
        boosters=tuple(_booster(form, key, came[key]) for key in _all(form, "booster")),
        targets=tuple(_target(form, key, came[key]) for key in _all(form, "target")),
    )
    known = with_secrets_of(plan, stored) if stored else plan
    faults = tuple(_fault(key, one) for key, every in came.items() for one in every if one.fault)
    opened = {*_all(form, "open"), *(fault.part for fault in faults)}
    return Filled(known, frozenset(opened), faults)


def after(button: str, before: Filled, form: FormData) -> Filled:
    """Give the form after one of its buttons, such as `add-target`, `up:3fa2`."""
    act, _, key = button.partition(":")
    plan = before.plan
    match act:
        case "add-booster" if plugin := key or _one(form, "new-booster"):
            use = BoosterUse(key=new_key(), plugin=plugin)
            return _added(before, replace(plan, boosters=(*plan.boosters, use)), use.key)
        case "add-target" if plugin := key or _one(form, "new-target"):
            target = TargetUse(key=new_key(), plugin=plugin)
            return _added(before, replace(plan, targets=(*plan.targets, target)), target.key)
        case "remove":
            return replace(before, plan=_without(plan, key))
        case _ if act in PRESSES:
            return _with_rows(before, act, key)
        case _:
            return replace(before, plan=replace(plan, boosters=_ordered(plan.boosters, act, key)))


def _ordered(boosters: Uses[BoosterUse], act: str, key: str) -> Uses[BoosterUse]:
    if act == "gates-first":
        return gates_first(boosters)
    return _moved(boosters, key, {"up": -1, "down": 1}.get(act, 0))


def _added(before: Filled, plan: Plan, key: str) -> Filled:
    return replace(before, plan=plan, opened=before.opened | {key}, focus=key)


def _with_rows(before: Filled, act: str, place: str) -> Filled:
    """Change rows of a part's setting; `place` is the part's key and the setting's path."""
    key, _, path = place.partition(":")
    plan = before.plan
    use = next((use for use in (*plan.boosters, *plan.targets) if use.key == key), None)
    if use is None:
        return before
    settings = with_rows(use.settings, act, path)
    row = row_after(act, path, settings)
    return replace(
        before,
        plan=replace(
            plan,
            boosters=_with_settings(plan.boosters, key, settings),
            targets=_with_settings(plan.targets, key, settings),
        ),
        focus=f"{key}:{row}{'+' if act == 'row-add' else ''}" if row else "",
    )


def _with_settings(uses: Uses[Use], key: str, settings: dict[str, object]) -> Uses[Use]:
    return tuple(replace(use, settings=settings) if use.key == key else use for use in uses)


def _booster(form: FormData, key: str, came: list[Uploaded]) -> BoosterUse:
    use = BoosterUse(key=key, plugin=_one(form, f"plugin.{key}"))
    return replace(
        use,
        settings=_settings(form, use, came),
        on=bool(_one(form, f"on.{key}")),
        required=bool(_one(form, f"required.{key}")),
    )


def _target(form: FormData, key: str, came: list[Uploaded]) -> TargetUse:
    use = TargetUse(key=key, plugin=_one(form, f"plugin.{key}"))
    return replace(
        use,
        settings=_settings(form, use, came),
        leaves_out=tuple(_all(form, f"without.{key}")),
        connection=_one(form, f"connection.{key}"),
    )


def _settings(
    form: FormData, use: BoosterUse | TargetUse, came: list[Uploaded]
) -> dict[str, object]:  # fmt: skip
    plugin = registry.of_use(use)
    if plugin is None:
        return {}
    prefix = f"set.{use.key}."
    names = {name for name in form if name.startswith(prefix)}
    filling = {name.removeprefix(prefix): _all(form, name) for name in names}
    return with_uploads(settings_from(fields_of(plugin.about.settings), filling), came)


def _came(form: FormData, kind: PluginKind, key: str) -> list[Uploaded]:
    plugin = registry.of_kind(kind).get(_one(form, f"plugin.{key}"))
    return list(uploads(form, f"set.{key}.", plugin.about.settings)) if plugin else []


def _fault(key: str, one: Uploaded) -> Fault:
    return Fault(key, one.fault, gettext("Choose another file."), one.path)


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
