"""What is wrong with a plan, place by place, in sentences a person can act on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from fitglue import registry
from fitglue.domain.plan import BoosterUse, Plan, TargetUse
from fitglue.domain.plugins import PluginKind

LONGEST_NAME = 64
_MOST_USES = 50
_NUMBER = "Write a number, such as 12."
# Pydantic's kinds of error in our words; what stands in braces is the limit that was broken.
_SENTENCES = {
    "missing": "Fill this in.",
    "model_type": "Fill this in.",
    "greater_than_equal": "At least {ge}{unit}.",
    "greater_than": "More than {gt}{unit}.",
    "less_than_equal": "At most {le}{unit}.",
    "less_than": "Less than {lt}{unit}.",
    "string_too_short": "At least {min_length} characters.",
    "string_too_long": "At most {max_length} characters.",
    "string_pattern_mismatch": "This has characters that do not fit here.",
    "too_short": "At least {min_length} of them.",
    "too_long": "At most {max_length} of them.",
    "enum": "Choose one of the list.",
    "literal_error": "Choose one of the list.",
    "float_parsing": _NUMBER,
    "int_parsing": "Write a whole number, such as 12.",
    "int_from_float": "Write a whole number, such as 12.",
    "finite_number": _NUMBER,
    "bool_parsing": "Say yes or no.",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A mistake in a plan.

    `part` is the key of a booster or target, else `name`, `sources` or `targets`. `setting` names
    a setting of that part, empty when the part as a whole is wrong; what is inside one follows
    behind dots: `spots.0.radius_m`.
    """

    part: str
    sentence: str
    next_step: str
    setting: str = ""


def faults_of(plan: Plan) -> list[Fault]:
    """Hold a plan against the installed plugins, and give everything that is wrong with it."""
    faults = list(_of_the_whole(plan))
    for use in plan.boosters:
        faults += _of_use(use, PluginKind.BOOSTER)
    for use in plan.targets:
        faults += _of_use(use, PluginKind.TARGET)
    return faults


def _of_the_whole(plan: Plan) -> Iterator[Fault]:
    if not plan.name.strip() or len(plan.name) > LONGEST_NAME:
        yield Fault("name", "The pipeline needs a name.", f"Use up to {LONGEST_NAME} letters.")
    if not plan.sources:
        yield Fault("sources", "The pipeline has no source.", "Choose where activities come from.")
    if not plan.targets:
        yield Fault("targets", "The pipeline has no target.", "Choose where activities go.")
    if len(plan.boosters) + len(plan.targets) > _MOST_USES:
        yield Fault("targets", "The pipeline is too long.", f"Use at most {_MOST_USES} parts.")
    for source in plan.sources:
        if not _is_installed(source, PluginKind.SOURCE):
            yield _not_installed("sources", source, PluginKind.SOURCE)


def _of_use(use: BoosterUse | TargetUse, kind: PluginKind) -> list[Fault]:
    if not _is_installed(use.plugin, kind):
        return [_not_installed(use.key, use.plugin, kind)]
    settings = registry.of_kind(kind)[use.plugin].about.settings
    try:
        settings.model_validate(dict(use.settings))
    except ValidationError as problem:
        return [_of_setting(use.key, settings, error) for error in problem.errors()]
    return []


def _is_installed(plugin_id: str, kind: PluginKind) -> bool:
    return plugin_id in registry.of_kind(kind)


def _not_installed(part: str, plugin_id: str, kind: PluginKind) -> Fault:
    sentence = f"The {kind} “{plugin_id}” is not installed."
    return Fault(part, sentence, "Leave it out, or install its package.")


def _of_setting(part: str, settings: type[BaseModel], error: Any) -> Fault:
    way = tuple(str(one) for one in error["loc"])
    extra = field.json_schema_extra if (field := _field_at(settings, way)) is not None else None
    unit = f" {extra['unit']}" if isinstance(extra, dict) and "unit" in extra else ""
    return Fault(part, sentence_of(error, unit), "Correct the setting.", ".".join(way))


def _field_at(model: type[BaseModel], way: tuple[str, ...]) -> FieldInfo | None:
    """Find the innermost field on a way into a model, past numbers of rows."""
    found = None
    for at, name in enumerate(way):
        if (field := model.model_fields.get(name)) is None:
            continue
        found = field
        for inner in _models_in(field.annotation):
            return _field_at(inner, way[at + 1 :]) or found
    return found


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


def sentence_of(error: Any, unit: str = "") -> str:
    """Say one error of pydantic's in our words; its own words, where we have none."""
    known = _SENTENCES.get(error["type"])
    if known is None:
        return error["msg"].removeprefix("Value error, ")
    limits = {name: _plain(limit) for name, limit in error.get("ctx", {}).items()}
    return known.format(unit=unit, **limits)


def _plain(limit: Any) -> str:
    return f"{limit:g}" if isinstance(limit, float) else str(limit)
