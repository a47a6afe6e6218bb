"""Recipes as their page shows them."""

from dataclasses import dataclass

from fitglue.domain.plugins import About, PluginKind
from fitglue.pipeline.recipes import Recipe, Sketch, needs_of
from fitglue.web.availability import Means
from fitglue.web.pipeline_view import name_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipeCard:
    """A recipe: what it does, for whom, the way through it, and what it needs.

    `needs` are services, with whether each is connected.
    """

    id: str
    name: str
    sentence: str
    for_whom: str
    before: Sketch
    after: Sketch
    sources: list[str]
    boosters: list[str]
    targets: list[str]
    needs: list[tuple[About, bool]]
    asks: str


def recipe_card(one: Recipe, means: Means) -> RecipeCard:
    """Prepare a recipe."""
    plan = one.plan
    return RecipeCard(
        id=one.id,
        name=plan.name,
        sentence=one.sentence,
        for_whom=one.for_whom,
        before=one.before,
        after=one.after,
        sources=[name_of(PluginKind.SOURCE, source) for source in plan.sources],
        boosters=[name_of(PluginKind.BOOSTER, use.plugin) for use in plan.boosters],
        targets=[name_of(PluginKind.TARGET, use.plugin) for use in plan.targets],
        needs=[(about, about.id in means.services) for about in needs_of(plan)],
        asks=one.asks,
    )
