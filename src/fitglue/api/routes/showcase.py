"""The Showcase: what is shown, and taking it down."""

from datetime import date

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from fitglue.api.auth import Reader, TheInstance, Writer
from fitglue.domain.errors import Gone

router = APIRouter(tags=["showcase"])


class ShownPage(BaseModel):
    """A page that is shown."""

    id: str
    activity_id: str
    title: str
    day: date
    audience: str = Field(description="link, profile or me.")
    url: str = Field(description="Its link: whoever has it may see the page.")


@router.get("/showcase")
def list_pages(request: Request, caller: Reader, instance: TheInstance) -> list[ShownPage]:
    """List the pages that are shown, the newest activity first."""
    origin = (instance.current.address or _root(request)).rstrip("/")
    return [
        ShownPage(
            id=row.id, activity_id=activity_id, title=row.title, day=row.day,
            audience=row.audience, url=f"{origin}/s/{row.token}",
        )
        for row, activity_id in instance.store.showcase.of_account(caller.account.id)
    ]  # fmt: skip


@router.delete("/showcase", status_code=204)
def take_all_down(caller: Writer, instance: TheInstance) -> None:
    """Take every page down, at once; none comes back until it is sent again."""
    showcase, own = instance.store.showcase, caller.account.id
    showcase.take_down(own, [row.id for row, _ in showcase.of_account(own)])


@router.delete("/showcase/{page_id}", status_code=204)
def take_down(caller: Writer, instance: TheInstance, page_id: str) -> None:
    """Take a page down, at once; it does not come back until it is sent again."""
    if not instance.store.showcase.take_down(caller.account.id, [page_id]):
        raise Gone("There is no such page.")


def _root(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"
