"""Questions of boosters: the list of those that wait, and what people answer."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from fitglue.domain.errors import NeedsUser
from fitglue.pipeline.answering import Answering
from fitglue.web.forms import TheForm, on_to, on_to_activity, text
from fitglue.web.lines import Person
from fitglue.web.pages import Pages, ThePages, Visitor
from fitglue.web.pair_view import pair_cards
from fitglue.web.question_view import card_of, cards_of

router = APIRouter()


@router.get("/inputs")
def inputs(request: Request, pages: ThePages, person: Visitor) -> Response:
    """Show what waits for an answer."""
    store = pages.instance.store
    return pages.show(
        request, "inputs.html", person=person,
        cards=cards_of(store, person.id, person.zone), doubts=pair_cards(store, person.id),
    )  # fmt: skip


@router.post("/inputs/{input_id}/answer")
def answer(
    request: Request, pages: ThePages, person: Visitor, input_id: str, form: TheForm
) -> Response:
    """Take an answer; one that does not fit is shown again with what is wrong."""
    values = {
        name.removeprefix("answer."): value
        for name, value in form.items()
        if isinstance(value, str) and name.startswith("answer.")
    }
    try:
        Answering(pages.instance.starter, person.id).answer(input_id, values)
    except NeedsUser as error:
        return _once_more(request, pages, person, input_id, values, error)
    return _back(pages, person, input_id, text(form, "back"))


@router.post("/inputs/{input_id}/skip")
def skip(pages: ThePages, person: Visitor, input_id: str, form: TheForm) -> Response:
    """Go on without an answer."""
    Answering(pages.instance.starter, person.id).skip(input_id)
    return _back(pages, person, input_id, text(form, "back"))


@router.post("/inputs/{input_id}/cancel")
def cancel(pages: ThePages, person: Visitor, input_id: str, form: TheForm) -> Response:
    """Take the question back, and end what waits for it."""
    Answering(pages.instance.starter, person.id).cancel(input_id)
    return _back(pages, person, input_id, text(form, "back"))


def _once_more(  # noqa: PLR0913, PLR0917 - who, which, what and why
    request: Request, pages: Pages, person: Person, input_id: str, values: dict[str, str],
    error: NeedsUser,
) -> Response:  # fmt: skip
    store = pages.instance.store
    row = store.inputs.get(person.id, input_id)
    cards = [one for one in cards_of(store, person.id, person.zone) if one.id != input_id]
    if row is not None:
        title = store.journal.titles(person.id, [row.activity_id]).get(row.activity_id, "")
        cards.insert(0, card_of(row, title, person.zone, values, error))
    doubts = pair_cards(store, person.id)
    return pages.show(request, "inputs.html", person=person, status=400, cards=cards, doubts=doubts)


def _back(pages: Pages, person: Person, input_id: str, page: str) -> Response:
    row = pages.instance.store.inputs.get(person.id, input_id)
    return on_to_activity(row.activity_id) if row and page == "activity" else on_to("/inputs")
