"""Articles as pages: with the parts that plugins tell of themselves, and the front page of all."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from fitglue import registry
from fitglue.articles.article import Article, Kind
from fitglue.articles.library import library
from fitglue.articles.markdown import Part, as_html
from fitglue.domain.plugins import PluginKind
from fitglue.web.languages import gettext, marked
from fitglue.web.told_in_help import Told, told_of

#: The parts of the front page, below what is asked most, by the name of their anchor.
SHELVES: dict[str, tuple[str, Kind]] = {
    "troubles": (marked("When something is wrong"), Kind.TROUBLE),
    "guides": (marked("Step by step"), Kind.GUIDE),
    "sources": (marked("Sources"), Kind.SOURCE),
    "services": (marked("Services"), Kind.SERVICE),
    "targets": (marked("Targets"), Kind.TARGET),
    "boosters": (marked("Boosters"), Kind.BOOSTER),
    "concepts": (marked("How FitGlue works"), Kind.CONCEPT),
}
_NAMES = {kind: title for title, kind in SHELVES.values()}


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpPage:
    """An article to be read. `told` is what its plugin says; none for what is about no plugin."""

    title: str
    summary: str
    shelf: str
    anchor: str
    kind: Kind
    parts: Sequence[Part]
    told: Told | None
    contents: Sequence[tuple[str, str]]
    is_written: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """An article in a list."""

    address: str
    title: str
    summary: str


_ON_PLANS = "/help/concepts/tiers"


@dataclass(frozen=True, slots=True)
class FrontPage:
    """What is asked most, and every shelf with its articles."""

    asked: Sequence[Line]
    shelves: Sequence[tuple[str, str, Sequence[Line]]]


@dataclass(frozen=True, slots=True)
class Said:
    """The first words of an article, and where all of it is."""

    title: str
    html: Markup
    address: str


def front_page(*, has_plans: bool) -> FrontPage:
    """List every article; that on plans only where there are any."""
    asked = [_line(one) for one in library().asked()]
    elsewhere = {one.address for one in asked} | (set() if has_plans else {_ON_PLANS})
    shelves = [
        (anchor, gettext(title), [one for one in _lines(kind) if one.address not in elsewhere])
        for anchor, (title, kind) in SHELVES.items()
    ]
    return FrontPage(asked, [shelf for shelf in shelves if shelf[2]])


def page_of(article: Article) -> HelpPage:
    """Show an article."""
    kind, plugin = article.front.kind, article.front.kind.plugin
    return HelpPage(
        title=article.front.title, summary=article.front.summary, shelf=gettext(_NAMES[kind]),
        anchor=_anchor(kind), kind=kind, parts=article.parts,
        told=told_of(plugin, article.name) if plugin else None,
        contents=[(one.title, one.slug) for one in article.sections if one.level == 2],  # noqa: PLR2004 - ##
    )  # fmt: skip


def plugin_page(key: str) -> HelpPage | None:
    """Show a plugin that nobody wrote an article about; none when it is not installed."""
    shelf, _, name = key.partition("/")
    kind = next((one for one in Kind if one.plugin and one.shelf == shelf), None)
    told = told_of(kind.plugin, name) if kind and kind.plugin else None
    if kind is None or told is None:
        return None
    return HelpPage(
        title=told.about.name, summary=told.about.summary, shelf=gettext(_NAMES[kind]),
        anchor=_anchor(kind), kind=kind, parts=_generated(told), told=told, contents=[],
        is_written=False,
    )  # fmt: skip


def said_of(key: str) -> Said | None:
    """Give the first words of an article, or of a plugin's description."""
    found = library().key_of(key)
    if found is not None:
        article = library().articles[found]
        return Said(article.front.title, as_html(article.lead), article.address)
    page = plugin_page(key)
    if page is None or page.told is None:
        return None
    return Said(page.title, Markup("<p>{}</p>").format(page.told.about.description), f"/help/{key}")


def _generated(told: Told) -> tuple[Part, ...]:
    about = told.about
    said = Markup("<p>{}</p><p>{}</p>").format(about.summary, about.description)
    return (
        Part(said, "how"), Part(as_html("## Setup"), "options"),
        Part(as_html("## Plan"), "plan"), Part(as_html("## Needs"), "needs"),
    )  # fmt: skip


def _lines(kind: Kind) -> tuple[Line, ...]:
    lines = [_line(one) for one in library().of_kind(kind)]
    known = {one.address for one in lines}
    lines += [one for one in _installed(kind) if one.address not in known]
    return tuple(sorted(lines, key=lambda one: one.title.lower()))


def _installed(kind: Kind) -> list[Line]:
    plugins = registry.of_kind(PluginKind(kind.value)).values() if kind.plugin else ()
    return [
        Line(f"/help/{kind.shelf}/{one.about.id}", one.about.name, one.about.summary)
        for one in plugins
    ]


def _line(article: Article) -> Line:
    return Line(article.address, article.front.title, article.front.summary)


def _anchor(kind: Kind) -> str:
    return next(anchor for anchor, (_, one) in SHELVES.items() if one is kind)
