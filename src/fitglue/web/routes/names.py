"""What workouts are called on the phone, and the sport that a person says a name means."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from fitglue.api.problems import status_of
from fitglue.domain.errors import FitGlueError, NeedsUser
from fitglue.instance import source_tools
from fitglue.web.languages import gettext
from fitglue.web.pages import Pages, ThePages, Visitor
from fitglue.web.sending_app_view import is_name, name_line, sport_choices

router = APIRouter(prefix="/settings/phones/names")
_LONGEST = 80


@router.get("")
def names(request: Request, pages: ThePages, person: Visitor) -> Response:
    """List the names that came, and what each is read as."""
    return _show(request, pages, person)


@router.post("")
def choose(
    request: Request, pages: ThePages, person: Visitor,
    name: Annotated[str, Form()] = "", sport: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Remember what a name means, and change what came under it before."""
    name = " ".join(name.split())[:_LONGEST]
    try:
        if not is_name(name):
            raise NeedsUser(gettext("There is no name."), gettext("Write it as the phone does."))
        if sport and sport not in sport_choices():
            raise NeedsUser(gettext("There is no such sport."), gettext("Choose one of the list."))
    except FitGlueError as error:
        return _show(request, pages, person, error)
    from fitglue.pipeline.renaming import Renaming  # noqa: PLC0415 - loads what reads all bodies

    Renaming(pages.instance.starter, source_tools).set_rule(person.id, name, sport)
    return RedirectResponse("/settings/phones/names?saved=1", 303)


def _show(
    request: Request, pages: Pages, person: Visitor, error: FitGlueError | None = None
) -> Response:
    return pages.show(
        request, "phones_names.html", person=person, status=status_of(error) if error else 200,
        names=[name_line(one) for one in pages.instance.store.names.listed(person.id)],
        sports=sport_choices(), error=error, saved="saved" in request.query_params,
    )  # fmt: skip
