"""Articles are Markdown that can only be read."""

import pytest

from fitglue.articles.article import read_article
from fitglue.articles.markdown import as_html, parts_of, sections_of
from fitglue.domain.errors import Bug

FRONT = 'title = "A"\nkind = "concept"\nsummary = "B"\nkeywords = ["c"]\n'


def article(front: str, shelf: str = "concepts") -> str:
    return read_article(shelf, "a", f"+++\n{front}+++\nWords.\n").text


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](http://example.org)",
        "[x](//example.org)",
        "![x](data:image/png;base64,AA)",
        '<a href="https://example.org" onclick="x()">x</a>',
        '## x {"><script>}',
    ],
)
def test_nothing_in_it_can_run_or_lead_astray(text: str) -> None:
    html = as_html(text)
    assert "<a " not in html
    assert "<script" not in html
    assert "<img" not in html


def test_links_lead_to_our_pages_and_to_https() -> None:
    html = as_html("[a](/help/export) [b](https://example.org/x)")
    assert '<a href="/help/export" class="link">a</a>' in html
    assert '<a href="https://example.org/x" class="link">b</a>' in html


def test_tables_bring_no_style_of_their_own() -> None:
    html = as_html("| a |\n|:-:|\n| b |")
    assert "<td>b</td>" in html
    assert "style" not in html


def test_a_heading_has_anchors_by_its_words_and_by_the_rules_it_names() -> None:
    html = as_html("## “No” map {no-route, silent}\n\na\n\n## Other {silent}\n\nb")
    assert (
        '<h2 id="no-map"><span id="no-route"></span><span id="silent"></span>“No” map</h2>' in html
    )
    assert '<h2 id="other">Other</h2>' in html


def test_what_stands_in_a_fence_is_no_heading() -> None:
    text = "a\n\n```\n## b {c}\n```"
    assert [one.title for one in sections_of(text)] == [""]
    assert "## b {c}" in as_html(text)


def test_an_article_is_cut_where_something_is_put_in() -> None:
    first, last = parts_of("a\n\n{{ options }}\n\nb {{ x }}")
    assert (first.html, first.fill) == ("<p>a</p>\n", "options")
    assert (last.html, last.fill) == ("<p>b {{ x }}</p>\n", "")


def test_an_article_says_what_it_is_about() -> None:
    assert article(FRONT) == "Words."


@pytest.mark.parametrize(
    "front",
    [
        "",
        "title = ",
        FRONT + 'colour = "red"\n',
        FRONT + "rules = [1]\n",
        FRONT.replace("concept", "song"),
        FRONT.replace('["c"]', "[]"),
        FRONT.replace('"A"', '""'),
    ],
)
def test_one_that_says_it_wrongly_is_refused(front: str) -> None:
    with pytest.raises(Bug, match="concepts/a"):
        article(front)


def test_one_in_the_wrong_folder_is_refused() -> None:
    with pytest.raises(Bug, match="wrong folder"):
        article(FRONT, "sources")
    with pytest.raises(Bug):
        read_article("concepts", "a", f"x+++\n{FRONT}+++\n")
