"""What an article calls a button or a page is what stands on it."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

import fitglue
from fitglue.articles.library import library
from fitglue.web.pages import TEMPLATES

PACKAGE = Path(fitglue.__file__).parent
# After these words a name is a button's, a menu's or a page's: "press **Save**", "under “Backups”".
NAMED = re.compile(
    r"(?:\b(?:[Pp]ress|[Cc]hoose|[Bb]utton|[Mm]enu|[Pp]age|[Uu]nder|[Oo]pen|[Ss]witch on|has)\b"
    r"(?: \[[^\]]*\]\([^)]*\),?| on| or| the)*) (?:\*\*([^*]+)\*\*|“([^”]+)”)"
)
#: Articles whose buttons are another program's: they say so themselves.
ELSEWHERE = re.compile(
    r"services/|shortcut$|health-auto-export$|export$|health-connect$|background"
)


@cache
def said() -> frozenset[str]:
    """Every text of the pages, of plugins and of what they are told by."""
    found = {_plain(one) for path in TEMPLATES.glob("*.html") for one in _of_page(path)}
    for path in PACKAGE.rglob("*.py"):
        if "testing" not in path.parts:
            tree = ast.parse(path.read_text("utf-8"))
            found |= {
                _plain(node.value)
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
    return frozenset(found)


def _of_page(path: Path) -> Iterator[str]:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    tree = environment.parse(path.read_text("utf-8"))
    for constant in tree.find_all(nodes.Const):
        if isinstance(constant.value, str):
            # What is only read aloud ends the name of a button: "Remove<span> Strava</span>".
            yield str(constant.value).partition('<span class="unseen">')[0]
            # A link within a sentence is named too.
            pieces: list[str] = re.split(r"<[^>]*>", str(constant.value))
            yield from pieces


def _plain(text: str) -> str:
    return re.sub(r"<[^>]*>", "", text).rstrip("….:")


@pytest.mark.long
@pytest.mark.parametrize(
    "key", [key for key in sorted(library().articles) if not ELSEWHERE.match(key)]
)
def test_a_button_or_page_that_an_article_names_is_there(key: str) -> None:
    text = " ".join(_written(key).split())
    named = {bold or quoted for bold, quoted in NAMED.findall(text)}
    assert {one for one in named if _plain(one) not in said()} == set()


def _written(key: str) -> str:
    return (PACKAGE / "help" / f"{key}.md").read_text("utf-8").split("+++", 2)[2]
