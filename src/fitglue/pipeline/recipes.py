"""Recipes: pipelines to begin with, each a file of its own in `fitglue/recipes`.

A recipe is a plan without anybody's places or accounts, one sentence on what it does, and an
activity before and after. Files are read in the order of their names; what stands behind the number
is the recipe's id.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import fitglue
from fitglue import registry
from fitglue.domain.errors import Gone
from fitglue.domain.plan import PLAN, Plan
from fitglue.domain.plugins import About, PluginKind

FOLDER = Path(fitglue.__file__).parent / "recipes"


@dataclass(frozen=True, slots=True)
class Sketch:
    """An activity in a few words."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """A pipeline to begin with. `asks` says what its owner has to fill in, empty for nothing.

    `opens` are the keys of the parts whose settings that is in.
    """

    id: str
    sentence: str
    for_whom: str
    before: Sketch
    after: Sketch
    plan: Plan
    asks: str = ""
    opens: frozenset[str] = frozenset()


@cache
def recipes() -> tuple[Recipe, ...]:
    """Give all recipes, in the order in which they are offered."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.toml")))


def recipe(recipe_id: str) -> Recipe:
    """Give a recipe. Raises Gone."""
    found = next((one for one in recipes() if one.id == recipe_id), None)
    if found is None:
        raise Gone("There is no such recipe.", "Choose one of the list.")
    return found


def needs_of(plan: Plan) -> list[About]:
    """Give the services whose accounts a plan needs, each once, in the order of the way."""
    kinds = (
        (PluginKind.SOURCE, plan.sources),
        (PluginKind.BOOSTER, [use.plugin for use in plan.boosters]),
        (PluginKind.TARGET, [use.plugin for use in plan.targets]),
    )
    plugins = (registry.of_kind(kind).get(one) for kind, some in kinds for one in some)
    wanted = dict.fromkeys(one.about.connection for one in plugins if one and one.about.connection)
    services = registry.of_kind(PluginKind.SERVICE)
    return [services[one].about for one in wanted if one in services]


def _read(path: Path) -> Recipe:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    plan = PLAN.of(
        {
            "id": "",
            "name": told["name"],
            "sources": told["sources"],
            "boosters": [_keyed(one, f"b{at}") for at, one in enumerate(told.get("boosters", []))],
            "targets": [_keyed(one, f"t{at}") for at, one in enumerate(told["targets"])],
        }
    )
    opens = told.get("open", [])
    return Recipe(
        id=path.stem.partition("-")[2],
        sentence=told["sentence"],
        for_whom=told["for_whom"],
        before=_sketch(told["before"]),
        after=_sketch(told["after"]),
        plan=plan,
        asks=told.get("asks", ""),
        opens=frozenset(use.key for use in plan.boosters if use.plugin in opens),
    )


def _keyed(use: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {"key": key, **use}


def _sketch(told: Mapping[str, Any]) -> Sketch:
    return Sketch(told["title"], tuple(told["lines"]))
