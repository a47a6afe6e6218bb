"""Questions of boosters: the list of those that wait, and what people answer."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from fitglue.domain.errors import FitGlueError, NeedsUser, TooBig
from fitglue.pipeline.answering import Answering
from fitglue.web.forms import TheForm, TheLargeForm, on_to, on_to_activity, text
from fitglue.web.lines import Person
from fitglue.web.pages import Pages, ThePages, Visitor, is_fragment
from fitglue.web.pair_view import pair_cards
from fitglue.web.question_view import card_again, cards_of, questions_mark
from fitglue.web.setting_files import bytes_of

router = APIRouter()


@router.get("/inputs")
def inputs(request: Request, pages: ThePages, person: Visitor) -> Response:
    """Show what waits for an answer."""
    store = pages.instance.store
    mark = questions_mark(store, person.id)  # before the rest: what comes meanwhile is news
    template = "inputs_list.html" if is_fragment(request) else "inputs.html"
    return pages.show(
        request, template, person=person, mark=mark,
        cards=cards_of(store, person.id, person.zone), doubts=pair_cards(store, person.id),
    )  # fmt: skip


@router.post("/inputs/{input_id}/answer")
def answer(
    request: Request, pages: ThePages, person: Visitor, input_id: str, form: TheLargeForm
) -> Response:
    """Take an answer; one that does not fit is shown again with what is wrong."""
    values, upload = _filled(form)
    try:
        file = bytes_of(upload) if upload else b""
        Answering(pages.instance.starter, person.id).answer(input_id, values, file=file)
    except (NeedsUser, TooBig) as error:
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


def _filled(form: FormData) -> tuple[dict[str, str], UploadFile | None]:
    """Give the answer's values, and its file: the value of a file's field is its name."""
    values, upload = {}, None
    for name, value in form.items():
        if name.startswith("answer."):
            is_text = isinstance(value, str)
            values[name.removeprefix("answer.")] = value if is_text else value.filename or ""
            upload = upload if is_text or not value.filename else value
    return values, upload


def _once_more(  # noqa: PLR0913, PLR0917 - who, which, what and why
    request: Request, pages: Pages, person: Person, input_id: str, values: dict[str, str],
    error: FitGlueError,
) -> Response:  # fmt: skip
    store = pages.instance.store
    row, mark = store.inputs.get(person.id, input_id), questions_mark(store, person.id)
    cards = [one for one in cards_of(store, person.id, person.zone) if one.id != input_id]
    if row is not None:
        cards.insert(0, card_again(store, row, person.zone, values, error))
    return pages.show(
        request, "inputs.html", person=person, status=400, cards=cards, mark=mark,
        doubts=pair_cards(store, person.id),
    )  # fmt: skip


def _back(pages: Pages, person: Person, input_id: str, page: str) -> Response:
    row = pages.instance.store.inputs.get(person.id, input_id)
    return on_to_activity(row.activity_id) if row and page == "activity" else on_to("/inputs")
