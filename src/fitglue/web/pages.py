"""One way to show a page: a template, who is looking, and the bundle's addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, cast

from fastapi import Depends, HTTPException, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from fitglue.domain import figures
from fitglue.formats.files import FORMATS
from fitglue.instance import Instance
from fitglue.people.acting import Acting
from fitglue.people.visitor import visit_of
from fitglue.security import tokens
from fitglue.store.accounts import Account
from fitglue.store.sessions import SignedIn
from fitglue.web import import_view, languages, navigation, settings_places, words
from fitglue.web.assets import Bundle
from fitglue.web.lines import Person, Theme, Units
from fitglue.web.tier_view import plan_name

SESSION_COOKIE = "fitglue_session"
TEMPLATES = Path(__file__).parent / "templates"
VERSION = version("fitglue")


class NotSignedIn(Exception):
    """A page that needs a person was asked for by nobody."""


@dataclass(frozen=True)
class Pages:
    """Everything that a route needs to answer with a page."""

    instance: Instance
    bundle: Bundle
    environment: Environment
    languages: Mapping[str, languages.Language]

    def show(
        self, request: Request, template: str, *, person: Person | None = None,
        status: int = 200, **context: Any,
    ) -> HTMLResponse:  # fmt: skip
        """Render a template as an answer that no cache keeps."""
        store = self.instance.store
        questions = store.inputs.count(person.id) + store.pairs.count(person.id) if person else 0
        news = store.notifications.count(person.id) if person else 0
        html = self.render(
            template, person=person, path=request.url.path, questions=questions, news=news,
            **context,
        )  # fmt: skip
        return HTMLResponse(html, status, headers={"cache-control": "private, no-cache"})

    def render(self, template: str, **context: Any) -> str:
        """Render a template."""
        known = {
            "bundle": self.bundle, "figures": figures, "words": words, "imports": import_view,
            "version": VERSION, "person": None, "path": "", "questions": 0, "news": 0,
            "formats": FORMATS.values(), "has_plans": self.instance.current.plans,
            "navigation": navigation, "language": languages.spoken(), "languages": self.languages,
            "settings_places": settings_places,
            "plan_name": partial(plan_name, self.instance),
        }  # fmt: skip
        return self.environment.get_template(template).render(known | context)


def make_pages(instance: Instance, spoken: Mapping[str, languages.Language]) -> Pages:
    """Load templates and the bundle. Raises Misconfigured when the bundle is not built."""
    bundle = Bundle()
    bundle.script("pages")
    return Pages(instance, bundle, templates(), spoken)


def templates() -> Environment:
    """Load the templates, which speak the language of whoever asks."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # ty: ignore[missing-attribute] - put there by the extension
        languages.gettext, languages.ngettext, newstyle=True,
        pgettext=languages.pgettext, npgettext=languages.npgettext,
    )  # fmt: skip
    return environment


def the_pages(request: Request) -> Pages:
    """Give the pages of this application."""
    pages = request.app.state.pages
    assert isinstance(pages, Pages)  # noqa: S101 - create_app put it there
    return pages


ThePages = Annotated[Pages, Depends(the_pages)]


def open_session(request: Request, pages: ThePages) -> SignedIn | None:
    """Give the session of this browser, if it has one that is still good."""
    token = request.cookies.get(SESSION_COOKIE, "")
    return pages.instance.store.sessions.of_token(tokens.token_hash(token)) if token else None


OpenSession = Annotated[SignedIn | None, Depends(open_session)]


def the_session(found: OpenSession) -> SignedIn:
    """Give the session of this browser. Raises NotSignedIn."""
    if found is None:
        raise NotSignedIn
    return found


TheSession = Annotated[SignedIn, Depends(the_session)]


def signed_in(session: TheSession) -> Person:
    """Give the person of this session. Raises NotSignedIn."""
    return person_of(session.account)


Visitor = Annotated[Person, Depends(signed_in)]


def admin(person: Visitor) -> Person:
    """Give the person of this session if they may look after the others."""
    if not person.is_admin:
        raise HTTPException(403)
    return person


AnAdmin = Annotated[Person, Depends(admin)]


def acting(request: Request, pages: ThePages, session: TheSession) -> Acting:
    """Give the person of this session as somebody who does something. Raises NotSignedIn."""
    return Acting(pages.instance, session.account, visit_of(request))


TheActing = Annotated[Acting, Depends(acting)]


def person_of(account: Account) -> Person:
    """Show an account."""
    return Person(
        id=account.id,
        name=account.name,
        email=account.email,
        units=cast("Units", account.units),
        zone=account.zone,
        theme=cast("Theme", account.theme),
        tile_url=account.tile_url,
        is_admin=account.is_admin,
        settle_s=account.settle_s,
        keeps_metrics=account.keeps_metrics,
        device_order=account.device_order,
        week_start=account.week_start,
    )


def is_fragment(request: Request) -> bool:
    """Tell whether a script asks for a part of the page that it shows already."""
    return request.headers.get("hx-request-type") == "partial"
