"""Makes a plan of what a person wrote, and of what others shared. Raises NeedsUser with the reason.

A share code is a short JSON text without anything that is only the owner's: no ids, no connections,
and no setting that a plugin marks as secret.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import msgspec
from pydantic import BaseModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo

from fitglue import registry
from fitglue.domain.errors import NeedsUser
from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.domain.plugins import Plugin, PluginKind

_SHARE_VERSION = 1
_LONGEST_NAME = 64
_MOST_USES = 50
_LONGEST_CODE = 64 * 1024
Use = TypeVar("Use", BoosterUse, TargetUse)


def checked(plan: Plan) -> Plan:
    """Hold a plan against the installed plugins, with every setting typed and filled in."""
    if not plan.name.strip() or len(plan.name) > _LONGEST_NAME:
        raise NeedsUser("The pipeline needs a name.", f"Use up to {_LONGEST_NAME} letters.")
    if not plan.sources:
        raise NeedsUser("The pipeline has no source.", "Choose where activities come from.")
    if not plan.targets:
        raise NeedsUser("The pipeline has no target.", "Choose where activities go.")
    if len(plan.boosters) + len(plan.targets) > _MOST_USES:
        raise NeedsUser("The pipeline is too long.", f"Use at most {_MOST_USES} parts.")
    for source in plan.sources:
        _plugin(source, PluginKind.SOURCE)
    boosters = tuple(_with_settings(use, PluginKind.BOOSTER) for use in plan.boosters)
    targets = tuple(_with_settings(use, PluginKind.TARGET) for use in plan.targets)
    return replace(plan, name=plan.name.strip(), boosters=_keyed(boosters), targets=_keyed(targets))


def new_key() -> str:
    """Make a key for a new use of a plugin."""
    return secrets.token_hex(4)


def share_code(plan: Plan) -> str:
    """Give a pipeline as a text that another person can import."""
    return json.dumps({
        "fitglue": _SHARE_VERSION,
        "name": plan.name,
        "sources": list(plan.sources),
        "boosters": [_shared(use, PluginKind.BOOSTER) for use in plan.boosters],
        "targets": [_shared(use, PluginKind.TARGET) for use in plan.targets],
    }, ensure_ascii=False)  # fmt: skip


def from_share_code(code: str) -> Plan:
    """Read a share code as a plan that has not been saved."""
    if len(code) > _LONGEST_CODE:
        raise _no_code()
    try:
        plain = json.loads(code)
        if not isinstance(plain, dict) or plain.get("fitglue") != _SHARE_VERSION:
            raise _no_code()
        plan = msgspec.convert({**plain, "id": ""}, Plan)
    except (ValueError, TypeError, RecursionError) as problem:
        raise _no_code() from problem
    return checked(plan)


def _no_code() -> NeedsUser:
    return NeedsUser(
        "This is not a share code of a pipeline.",
        "Copy the whole text, from the first brace to the last.",
    )


def _plugin(plugin_id: str, kind: PluginKind) -> Plugin:
    plugin = registry.plugins().get(plugin_id)
    if plugin is None or plugin.about.kind is not kind:
        raise NeedsUser(
            f"The {kind} “{plugin_id}” is not installed.", "Leave it out, or install its package."
        )
    return plugin


def _with_settings(use: Use, kind: PluginKind) -> Use:
    about = _plugin(use.plugin, kind).about
    try:
        settings = about.settings.model_validate(dict(use.settings))
    except ValidationError as problem:
        raise NeedsUser(f"{about.name}: {_first(problem)}", "Correct the setting.") from problem
    return replace(use, settings=settings.model_dump(mode="json"), key=use.key or new_key())


def _first(problem: ValidationError) -> str:
    first = problem.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}."


def _keyed(uses: Sequence[Use]) -> tuple[Use, ...]:
    """Keep keys apart: a copied part is another one."""
    seen: set[str] = set()
    kept = []
    for use in uses:
        one = replace(use, key=new_key()) if use.key in seen else use
        seen.add(one.key)
        kept.append(one)
    return tuple(kept)


def _shared(use: BoosterUse | TargetUse, kind: PluginKind) -> dict[str, Any]:
    settings = _plugin(use.plugin, kind).about.settings
    plain = msgspec.to_builtins(use)
    return {**plain, "settings": _without_secrets(settings, use.settings)}


def _without_secrets(model: type[BaseModel], settings: Mapping[str, Any]) -> dict[str, Any]:
    fields = model.model_fields
    return {
        name: value
        for name, value in settings.items()
        if name in fields and not _is_private(fields[name])
    }


def _is_private(field: FieldInfo) -> bool:
    extra = field.json_schema_extra
    return field.annotation is SecretStr or (isinstance(extra, dict) and "private" in extra)
