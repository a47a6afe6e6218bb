"""What a page's form sent, and where to go afterwards."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData


async def _form(request: Request) -> FormData:
    return await request.form()


TheForm = Annotated[FormData, Depends(_form)]


def text(form: FormData, name: str) -> str:
    """Give what was written into a field, empty when there is none."""
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def on_to(address: str) -> RedirectResponse:
    """Lead on after a form: going back or reloading does not send it twice."""
    return RedirectResponse(address, 303)


def on_to_activity(activity_id: str, part: str = "journey") -> RedirectResponse:
    """Lead to a part of an activity's page."""
    return on_to(f"/activities/{activity_id}#{part}")
