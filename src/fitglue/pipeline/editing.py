"""Makes a plan of what a person wrote, and of what others shared. Raises NeedsUser with the reason.

A share code is a short JSON text without anything that is only the owner's: no ids, no connections,
no places, and no setting that a plugin marks as secret.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar, get_args

import msgspec
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from fitglue import registry
from fitglue.domain.errors import NeedsUser
from fitglue.domain.plan import PLAN, BoosterUse, Plan, TargetUse
from fitglue.domain.secret import Secret
from fitglue.pipeline.faults import Fault, faults_of
from fitglue.pipeline.sharing import without_places

_SHARE_VERSION = 1
_LONGEST_CODE = 64 * 1024
Use = TypeVar("Use", BoosterUse, TargetUse)


def checked(plan: Plan) -> Plan:
    """Hold a plan against the installed plugins, with every setting typed and filled in."""
    for fault in faults_of(plan):
        raise NeedsUser(_told(plan, fault), fault.next_step)
    boosters = tuple(_with_settings(use) for use in plan.boosters)
    targets = tuple(_with_settings(use) for use in plan.targets)
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
        "boosters": [_shared(use) for use in plan.boosters],
        "targets": [_shared(use) for use in plan.targets],
    }, ensure_ascii=False)  # fmt: skip


def from_share_code(code: str) -> Plan:
    """Read a share code as a plan that has not been saved."""
    return checked(read_share_code(code))


def read_share_code(code: str) -> Plan:
    """Read a share code as it is, faults included, for somebody who goes on editing it."""
    if len(code) > _LONGEST_CODE:
        raise _no_code()
    try:
        plain = json.loads(code)
        if not isinstance(plain, dict) or plain.get("fitglue") != _SHARE_VERSION:
            raise _no_code()
        return _with_keys(PLAN.of({**plain, "id": ""}))
    except (ValueError, TypeError, RecursionError) as problem:
        raise _no_code() from problem


def _no_code() -> NeedsUser:
    return NeedsUser(
        "This is not a share code of a pipeline.",
        "Copy the whole text, from the first brace to the last.",
    )


def _told(plan: Plan, fault: Fault) -> str:
    uses = (*plan.boosters, *plan.targets)
    use = next((use for use in uses if use.key == fault.part), None)
    plugin = registry.of_use(use) if use is not None else None
    if plugin is None or not fault.setting:
        return fault.sentence
    return f"{plugin.about.name}, {fault.setting}: {fault.sentence}"


def _with_settings(use: Use) -> Use:
    settings = registry.of_kind(registry.kind_of(use))[use.plugin].about.settings
    settings = settings.model_validate(dict(use.settings))
    return replace(use, settings=plain_settings(settings))


def plain_settings(settings: BaseModel) -> dict[str, Any]:
    """Give settings as plain values, for a row: pydantic itself writes stars for a secret."""
    secrets_of = {
        name: value.get_secret_value() for name, value in settings if isinstance(value, SecretStr)
    }
    return {**settings.model_dump(mode="json"), **secrets_of}


def _with_keys(plan: Plan) -> Plan:
    return replace(plan, boosters=_keyed(plan.boosters), targets=_keyed(plan.targets))


def _keyed(uses: Sequence[Use]) -> tuple[Use, ...]:
    """Keep keys apart: a copied part is another one."""
    seen: set[str] = set()
    kept = []
    for use in uses:
        one = replace(use, key=new_key()) if not use.key or use.key in seen else use
        seen.add(one.key)
        kept.append(one)
    return tuple(kept)


def _shared(use: BoosterUse | TargetUse) -> dict[str, Any]:
    plugin = registry.of_use(use)
    fields = plugin.about.settings.model_fields if plugin else {}
    seen = {name: one for name, one in open_settings(use).items() if not _is_file(fields[name])}
    shared = {**msgspec.to_builtins(use), "settings": without_places(seen)}
    shared.pop("connection", None)  # whoever uses the code has accounts of their own
    return shared


def _is_file(field: FieldInfo) -> bool:
    """Tell whether a setting is a file: somebody's own, and it may well be a way they went."""
    extra = field.json_schema_extra
    return isinstance(extra, dict) and extra.get("kind") == "file"


def open_settings(use: BoosterUse | TargetUse) -> dict[str, Any]:
    """Give the settings that anybody may see; of a plugin that is not here none is known to be."""
    plugin = registry.of_use(use)
    fields = plugin.about.settings.model_fields if plugin else {}
    return {
        name: value
        for name, value in use.settings.items()
        if name in fields and not is_private(fields[name])
    }


def with_secrets_of(plan: Plan, before: Plan) -> Plan:
    """Fill in the secrets that nobody typed again, from the same parts of the plan as it was."""
    kept = {use.key: use for use in (*before.boosters, *before.targets)}
    return replace(
        plan,
        boosters=tuple(_with_secrets(use, kept.get(use.key)) for use in plan.boosters),
        targets=tuple(_with_secrets(use, kept.get(use.key)) for use in plan.targets),
    )


def _with_secrets(use: Use, before: BoosterUse | TargetUse | None) -> Use:
    if before is None or before.plugin != use.plugin:
        return use
    shown = open_settings(before)
    hidden = {name: value for name, value in before.settings.items() if name not in shown}
    return replace(use, settings={**hidden, **use.settings})


def is_private(field: FieldInfo) -> bool:
    """Tell whether a setting is its owner's alone."""
    extra = field.json_schema_extra
    is_secret = {SecretStr, Secret} & {field.annotation, *get_args(field.annotation)}
    return bool(is_secret) or (isinstance(extra, dict) and "private" in extra)
