"""Every article, found by its address, by an old one, or by the plugin that it is about."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from fitglue.articles.article import Article, Kind, read_article
from fitglue.articles.markdown import as_html
from fitglue.domain.plugins import PluginKind

_SHELVES = files("fitglue") / "help"


@dataclass(frozen=True, slots=True)
class Library:
    """The articles by key; `moved` leads from old keys to new ones."""

    articles: Mapping[str, Article]
    moved: Mapping[str, str]

    def of_kind(self, kind: Kind) -> list[Article]:
        """Give the articles of a kind, by title."""
        found = [one for one in self.articles.values() if one.front.kind is kind]
        return sorted(found, key=lambda one: one.front.title.lower())

    def asked(self) -> list[Article]:
        """Give what is asked most, in the order that the articles say."""
        found = [one for one in self.articles.values() if one.front.asked is not None]
        return sorted(found, key=lambda one: (one.front.asked or 0, one.front.title))

    def of_plugin(self, kind: PluginKind, plugin_id: str) -> Article | None:
        """Give the article about a plugin; a stranger's has none."""
        return self.articles.get(f"{Kind(kind.value).shelf}/{plugin_id}")

    def key_of(self, asked: str) -> str | None:
        """Say where an old or an almost right key leads; none when it leads nowhere."""
        for key in (asked, asked.replace("_", "-"), asked.replace("-", "_")):
            if key in self.articles or key in self.moved:
                return self.moved.get(key, key)
        return None


@cache
def library() -> Library:
    """Read every article. Raises Bug for one that is not well-formed."""
    articles = {one.key: one for one in _every()}
    moved = {old: one.key for one in articles.values() for old in one.front.old}
    return Library(articles, moved)


def _every() -> Iterator[Article]:
    for shelf in sorted({kind.shelf for kind in Kind}):
        for file in sorted((_SHELVES / shelf).iterdir(), key=lambda file: file.name):
            if file.name.endswith(".md"):
                yield read_article(
                    shelf, file.name.removesuffix(".md"), file.read_text(encoding="utf-8")
                )


@dataclass(frozen=True, slots=True)
class Guide:
    """How a service is connected, and apart from that its terms and what can go wrong."""

    steps: Markup
    terms: Markup


@cache
def guide_of(service_id: str) -> Guide | None:
    """Give what the page that connects a service shows of its article; a stranger's has none."""
    article = library().of_plugin(PluginKind.SERVICE, service_id)
    if article is None:
        return None
    setup = article.under("Setup").partition("\n\n")[2].replace("### ", "## ")
    terms = article.under("Terms and limits", "Common issues")
    return Guide(as_html(f"{article.lead}\n\n{setup}".replace("{{ options }}", "")), as_html(terms))
