"""Erasing everything of a person, and the proof of it, shown once."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from fitglue.api.problems import status_of
from fitglue.domain.errors import FitGlueError
from fitglue.ownership.erasing import erase
from fitglue.people import reassured
from fitglue.web.pages import SESSION_COOKIE, Pages, TheActing, ThePages, TheSession, Visitor

router = APIRouter()
ADDRESS = "/settings/erase"
Field = Annotated[str, Form()]


@router.get(ADDRESS)
def ask(
    request: Request, pages: ThePages, person: Visitor, acting: TheActing, session: TheSession
) -> Response:
    """Say what will be gone, and ask for what it takes."""
    is_fresh = reassured.is_fresh(acting, session.session_id)
    return _show(request, pages, person, is_fresh=is_fresh)


@router.post(ADDRESS)
def erase_everything(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request, pages: ThePages, person: Visitor, acting: TheActing, session: TheSession,
    typed: Field = "", password: Field = "", files: Field = "",
) -> Response:  # fmt: skip
    """Erase it all, and show the proof for the only time."""
    is_fresh = reassured.is_fresh(acting, session.session_id)
    try:
        reassured.check_typed(acting.account, typed)
        if password or not is_fresh:
            reassured.check_password(acting, password)
        proof = erase(pages.instance, acting.account, keep_files=files == "keep")
    except FitGlueError as error:
        return _show(request, pages, person, is_fresh=is_fresh, error=error)
    answer = pages.show(
        request, "erased.html", proof=proof, is_empty=not pages.instance.store.accounts.count()
    )
    answer.headers["cache-control"] = "no-store"
    answer.delete_cookie(SESSION_COOKIE)
    return answer


def _show(
    request: Request, pages: Pages, person: Visitor, *,
    is_fresh: bool, error: FitGlueError | None = None,
) -> Response:  # fmt: skip
    store = pages.instance.store
    return pages.show(
        request, "settings_erase.html", person=person, status=status_of(error) if error else 200,
        error=error, is_fresh=is_fresh, activities=len(store.activities.ids(person.id)),
        connections=[one.service for one in store.connections.of_account(person.id)],
    )  # fmt: skip
