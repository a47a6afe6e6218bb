"""What a page's form sent, and where to go afterwards."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from fitglue.web.setting_files import LARGEST_FILE

_MOST_FIELDS = 20_000  # fifty parts with hundreds of ticks each


async def _form(request: Request) -> FormData:
    return await request.form()


async def _large_form(request: Request) -> AsyncIterator[FormData]:
    async with request.form(max_fields=_MOST_FIELDS, max_part_size=LARGEST_FILE) as form:
        yield form  # and its files are closed behind it


TheForm = Annotated[FormData, Depends(_form)]
#: A form that may carry files, or what was made of them.
TheLargeForm = Annotated[FormData, Depends(_large_form)]


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
