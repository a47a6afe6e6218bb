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
_OPTIONS = "{{ options }}"
_OWN_OR_SAFE = re.compile(r"/(?![/\\])|https://|#")


@dataclass(frozen=True, slots=True)
class Article:
    """An article without its title, up to the table of options and from there on."""

    before: Markup
    after: Markup
    has_options: bool


@cache
def article_of(plugin_id: str, shelf: str = "boosters") -> Article | None:
    """Give the article on a plugin of ours; a stranger's has none."""
    file = _SHELVES / shelf / f"{plugin_id}.md"
    if not plugin_id.isidentifier() or not file.is_file():
        return None
    text = file.read_text(encoding="utf-8")
    before, options, after = re.sub(r"\A# .*\n", "", text).partition(_OPTIONS)
    return Article(as_html(before), as_html(after), bool(options))


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
