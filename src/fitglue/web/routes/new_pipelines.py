"""A new pipeline: the wizard, step by step in one page, and recipes to begin with."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from fitglue.pipeline.recipes import recipe, recipes
from fitglue.web.availability import means_of
from fitglue.web.editing_page import NEW, Edited, show_editor
from fitglue.web.forms import on_to
from fitglue.web.languages import gettext
from fitglue.web.lines import Person
from fitglue.web.pages import Pages, ThePages, Visitor
from fitglue.web.pipeline_form import Filled
from fitglue.web.recipe_view import recipe_card
from fitglue.web.wizard_view import Chosen, chosen_in, pressed, wizard_of

router = APIRouter()
_ACTS = {"add", "move"}


@router.get("/pipelines/new")
def new(request: Request, pages: ThePages, person: Visitor) -> Response:
    """Lead through a new pipeline; everything chosen so far stands in the address."""
    query = request.query_params
    if chosen_recipe := query.get("recipe"):
        return _with_recipe(request, pages, person, chosen_recipe)
    if query.get("step") == "look" and not query.getlist("source"):
        return show_editor(request, pages, person, Edited(Filled(NEW)))
    chosen = chosen_in(query)
    if _ACTS & set(query):
        after = pressed(chosen, query)
        if not request.headers.get("hx-request"):
            return on_to(f"{after.address}#{after.step}")
        answer = _show(request, pages, person, after)
        answer.headers["hx-push-url"] = after.address
        return answer
    if chosen.step == "look":
        edited = Edited(Filled(chosen.plan()), chosen=chosen)
        return show_editor(request, pages, person, edited)
    return _show(request, pages, person, chosen, _says(query.get("step", "from"), chosen))


@router.get("/pipelines/recipes")
def all_recipes(request: Request, pages: ThePages, person: Visitor) -> Response:
    """Offer pipelines that are ready but for what is yours."""
    means = means_of(pages.instance, person.id)
    cards = [recipe_card(one, means) for one in recipes()]
    return pages.show(request, "recipes.html", person=person, cards=cards)


def _with_recipe(request: Request, pages: Pages, person: Person, recipe_id: str) -> Response:
    found = recipe(recipe_id)
    written = Filled(found.plan, found.opens)
    return show_editor(request, pages, person, Edited(written, recipe=found))


def _show(
    request: Request, pages: Pages, person: Person, chosen: Chosen, says: str = ""
) -> Response:
    wizard = wizard_of(pages.instance, person.id, chosen, says)
    return pages.show(request, "pipeline_new.html", person=person, wizard=wizard)


def _says(wanted: str, chosen: Chosen) -> str:
    """Say what is missing, for somebody who wanted to be further."""
    if wanted == chosen.step:
        return ""
    return {
        "from": gettext("Choose at least one source."),
        "to": gettext("Choose at least one target."),
    }.get(chosen.step, "")
