"""Markdown as HTML that can only be read.

What stands in a text as HTML is shown as text, and a link leads within these pages or to an https
address: nothing that an article says can load or run anything. A heading may end with the names of
what it is about, as in `### Nothing comes {silent, never-came}`; they become anchors, unseen.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

if TYPE_CHECKING:
    from markdown_it.token import Token

_OWN_OR_SAFE = re.compile(r"/(?![/\\])|https://|#")
_HEADING = re.compile(r"^(#{2,4}) (.+?)(?: \{([\w:, -]+)\})?$")
_FILL = re.compile(r"<p>\{\{ (\w+) \}\}</p>\n?")
_FENCE = "```"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it, up to the next heading; the first has no title."""

    level: int
    title: str
    codes: tuple[str, ...]
    text: str

    @property
    def slug(self) -> str:
        """Give the name of its anchor."""
        return slug(self.title)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an article as HTML, and the name of what is put in behind it, if anything."""

    html: Markup
    fill: str = ""


def sections_of(text: str) -> tuple[Section, ...]:
    """Cut a text at its headings; what stands in a fence is none."""
    return tuple(_sections(text))


def _sections(text: str) -> Iterator[Section]:
    level, title, codes, lines, is_fenced = 1, "", (), [], False
    for line in text.splitlines():
        is_fenced ^= line.startswith(_FENCE)
        found = None if is_fenced else _HEADING.match(line)
        if found is None:
            lines.append(line)
            continue
        yield Section(level, title, codes, "\n".join(lines).strip())
        level, title, lines = len(found[1]), found[2], []
        codes = tuple((found[3] or "").replace(",", " ").split())
    yield Section(level, title, codes, "\n".join(lines).strip())


def as_html(text: str) -> Markup:
    """Render Markdown."""
    sections = [one for one in sections_of(text) if one.title]
    return _rendered(_plainly(text), {one.title: one for one in sections})


def parts_of(text: str) -> tuple[Part, ...]:
    """Render Markdown in pieces, cut where `{{ name }}` stands in a paragraph of its own."""
    pieces = _FILL.split(as_html(text))
    fills = [*pieces[1::2], ""]
    return tuple(
        Part(Markup(html), fill)  # noqa: S704 - it was made by as_html
        for html, fill in zip(pieces[::2], fills, strict=True)
    )


def slug(title: str) -> str:
    """Make a heading the name of an anchor: "No map" is `no-map`."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _plainly(text: str) -> str:
    """Take the names off the headings."""
    lines, is_fenced = [], False
    for line in text.splitlines():
        is_fenced ^= line.startswith(_FENCE)
        found = None if is_fenced else _HEADING.match(line)
        lines.append(f"{found[1]} {found[2]}" if found else line)
    return "\n".join(lines)


def _rendered(text: str, sections: dict[str, Section]) -> Markup:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only when an article is read

    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.validateLink = lambda address: bool(_OWN_OR_SAFE.match(address))  # ty: ignore[invalid-assignment]
    tokens = markdown.parse(text)
    taken: set[str] = set()
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        _tidy(token)
        if token.type == "heading_open" and following is not None:
            _anchor(token, following, sections.get(following.content), taken)
    html = markdown.renderer.render(tokens, markdown.options, {})
    return Markup(html)  # noqa: S704 - html is off, and links were looked at


def _tidy(token: "Token") -> None:
    """Dress links as ours, and drop the styles of tables: pages have none of their own."""
    token.attrs.pop("style", None)
    if token.type == "link_open":
        token.attrSet("class", "link")
    for inner in token.children or ():
        _tidy(inner)


def _anchor(heading: "Token", words: "Token", section: Section | None, taken: set[str]) -> None:
    """Give a heading its anchors; the same name twice stays with the first."""
    names = [slug(words.content), *(section.codes if section else ())]
    fresh = [name for name in dict.fromkeys(names) if name and name not in taken]
    taken.update(fresh)
    if fresh:
        heading.attrSet("id", fresh[0])
    words.children = [*map(_point, fresh[1:]), *(words.children or [])]


def _point(name: str) -> Any:
    from markdown_it.token import Token  # noqa: PLC0415 - only when an article is read

    return Token("html_inline", "", 0, content=f'<span id="{name}"></span>')
