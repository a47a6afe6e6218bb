"""Articles on plugins: Markdown files beside the code, as HTML that can only be read.

What stands in an article as HTML is shown as text, and a link leads within these pages or to an
https address: nothing that an article says can load or run anything.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from markdown_it.token import Token

_SHELVES = files("fitglue") / "help"
_OPTIONS, _TERMS = "{{ options }}", "## Terms and limits"
_OWN_OR_SAFE = re.compile(r"/(?![/\\])|https://|#")


@dataclass(frozen=True, slots=True)
class Article:
    """An article without its title, up to the table of options and from there on."""

    before: Markup
    after: Markup
    has_options: bool


@dataclass(frozen=True, slots=True)
class Guide:
    """How a service is connected, and apart from that its terms and what can go wrong."""

    steps: Markup
    terms: Markup


@cache
def article_of(booster_id: str) -> Article | None:
    """Give the article on a booster of ours; a stranger's has none."""
    text = _text("boosters", booster_id)
    if text is None:
        return None
    before, options, after = text.partition(_OPTIONS)
    return Article(as_html(before), as_html(after), bool(options))


@cache
def guide_of(service_id: str) -> Guide | None:
    """Give the article on a service of ours; a stranger's has none."""
    text = _text("services", service_id)
    if text is None:
        return None
    steps, mark, terms = text.partition(_TERMS)
    return Guide(as_html(steps), as_html(mark + terms))


def _text(shelf: str, plugin_id: str) -> str | None:
    file = _SHELVES / shelf / f"{plugin_id}.md"
    if not plugin_id.isidentifier() or not file.is_file():
        return None
    return re.sub(r"\A# .*\n", "", file.read_text(encoding="utf-8"))


def as_html(text: str) -> Markup:
    """Render Markdown."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only when an article is read

    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.validateLink = lambda address: bool(_OWN_OR_SAFE.match(address))  # ty: ignore[invalid-assignment]
    tokens = markdown.parse(text)
    for token in tokens:
        _tidy(token)
    html = markdown.renderer.render(tokens, markdown.options, {})
    return Markup(html)  # noqa: S704 - html is off, and links were looked at


def _tidy(token: "Token") -> None:
    """Dress links as ours, and drop the styles of tables: pages have none of their own."""
    token.attrs.pop("style", None)
    if token.type == "link_open":
        token.attrSet("class", "link")
    for inner in token.children or ():
        _tidy(inner)
