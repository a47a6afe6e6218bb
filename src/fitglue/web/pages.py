"""One way to show a page: a template, who is looking, and the bundle's addresses."""

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from fitglue.instance import Instance
from fitglue.web import figures, import_view, words
from fitglue.web.assets import Bundle
from fitglue.web.lines import Person
from fitglue.web.live_services import LiveServices

SESSION_COOKIE = "fitglue_session"
TEMPLATES = Path(__file__).parent / "templates"
VERSION = version("fitglue")


class NotSignedIn(Exception):
    """A page that needs a person was asked for by nobody."""


@dataclass(frozen=True)
class Pages:
    """Everything that a route needs to answer with a page."""

    instance: Instance
    services: LiveServices
    bundle: Bundle
    environment: Environment

    def show(
        self, request: Request, template: str, *, person: Person | None = None,
        status: int = 200, **context: Any,
    ) -> HTMLResponse:  # fmt: skip
        """Render a template as an answer that no cache keeps."""
        html = self.render(template, person=person, path=request.url.path, **context)
        return HTMLResponse(html, status, headers={"cache-control": "private, no-cache"})

    def render(self, template: str, **context: Any) -> str:
        """Render a template."""
        known = {
            "bundle": self.bundle, "figures": figures, "words": words, "imports": import_view,
            "version": VERSION, "person": None, "path": "",
            "has_plans": self.instance.settings.plans,
        }  # fmt: skip
        return self.environment.get_template(template).render(known | context)


def make_pages(instance: Instance) -> Pages:
    """Load templates and the bundle. Raises Misconfigured when the bundle is not built."""
    bundle = Bundle()
    bundle.script("pages")
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return Pages(instance, LiveServices(instance), bundle, environment)


def the_pages(request: Request) -> Pages:
    """Give the pages of this application."""
    pages = request.app.state.pages
    assert isinstance(pages, Pages)  # noqa: S101 - create_app put it there
    return pages


ThePages = Annotated[Pages, Depends(the_pages)]


def signed_in(request: Request, pages: ThePages) -> Person:
    """Give the person of this session. Raises NotSignedIn."""
    person = pages.services.person(request.cookies.get(SESSION_COOKIE, ""))
    if person is None:
        raise NotSignedIn
    return person


Visitor = Annotated[Person, Depends(signed_in)]


def is_fragment(request: Request) -> bool:
    """Tell whether a script asks for a part of the page that it shows already."""
    return request.headers.get("hx-request-type") == "partial"
