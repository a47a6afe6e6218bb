"""What is installed, as programs are told: each plugin's description as plain values."""

from typing import Any

from fitglue import registry
from fitglue.domain.plugins import About, PluginKind


def catalogue() -> list[dict[str, Any]]:
    """Describe every installed plugin, by id."""
    return [described(plugin.about) for plugin in registry.every()]


def described(about: About) -> dict[str, Any]:
    """Describe one plugin; only boosters have a category, a stage, changes and examples."""
    plain = {
        "id": about.id,
        "kind": about.kind.value,
        "name": about.name,
        "summary": about.summary,
        "description": about.description,
        "connection": about.connection,
        "tier": about.tier,
        "abilities": sorted(about.abilities),
        "settings": about.settings.model_json_schema(),
    }
    return {**plain, **_as_booster(about)} if about.kind is PluginKind.BOOSTER else plain


def _as_booster(about: About) -> dict[str, Any]:
    return {
        "category": about.category.value,
        "stage": about.stage.value,
        "changes": sorted(part.value for part in about.changes),
        "reaches_out": about.reaches_out,
        "examples": [{"says": one.says, "settings": dict(one.settings)} for one in about.examples],
    }
