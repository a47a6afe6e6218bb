"""Recipes: pipelines to begin with; and boosters that somebody's own activities ask for."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from fitglue.api.auth import Reader, TheInstance, Writer
from fitglue.api.pipeline_models import PipelineIn, PipelineOut, pipeline_in, pipeline_out
from fitglue.pipeline.keeping import Keeping
from fitglue.pipeline.recipes import Recipe, needs_of, recipe, recipes
from fitglue.pipeline.recommending import recommended

router = APIRouter(tags=["pipelines"])


class SketchOut(BaseModel):
    """An activity in a few words."""

    title: str
    lines: list[str]


class RecipeOut(BaseModel):
    """A pipeline to begin with."""

    id: str
    name: str
    sentence: str
    for_whom: str
    asks: str = Field(description="What you have to fill in, empty for nothing.")
    needs: list[str] = Field(description="Services that have to be connected.")
    before: SketchOut
    after: SketchOut
    pipeline: PipelineIn


class RecommendationOut(BaseModel):
    """A booster, and why your own activities ask for it."""

    booster: str
    why: str
    activities: int


@router.get("/recipes")
def list_recipes(caller: Reader) -> list[RecipeOut]:
    """List the recipes."""
    del caller
    return [_recipe_out(one) for one in recipes()]


@router.get("/recipes/{recipe_id}")
def get_recipe(caller: Reader, recipe_id: str) -> RecipeOut:
    """Give a recipe."""
    del caller
    return _recipe_out(recipe(recipe_id))


@router.post("/recipes/{recipe_id}/pipelines", status_code=201)
def use_recipe(caller: Writer, instance: TheInstance, recipe_id: str) -> PipelineOut:
    """Make a pipeline of a recipe, paused: nothing runs before you have looked at it."""
    keeping = Keeping(instance.store, caller.account.id)
    return pipeline_out(keeping.create(recipe(recipe_id).plan, enabled=False))


@router.get("/recommendations")
def list_recommendations(caller: Reader, instance: TheInstance) -> list[RecommendationOut]:
    """List boosters that would help your latest activities, the most helpful first."""
    return [
        RecommendationOut(booster=one.booster, why=one.why, activities=one.activities)
        for one in recommended(instance.store, caller.account.id)
    ]


def _recipe_out(one: Recipe) -> RecipeOut:
    return RecipeOut(
        id=one.id, name=one.plan.name, sentence=one.sentence, for_whom=one.for_whom,
        asks=one.asks, needs=[about.id for about in needs_of(one.plan)],
        before=SketchOut(title=one.before.title, lines=list(one.before.lines)),
        after=SketchOut(title=one.after.title, lines=list(one.after.lines)),
        pipeline=pipeline_in(one.plan),
    )  # fmt: skip
