"""Where a person is signed in."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from fitglue.people import sessions
from fitglue.web.pages import TheActing, ThePages, TheSession, Visitor

router = APIRouter()


@router.get("/settings/sessions")
def browsers(request: Request, pages: ThePages, person: Visitor, session: TheSession) -> Response:
    """List the browsers that are signed in."""
    rows = pages.instance.store.sessions.of_account(person.id)
    return pages.show(
        request, "sessions.html", person=person, sessions=rows, this_id=session.session_id
    )


@router.post("/settings/sessions/{session_id}/end")
def end(acting: TheActing, session_id: str) -> Response:
    """Sign one browser out."""
    if not sessions.end_session(acting, session_id):
        raise HTTPException(404)
    return RedirectResponse("/settings/sessions", 303)


@router.post("/settings/sessions/end-others")
def end_others(acting: TheActing, session: TheSession) -> Response:
    """Sign every other browser out."""
    sessions.end_other_sessions(acting, session.session_id)
    return RedirectResponse("/settings/sessions", 303)
