"""What a person shows in the Showcase: their pages, and their profile."""

import re
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import Response

from fitglue.api.problems import status_of
from fitglue.domain.audit import Event
from fitglue.domain.errors import FitGlueError, Gone, NeedsUser
from fitglue.domain.showcase import Audience, Look
from fitglue.domain.sport import by_key
from fitglue.people.acting import Acting
from fitglue.store.showcase_profiles import Profile
from fitglue.store.tables import ShowcasePageRow
from fitglue.web.forms import on_to, on_to_activity
from fitglue.web.languages import gettext
from fitglue.web.pages import Pages, TheActing, ThePages, Visitor
from fitglue.web.showcase_view import AUDIENCES, OwnLine, counted
from fitglue.web.words import day_of_month

router = APIRouter()
_HERE = "/settings/showcase"
_HANDLE = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,30}[a-z0-9])")
_LONGEST_NAME, _MOST_LINES = 100, 100


@router.get(_HERE)
def showcase(request: Request, pages: ThePages, person: Visitor) -> Response:
    """List what is shown, with its links."""
    return _show(request, pages, person)


@router.post(_HERE + "/profile")
def save_profile(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request, pages: ThePages, person: Visitor, acting: TheActing,
    handle: Annotated[str, Form(max_length=100)] = "",
    name: Annotated[str, Form(max_length=_LONGEST_NAME)] = "",
    look: Annotated[str, Form()] = "moss", on: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Keep the profile, on or off."""
    wanted = Profile(
        handle.strip().lower(), name.strip() or person.name,
        next((one for one in Look if one == look), Look.MOSS), is_on=bool(on),
    )  # fmt: skip
    try:
        _check(wanted)
        before = pages.instance.store.showcase.profiles.get(person.id)
        pages.instance.store.showcase.profiles.save(person.id, wanted)
    except FitGlueError as error:
        return _show(request, pages, person, error=error, profile=wanted)
    if wanted.is_on != (before is not None and before.is_on):
        acting.note(Event.PROFILE_ON if wanted.is_on else Event.PROFILE_OFF)
    return on_to(f"{_HERE}?saved")


@router.post(_HERE + "/{page_id}/link")
def renew_link(pages: ThePages, acting: TheActing, page_id: str) -> Response:
    """Make a new link; the old one leads nowhere from now on."""
    if not pages.instance.store.showcase.renew_link(acting.account.id, page_id):
        raise HTTPException(404)
    return on_to(f"{_HERE}#p-{page_id}")


@router.post(_HERE + "/{page_id}/down")
def take_down(acting: TheActing, page_id: str) -> Response:
    """Take a page down."""
    if not _take_down(acting, [page_id]):
        raise HTTPException(404)
    return on_to(_HERE)


@router.post(_HERE + "/down")
def take_all_down(pages: ThePages, acting: TheActing) -> Response:
    """Take every page down."""
    mine = pages.instance.store.showcase.of_account(acting.account.id)
    _take_down(acting, [row.id for row, _ in mine])
    return on_to(_HERE)


@router.post("/deliveries/{delivery_id}/down")
def take_delivered_down(pages: ThePages, acting: TheActing, delivery_id: str) -> Response:
    """Take down the page of a delivery, from the activity's own page."""
    row = pages.instance.store.deliveries.get(acting.account.id, delivery_id)
    page = pages.instance.store.showcase.of(delivery_id).find() if row is not None else None
    if row is None or page is None:
        raise Gone(gettext("There is no such page."))
    _take_down(acting, [page.id])
    return on_to_activity(row.activity_id)


def _take_down(acting: Acting, page_ids: list[str]) -> int:
    number = acting.instance.store.showcase.take_down(acting.account.id, page_ids)
    if number:
        acting.note(Event.PAGES_TAKEN_DOWN, pages=counted(number))
    return number


def _check(profile: Profile) -> None:
    if not _HANDLE.fullmatch(profile.handle):
        raise NeedsUser(
            gettext("This cannot be the end of an address."),
            gettext("Use 3 to 32 small letters, digits and hyphens, such as kim-runs."),
        )


def _show(
    request: Request, pages: Pages, person: Visitor, *,
    error: FitGlueError | None = None, profile: Profile | None = None,
) -> Response:  # fmt: skip
    store = pages.instance.store.showcase
    origin = (pages.instance.current.address or str(request.base_url)).rstrip("/")
    mine = store.of_account(person.id)
    lines = [_line(row, activity_id, origin) for row, activity_id in mine[:_MOST_LINES]]
    kept = profile or store.profiles.get(person.id) or Profile("", person.name)
    return pages.show(
        request, "showcase_settings.html", person=person, status=status_of(error) if error else 200,
        lines=lines, number=len(mine), profile=kept, looks=list(Look), origin=origin, error=error,
        saved="saved" in request.query_params,
    )  # fmt: skip


def _line(row: ShowcasePageRow, activity_id: str, origin: str) -> OwnLine:
    when = f"{day_of_month(row.day)} {row.day.year}"
    seen_by = gettext(AUDIENCES[Audience(row.audience)])
    return OwnLine(
        id=row.id, activity_id=activity_id, title=row.title,
        told=f"{by_key(row.sport).label} · {when} · {seen_by}",
        link=f"{origin}/s/{row.token}",
    )  # fmt: skip
