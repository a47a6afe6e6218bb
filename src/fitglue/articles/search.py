"""Finding articles: ranked, by beginnings of words, and in spite of small mistakes.

The index is made of the articles themselves when somebody first searches. A word counts by the
field that it stands in and by how few articles have it; one that nothing begins with is taken for
the known word that it is most like.
"""

import difflib
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup, escape

from fitglue.articles.article import Article
from fitglue.articles.library import library
from fitglue.articles.markdown import Section

_WORD = re.compile(r"[a-z0-9]+")
_TITLE, _KEYWORD, _HEADING, _SUMMARY, _BODY = 12.0, 8.0, 4.0, 3.0, 1.0
_BEGINS, _ALIKE = 0.7, 0.45  # of what the whole word counts
_OF_TITLE = 0.4  # more for a title that was asked for as a whole
_LIKENESS = 0.74  # difflib's ratio; "notificatons" and "notifications" are 0.96 alike
_SHORTEST = 3  # letters that a word may begin with: "no" is not the beginning of "none"
_MOST = 12
_AROUND = 150  # characters of a snippet
_LONGEST = 100  # characters of a query that are looked at
#: Headings below which nothing stands that answers anything.
_FRAME = frozenset({"Setup", "Plan", "Needs", "Related"})
#: Words that say nothing of what somebody looks for.
_SMALL = re.compile(
    "an?|and|are|as|at|be|but|by|can|do|does|for|from|has|have|how|i|if|in|is|its?|me|my|of|on|or|"
    "so|that|the|then|there|this|to|was|what|when|where|which|why|will|with|your?"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that fits, and the piece of it that fits best, with the words marked."""

    article: Article
    heading: str
    slug: str
    snippet: Markup

    @property
    def address(self) -> str:
        """Give the address of that piece."""
        return f"{self.article.address}#{self.slug}" if self.slug else self.article.address


@dataclass(frozen=True)
class Index:
    """What every word counts for every article."""

    articles: Mapping[str, Article]
    weights: Mapping[str, Mapping[str, float]]  # by word, then by key of the article

    def find(self, asked: str) -> list[Hit]:
        """Give the articles that fit, the best first; those with every word before the others."""
        terms = list(dict.fromkeys(words_of(asked[:_LONGEST])))
        meant = [self._meant(term) for term in terms]
        scores: dict[str, float] = defaultdict(float)
        met: Counter[str] = Counter()
        for words in meant:
            for key, score in self._scored(words).items():
                scores[key] += score
                met[key] += 1
        for key in scores:
            scores[key] *= 1 + _OF_TITLE * self._share_of_title(key, meant)
        best = sorted(scores, key=lambda key: (-met[key], -scores[key], key))
        wanted = frozenset(word for words in meant for word in words)
        enough = max(met.values(), default=0)
        shown = [key for key in best if met[key] == enough][:_MOST]
        return [_hit(self.articles[key], wanted) for key in shown]

    def _share_of_title(self, key: str, meant: Iterable[Mapping[str, float]]) -> float:
        """Tell how much of a title was asked for, from 0 to 1."""
        title = set(words_of(self.articles[key].front.title))
        return len(title & {word for words in meant for word in words}) / max(len(title), 1)

    def _meant(self, term: str) -> dict[str, float]:
        """Give the known words that somebody may have meant, and how much each counts."""
        is_long = len(term) >= _SHORTEST
        meant = {word: _BEGINS for word in self.weights if is_long and word.startswith(term)}
        if term in self.weights:
            meant[term] = 1.0
        if meant:
            return meant
        alike = difflib.get_close_matches(term, self.weights, n=3, cutoff=_LIKENESS)
        return dict.fromkeys(alike, _ALIKE)

    def _scored(self, words: Mapping[str, float]) -> dict[str, float]:
        best: dict[str, float] = defaultdict(float)
        for word, share in words.items():
            rare = math.log(1 + len(self.articles) / len(self.weights[word]))
            for key, weight in self.weights[word].items():
                best[key] = max(best[key], weight * share * rare)
        return best


@cache
def index() -> Index:
    """Make the index of all articles."""
    articles = library().articles
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    for key, article in articles.items():
        for word, weight in _weighed(article).items():
            weights[word][key] = weight
    return Index(articles, weights)


def words_of(text: str) -> Iterator[str]:
    """Cut a text into words as they are compared: small, without accents and without a plural."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    for word in _WORD.findall(plain.replace("'", "")):
        if not _SMALL.fullmatch(word):
            yield _singular(word)


def _singular(word: str) -> str:
    is_plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))  # noqa: PLR2004 - "bus"
    return word[:-1] if is_plural else word


def _weighed(article: Article) -> dict[str, float]:
    front = article.front
    weights: dict[str, float] = defaultdict(float)
    _add(weights, _TITLE, [front.title])
    _add(weights, _KEYWORD, front.keywords)
    _add(weights, _SUMMARY, [front.summary])
    _add(weights, _HEADING, [one.title for one in article.sections])
    _add(weights, _HEADING, [code for one in article.sections for code in one.codes])
    for word, times in Counter(words_of(" ".join(map(_bare, article.sections)))).items():
        weights[word] += _BODY * (1 + math.log(times))
    return weights


def _add(weights: dict[str, float], weight: float, texts: Iterable[str]) -> None:
    for word in {word for text in texts for word in words_of(text)}:
        weights[word] += weight


def _hit(article: Article, wanted: frozenset[str]) -> Hit:
    best = max(article.sections, key=lambda one: _fits(one, wanted), default=None)
    if best is None or not _fits(best, wanted):
        return Hit(article, "", "", Markup(escape(article.front.summary)))  # noqa: S704 - escaped
    text = _bare(best) or article.front.summary
    return Hit(article, best.title, best.slug, _marked(_around(text, wanted), wanted))


def _fits(section: Section, wanted: frozenset[str]) -> float:
    if section.title in _FRAME:
        return 0.0
    heading = set(words_of(f"{section.title} {' '.join(section.codes)}"))
    text = set(words_of(_bare(section)))
    return 1.5 * len(heading & wanted) + len(text & wanted)


def _bare(section: Section) -> str:
    """Give the words of a section without the marks of Markdown."""
    text = re.sub(r"\{\{ \w+ \}\}", "", section.text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"^\s*(?:[*-]|\d+\.) +", "", text, flags=re.MULTILINE)
    return " ".join(re.sub(r"[*`|]|^#+ ", "", text).split())


def _around(text: str, wanted: frozenset[str]) -> str:
    """Cut a text to what stands around the first word that is wanted."""
    at = next((one.start() for one in re.finditer(r"\w+", text) if _is(one[0], wanted)), 0)
    start = text.rfind(". ", 0, at) + 2 if at > _AROUND // 2 else 0
    start = start if at - start < _AROUND else text.rfind(" ", 0, at - _AROUND // 3) + 1
    start = 0 if start == 1 else start
    end = len(text) if len(text) - start <= _AROUND else text.rfind(" ", start, start + _AROUND)
    return f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"


def _is(word: str, wanted: frozenset[str]) -> bool:
    return any(one in wanted for one in words_of(word))


def _marked(text: str, wanted: frozenset[str]) -> Markup:
    pieces = re.split(r"(\w+)", text)
    return Markup().join(
        Markup("<mark>{}</mark>").format(one) if _is(one, wanted) else escape(one) for one in pieces
    )
