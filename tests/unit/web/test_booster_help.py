"""Articles are Markdown that can only be read."""

import pytest

from fitglue.web.articles import article_of, as_html


def test_an_article_is_cut_where_the_options_stand() -> None:
    article = article_of("user_input")
    assert article is not None
    assert article.has_options
    assert "<h1>" not in article.before
    assert article.before.rstrip().endswith("<h2>Options</h2>")
    assert "<h2>Plan</h2>" in article.after


@pytest.mark.parametrize("name", ["none", "../boosters/user_input", "", "user_input.md"])
def test_what_is_no_booster_of_ours_has_none(name: str) -> None:
    assert article_of(name) is None


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](http://example.org)",
        "[x](//example.org)",
        "![x](data:image/png;base64,AA)",
        '<a href="https://example.org" onclick="x()">x</a>',
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
