"""Every word of a template is marked for translation: docs/decisions/0042."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from jinja2 import Environment, nodes

from fitglue.web.pages import TEMPLATES

_READ = {"aria-label", "aria-valuetext", "title", "placeholder", "alt"}
_ATTRIBUTE = re.compile(r"[\w-]+=\"")  # written as text by a `{% set %}`
# Nobody reads these as English: code is typed as it stands.
_NO_TEXT = {"script", "style", "code"}
# The product's name, formats and units are the same everywhere; a header is written as it stands.
_EVERYWHERE = re.compile(r"FitGlue|\b(?:FIT|GPX|TCX|CSV|JSON|QR|bpm|km|/km)\b|FITGLUE_\w+")
_SAYING = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
_SENTENCE = re.compile(r"[A-Z][a-z]+(?: |…|\.|$)")
#: What stays as it is, with the reason.
_KEPT = {
    "/runs?": "an address",
    "https://fitglue.example.org": "an address",
    "kim-runs": "a handle, as one would write it",
    "ntfys://ntfy.sh/your-secret-topic": "an address",
}
_ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
_TEMPLATES = sorted(path.name for path in TEMPLATES.glob("*.html"))


class Words(HTMLParser):
    """Collects what a person reads or hears of a template, without what is put in."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.words += [value for name, value in attrs if name in _READ and value]
        if tag in _NO_TEXT:
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.words.append(data.strip())


def parsed(template: str) -> nodes.Template:
    return _ENVIRONMENT.parse((TEMPLATES / template).read_text("utf-8"))


def plain_words(template: str) -> list[str]:
    """Give the words that stand in a template as they are."""
    found = Words()
    for data in _texts(parsed(template)):
        found.feed(data)
    found.close()
    return [
        text for text in found.words
        if re.search("[A-Za-z]{2}", _EVERYWHERE.sub("", text))
        and text not in _KEPT
        and not _ATTRIBUTE.search(text)
    ]  # fmt: skip


def _texts(tree: nodes.Node) -> Iterator[str]:
    """Walk the page as it is written: texts, and a mark where a value is put in."""
    if isinstance(tree, nodes.TemplateData):
        yield tree.data
        return
    if isinstance(tree, nodes.Output):
        for child in tree.nodes:
            yield from _texts(child) if isinstance(child, nodes.TemplateData) else ("\N{BULLET}",)
        return
    for child in tree.iter_child_nodes():
        yield from _texts(child)


def plain_literals(template: str) -> list[str]:
    """Give the sentences that stand in expressions without a mark."""
    tree = parsed(template)
    marked = {
        id(constant)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in _SAYING
        for constant in call.find_all(nodes.Const)
    }
    keys = {
        id(constant)
        for compared in tree.find_all((nodes.Compare, nodes.Getitem))
        for constant in compared.find_all(nodes.Const)
    }
    return [
        constant.value
        for constant in tree.find_all(nodes.Const)
        if isinstance(constant.value, str)
        and _SENTENCE.match(constant.value)
        and id(constant) not in marked | keys
    ]


@pytest.mark.parametrize("template", _TEMPLATES)
def test_no_text_of_a_template_is_without_a_mark(template: str) -> None:
    assert plain_words(template) == []
    assert plain_literals(template) == []


def test_a_word_without_a_mark_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "parsed", _ENVIRONMENT.parse)
    assert plain_words('<p title="Hi {{ name }}">Hello <b>{{ name }}</b></p>') == ["Hi •", "Hello"]
    assert plain_literals('{{ "Pause" if on == "Yes" else "Go on" }}') == ["Pause", "Go on"]
